"""Days and months as people write them, in five languages: "7 June 2021", "le 1er juin 2021", "07/06/2021", "2021-06"."""

import re
from datetime import date
from typing import Any

from django.utils.dates import MONTHS as MONTH_NAMES
from django.utils.translation import gettext as _

from practices.exchange.matching.forms import folded, numerals
from practices.exchange.matching.questions import Unclear, Unread
from practices.exchange.matching.spelt import spelt_years

_NAMES = """
1 january jan|janvier janv|enero ene|janeiro|يناير كانون_الثاني جانفي
2 february feb|fevrier fevr fev|febrero|fevereiro|فبراير شباط فيفري
3 march mar|mars|marzo|marco|مارس اذار
4 april apr|avril avr|abril abr|ابريل نيسان افريل
5 may|mai|mayo|maio|مايو ايار ماي
6 june jun|juin|junio|junho|يونيو حزيران جوان يونيه
7 july jul|juillet juil|julio|julho|يوليو تموز جويليه يوليه
8 august aug|aout|agosto ago|اغسطس اب اوت
9 september sept sep|septembre|septiembre setiembre set|setembro|سبتمبر ايلول
10 october oct|octobre|octubre|outubro out|اكتوبر تشرين_الاول
11 november nov|novembre|noviembre|novembro|نوفمبر تشرين_الثاني
12 december dec|decembre|diciembre dic|dezembro dez|ديسمبر كانون_الاول
"""
# Folded; longer ones first, so that "sept" is not "sep" and a "t".
MONTHS: dict[str, int] = {}
for _line in _NAMES.strip().splitlines():
    _number, _rest = _line.split(" ", 1)
    MONTHS |= {name.replace("_", " "): int(_number) for name in re.split(r"[| ]", _rest)}
MONTHS = {name: MONTHS[name] for name in sorted(MONTHS, key=len, reverse=True)}

DAY_FIRST = frozenset({"fr", "es", "pt", "ar"})  # elsewhere 07/06 is the sixth of July as well
_YEAR = r"(?P<year>(?:1[89]|20|21)\d\d)"
_MONTH = rf"(?:(?:{'|'.join(MONTHS)})/)?(?P<month>{'|'.join(MONTHS)})(?!\w)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|re|o|a|°)?"
_OF = r"\s*(?:,|de\s|del\s|of\s|do\s|-|/|\s)?\s*"
_WEEKDAY = r"(?:(?:on|le|el|em|the|in|en|يوم|في)\s+)*(?:[^\W\d_]+,\s*)?"
_WORDED = (
    re.compile(rf"{_WEEKDAY}{_DAY}\.?{_OF}{_MONTH}{_OF}{_YEAR}"),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s*{_DAY},?\s+{_YEAR}"),
    re.compile(rf"{_WEEKDAY}{_MONTH}{_OF}{_YEAR}"),
    re.compile(rf"{_YEAR}{_OF}{_MONTH}(?:{_OF}{_DAY})?"),
)
_TIME = re.compile(r"[t ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:z| ?[ap]m)?$")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_NUMBERED = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d\d)")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4})")
_HIJRI = re.compile(
    r"(?<!\d)1[34]\d\d\s*(?:هـ|ه(?!\w)|للهجره|هجري|هجريه|a\.?h\.?(?!\w)|hijri|h\.?(?!\w)|de l?hegire|de la hegira|da hegira)"
    r"|(?:hijri|hegir|هجري)\D*1[34]\d\d|^\s*1[34]\d\d(?:\s*[-–/]\s*(?:1[34])?\d\d)?\s*$"
)


def is_hijri(text: str) -> bool:
    """Whether a folded text speaks of a year of the Islamic calendar."""
    return bool(_HIJRI.search(text))


def read_date(cell: Any, language: str) -> str:
    """The day, month or year of a cell by ISO 8601, as exact as it says. Raises Unclear and Unread."""
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    shown = str(cell)[:100]
    text = _TIME.sub("", spelt_years(folded(numerals(str(cell)))).strip(" .")).strip()
    if re.fullmatch(_YEAR, text):
        return text
    for read in (_iso, _worded, _numbered):
        if found := read(text, language):
            return found
    if is_hijri(text):
        raise Unread(
            _("“%(text)s” is a date of another calendar. Write it in the common era, such as 2021-06-07.")
            % {"text": shown}
        )
    raise Unread(_("“%(text)s” is not a date. Write 2021, 2021-06 or 2021-06-07.") % {"text": shown})


def _iso(text: str, _language: str) -> str:
    if match := _ISO.fullmatch(text):
        return _made(match[1], match[2], match[3])
    return ""


def _worded(text: str, _language: str) -> str:
    for pattern in _WORDED:
        if match := pattern.fullmatch(text):
            return _made(match["year"], MONTHS[match["month"]], match.groupdict().get("day"))
    return ""


def _numbered(text: str, language: str) -> str:
    if match := _MONTH_YEAR.fullmatch(text):
        return _made(match[2], match[1])
    match = _NUMBERED.fullmatch(text)
    if not match:
        return ""
    first, sign, second, year = match[1], match[2], match[3], match[4]
    is_rough = len(year) == 2
    year = f"{20 if int(year) < 70 else 19}{year}" if is_rough else year
    readings = [found for found in (_made(year, second, first), _made(year, first, second)) if found]
    readings = list(dict.fromkeys(readings))
    if len(readings) > 1 and (sign == "." or language in DAY_FIRST):
        readings = readings[:1]
    if len(readings) > 1 or (readings and is_rough):
        raise Unclear(*((found, shown_date(found)) for found in readings))
    return readings[0] if readings else ""


def shown_date(found: str) -> str:
    """A day with the name of its month, so that nobody takes it for another one."""
    day = date.fromisoformat(found)
    return f"{day.day} {MONTH_NAMES[day.month]} {day.year} ({found})"


def _made(year: Any, month: Any, day: Any = None) -> str:
    """The date by ISO 8601; empty where there is no such day."""
    try:
        whole = date(int(year), int(month), int(day or 1))
    except ValueError:
        return ""
    if not 1800 <= whole.year <= 2200:
        return ""
    return f"{whole:%Y-%m-%d}" if day else f"{whole:%Y-%m}"
