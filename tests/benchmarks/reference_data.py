"""Made-up reference data of the size the real one has, as rows of the tables."""

import random
from itertools import product
from string import ascii_uppercase

from practices import models
from practices.codes import code_for
from practices.vocabulary import (
    Acceptance,
    CountryRole,
    DetailKind,
    GroupKind,
    Language,
    Modality,
    OrganisationRole,
    TermKind,
)
from tests.benchmarks.words import name, prose

SIZES = {
    TermKind.TYPE: 22, TermKind.SCOPE: 8, TermKind.STATUS: 8, TermKind.EVIDENCE_LEVEL: 5, TermKind.THEME: 60,
    TermKind.GCM_OBJECTIVE: 23, TermKind.GCM_PRINCIPLE: 10, TermKind.SDG: 17, TermKind.SDG_TARGET: 40,
    TermKind.BENEFICIARY_GROUP: 19, TermKind.INSTRUMENT: 37, TermKind.SECTOR: 10, TermKind.TAG: 30,
    TermKind.ORGANISATION_TYPE: 17, TermKind.LEGAL_FORM: 7, TermKind.AGREEMENT_ELEMENT: 40,
}  # fmt: skip
CLOSED = {
    TermKind.MODALITY: Modality, TermKind.COUNTRY_ROLE: CountryRole, TermKind.ORGANISATION_ROLE: OrganisationRole,
}  # fmt: skip
BROAD_THEMES = 10  # the others have one of these above them
ELEMENT_GROUPS = 5
COUNTRIES = [first + second for first, second in product(ascii_uppercase, repeat=2)][:250]
GROUPS = [f"group-{number}" for number in range(30)]
GROUPS_OF_A_COUNTRY = 4
CITIES = [f"city-{number}" for number in range(60)]
MECHANISMS = [f"process-{number}" for number in range(40)]
ORGANISATIONS = [code_for(f"made-up organisation {number}") for number in range(400)]
# The first types are the frequent ones; four of them have a form of their own.
DETAILS = dict(enumerate((DetailKind.STUDY_TOUR, DetailKind.LABOUR_AGREEMENT, DetailKind.TRAINING_CENTRE,
                          DetailKind.CITY_COOPERATION)))  # fmt: skip


def codes(kind: TermKind) -> list[str]:
    """The codes of a vocabulary, the frequent ones first."""
    return [f"{kind.value}-{number}" for number in range(SIZES[kind])]


def create() -> None:
    """Fill the reference tables of an empty database."""
    chance = random.Random("made-up reference data")
    _create_terms(chance)
    _create_countries(chance)
    country = dict(models.Country.objects.values_list("code", "pk"))
    models.City.objects.bulk_create(
        models.City(code=code, country_id=country[chance.choice(COUNTRIES)], **_labels(chance, 1)) for code in CITIES
    )
    models.ConsultationMechanism.objects.bulk_create(
        models.ConsultationMechanism(code=code, acronym=code.upper(), **_labels(chance, 4)) for code in MECHANISMS
    )
    types = list(models.Term.objects.filter(kind=TermKind.ORGANISATION_TYPE))
    models.Organisation.objects.bulk_create(
        models.Organisation(
            code=code, type=chance.choice(types), country_id=country[chance.choice(COUNTRIES)],
            acceptance=Acceptance.ACCEPTED, **_labels(chance, 4),
        )
        for code in ORGANISATIONS
    )  # fmt: skip


def _labels(chance: random.Random, count: int) -> dict[str, str]:
    return {f"label_{language}": name(chance, language, count) for language in Language.values}


def _create_terms(chance: random.Random) -> None:
    rows = []
    for kind in SIZES:
        for place, code in enumerate(codes(kind)):
            row = models.Term(kind=kind, code=code, position=place, definition=prose(chance, "en", 15))
            for column, label in _labels(chance, 3).items():
                setattr(row, column, label)
            if kind == TermKind.TYPE:
                row.detail = DETAILS.get(place, DetailKind.NONE)
            if kind == TermKind.AGREEMENT_ELEMENT:
                row.group = f"group_{place % ELEMENT_GROUPS}"
            rows.append(row)
    rows += [
        models.Term(kind=kind, code=choice.value, position=place, label_en=choice.value)
        for kind, choices in CLOSED.items()
        for place, choice in enumerate(choices)
    ]
    models.Term.objects.bulk_create(rows)
    themes = list(models.Term.objects.filter(kind=TermKind.THEME).order_by("position"))
    for place, theme in enumerate(themes[BROAD_THEMES:]):
        theme.parent = themes[place % BROAD_THEMES]
    models.Term.objects.bulk_update(themes[BROAD_THEMES:], ["parent"])


def _create_countries(chance: random.Random) -> None:
    countries = models.Country.objects.bulk_create(
        models.Country(code=code, iso3=f"{code}X", **_labels(chance, 1)) for code in COUNTRIES
    )
    groups = models.CountryGroup.objects.bulk_create(
        models.CountryGroup(code=code, kind=GroupKind.REGION, **_labels(chance, 2)) for code in GROUPS
    )
    models.CountryClassification.objects.bulk_create(
        models.CountryClassification(country=country, group=group)
        for country in countries
        for group in chance.sample(groups, GROUPS_OF_A_COUNTRY)
    )
