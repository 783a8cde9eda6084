"""Made-up reference data, people and practices. Names look made up on purpose."""

import factory

from accounts.models import User
from practices import document, models
from practices.vocabulary import Acceptance, CountryRole, DetailKind, Language, Modality, OrganisationRole, TermKind


class UserFactory(factory.django.DjangoModelFactory):
    """A person without any right."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@test.example")
    password = factory.django.Password("a made-up passphrase")


class TermFactory(factory.django.DjangoModelFactory):
    """An accepted theme, unless told otherwise."""

    class Meta:
        model = models.Term
        django_get_or_create = ("kind", "code")

    kind = TermKind.THEME
    code = factory.Sequence(lambda n: f"theme_{n}")
    label_en = factory.LazyAttribute(lambda term: f"Made-up {term.kind} {term.code}")


class CountryFactory(factory.django.DjangoModelFactory):
    """A made-up country with a code that ISO leaves to its users."""

    class Meta:
        model = models.Country
        django_get_or_create = ("code",)

    code = "XA"
    iso3 = factory.LazyAttribute(lambda country: country.code + "X")
    label_en = factory.LazyAttribute(lambda country: f"Country {country.code}")
    label_ar = factory.LazyAttribute(lambda country: f"بلد {country.code}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An accepted organisation."""

    class Meta:
        model = models.Organisation

    label_en = factory.Sequence(lambda n: f"Made-up Agency {n}")
    type = factory.SubFactory(TermFactory, kind=TermKind.ORGANISATION_TYPE, code="agency")
    acceptance = Acceptance.ACCEPTED


COUNTRIES = ("XA", "XB", "XC")
TYPES = {
    "exchange_visit": DetailKind.STUDY_TOUR,
    "school": DetailKind.TRAINING_CENTRE,
    "treaty": DetailKind.LABOUR_AGREEMENT,
    "twinning": DetailKind.CITY_COOPERATION,
    "other": DetailKind.NONE,
}
VOCABULARY = {
    TermKind.SCOPE: ("regional", "bilateral"),
    TermKind.STATUS: ("ongoing", "completed"),
    TermKind.EVIDENCE_LEVEL: ("E0", "E1", "E2"),
    TermKind.THEME: ("alpha", "beta", "gamma"),
    TermKind.GCM_OBJECTIVE: ("1", "23"),
    TermKind.GCM_PRINCIPLE: ("principle_one",),
    TermKind.SDG: ("10",),
    TermKind.SDG_TARGET: ("10.7", "10.c"),
    TermKind.BENEFICIARY_GROUP: ("officials", "workers"),
    TermKind.INSTRUMENT: ("C0", "C00"),
    TermKind.SECTOR: ("general",),
    TermKind.TAG: ("tag_one",),
    TermKind.LEGAL_FORM: ("memorandum", "agreement"),
    TermKind.AGREEMENT_ELEMENT: ("element_one", "element_two", "element_three"),
    TermKind.MODALITY: Modality.values,
    TermKind.COUNTRY_ROLE: CountryRole.values,
    TermKind.ORGANISATION_ROLE: OrganisationRole.values,
}


def make_reference() -> None:
    """A small vocabulary of every kind, three countries, two cities, two mechanisms and two organisations."""
    for code, detail in TYPES.items():
        TermFactory(kind=TermKind.TYPE, code=code, detail=detail)
    for kind, codes in VOCABULARY.items():
        for position, code in enumerate(codes):
            TermFactory(kind=kind, code=code, position=position)
    for code in COUNTRIES:
        CountryFactory(code=code)
    country = models.Country.objects.get(code="XA")
    for code in ("xa-one", "xa-two"):
        models.City.objects.get_or_create(code=code, defaults={"label_en": f"City {code}", "country": country})
    for code in ("process_one", "process_two"):
        models.ConsultationMechanism.objects.get_or_create(code=code, defaults={"label_en": f"Made-up {code}"})
    for code in ORGANISATIONS:
        if not models.Organisation.objects.filter(code=code).exists():
            OrganisationFactory(code=code)


ORGANISATIONS = ("0000-0012", "0000-0025")


def snapshot_document(**changes) -> dict:
    """The least that may be published, with any keys replaced."""
    return {
        "schema": 1,
        "type": "other",
        "modality": "south_south",
        "texts": {"en": {"title": "A made-up exchange", "summary": "Country XA showed Country XB how it is done."}},
        "countries": [{"country": "XA", "role": "provider"}, {"country": "XB", "role": "beneficiary"}],
        "citations": [{"key": "s1", "title": "A made-up report", "url": "https://report.example/1"}],
        **changes,
    }


def make_practice(author=None, **changes) -> models.Practice:
    """A publishable draft by this author."""
    return document.load(snapshot_document(**changes), by=author)


def language_codes() -> list[str]:
    """The five languages."""
    return list(Language.values)
