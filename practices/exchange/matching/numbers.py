"""Numbers and yes or no as partners write them: "1 234,5", "1,234.5", "1.234,5", "12 %", "about 500", "oui", "✓"."""

import math
import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from practices.exchange.matching.forms import folded, numerals
from practices.exchange.matching.questions import Unclear, Unread
from practices.exchange.matching.words import NO, YES

COMMA_LANGUAGES = frozenset({"fr", "es", "pt"})  # that write 1,5 for one and a half
MOST_DIGITS = 15
PERCENT = frozenset({"%", "٪", "percent", "per cent", "pour cent", "por ciento", "por cento", "بالمايه", "في المايه"})
_NUMBER = re.compile(r"[-+−]?\d[\d.,'’٫٬\s]*")
_SPACE_GROUPS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_ABOUT = re.compile(
    r"^(?:~|≈|±|>|<|≥|≤|\+|about|around|approx\.?|approximately|circa|ca\.?|c\.|over|more than|at least|up to|almost|nearly|some|"
    r"environ|plus de|pres de|au moins|jusqua|aproximadamente|alrededor de|mas de|cerca de|al menos|unos|unas|hasta|mais de|"
    r"pelo menos|por volta de|quase|حوالي|نحو|اكثر من|تقريبا|ما يقارب|زهاء)\s*"
)
_SCALES = {
    "thousand": 1_000, "k": 1_000, "mille": 1_000, "mil": 1_000, "الف": 1_000, "الاف": 1_000,
    "million": 10**6, "millions": 10**6, "m": 10**6, "mn": 10**6, "mio": 10**6, "millon": 10**6, "millones": 10**6,
    "milhao": 10**6, "milhoes": 10**6, "مليون": 10**6, "ملايين": 10**6,
    "billion": 10**9, "bn": 10**9, "milliard": 10**9, "milliards": 10**9, "مليار": 10**9,
}  # fmt: skip


def read_number(cell: Any, language: str, *, whole: bool = False) -> int | float:
    """The number of a cell. Raises Unclear where there are two, or it is only rough, and Unread."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _checked(Decimal(str(cell)) if math.isfinite(cell) else Decimal("NaN"), cell, whole)
    text = numerals(folded(str(cell)))
    bare = _ABOUT.sub("", text).strip().rstrip("+").strip()
    match = _NUMBER.match(bare)
    if not match or len(match[0]) > 3 * MOST_DIGITS:
        raise _not_a_number(cell)
    rest = bare[match.end() :].strip().rstrip(".")
    if re.search(r"\d", rest):
        raise _not_a_number(cell)
    scale = _SCALES.get(rest, 1)
    readings = [_checked(number * scale, cell, whole) for number in _readings(match[0], language, whole)]
    if len(readings) == 1 and bare == text and (not rest or scale > 1):
        return readings[0]
    if rest in PERCENT and not whole:
        readings += [_checked(Decimal(str(one)) / 100, cell, False) for one in readings]
    raise Unclear(*((str(one), str(one)) for one in readings))


def _readings(text: str, language: str, whole: bool) -> list[Decimal]:
    """What digits with signs between them may be. One sign with three digits after it parts thousands, or a fraction."""
    text = _SPACE_GROUPS.sub("", text.strip()).replace("٬", "").replace("٫", ".").replace("−", "-").rstrip(".,")
    if re.search(r"\s|['’]", text):
        raise _not_a_number(text)
    signs = [sign for sign in ".," if sign in text]
    if not signs:
        return [Decimal(text)]
    if len(signs) == 2:
        decimal = max(signs, key=text.rfind)
        group = "," if decimal == "." else "."
        if text.count(decimal) > 1 or not re.fullmatch(rf"[-+]?\d{{1,3}}(?:\{group}\d{{2,3}})+\{decimal}\d+", text):
            raise _not_a_number(text)
        return [Decimal(text.replace(group, "").replace(decimal, "."))]
    (sign,) = signs
    if text.count(sign) > 1:
        if not re.fullmatch(rf"[-+]?\d{{1,3}}(?:\{sign}\d{{2,3}})+", text):
            raise _not_a_number(text)
        return [Decimal(text.replace(sign, ""))]
    fraction, grouped = Decimal(text.replace(sign, ".")), Decimal(text.replace(sign, ""))
    if not re.fullmatch(rf"[-+]?[1-9]\d{{0,2}}\{sign}\d{{3}}", text):
        return [fraction]
    if whole or sign == _group_sign(language):
        return [grouped]
    return [grouped, fraction]


def _group_sign(language: str) -> str:
    """The sign of thousands that leaves no doubt in a language. A point may always be that of a program."""
    return "," if language in ("en", "ar") else ""


def _checked(number: Decimal, cell: Any, whole: bool) -> int | float:
    if not number.is_finite() or abs(number) >= 10**MOST_DIGITS:
        raise _not_a_number(cell)
    if number == number.to_integral_value():
        return int(number)
    if whole:
        raise Unread(_("“%(text)s” is not a whole number.") % {"text": str(cell)[:100]})
    return float(number)


def _not_a_number(cell: Any) -> Unread:
    return Unread(_("“%(text)s” is not a number.") % {"text": str(cell)[:100]})


def read_flag(cell: Any) -> bool:
    """Yes or no. Raises Unread."""
    if isinstance(cell, bool):
        return cell
    text = folded(str(int(cell)) if isinstance(cell, float) and cell in (0, 1) else str(cell)).rstrip(".!")
    if text in YES or text in NO:
        return text in YES
    raise Unread(_("“%(text)s” is neither yes nor no.") % {"text": str(cell)[:100]})


_DOLLARS = re.compile(r"us\s?\$|usd|us dollars?|\$\s?us|dolares|dollars|\$")
_OTHERS = re.compile(r"[€£¥]|\b(?:eur|euros?|gbp|chf|xof|xaf|fcfa|cfa|mad)\b")
_BANDS = ((10_000, "under_10k"), (100_000, "10k_100k"), (1_000_000, "100k_1m"), (10_000_000, "1m_10m"))


def read_cost(cell: Any, language: str) -> str:
    """The order of magnitude of an amount in US dollars, which is what the column is said to hold.

    Raises Unclear where the cell names another currency or can be read as several amounts, and Unread.
    """
    text = folded(str(cell))
    bare = _OTHERS.sub(" ", _DOLLARS.sub(" ", text)).strip() if isinstance(cell, str) else cell
    try:
        amounts = [_amount(bare, language)]
    except Unclear as unclear:
        amounts = [float(code) for code, _label in unclear.readings]
    bands = list(
        dict.fromkeys(next((band for most, band in _BANDS if amount < most), "over_10m") for amount in amounts)
    )
    if len(bands) == 1 and not _OTHERS.search(text):
        return bands[0]
    raise Unclear(*((band, "") for band in bands))


def _amount(bare: Any, language: str) -> int | float:
    try:
        return read_number(bare, language, whole=True)
    except Unread:
        return read_number(bare, language)  # with cents
