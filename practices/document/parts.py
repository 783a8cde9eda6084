"""The parts of a document: for each key its table and how an attribute of a row becomes a value, declared once.

Building and loading are generic over this table; a new child list is one entry here and one in shape.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from practices import models
from practices.reference import Snapshot
from practices.vocabulary import Language, TermKind


@dataclass(frozen=True)
class Codes:
    """What turns keys of rows into codes and back, for one batch of practices."""

    reference: Snapshot
    citation_keys: dict[int, str]  # citation pk → key
    citations: dict[tuple[int, str], int]  # (practice pk, key) → citation pk
    practice_codes: dict[int, str]  # pk → code, of link targets
    practices: dict[str, int]  # code → pk


@dataclass(frozen=True)
class Field:
    """One attribute: its key in the document, its columns, and both directions."""

    key: str
    columns: tuple[str, ...]
    read: Callable[[dict, Codes], Any]  # row values → document value
    write: Callable[[Any, int, Codes], dict[str, Any]]  # document value, practice pk → column values


def plain(key: str, column: str = "") -> Field:
    """A value kept as it is."""
    column = column or key
    return Field(key, (column,), lambda row, codes: row[column], lambda value, practice, codes: {column: value})


def number(key: str) -> Field:
    """A decimal column; whole numbers are whole in the document."""
    return Field(
        key, (key,), lambda row, codes: as_number(row[key]), lambda value, practice, codes: {key: as_decimal(value)}
    )


def as_number(value: Decimal | None) -> int | float | None:
    """A JSON number: int where the value is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def as_decimal(value: int | float | None) -> Decimal | None:
    """The exact decimal a JSON number was written as."""
    return None if value is None else Decimal(str(value))


def coded(key: str, table: str, kind: str = "", column: str = "") -> Field:
    """A foreign key to a reference table, held as a code; empty where there is none."""
    column = column or f"{key}_id"

    def read(row: dict, codes: Codes) -> str:
        return codes.reference.by_pk(table, row[column]).code if row[column] else ""

    def write(value: str, practice: int, codes: Codes) -> dict:
        return {column: codes.reference.resolve(kind or table, value).pk if value else None}

    return Field(key, (column,), read, write)


def labels(key: str) -> Field:
    """Columns label_en to label_ar, held as language → text."""
    columns = tuple(f"label_{language}" for language in Language.values)

    def read(row: dict, codes: Codes) -> dict:
        return {column[6:]: row[column] for column in columns if row[column]}

    return Field(
        key, columns, read, lambda value, practice, codes: {column: value.get(column[6:], "") for column in columns}
    )


def source() -> Field:
    """A citation of the same practice, held as its key."""

    def write(value: str, practice: int, codes: Codes) -> dict:
        return {"citation_id": codes.citations[practice, value] if value else None}

    return Field("source", ("citation_id",), lambda row, codes: codes.citation_keys.get(row["citation_id"], ""), write)


def other_practice() -> Field:
    """Another practice, held as its code."""
    return Field(
        "practice",
        ("target_id",),
        lambda row, codes: codes.practice_codes[row["target_id"]],
        lambda value, practice, codes: {"target_id": codes.practices[value]},
    )


def plains(*keys: str) -> tuple[Field, ...]:
    """Several values kept as they are."""
    return tuple(plain(key) for key in keys)


@dataclass(frozen=True)
class ListPart:
    """A child table as a list of objects, or of bare values where `bare` names the one field."""

    key: str
    model: type
    fields: tuple[Field, ...]
    bare: bool = False
    owner: str = ""  # key of the detail or "staff" that holds the list; empty: the document itself


@dataclass(frozen=True)
class Detail:
    """A one-to-one table as an object or null, with the lists inside it."""

    key: str
    model: type
    fields: tuple[Field, ...]


COUNTRY, ORGANISATION = coded("country", "country"), coded("organisation", "organisation")

# Columns of Practice itself. `period` and `initiative` gather several.
FACTS = (
    plain("original_language"),
    coded("type", "term", TermKind.TYPE),
    plain("modality"),
    coded("scope", "term", TermKind.SCOPE),
    coded("status", "term", TermKind.STATUS),
    coded("evidence_level", "term", TermKind.EVIDENCE_LEVEL),
    plain("cost_band"),
)
GATHERED = {
    "period": (plain("start", "start_year"), plain("end", "end_year")),
    "initiative": plains("requested_by", "led_by", "paid_by"),
}
FOCAL_POINT = (
    plain("name", "focal_point_name"),
    plain("email", "focal_point_email"),
    plain("phone", "focal_point_phone"),
)

TERMS = {
    "themes": TermKind.THEME,
    "gcm_objectives": TermKind.GCM_OBJECTIVE,
    "gcm_principles": TermKind.GCM_PRINCIPLE,
    "sdgs": TermKind.SDG,
    "sdg_targets": TermKind.SDG_TARGET,
    "beneficiary_groups": TermKind.BENEFICIARY_GROUP,
    "instruments": TermKind.INSTRUMENT,
    "sectors": TermKind.SECTOR,
    "tags": TermKind.TAG,
}

CITATIONS = ListPart(
    "citations",
    models.Citation,
    plains(
        "key",
        "kind",
        "title",
        "publisher",
        "url",
        "date",
        "language",
        "locator",
        "accessed",
        "verification",
        "archived_url",
    ),
)
LISTS = (
    ListPart("mechanisms", models.PracticeMechanism, (coded("mechanism", "mechanism"),), bare=True),
    ListPart("countries", models.PracticeCountry, (COUNTRY, plain("role"))),
    ListPart("organisations", models.PracticeOrganisation, (ORGANISATION, plain("role"))),
    ListPart("cities", models.PracticeCity, (coded("city", "city"), plain("role"))),
    ListPart("figures", models.Figure, (labels("label"), number("value"), plain("unit"), plain("year"), source())),
    ListPart(
        "exchanges",
        models.Exchange,
        (
            coded("provider", "country"),
            coded("beneficiary", "country"),
            *plains("date", "format", "subject", "follow_up"),
        ),
    ),
    ListPart(
        "attachments",
        models.Attachment,
        plains("sha256", "name", "media_type", "size", "title", "language", "rights", "has_consent"),
    ),
    ListPart("links", models.Link, (other_practice(), plain("kind"))),
    ListPart("particulars", models.Particular, plains("label", "value")),
    ListPart("actions", models.FollowUpAction, plains("action", "state", "due"), owner="study_tour"),
    ListPart(
        "trainees",
        models.TraineeCount,
        (plain("year"), COUNTRY, *plains("people", "women", "is_cumulative"), source()),
        owner="training_centre",
    ),
    ListPart(
        "elements",
        models.AgreementElement,
        (coded("element", "term", TermKind.AGREEMENT_ELEMENT), *plains("answer", "clause", "note"), source()),
        owner="labour_agreement",
    ),
    ListPart("unverified", models.UnverifiedStatement, (plain("text"),), bare=True, owner="staff"),
)
DETAILS = (
    Detail(
        "study_tour",
        models.StudyTour,
        plains(
            "start_date", "end_date", "days", "delegation_size", "women", "participants", "topics", "host_bodies",
            "agenda", "report_url", "follow_up", "funding",
        ),
    ),
    Detail(
        "training_centre",
        models.TrainingCentre,
        plains(
            "founded", "host_body", "legal_basis", "member_countries", "served_countries", "languages", "delivery",
            "curriculum", "accreditation", "training_of_trainers", "fees",
        ),
    ),
    Detail(
        "labour_agreement",
        models.LabourAgreement,
        (
            coded("legal_form", "term", TermKind.LEGAL_FORM),
            *plains("signed", "in_force"),
            number("term_years"),
            *plains("renewal", "renewed", "ended", "predecessor", "successor", "text_url", "languages", "joint_committee", "fees_paid_by"),
            number("wage_floor"),
            *plains("wage_currency", "workers_covered"),
        ),
    ),
    Detail(
        "city_cooperation",
        models.CityCooperation,
        plains(
            "form", "city_count", "network", "instrument", "adopted", "editions", "outputs", "topics", "tools", "funding",
            "migrant_participation", "national_role",
        ),
    ),
)  # fmt: skip
