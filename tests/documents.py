"""Random documents over the made-up vocabulary, for property-based tests."""

import operator
from hashlib import sha256
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from hypothesis import strategies as st

from practices import files
from practices.codes import code_for
from practices.models import PracticeText
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

PDF = b"%PDF-1.4\n%%EOF\n"
LINKED = code_for("practice:made-up")
FILE = sha256(PDF).hexdigest()
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


PROSE = [field for field in PracticeText.FIELDS if field != "title"]


def rows(**fields):
    """Lists of objects with these fields, each present."""
    return st.lists(st.fixed_dictionaries(fields), max_size=3)


def part(**fields):
    """An object with any of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def texts(draw, original):
    found = {}
    for language in sorted({*draw(st.sets(st.sampled_from(Language.values), max_size=4)), original}):
        is_original = language == original
        origin = TextOrigin.ORIGINAL if is_original else draw(st.sampled_from([TextOrigin.HUMAN, TextOrigin.MACHINE]))
        fields = draw(st.fixed_dictionaries({"title": full_line}, optional=dict.fromkeys(PROSE, prose)))
        outdated = not is_original and draw(st.booleans())
        found[language] = {"origin": origin.value, "is_outdated": outdated, **fields}
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
study_tour = part(
    start_date=st.just("2020-02"), end_date=st.just("2020-03-01"), days=count, delegation_size=st.just(9),
    women=st.none() | st.integers(0, 9), participants=line, topics=lines, host_bodies=lines, agenda=prose,
    report_url=address, follow_up=prose, funding=line,
    actions=rows(action=full_line, state=some(FollowUpState.values, empty=False), due=day),
)  # fmt: skip
city_cooperation = part(
    form=line, city_count=count, network=line, instrument=line, adopted=day, editions=lines, outputs=lines, topics=lines,
    tools=lines, funding=line, migrant_participation=prose, national_role=prose,
)  # fmt: skip


def training_centre(source):
    countries = st.lists(country, max_size=3)
    return part(
        founded=day, host_body=line, legal_basis=line, member_countries=countries, served_countries=countries,
        languages=st.lists(st.sampled_from(["az", "pt-BR"]), max_size=2),
        delivery=st.lists(some(Delivery.values, empty=False), max_size=3), curriculum=prose, accreditation=line,
        training_of_trainers=st.none() | st.booleans(), fees=line,
        trainees=rows(people=st.integers(5, 10**9), women=st.none() | st.integers(0, 5), year=year, country=some(COUNTRIES),
                      is_cumulative=st.booleans(), source=source),
    )  # fmt: skip


def labour_agreement(source):
    element = st.fixed_dictionaries(
        {
            "element": some(VOCABULARY["agreement_element"], empty=False),
            "answer": some(Answer.values, empty=False),
            "clause": line,
            "note": line,
            "source": source,
        }
    )
    agreement = part(
        legal_form=some(VOCABULARY["legal_form"]), signed=day, in_force=day, term_years=st.none() | st.sampled_from([2, 0.5]),
        renewal=line, renewed=st.lists(day.filter(bool), max_size=3), ended=day, predecessor=line, successor=line,
        text_url=address, languages=st.lists(st.sampled_from(["en", "ar"]), max_size=2),
        joint_committee=st.none() | st.booleans(), fees_paid_by=some(FeePayer.values),
        workers_covered=count,
        elements=unique(element, lambda entry: entry["element"]),
    )  # fmt: skip
    # A wage is never without its currency.
    wage = st.sampled_from(
        [{}, {"wage_floor": 200, "wage_currency": "USD"}, {"wage_floor": 250.5, "wage_currency": "EUR"}]
    )
    return st.builds(operator.or_, agreement, wage)


def in_order(pair):
    """Two years as a period; one that is not known leaves the other."""
    known = sorted(year for year in pair if year is not None)
    return {"start": known[0] if known else None, "end": known[1] if len(known) == 2 else None}


def classification():
    """Everything controlled that stands for itself."""
    return {
        "type": some(TYPES),
        "modality": some(Modality.values),
        **{key: some(VOCABULARY[key]) for key in ("scope", "status", "evidence_level")},
        "cost_band": some(CostBand.values),
        "period": st.tuples(year, year).map(in_order),
        "initiative": st.fixed_dictionaries(dict.fromkeys(("requested_by", "led_by", "paid_by"), some(Party.values))),
        **{key: st.lists(st.sampled_from(VOCABULARY[kind]), unique=True) for key, kind in TERM_KEYS.items()},
        "mechanisms": st.lists(st.sampled_from(["process_one", "process_two"]), unique=True),
    }


def actors():
    """Who takes part, and other practices."""

    def pairs(**fields):
        return unique(st.fixed_dictionaries(fields), same)

    return {
        "countries": pairs(country=country, role=some(CountryRole.values, empty=False)),
        "organisations": pairs(
            organisation=st.sampled_from(ORGANISATIONS), role=some(OrganisationRole.values, empty=False)
        ),
        "cities": pairs(city=st.sampled_from(["xa-one", "xa-two"]), role=some(CountryRole.values)),
        "links": pairs(practice=st.just(LINKED), kind=some(LinkKind.values, empty=False)),
        "exchanges": rows(
            provider=st.just("XA"), beneficiary=st.sampled_from(["XB", "XC"]), date=day,
            format=some(ExchangeFormat.values), subject=line, follow_up=prose,
        ),
    }  # fmt: skip


def holdings(source):
    """Figures, files, further particulars and what is for staff."""
    labels = st.dictionaries(st.sampled_from(Language.values), full_line, min_size=1)
    attachment = st.fixed_dictionaries(
        {
            "sha256": st.just(FILE), "name": full_line, "media_type": st.just("application/pdf"),
            "size": st.integers(1, 10**7), "title": full_line, "language": tag, "rights": full_line,
            "has_consent": st.booleans(),
        }
    )  # fmt: skip
    person = {"name": line, "email": st.sampled_from(["", "person@test.example"]), "phone": line}
    return {
        "figures": rows(label=labels, value=number, unit=full_line, year=year, source=source),
        "particulars": rows(label=full_line, value=full_line),
        "attachments": unique(attachment, lambda entry: entry["sha256"]),
        "staff": part(unverified=lines, remarks=prose, focal_point=st.fixed_dictionaries(person)),
    }


class KeptFile:
    """Tests of documents with an attachment, in a store of their own that holds the file it names."""

    @classmethod
    def setUpClass(cls):
        store = cls.enterClassContext(TemporaryDirectory())
        cls.enterClassContext(override_settings(MEDIA_ROOT=store))
        files.keep(SimpleUploadedFile("report.pdf", PDF))
        super().setUpClass()


@st.composite
def documents(draw):
    """A valid document; most keys may be absent. It may link to LINKED and name FILE: see KeptFile."""
    original = draw(st.sampled_from(Language.values))
    citations = draw(unique(citation, lambda entry: entry["key"]))
    source = st.sampled_from(["", *(entry["key"] for entry in citations)])
    details = {
        "study_tour": study_tour,
        "training_centre": training_centre(source),
        "labour_agreement": labour_agreement(source),
        "city_cooperation": city_cooperation,
    }
    rest = draw(part(**details, **classification(), **actors(), **holdings(source)))
    return {"original_language": original, "texts": draw(texts(original)), "citations": citations, **rest}
