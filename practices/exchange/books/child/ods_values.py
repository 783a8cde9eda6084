"""What a cell of an ODS says: its value by its declared type, or its fault."""

import re
from datetime import date, datetime

from .calamine import number_of
from .markup import local
from .shape import Fault

ERROR = re.compile(r"(#[A-Z0-9/]+[!?]?|Err:\d{3})")
DURATION = re.compile(r"(-?)PT(?:(\d{1,6})H)?(?:(\d{1,2})M)?(?:(\d{1,2})(?:[.,]\d+)?S)?")
NUMBERS = {"float", "percentage", "currency"}


def value_of(attributes: dict[str, str], paragraphs: list[str]) -> object:
    """Text, number, date, truth value or None."""
    text = "\n".join(paragraphs)
    kind = local(attributes, "value-type") if attributes else ""
    if kind in NUMBERS:
        return _number(local(attributes, "value"), text)
    if kind == "boolean":
        return local(attributes, "boolean-value") == "true"
    if kind == "date":
        return _date(local(attributes, "date-value"), text)
    if kind == "time":
        return _time(local(attributes, "time-value"), text)
    return text or local(attributes, "string-value") or None


def fault_of(attributes: dict[str, str], paragraphs: list[str]) -> Fault | None:
    """What is wrong with the cell; only formulas and cells declared as errors can be at fault."""
    if not attributes:
        return None
    if attributes.get("calcext:value-type") == "error":
        return Fault("error", "".join(paragraphs)[:40])
    if local(attributes, "formula"):
        if not paragraphs and not local(attributes, "value-type"):
            return Fault("formula")
        if len(paragraphs) == 1 and ERROR.fullmatch(paragraphs[0]):
            return Fault("error", paragraphs[0][:40])
    return None


def _number(value: str, text: str) -> object:
    try:
        return number_of(float(value))
    except ValueError:
        return text or None


def _date(value: str, text: str) -> object:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return text or value or None  # a year before 1 or after 9999
    if "T" not in value or moment.time() == datetime.min.time():
        return date(moment.year, moment.month, moment.day)
    return moment.replace(tzinfo=None)


def _time(value: str, text: str) -> str | None:
    match = DURATION.fullmatch(value)
    if not match:
        return text or value or None
    sign, hours, minutes, seconds = match.groups(default="0")
    words = duration_of_parts(int(hours), int(minutes), int(seconds))
    return ("-" if sign == "-" else "") + words


def duration_of_parts(hours: int, minutes: int, seconds: int) -> str:
    """A time of the day as 03:04, anything longer as 51:00:00: as calamine's reading gives them."""
    if hours < 24:
        return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
    return f"{hours:02}:{minutes:02}:{seconds:02}"
