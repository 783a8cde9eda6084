"""The shape of a document, declared once. Checks one document in itself; whether its codes exist is asked at load."""

from datetime import date as calendar_date
from decimal import Decimal
from math import isfinite
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import EmailValidator
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from practices.codes import read_code
from practices.models.fields import FIRST_YEAR, LAST_YEAR, LONGEST_ADDRESS, PARTIAL_DATE, is_web_address
from practices.models.practice import LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_TITLE
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

SCHEMA = 1  # the version this code writes; older ones are raised by document.upgrade()
MOST_ENTRIES = 300  # rows of one list; the longest real one has 56


def _cleaned(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _partial_date(value: str) -> str:
    if value.count("-") == 2:
        try:
            calendar_date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("no_such_day", "There is no such day.") from None
    return value


def _web_address(value: str) -> str:
    if value and not is_web_address(value):
        raise PydanticCustomError("web_address", "This is not an http or https address.")
    return value


def _email(value: str) -> str:
    if value:
        try:
            EmailValidator()(value)
        except DjangoValidationError:
            raise PydanticCustomError("email", "This is not an e-mail address.") from None
    return value


def _practice_code(value: str) -> str:
    code = read_code(value)
    if code is None:
        raise PydanticCustomError("practice_code", "This is not the code of a practice.")
    return code


def _number(value: Any) -> int | float:
    """A finite number of at most 15 digits, three of them decimals: what JSON and spreadsheets keep exactly."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)) or not isfinite(value):
        raise PydanticCustomError("number", "This is not a number.")
    exact = Decimal(str(value))
    if abs(exact) >= 10**12 or exact != round(exact, 3):
        raise PydanticCustomError("number_size", "A number has at most twelve digits and three decimals.")
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _text(most: int, least: int = 0) -> Any:
    return Annotated[str, BeforeValidator(_cleaned), StringConstraints(min_length=least, max_length=most)]


Short = _text(500)
Long = _text(LONGEST_TEXT)
Code = Annotated[str, BeforeValidator(_cleaned), StringConstraints(min_length=1, max_length=60)]
CodeOrNone = Annotated[str, BeforeValidator(_cleaned), StringConstraints(max_length=60)]
PracticeCode = Annotated[str, AfterValidator(_practice_code)]
Date = Annotated[str, StringConstraints(pattern=PARTIAL_DATE), AfterValidator(_partial_date)] | Literal[""]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=True)] | None
Count = Annotated[int, Field(ge=0, le=2_000_000_000, strict=True)] | None
SmallCount = Annotated[int, Field(ge=0, le=32_000, strict=True)] | None
Address = Annotated[
    str, BeforeValidator(_cleaned), StringConstraints(max_length=LONGEST_ADDRESS), AfterValidator(_web_address)
]
Email = Annotated[str, BeforeValidator(_cleaned), StringConstraints(max_length=254), AfterValidator(_email)]
Number = Annotated[int | float, BeforeValidator(_number)]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=10)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,20}$")]
Flag = Annotated[bool, Field(strict=True)]
Lines = Annotated[list[_text(500, least=1)], Field(max_length=MOST_ENTRIES)]
Codes = Annotated[list[Code], Field(max_length=MOST_ENTRIES)]


class Shape(BaseModel):
    """What all parts share: unknown keys are refused, closed lists are kept as their codes."""

    model_config = ConfigDict(extra="forbid", use_enum_values=True, validate_default=False)


class Period(Shape):
    """Years of start and end; null is not known, and an open end may mean still running."""

    start: Year = None
    end: Year = None

    @model_validator(mode="after")
    def in_order(self) -> "Period":
        if self.start is not None and self.end is not None and self.start > self.end:
            raise PydanticCustomError("years_in_order", "A practice cannot end before it starts.")
        return self


class Initiative(Shape):
    """Who asked, who leads, who pays."""

    requested_by: Party | Literal[""] = ""
    led_by: Party | Literal[""] = ""
    paid_by: Party | Literal[""] = ""


class Text(Shape):
    """What the record says in one language."""

    origin: TextOrigin = TextOrigin.ORIGINAL.value
    is_outdated: Flag = False
    title: _text(LONGEST_TITLE, least=1)
    summary: _text(LONGEST_SUMMARY) = ""
    why: Long = ""
    context: Long = ""
    objectives: Long = ""
    approach: Long = ""
    results: Long = ""
    difficulties: Long = ""
    lessons: Long = ""
    transfer: Long = ""
    demand: Long = ""
    caution: _text(LONGEST_SUMMARY) = ""

    @model_validator(mode="after")
    def original_is_current(self) -> "Text":
        if self.is_outdated and self.origin == TextOrigin.ORIGINAL:
            raise PydanticCustomError("original_outdated", "An original cannot be older than itself.")
        return self


class CountryIn(Shape):
    """A country in one role."""

    country: CountryCode
    role: CountryRole


class OrganisationIn(Shape):
    """An organisation in one role."""

    organisation: Code
    role: OrganisationRole


class CityIn(Shape):
    """A city that acts, and as what where that is known."""

    city: Code
    role: CountryRole | Literal[""] = ""


class Citation(Shape):
    """A source, named by its key where a figure or an answer rests on it."""

    key: Key
    kind: CitationKind = CitationKind.WEB_PAGE.value
    title: Short = ""
    publisher: _text(300) = ""
    url: Address = ""
    date: Date = ""
    language: LanguageTag | Literal[""] = ""
    locator: _text(200) = ""
    accessed: Date = ""
    verification: Verification = ""
    archived_url: Address = ""

    @model_validator(mode="after")
    def can_be_found(self) -> "Citation":
        if not self.title and not self.url:
            raise PydanticCustomError("source_unnamed", "A source needs a title or an address.")
        return self


class Figure(Shape):
    """A number, what it counts, its unit, year and source."""

    label: dict[Language, _text(300, least=1)] = Field(min_length=1)
    value: Number
    unit: _text(60, least=1)
    year: Year = None
    source: Key | Literal[""] = ""


class Exchange(Shape):
    """One occasion on which one country shared and another learned."""

    provider: CountryCode
    beneficiary: CountryCode
    date: Date = ""
    format: ExchangeFormat | Literal[""] = ""
    subject: Short = ""
    follow_up: Long = ""

    @model_validator(mode="after")
    def between_two(self) -> "Exchange":
        if self.provider == self.beneficiary:
            raise PydanticCustomError("exchange_alone", "An exchange needs two different countries.")
        return self


class Attachment(Shape):
    """A file kept under its SHA-256."""

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    name: _text(200, least=1)
    media_type: _text(100, least=1)
    size: Annotated[int, Field(ge=1, le=2_000_000_000, strict=True)]
    title: _text(300, least=1)
    language: LanguageTag | Literal[""] = ""
    rights: _text(300, least=1)
    has_consent: Flag = False


class Link(Shape):
    """A relation to another practice."""

    practice: PracticeCode
    kind: LinkKind = LinkKind.RELATED.value


class Particular(Shape):
    """A fact that only some types have."""

    label: _text(200, least=1)
    value: _text(LONGEST_SUMMARY, least=1)


class FollowUpAction(Shape):
    """Something a study tour led to."""

    action: _text(500, least=1)
    state: FollowUpState = FollowUpState.UNKNOWN.value
    due: Date = ""


class StudyTour(Shape):
    """Details of a study tour."""

    start_date: Date = ""
    end_date: Date = ""
    days: SmallCount = None
    delegation_size: SmallCount = None
    women: SmallCount = None
    participants: Short = ""
    topics: Lines = []
    host_bodies: Lines = []
    agenda: Long = ""
    report_url: Address = ""
    follow_up: Long = ""
    funding: Short = ""
    actions: Annotated[list[FollowUpAction], Field(max_length=MOST_ENTRIES)] = []

    @model_validator(mode="after")
    def is_possible(self) -> "StudyTour":
        if self.women is not None and self.delegation_size is not None and self.women > self.delegation_size:
            raise PydanticCustomError("women_many", "There cannot be more women than people in the delegation.")
        if self.start_date and self.end_date and self.start_date > self.end_date:
            raise PydanticCustomError("days_in_order", "The last day cannot be before the first.")
        return self


class TraineeCount(Shape):
    """How many were trained, in a year or since the start."""

    year: Year = None
    country: CountryCode | Literal[""] = ""
    people: Annotated[int, Field(ge=0, le=2_000_000_000, strict=True)]
    women: Count = None
    is_cumulative: Flag = False
    source: Key | Literal[""] = ""

    @model_validator(mode="after")
    def is_possible(self) -> "TraineeCount":
        if self.women is not None and self.women > self.people:
            raise PydanticCustomError("women_many", "There cannot be more women than people.")
        return self


class TrainingCentre(Shape):
    """Details of a training centre."""

    founded: Date = ""
    host_body: _text(300) = ""
    legal_basis: Short = ""
    member_countries: Annotated[list[CountryCode], Field(max_length=MOST_ENTRIES)] = []
    served_countries: Annotated[list[CountryCode], Field(max_length=MOST_ENTRIES)] = []
    languages: Annotated[list[LanguageTag], Field(max_length=MOST_ENTRIES)] = []
    delivery: Annotated[list[Delivery], Field(max_length=3)] = []
    curriculum: Long = ""
    accreditation: Short = ""
    training_of_trainers: Flag | None = None
    fees: Short = ""
    trainees: Annotated[list[TraineeCount], Field(max_length=MOST_ENTRIES)] = []


class AgreementElement(Shape):
    """The answer on one element of the checklist."""

    element: Code
    answer: Answer
    clause: _text(100) = ""
    note: _text(1000) = ""
    source: Key | Literal[""] = ""


class LabourAgreement(Shape):
    """Details of a labour agreement. An element that is not listed is unknown, not absent."""

    legal_form: CodeOrNone = ""
    signed: Date = ""
    in_force: Date = ""
    term_years: Annotated[Number, Field(gt=0, lt=1000)] | None = None
    renewal: Short = ""
    renewed: Annotated[
        list[Annotated[str, StringConstraints(pattern=PARTIAL_DATE)]], Field(max_length=MOST_ENTRIES)
    ] = []
    ended: Date = ""
    predecessor: _text(300) = ""
    successor: _text(300) = ""
    text_url: Address = ""
    languages: Annotated[list[LanguageTag], Field(max_length=MOST_ENTRIES)] = []
    joint_committee: Flag | None = None
    fees_paid_by: FeePayer | Literal[""] = ""
    wage_floor: Annotated[Number, Field(gt=0, lt=10**10)] | None = None
    wage_currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | Literal[""] = ""
    workers_covered: Count = None
    elements: Annotated[list[AgreementElement], Field(max_length=MOST_ENTRIES)] = []

    @model_validator(mode="after")
    def wage_has_currency(self) -> "LabourAgreement":
        if self.wage_floor is not None and not self.wage_currency:
            raise PydanticCustomError("wage_currency", "Give the currency of the wage.")
        return self


class CityCooperation(Shape):
    """Details of city-to-city cooperation."""

    form: _text(200) = ""
    city_count: SmallCount = None
    network: _text(300) = ""
    instrument: Short = ""
    adopted: Date = ""
    editions: Lines = []
    outputs: Lines = []
    topics: Lines = []
    tools: Lines = []
    funding: Short = ""
    migrant_participation: Long = ""
    national_role: Long = ""


class FocalPoint(Shape):
    """The person who can answer questions. Personal data: never published from here."""

    name: _text(200) = ""
    email: Email = ""
    phone: _text(50) = ""


class Staff(Shape):
    """For staff only. Exists in no edition."""

    unverified: Annotated[list[_text(LONGEST_SUMMARY, least=1)], Field(max_length=MOST_ENTRIES)] = []
    focal_point: FocalPoint = FocalPoint()
    remarks: Long = ""


def _list_of(entry: type) -> Any:
    return Annotated[list[entry], Field(max_length=MOST_ENTRIES)]


class Document(Shape):
    """One practice, all languages in it. Codes stand for everything controlled; an absent key leaves its part alone."""

    schema_version: Literal[1] = Field(SCHEMA, alias="schema")
    code: PracticeCode | None = None
    original_language: Language = Language.EN.value
    type: CodeOrNone = ""
    modality: Modality | Literal[""] = ""
    scope: CodeOrNone = ""
    status: CodeOrNone = ""
    evidence_level: CodeOrNone = ""
    period: Period = Period()
    initiative: Initiative = Initiative()
    cost_band: CostBand | Literal[""] = ""
    texts: dict[Language, Text | None] = {}
    themes: Codes = []
    gcm_objectives: Codes = []
    gcm_principles: Codes = []
    sdgs: Codes = []
    sdg_targets: Codes = []
    beneficiary_groups: Codes = []
    instruments: Codes = []
    sectors: Codes = []
    tags: Codes = []
    mechanisms: Codes = []
    countries: _list_of(CountryIn) = []
    organisations: _list_of(OrganisationIn) = []
    cities: _list_of(CityIn) = []
    citations: _list_of(Citation) = []
    figures: _list_of(Figure) = []
    exchanges: _list_of(Exchange) = []
    attachments: _list_of(Attachment) = []
    links: _list_of(Link) = []
    particulars: _list_of(Particular) = []
    study_tour: StudyTour | None = None
    training_centre: TrainingCentre | None = None
    labour_agreement: LabourAgreement | None = None
    city_cooperation: CityCooperation | None = None
    staff: Staff | None = None


def json_schema() -> dict:
    """JSON Schema 2020-12 of a document, as served."""
    schema = Document.model_json_schema(by_alias=True, mode="validation")
    schema["properties"]["staff"]["description"] = "For staff only: never part of a published document."
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Practice"}
