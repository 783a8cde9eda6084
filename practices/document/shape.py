"""The shape of a document, declared once. Checks one document in itself; whether its codes exist is asked at load."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from practices.document.detail_shapes import CityCooperation, LabourAgreement, StudyTour, TrainingCentre
from practices.document.values import (
    MOST_ENTRIES,
    Address,
    Code,
    CodeOrNone,
    Codes,
    CountryCode,
    Date,
    Email,
    Flag,
    Key,
    LanguageTag,
    Long,
    Number,
    PracticeCode,
    Shape,
    Short,
    Year,
    text_of,
)
from practices.models.practice import LONGEST_SUMMARY, LONGEST_TITLE
from practices.vocabulary import (
    CitationKind,
    CostBand,
    CountryRole,
    ExchangeFormat,
    Language,
    LinkKind,
    Modality,
    OrganisationRole,
    Party,
    TextOrigin,
    Verification,
)

SCHEMA = 1  # the version this code writes; older ones are raised by document.upgrade()


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
    title: text_of(LONGEST_TITLE, least=1)
    summary: text_of(LONGEST_SUMMARY) = ""
    why: Long = ""
    context: Long = ""
    objectives: Long = ""
    approach: Long = ""
    results: Long = ""
    difficulties: Long = ""
    lessons: Long = ""
    transfer: Long = ""
    demand: Long = ""
    caution: text_of(LONGEST_SUMMARY) = ""

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
    publisher: text_of(300) = ""
    url: Address = ""
    date: Date = ""
    language: LanguageTag | Literal[""] = ""
    locator: text_of(200) = ""
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

    label: dict[Language, text_of(300, least=1)] = Field(min_length=1)
    value: Number
    unit: text_of(60, least=1)
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
    name: text_of(200, least=1)
    media_type: text_of(100, least=1)
    size: Annotated[int, Field(ge=1, le=2_000_000_000, strict=True)]
    title: text_of(300, least=1)
    language: LanguageTag | Literal[""] = ""
    rights: text_of(300, least=1)
    has_consent: Flag = False


class Link(Shape):
    """A relation to another practice."""

    practice: PracticeCode
    kind: LinkKind = LinkKind.RELATED.value


class Particular(Shape):
    """A fact that only some types have."""

    label: text_of(200, least=1)
    value: text_of(LONGEST_SUMMARY, least=1)


class FocalPoint(Shape):
    """The person who can answer questions. Personal data: never published from here."""

    name: text_of(200) = ""
    email: Email = ""
    phone: text_of(50) = ""


class Staff(Shape):
    """For staff only. Exists in no edition."""

    unverified: Annotated[list[text_of(LONGEST_SUMMARY, least=1)], Field(max_length=MOST_ENTRIES)] = []
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
