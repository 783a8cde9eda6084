"""Made-up documents: the same ones for the same seed, with the skew, size and number of codes of real records."""

import random

from practices.codes import code_for
from practices.vocabulary import (
    CitationKind,
    CountryRole,
    DetailKind,
    Language,
    Modality,
    OrganisationRole,
    TermKind,
)
from tests.benchmarks import details
from tests.benchmarks import reference_data as reference
from tests.benchmarks.words import Skewed, name, prose

FIRST_YEAR, LAST_YEAR = 1995, 2025
BLOCK = 100  # documents link only within their block, so that a load of whole blocks finds every target
LANGUAGES = ((Language.EN, 58), (Language.FR, 14), (Language.ES, 14), (Language.PT, 7), (Language.AR, 7))
# Words of each text of a full record, and how many in a hundred records have it.
LENGTHS = {
    "why": (28, 70), "context": (35, 80), "objectives": (25, 80), "approach": (70, 90), "results": (45, 80),
    "difficulties": (25, 50), "lessons": (25, 60), "transfer": (25, 50), "demand": (15, 30), "caution": (12, 15),
}  # fmt: skip
FULL = 55  # in a hundred; the others are title, summary and little else
TRANSLATED = 60  # in a hundred have the four other languages by machine
# How many codes a record has of each vocabulary: least and most drawn, of which equal ones fall together.
DRAWN = {
    "themes": (1, 2), "gcm_objectives": (1, 2), "gcm_principles": (0, 1), "sdgs": (0, 1), "sdg_targets": (0, 2),
    "beneficiary_groups": (0, 1), "instruments": (0, 1), "sectors": (0, 1), "tags": (0, 1),
}  # fmt: skip
SINGLE = (TermKind.SCOPE, TermKind.STATUS, TermKind.EVIDENCE_LEVEL)
KINDS = {
    "themes": TermKind.THEME, "gcm_objectives": TermKind.GCM_OBJECTIVE, "gcm_principles": TermKind.GCM_PRINCIPLE,
    "sdgs": TermKind.SDG, "sdg_targets": TermKind.SDG_TARGET, "beneficiary_groups": TermKind.BENEFICIARY_GROUP,
    "instruments": TermKind.INSTRUMENT, "sectors": TermKind.SECTOR, "tags": TermKind.TAG,
}  # fmt: skip
TYPES = Skewed(list(enumerate(reference.codes(TermKind.TYPE))))
TERMS = {kind: Skewed(reference.codes(kind)) for kind in (*SINGLE, *KINDS.values())}
COUNTRIES = Skewed(reference.COUNTRIES, steepness=0.8)
ORGANISATIONS = Skewed(reference.ORGANISATIONS, steepness=0.8)
CITIES, MECHANISMS = Skewed(reference.CITIES), Skewed(reference.MECHANISMS)
MODALITIES = Skewed(Modality.values)


def documents(first: int, count: int, seed: int = 1) -> list[dict]:
    """The documents with these numbers."""
    return [document(number, seed) for number in range(first, first + count)]


def code_of(number: int, seed: int = 1) -> str:
    """The permanent code of a made-up practice."""
    return code_for(f"made-up practice {seed} {number}")


def document(number: int, seed: int = 1) -> dict:
    """One made-up document: the same whenever it is asked for, publishable, with every code in the reference data."""
    chance = random.Random(f"{seed} {number}")
    place, type_code = TYPES.one(chance)
    modality = MODALITIES.one(chance)
    start = chance.randint(FIRST_YEAR, LAST_YEAR)
    citations = _citations(chance)
    countries = _countries(chance, modality)
    made = {
        "schema": 1,
        "code": code_of(number, seed),
        **_texts(chance),
        "type": type_code,
        "modality": modality,
        "period": {
            "start": start,
            "end": min(start + chance.randint(0, 9), LAST_YEAR) if chance.random() < 0.5 else None,
        },
        "initiative": {"requested_by": chance.choice(("", "", "beneficiary", "provider", "joint"))},
        **_classification(chance),
        "countries": countries,
        **_bodies(chance),
        "citations": citations,
        "figures": _figures(chance, citations),
        "exchanges": _exchanges(chance, countries),
        "links": _links(chance, number, seed),
        **_for_staff(chance),
    }
    return made | details.of(reference.DETAILS.get(place, DetailKind.NONE), chance, citations)


def facet_values(made: dict) -> set[tuple[str, str]]:
    """What a reader can filter by, as (facet, code); regions, roles and languages, which follow from these, apart."""
    found = {(kind, made[kind]) for kind in ("type", "modality", *(kind.value for kind in SINGLE))}
    found |= {(key, code) for key in (*KINDS, "mechanisms") for code in made[key]}
    found |= {("country", entry["country"]) for entry in made["countries"]}
    return found | {("organisation", entry["organisation"]) for entry in made["organisations"]}


def _often(chance: random.Random, percent: int) -> bool:
    return chance.random() * 100 < percent


def _texts(chance: random.Random) -> dict:
    languages, weights = zip(*LANGUAGES, strict=True)
    original = chance.choices(languages, weights)[0].value
    scale = min(3.0, chance.lognormvariate(0, 0.35))
    texts = {original: {"origin": "original", **_short(chance, original)}}
    if _often(chance, FULL):
        texts[original] |= {
            field: prose(chance, original, max(3, round(count * scale)))
            for field, (count, percent) in LENGTHS.items()
            if _often(chance, percent)
        }
    others = [language for language in Language.values if language != original]
    if not _often(chance, TRANSLATED):
        others = others[: chance.choice((0, 0, 1))]
    for language in others:
        origin = "human" if _often(chance, 10) else "machine"
        texts[language] = {"origin": origin, "is_outdated": _often(chance, 5), **_short(chance, language)}
    return {"original_language": original, "texts": texts}


def _short(chance: random.Random, language: str) -> dict:
    return {"title": name(chance, language, 8), "summary": prose(chance, language, chance.randint(25, 50))}


def _classification(chance: random.Random) -> dict:
    lists = {key: TERMS[kind].some(chance, chance.randint(*DRAWN[key])) for key, kind in KINDS.items()}
    return {kind.value: TERMS[kind].one(chance) for kind in SINGLE} | lists


def _countries(chance: random.Random, modality: str) -> list[dict]:
    roles = [CountryRole.PROVIDER, CountryRole.BENEFICIARY]
    if modality == Modality.TRIANGULAR:
        roles.append(CountryRole.DONOR)
    roles += [CountryRole.PARTICIPANT] * chance.choice((0, 0, 0, 0, 1, 4))
    drawn = COUNTRIES.some(chance, len(roles))
    return [{"country": code, "role": role.value} for code, role in zip(drawn, roles, strict=False)]


def _bodies(chance: random.Random) -> dict:
    roles = [OrganisationRole.LEAD, OrganisationRole.PARTNER, OrganisationRole.FUNDER][: chance.choice((1, 1, 1, 2, 3))]
    drawn = ORGANISATIONS.some(chance, len(roles))
    return {
        "organisations": [{"organisation": code, "role": role.value} for code, role in zip(drawn, roles, strict=False)],
        "mechanisms": MECHANISMS.some(chance, chance.choice((0, 0, 0, 1))),
        "cities": [{"city": code} for code in CITIES.some(chance, chance.choice((0, 1)))],
    }


def _citations(chance: random.Random) -> list[dict]:
    return [
        {
            "key": f"s{place}",
            "kind": chance.choice(CitationKind.values),
            "title": name(chance, "en", 7),
            "publisher": name(chance, "en", 2),
            "url": f"https://source.example/{chance.getrandbits(48):x}",
            "date": f"{chance.randint(FIRST_YEAR, LAST_YEAR)}-{chance.randint(1, 12):02}",
            "verification": chance.choice(("verified", "verified", "seed", "")),
        }
        for place in range(1, 2 + chance.choice((0, 1, 1, 2, 3)))
    ]


def _figures(chance: random.Random, citations: list[dict]) -> list[dict]:
    return [
        {
            "label": {language: name(chance, language, 3) for language in Language.values},
            "value": chance.randint(1, 100_000),
            "unit": chance.choice(("people", "days", "USD", "percent")),
            "year": chance.randint(FIRST_YEAR, LAST_YEAR),
            "source": chance.choice(citations)["key"],
        }
        for _ in range(chance.choice((0, 0, 1, 1, 2, 4)))
    ]


def _exchanges(chance: random.Random, countries: list[dict]) -> list[dict]:
    if len(countries) < 2 or not _often(chance, 20):
        return []
    pair = {"provider": countries[0]["country"], "beneficiary": countries[1]["country"]}
    return [{**pair, "date": "2019-06", "format": "visit", "subject": name(chance, "en", 6)}]


def _links(chance: random.Random, number: int, seed: int) -> list[dict]:
    earlier = number % BLOCK
    if not earlier or not _often(chance, 30):
        return []
    targets = dict.fromkeys(number - chance.randint(1, earlier) for _ in range(chance.choice((1, 1, 2, 3))))
    return [{"practice": code_of(target, seed), "kind": "related"} for target in targets]


def _for_staff(chance: random.Random) -> dict:
    if not _often(chance, 30):
        return {}
    return {"staff": {"unverified": [prose(chance, "en", 15)], "remarks": prose(chance, "en", 10)}}
