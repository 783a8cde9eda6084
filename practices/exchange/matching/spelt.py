"""Years written in words, in five languages: every spelling of every year that a practice may name, made once."""

import re
from collections.abc import Iterator
from functools import cache

from practices.exchange.matching.forms import folded, listed

FIRST, LAST = 1990, 2049
_EN = listed("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
""")
_EN_TENS = {20: "twenty", 30: "thirty", 40: "forty", 90: "ninety"}
_FR = listed("""
    zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
    dix-huit dix-neuf
""")
_FR_TENS = {20: "vingt", 30: "trente", 40: "quarante"}
_ES = listed("""
    cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis
    diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis
    veintisiete veintiocho veintinueve
""")
_ES_TENS = {30: "treinta", 40: "cuarenta", 90: "noventa"}
_PT = listed("""
    zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete
    dezoito dezanove
""")
_PT_OTHER = {14: ("quatorze",), 16: ("dezesseis",), 17: ("dezessete",), 19: ("dezenove",)}
_PT_TENS = {20: "vinte", 30: "trinta", 40: "quarenta", 90: "noventa"}
_AR = {
    1: ("واحد", "واحدة", "إحدى"), 2: ("اثنان", "اثنين", "اثنتان", "اثنتين", "اثنا", "اثني", "اثنتا", "اثنتي"), 3: ("ثلاثة", "ثلاث"),
    4: ("أربعة", "أربع"), 5: ("خمسة", "خمس"), 6: ("ستة", "ست"), 7: ("سبعة", "سبع"), 8: ("ثمانية", "ثماني", "ثمان"), 9: ("تسعة", "تسع"),
    10: ("عشرة", "عشر"), 11: ("أحد", "إحدى"),
}  # fmt: skip
_AR_TENS = {20: ("عشرون", "عشرين"), 30: ("ثلاثون", "ثلاثين"), 40: ("أربعون", "أربعين"), 90: ("تسعون", "تسعين")}


def _english(year: int) -> Iterator[str]:
    century, rest = divmod(year, 100)
    ending = _tens(rest, _EN, _EN_TENS, " ")
    if year >= 2000:
        yield from (f"two thousand {ending}", f"two thousand and {ending}") if rest else ("two thousand",)
    if rest >= 10:
        yield f"{_tens(century, _EN, _EN_TENS, ' ')} {ending}"


def _tens(number: int, units: list[str], tens: dict[int, str], joint: str) -> str:
    if number < len(units):
        return units[number]
    ten, unit = number // 10 * 10, number % 10
    return f"{tens[ten]}{joint}{units[unit]}" if unit else tens[ten]


def _french(year: int) -> Iterator[str]:
    rest = year % 100
    ending = (
        f"quatre-vingt-{_FR[rest - 80]}" if rest >= 90 else _tens(rest, _FR, _FR_TENS, "-").replace("-un", " et un")
    )
    for start in ("deux mille",) if year >= 2000 else ("mil neuf cent", "mille neuf cent", "dix-neuf cent"):
        yield f"{start} {ending}" if rest else start


def _spanish(year: int) -> Iterator[str]:
    ending = _tens(year % 100, _ES, _ES_TENS, " y ")
    start = "dos mil" if year >= 2000 else "mil novecientos"
    yield f"{start} {ending}" if year % 100 else start


def _portuguese(year: int) -> Iterator[str]:
    rest = year % 100
    for start in ("dois mil",) if year >= 2000 else ("mil novecentos", "mil e novecentos"):
        if not rest:
            yield start
        for ending in (_tens(rest, _PT, _PT_TENS, " e "), *_PT_OTHER.get(rest, ())) if rest else ():
            yield f"{start} e {ending}"


def _arabic(year: int) -> Iterator[str]:
    rest = year % 100
    starts = ("ألفان", "ألفين") if year >= 2000 else ("ألف وتسعمائة", "ألف وتسعمئة", "ألف وتسع مئة")
    ten, unit = rest // 10 * 10, rest % 10
    if rest <= 10:
        endings = _AR[rest] if rest else ("",)
    elif rest < 20:
        endings = tuple(f"{one} {last}" for one in (_AR[11] if rest == 11 else _AR[unit]) for last in _AR[10])
    elif unit:
        endings = tuple(f"{one} و{last}" for one in _AR[unit] for last in _AR_TENS[ten])
    else:
        endings = _AR_TENS[ten]
    for start in starts:
        yield from (f"{start} و{ending}" if ending else start for ending in endings)


@cache
def _spellings() -> tuple[dict[str, int], re.Pattern]:
    found = {}
    for year in range(FIRST, LAST + 1):
        for made in (_english, _french, _spanish, _portuguese, _arabic):
            for text in made(year):
                found.setdefault(folded(text).replace("-", " "), year)
    longest_first = sorted(found, key=len, reverse=True)
    spaced = (re.escape(text).replace(r"\ ", r"[\s-]+") for text in longest_first)
    return found, re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)")


_THOUSANDS = re.compile(r"thousand|twenty|nineteen|mille|mil\b|dix.neuf cent|الف", re.IGNORECASE)


def spelt_years(text: str) -> str:
    """A folded text with its years in digits."""
    if not _THOUSANDS.search(text):
        return text
    found, pattern = _spellings()
    return pattern.sub(lambda match: str(found[re.sub(r"[\s-]+", " ", match[0])]), text)
