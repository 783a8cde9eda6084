"""Goals, targets and objectives by their numbers: "SDG 10", "ODS 10.7", "Goal 8", "Obj. 5, 6 and 19"."""

import re

from practices.exchange.matching.forms import key, listed, narrow, numerals
from practices.vocabulary import TermKind

# Words around a number that say only what the column says: folded.
_WORDS = frozenset(
    listed("""
    sdg sdgs odd ods goal goals objective objectives obj objs target targets gcm global compact number numbers
    no nos n nr sustainable development un the of for and migration safe orderly regular objectif objectifs
    cible cibles pmm pacte mondial durable developpement numero et les des de du la le objetivo objetivos meta
    metas pacto desarrollo sostenible num y e los las del pgm desenvolvimento sustentavel dos das da do os as
    الهدف هدف هدفان هدفين الهدفان الهدفين اهداف الاهداف الغايه غايه الغايات المقصد المقاصد من التنميه المستدامه الاتفاق العالمي الميثاق
    للهجره رقم و
""")
)
LONGEST = 2_000
_JOINED = re.compile(r"(?<=[^\W\d_])(?=\d)")  # SDG10
_NUMBER = re.compile(r"(?<![\d.])(\d{1,2})(?:\.(\d{1,2}|[a-z]))?(?![\d.]|[^\W\d_])")
_RANGE = re.compile(r"(?<![\d.])(\d{1,2})\s*(?:-|–|—|to|à|a|al|إلى)\s*(\d{1,2})(?![\d.])", re.IGNORECASE)


def numbers_of(cell: str) -> list[str] | None:
    """The numbers a cell consists of, as codes of goals and targets; None where it says something else as well."""
    if len(cell) > LONGEST:
        return None
    text = narrow(_JOINED.sub(" ", numerals(cell)).casefold())
    text = _RANGE.sub(lambda found: ", ".join(map(str, range(int(found[1]), int(found[2]) + 1))) or found[0], text)
    found = [
        f"{match[1].lstrip('0') or '0'}.{match[2]}" if match[2] else match[1].lstrip("0") or "0"
        for match in _NUMBER.finditer(text)
    ]
    rest = set(key(_NUMBER.sub(" ", text)).split())
    rest = {word.removeprefix("و") if len(word) > 3 else word for word in rest}
    return list(dict.fromkeys(found)) if found and not rest - _WORDS else None


def kinds_of(vocabulary: str, number: str) -> list[tuple[str, str, str]]:
    """(key of a column, vocabulary, code) that a number stands for: a target tells its goal as well."""
    if vocabulary == TermKind.GCM_OBJECTIVE:
        return [("gcm_objectives", vocabulary, number)]
    goal, dot, _rest = number.partition(".")
    if not dot:
        return [("sdgs", TermKind.SDG, goal)]
    target = ("sdg_targets", TermKind.SDG_TARGET, number)
    return [target] if vocabulary == TermKind.SDG_TARGET else [("sdgs", TermKind.SDG, goal), target]


def leading_number(text: str) -> str:
    """The number that a goal or objective is named by, before its words: "SDG 8: Decent work"; empty where there is none."""
    text = _JOINED.sub(" ", numerals(text)).casefold()
    number = _NUMBER.search(text)
    if not number or set(key(text[: number.start()]).split()) - _WORDS:
        return ""
    return f"{number[1].lstrip('0')}.{number[2]}" if number[2] else number[1].lstrip("0")
