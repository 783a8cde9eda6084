"""Values of a document: text made clean, dates to the day or less, numbers that survive JSON, addresses, codes."""

from datetime import date as calendar_date
from decimal import Decimal
from math import isfinite
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from practices.codes import read_code
from practices.models.fields import FIRST_YEAR, LAST_YEAR, LONGEST_ADDRESS, PARTIAL_DATE, is_web_address
from practices.models.practice import LONGEST_TEXT
from practices.text import clean

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
        except ValidationError:
            raise PydanticCustomError("email", "This is not an e-mail address.") from None
    return value


def _practice_code(value: str) -> str:
    code = read_code(value)
    if code is None:
        raise PydanticCustomError("practice_code", "This is not the code of a practice.")
    return code


def _number(value: Any) -> int | float:
    """A finite number of at most 15 digits, three of them decimals: what JSON and spreadsheets keep exactly."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise PydanticCustomError("number", "This is not a number.")
    if not isinstance(value, int) and not isfinite(value):
        raise PydanticCustomError("number", "This is not a number.")
    exact = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    if abs(exact) >= 10**12 or exact != round(exact, 3):
        raise PydanticCustomError("number_size", "A number has at most twelve digits and three decimals.")
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def text_of(most: int, least: int = 0) -> Any:
    return Annotated[str, BeforeValidator(_cleaned), StringConstraints(min_length=least, max_length=most)]


Short = text_of(500)
Long = text_of(LONGEST_TEXT)
Code = Annotated[str, BeforeValidator(_cleaned), StringConstraints(min_length=1, max_length=60)]
CodeOrNone = Annotated[str, BeforeValidator(_cleaned), StringConstraints(max_length=60)]
PracticeCode = Annotated[str, AfterValidator(_practice_code)]
KnownDate = Annotated[str, StringConstraints(pattern=PARTIAL_DATE), AfterValidator(_partial_date)]
Date = KnownDate | Literal[""]
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
Lines = Annotated[list[text_of(500, least=1)], Field(max_length=MOST_ENTRIES)]
Codes = Annotated[list[Code], Field(max_length=MOST_ENTRIES)]


class Shape(BaseModel):
    """What all parts share: unknown keys are refused, closed lists are kept as their codes."""

    model_config = ConfigDict(extra="forbid", use_enum_values=True, validate_default=False)
