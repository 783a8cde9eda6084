"""Random documents over the made-up vocabulary, for property-based tests."""

from hypothesis import strategies as st

from practices.text import clean
from practices.vocabulary import (
    Answer,
    CitationKind,
    CostBand,
    CountryRole,
    Delivery,
    ExchangeFormat,
    FeePayer,
    FollowUpState,
    Language,
    LinkKind,
    Modality,
    OrganisationRole,
    Party,
    TextOrigin,
    Verification,
)
from tests.factories import COUNTRIES, ORGANISATIONS, TYPES, VOCABULARY

TERM_KEYS = {
    "themes": "theme",
    "gcm_objectives": "gcm_objective",
    "gcm_principles": "gcm_principle",
    "sdgs": "sdg",
    "sdg_targets": "sdg_target",
    "beneficiary_groups": "beneficiary_group",
    "instruments": "instrument",
    "sectors": "sector",
    "tags": "tag",
}
line = st.text(max_size=40).map(clean)
full_line = line.filter(bool)
prose = st.text(max_size=200).map(clean)
year = st.none() | st.integers(1800, 2200)
day = st.sampled_from(["", "1999", "2020-02", "2020-02-29"])
count = st.none() | st.integers(0, 32_000)
number = st.integers(-(10**9), 10**9) | st.decimals(-(10**6), 10**6, places=3, allow_nan=False).map(float)
address = st.sampled_from(["", "https://one.example/", "http://two.example/a?b=ç"])
tag = st.sampled_from(["", "en", "pt-BR", "az"])
country = st.sampled_from(COUNTRIES)
lines = st.lists(full_line, max_size=3)


def some(values, empty=True):
    return st.sampled_from([*([""] if empty else []), *values])


def same(entry):
    return tuple(sorted(entry.items()))


def unique(entries, key):
    return st.lists(entries, max_size=4, unique_by=key)


@st.composite
def texts(draw, original):
    chosen = draw(st.sets(st.sampled_from(Language.values), max_size=4))
    found = {}
    for language in sorted({*chosen, original}):
        origin = (
            "original"
            if language == original
            else draw(st.sampled_from([TextOrigin.HUMAN.value, TextOrigin.MACHINE.value]))
        )
        fields = draw(
            st.fixed_dictionaries(
                {"title": full_line},
                optional=dict.fromkeys(
                    (
                        "summary",
                        "why",
                        "context",
                        "objectives",
                        "approach",
                        "results",
                        "difficulties",
                        "lessons",
                        "transfer",
                        "demand",
                        "caution",
                    ),
                    prose,
                ),
            )
        )
        outdated = origin != "original" and draw(st.booleans())
        found[language] = {"origin": origin, "is_outdated": outdated, **fields}
    return found


citation = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["s1", "s2", "s3", "long-key_1"]),
        "kind": some(CitationKind.values, empty=False),
        "title": full_line,
        "publisher": line,
        "url": address,
        "date": day,
        "language": tag,
        "locator": line,
        "accessed": day,
        "verification": some([value for value in Verification.values if value]),
        "archived_url": address,
    }
)


def resting_on(keys):
    return st.sampled_from(["", *keys])


@st.composite
def details(draw, keys):
    source = resting_on(keys)
    found = {}
    if draw(st.booleans()):
        found["study_tour"] = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "start_date": st.just("2020-02"),
                    "end_date": st.just("2020-03-01"),
                    "days": count,
                    "topics": lines,
                    "host_bodies": lines,
                    "agenda": prose,
                    "report_url": address,
                    "follow_up": prose,
                    "funding": line,
                    "actions": st.lists(
                        st.fixed_dictionaries(
                            {"action": full_line, "state": some(FollowUpState.values, False), "due": day}
                        ),
                        max_size=3,
                    ),
                },
            )
        )
    if draw(st.booleans()):
        found["training_centre"] = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "founded": day,
                    "host_body": line,
                    "member_countries": st.lists(country, max_size=3),
                    "languages": st.lists(st.sampled_from(["az", "pt-BR"]), max_size=2),
                    "delivery": st.lists(some(Delivery.values, False), max_size=3),
                    "curriculum": prose,
                    "training_of_trainers": st.none() | st.booleans(),
                    "trainees": st.lists(
                        st.fixed_dictionaries(
                            {
                                "people": st.integers(0, 10**9),
                                "year": year,
                                "country": some(COUNTRIES),
                                "is_cumulative": st.booleans(),
                                "source": source,
                            }
                        ),
                        max_size=3,
                    ),
                },
            )
        )
    if draw(st.booleans()):
        element = st.fixed_dictionaries(
            {
                "element": some(VOCABULARY["agreement_element"], False),
                "answer": some(Answer.values, False),
                "clause": line,
                "note": line,
                "source": source,
            }
        )
        found["labour_agreement"] = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "legal_form": some(VOCABULARY["legal_form"]),
                    "signed": day,
                    "in_force": day,
                    "ended": day,
                    "renewal": line,
                    "renewed": st.lists(day.filter(bool), max_size=3),
                    "term_years": st.none() | st.sampled_from([2, 0.5]),
                    "joint_committee": st.none() | st.booleans(),
                    "fees_paid_by": some(FeePayer.values),
                    "wage_floor": st.none(),
                    "workers_covered": count,
                    "text_url": address,
                    "elements": unique(element, lambda entry: entry["element"]),
                },
            )
        )
    if draw(st.booleans()):
        found["city_cooperation"] = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "form": line,
                    "city_count": count,
                    "network": line,
                    "instrument": line,
                    "adopted": day,
                    "editions": lines,
                    "outputs": lines,
                    "topics": lines,
                    "tools": lines,
                    "funding": line,
                    "migrant_participation": prose,
                },
            )
        )
    return found


@st.composite
def documents(draw, linked=()):
    """A valid document; each key may be absent. `linked`: codes of practices it may link to."""
    original = draw(st.sampled_from(Language.values))
    citations = draw(unique(citation, lambda entry: entry["key"]))
    keys = [entry["key"] for entry in citations]
    found = {
        "original_language": original,
        "texts": draw(texts(original)),
        "citations": citations,
        **draw(details(keys)),
    }
    found |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "type": some(TYPES),
                "modality": some(Modality.values),
                "scope": some(VOCABULARY["scope"]),
                "status": some(VOCABULARY["status"]),
                "evidence_level": some(VOCABULARY["evidence_level"]),
                "cost_band": some(CostBand.values),
                "period": st.tuples(year, year).map(
                    lambda pair: {
                        "start": min(pair, key=lambda y: y or 0) if None not in pair else pair[0],
                        "end": max(pair, key=lambda y: y or 0) if None not in pair else None,
                    }
                ),
                "initiative": st.fixed_dictionaries(
                    {name: some(Party.values) for name in ("requested_by", "led_by", "paid_by")}
                ),
                **{key: st.lists(st.sampled_from(VOCABULARY[kind]), unique=True) for key, kind in TERM_KEYS.items()},
                "mechanisms": st.lists(st.sampled_from(["process_one", "process_two"]), unique=True),
                "countries": unique(
                    st.fixed_dictionaries({"country": country, "role": some(CountryRole.values, False)}), same
                ),
                "organisations": unique(
                    st.fixed_dictionaries(
                        {"organisation": st.sampled_from(ORGANISATIONS), "role": some(OrganisationRole.values, False)}
                    ),
                    same,
                ),
                "cities": unique(
                    st.fixed_dictionaries(
                        {"city": st.sampled_from(["xa-one", "xa-two"]), "role": some(CountryRole.values)}
                    ),
                    same,
                ),
                "figures": st.lists(
                    st.fixed_dictionaries(
                        {
                            "label": st.dictionaries(st.sampled_from(Language.values), full_line, min_size=1),
                            "value": number,
                            "unit": full_line,
                            "year": year,
                            "source": resting_on(keys),
                        }
                    ),
                    max_size=3,
                ),
                "exchanges": st.lists(
                    st.fixed_dictionaries(
                        {
                            "provider": st.just("XA"),
                            "beneficiary": st.sampled_from(["XB", "XC"]),
                            "date": day,
                            "format": some(ExchangeFormat.values),
                            "subject": line,
                            "follow_up": prose,
                        }
                    ),
                    max_size=3,
                ),
                "particulars": st.lists(st.fixed_dictionaries({"label": full_line, "value": full_line}), max_size=3),
                "links": unique(
                    st.fixed_dictionaries({"practice": st.sampled_from(linked), "kind": some(LinkKind.values, False)}),
                    same,
                )
                if linked
                else st.just([]),
                "staff": st.fixed_dictionaries(
                    {},
                    optional={
                        "unverified": lines,
                        "remarks": prose,
                        "focal_point": st.fixed_dictionaries(
                            {"name": line, "email": st.sampled_from(["", "person@test.example"]), "phone": line}
                        ),
                    },
                ),
            },
        )
    )
    return found
