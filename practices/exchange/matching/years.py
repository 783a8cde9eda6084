"""Years out of words: "2017-2019", "since 2015", "2015 – en cours", "from 2012 to 2014", "FY2018/19", in five languages."""

import itertools
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from practices.exchange.matching.dates import MONTHS, is_hijri
from practices.exchange.matching.forms import folded, numerals
from practices.exchange.matching.questions import Unclear, Unread
from practices.exchange.matching.spelt import spelt_years


@dataclass(frozen=True, slots=True)
class Period:
    """First and last year; None where the words do not tell. `is_open`: they say that it goes on."""

    start: int | None = None
    end: int | None = None
    is_open: bool = False

    def __str__(self) -> str:
        return f"{self.start or ''}-{self.end or ''}" if self.end or self.is_open else f"{self.start or ''}"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(sorted({folded(word) for word in text.replace("\n", "|").split("|") if word.strip()}, key=len)[::-1])


# Words, folded; longer ones first.
BETWEEN = _listed("between|entre|بين|ما بين")
SINCE = _listed("""since|from|starting|started|start|starts|beginning|begun|as of|as from|launched|established|founded|year|years
    depuis|à partir de|à partir du|dès|de|du|lancé en|créé en|début|année|années|desde|a partir de|a partir del|del|iniciado en
    inicio|año|años|ano|anos|a partir do|do|da|iniciado em|início|منذ|من|ابتداء من|اعتبارا من|بدأ في|بدء من|عام|سنة|في عام|في|in|en|em
    since the year""")
UNTIL = _listed("""until|till|to|through|thru|up to|ending|ended|end|ends|jusqu'en|jusqu'à|jusqu'au|jusque|à|au|a|al|hasta|fin
    final|até|ate|ao|à|fim|término|إلى|الى|حتى|حتى عام|إلى عام|لغاية|الي""")
OPEN = _listed("""present|the present|to present|to date|date|ongoing|on-going|on going|now|today|current|currently|continuing|continues
    onwards|onward|en cours|aujourd'hui|présent|à présent|à ce jour|ce jour|actuel|actuellement|maintenant|en curso|actualidad|la actualidad
    presente|el presente|hoy|la fecha|vigente|actual|en ejecución|em curso|atual|atualidade|o presente|hoje|em andamento|em execução|vigor
    in force|حتى الآن|الآن|مستمر|مستمرة|جار|جاري|جارية|الحاضر|الوقت الحاضر|اليوم|حاليا
    تاريخه|قيد التنفيذ|الوقت الحالي""")
ABOUT = _listed("""c.|ca|ca.|c|circa|about|around|approx|approx.|approximately|roughly|early|mid|late|vers|environ|autour de
    aproximadamente|alrededor de|hacia|cerca de|por volta de|aprox|aprox.
    mediados de|principios de|finales de|meados de|início de|حوالي|نحو|تقريبا|~|≈|±""")
AND = _listed("and|et|y|e|و|,|;|،|؛|&|+")
PLAIN = _listed("""fy|fiscal year|financial year|fiscal|exercice|ejercicio|exercício|the|la|le|les|los|el|o|a|of|de|del|do|spring|summer
    autumn|fall|winter|q1|q2|q3|q4|period|période|periodo|período|الفترة|السنة المالية|school year|m|م|ad|ce""")
_NAMES = "|".join(MONTHS)
_DECADE = re.compile(
    r"\b(?:1[89]|20)\d0['’]?s\b|\b(?:annees|anos|decada de|decade|decennie|عقد)\s+(?:los\s+)?(?:1[89]|20)?\d0\b"
)
_ISO = re.compile(r"\b((?:1[89]|20|21)\d\d)-(\d\d)-(\d\d)(?:[t ]\d\d:\d\d(?::\d\d)?)?(?!\d)")
_DAY = re.compile(r"\b\d{1,2}([./-])(?:\d{1,2}\1)?((?:1[89]|20|21)\d\d)\b")
_MONTH = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th|er|º|°)?\.?\s+(?:de\s+|of\s+)?)?(?:{_NAMES})(?:/(?:{_NAMES}))?\b\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?,(?=\s))?"
)
_TOKEN = re.compile(
    r"(?<![\d.])(?:(?P<year>(?:1[89]|20|21)\d\d)|(?P<short>\d\d))(?![\d])|(?P<dash>\s*[-–—‒−→]+>?\s*|/)"
)


def read_period(cell: Any) -> Period:
    """The years that a cell tells of. Raises Unclear and Unread."""
    if isinstance(cell, date):
        return Period(cell.year)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = _prepared(str(cell))
    if is_hijri(text):
        raise Unread(
            _("“%(text)s” is a year of another calendar. Write the year of the common era, such as 2017.")
            % {"text": str(cell)[:100]}
        )
    if _DECADE.search(text):
        raise Unread(_("“%(text)s” names no exact year.") % {"text": str(cell)[:100]})
    tokens, is_about, is_odd = _tokens(text)
    found = _period(tokens)
    if found is None or found == Period(is_open=True):
        raise Unread(_("“%(text)s” holds no year.") % {"text": str(cell)[:100]})
    years = [value for kind, value in tokens if kind == "year"]
    if found.start and found.end and found.start > found.end:
        raise Unread(_("“%(text)s” ends before it begins.") % {"text": str(cell)[:100]})
    if is_about or is_odd or _is_list(tokens):
        raise Unclear(*_readings(found, years))
    if short := re.fullmatch(r"((?:19|20)\d\d)-(\d\d)", text):
        _ask_for_month(short, found)
    return found


def _ask_for_month(short: re.Match, found: Period) -> None:
    """2010-12 is a month to some and three years to others."""
    if int(short[1]) % 100 < int(short[2]) <= 12:
        raise Unclear(
            (str(found), _shown(found)),
            (short[1], _("%(month)s, a month of %(year)s") % {"month": short[0], "year": short[1]}),
        )


def _readings(found: Period, years: list[int]) -> list[tuple[str, str]]:
    periods = [found]
    if len(years) > 1:
        periods = [
            Period(min(years), max(years)),
            Period(min(years)),
            *(() if found in (Period(min(years)),) else (found,)),
        ]
    elif found.start:
        periods.append(Period(found.start))
    return list(dict.fromkeys((str(one), _shown(one)) for one in periods))


def _shown(period: Period) -> str:
    if period.start and period.end:
        return f"{period.start}–{period.end}" if period.start != period.end else str(period.start)
    if period.start:
        open_ended = _("since %(year)s") if period.is_open else _("%(year)s, without a last year")
        return open_ended % {"year": period.start}
    return _("until %(year)s") % {"year": period.end}


def _prepared(text: str) -> str:
    text = spelt_years(folded(numerals(text)))
    text = _ISO.sub(r"\1", text)
    short = re.fullmatch(r"((?:1[89]|20|21)\d\d)-(0\d)", text)
    if short and int(short[2]) < int(short[1]) % 100:
        return short[1]  # 2016-03 is a month: no period ends before it begins
    text = _DAY.sub(r"\2", text)
    return _MONTH.sub(" ", text).strip()


@cache
def _words() -> re.Pattern:
    kinds = (
        ("between", BETWEEN),
        ("open", OPEN),
        ("since", SINCE),
        ("until", UNTIL),
        ("about", ABOUT),
        ("and", AND),
        ("plain", PLAIN),
    )
    return re.compile(
        "|".join(f"(?P<{kind}>{_either(words)})" for kind, words in kinds) + r"|(?P<odd>[^\W\d_]+|\d+|\S)"
    )


def _either(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) + (r"(?![^\W\d_])" if word[-1].isalnum() else "") for word in words)


def _tokens(text: str) -> tuple[list[tuple[str, int]], bool, bool]:
    """Years, dashes and words in order, each by what it says; whether some are rough, whether some are unknown."""
    found, is_about, is_odd, place = [], False, False, 0
    while place < len(text):
        match = _TOKEN.match(text, place) or _words().match(text, place)
        if match is None:
            place += 1  # white space
            continue
        kind = match.lastgroup
        is_about, is_odd = is_about or kind == "about", is_odd or (kind == "odd" and match[0] not in "().:'\"")
        if kind in ("year", "short"):
            found.append((kind, int(match[0])))
        elif kind in ("between", "dash", "since", "until", "open", "and"):
            found.append((kind, 0))
        place = match.end()
    return found, is_about, is_odd


def _is_list(tokens: list[tuple[str, int]]) -> bool:
    """Whether years stand side by side: "2018, 2020", or two periods."""
    years = [place for place, (kind, _value) in enumerate(tokens) if kind == "year"]
    between = {tuple(kind for kind, _value in tokens[a + 1 : b]) for a, b in itertools.pairwise(years)}
    return len(years) > 2 or (any(not {"dash", "until"} & set(kinds) for kinds in between) and not _is_between(tokens))


def _is_between(tokens: list[tuple[str, int]]) -> bool:
    """ "between 2012 and 2014" says the same as "from 2012 to 2014": a word before, one after the first year."""
    kinds = [kind for kind, _value in tokens]
    return kinds == ["between", "year", "and", "year"]


def _period(tokens: list[tuple[str, int]]) -> Period | None:
    tokens = _long(tokens)
    years = [value for kind, value in tokens if kind == "year"]
    kinds = [kind for kind, _value in tokens]
    is_open = "open" in kinds
    if not years:
        return Period(is_open=True) if is_open else None
    first = kinds.index("year")
    if len(years) > 1:
        return Period(years[0], years[-1])
    if {"until", "dash"} & set(kinds[:first]) and not is_open:
        return Period(None, years[0])
    ends_open = bool({"until", "dash"} & set(kinds[first + 1 :])) or "since" in kinds[:first]
    return Period(years[0], None, is_open or ends_open)


def _long(tokens: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Years of two digits after another year and a dash, written out."""
    found: list[tuple[str, int]] = []
    for kind, value in tokens:
        if kind != "short":
            found.append((kind, value))
        elif len(found) > 1 and found[-1][0] in ("dash", "until") and found[-2][0] == "year":
            found.append(("year", found[-2][1] // 100 * 100 + value))
    return found
