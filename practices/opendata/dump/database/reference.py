"""The reference tables as rows. What is only proposed is not public and stays out."""

from collections.abc import Iterator

from django.db.models import QuerySet

from practices.models import (
    City,
    ConsultationMechanism,
    Country,
    CountryClassification,
    CountryGroup,
    MechanismMembership,
    Organisation,
    Term,
)
from practices.vocabulary import Acceptance, Language, TermKind

LABELS = tuple(f"label_{language}" for language in Language.values)
# Columns that are called otherwise here than in the models; of what is referred to by its code, only that is left.
NAMES = {"kind": "vocabulary", "parent__kind": "parent_vocabulary", "group": "grouping", "group__code": "country_group"}

Rows = Iterator[dict]


def tables() -> Iterator[tuple[str, Rows | list[dict]]]:
    """(table, rows) of everything that records refer to by codes."""
    yield "languages", [{"code": one.value, "name": one.label} for one in Language]
    yield "terms", _terms()
    yield "countries", _rows(Country.objects.order_by("code"), "code", "iso3", "m49", "latitude", "longitude", *LABELS)
    groups = CountryGroup.objects.order_by("code")
    yield "country_groups", _rows(groups, "code", "kind", "parent__code", *LABELS, names={})
    classifications = CountryClassification.objects.order_by("pk")
    yield "country_group_members", _rows(
        classifications, "since", "until", "source", "country__code", "group__code"
    )  # fmt: skip
    cities = City.objects.order_by("code")
    yield "cities", _rows(cities, "code", "latitude", "longitude", "country__code", *LABELS)
    mechanisms = ConsultationMechanism.objects.order_by("code")
    yield "mechanisms", _rows(mechanisms, "code", "acronym", "category", "established", "url", "is_active", *LABELS)
    memberships = MechanismMembership.objects.order_by("pk")
    yield "mechanism_members", _rows(memberships, "since", "until", "mechanism__code", "country__code")
    yield "organisations", _organisations()


def _terms() -> list[dict]:
    public = Term.objects.exclude(acceptance=Acceptance.PROPOSED).order_by("kind", "position", "code")
    found = list(
        _rows(
            public, "kind", "code", "definition", "parent__kind", "parent__code", "position", "group", "year", "is_binding",
            "url", "acceptance", "replaced_by__code", *LABELS,
        )
    )  # fmt: skip
    there = {(row["vocabulary"], row["code"]) for row in found}
    for row in found:
        if (row["parent_vocabulary"], row["parent"]) not in there:
            row["parent_vocabulary"] = row["parent"] = None
        if (row["vocabulary"], row["replaced_by"]) not in there:
            row["replaced_by"] = None
    return found


def _organisations() -> list[dict]:
    public = Organisation.objects.exclude(acceptance=Acceptance.PROPOSED).order_by("code")
    found = list(
        _rows(
            public, "code", "acronym", "type__code", "country__code", "city__code", "parent__code", "mechanism__code", "url",
            "acceptance", "replaced_by__code", *LABELS,
        )
    )  # fmt: skip
    there = {row["code"] for row in found}
    accepted = Term.objects.filter(kind=TermKind.ORGANISATION_TYPE).exclude(acceptance=Acceptance.PROPOSED)
    types = set(accepted.values_list("code", flat=True))
    for row in found:
        for key in ("parent", "replaced_by"):
            row[key] = row[key] if row[key] in there else None
        row["type"] = row["type"] if row["type"] in types else None
    return found


def _rows(queryset: QuerySet, *columns: str, names: dict[str, str] = NAMES) -> Rows:
    """Rows with what SQLite knows: decimals as numbers, dates as text, nothing for what is empty."""
    for row in queryset.values(*columns):
        yield {names.get(key, key).removesuffix("__code"): _value(value) for key, value in row.items()}


def _value(value: object) -> object:
    if value == "" or value is None:
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str | int | float):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
