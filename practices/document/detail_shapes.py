"""Shapes of what four types of practice have beyond the common record."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from practices.document.values import (
    MOST_ENTRIES,
    Address,
    Code,
    CodeOrNone,
    Count,
    CountryCode,
    Date,
    Flag,
    Key,
    KnownDate,
    LanguageTag,
    Lines,
    Long,
    Number,
    Shape,
    Short,
    SmallCount,
    Year,
    text_of,
)
from practices.vocabulary import Answer, Delivery, FeePayer, FollowUpState


class FollowUpAction(Shape):
    """Something a study tour led to."""

    action: text_of(500, least=1)
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
    host_body: text_of(300) = ""
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
    clause: text_of(100) = ""
    note: text_of(1000) = ""
    source: Key | Literal[""] = ""


class LabourAgreement(Shape):
    """Details of a labour agreement. An element that is not listed is unknown, not absent."""

    legal_form: CodeOrNone = ""
    signed: Date = ""
    in_force: Date = ""
    term_years: Annotated[Number, Field(gt=0, lt=1000)] | None = None
    renewal: Short = ""
    renewed: Annotated[list[KnownDate], Field(max_length=MOST_ENTRIES)] = []
    ended: Date = ""
    predecessor: text_of(300) = ""
    successor: text_of(300) = ""
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

    form: text_of(200) = ""
    city_count: SmallCount = None
    network: text_of(300) = ""
    instrument: Short = ""
    adopted: Date = ""
    editions: Lines = []
    outputs: Lines = []
    topics: Lines = []
    tools: Lines = []
    funding: Short = ""
    migrant_participation: Long = ""
    national_role: Long = ""
