"""What each column of a partner's sheet probably means: by what was chosen before, by its heading, and by its cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from practices.exchange.columns import BY_KEY, names
from practices.exchange.columns.kinds import IN_LANGUAGE
from practices.exchange.columns.reading import CODE_ENDING
from practices.exchange.matching.contents import Contents
from practices.exchange.matching.forms import folded, key
from practices.exchange.matching.headings import LANGUAGE_WORDS, NUMBERING, usual
from practices.exchange.matching.targets import target_of
from practices.exchange.matching.weighing import LEAST, Guess, better, with_cells

LEAST_ALIKE = 84
MOST_OTHERS = 5
_PARTED = re.compile(r"\s*[/|\n]\s*|\s+[–—-]\s+")
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_ENDING = re.compile(r"[_\s.-]+(en|fr|es|pt|ar)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a column may mean; an empty key leaves it out. `score` of 100; `others`: (key, score), best first."""

    key: str
    score: int
    why: str
    others: list[tuple[str, int]] = field(default_factory=list)


def propose(
    headings: Sequence[str], samples: Sequence[Sequence[Any]], *, remembered: Mapping[str, str] | None = None,
    language: str = "", staff: bool = True,
) -> list[Proposal]:  # fmt: skip
    """One proposal a column. `samples` are the first cells of each column; `remembered` maps folded headings to keys."""
    contents = Contents(names(language or "en"))
    guesses: list[dict[str, Guess]] = []
    for place, heading in enumerate(headings):
        own = (remembered or {}).get(folded(heading))
        if own is not None and (not own or _may_be(own, staff)):
            guesses.append({own: Guess(101, _("This was chosen for the heading before."))})
            continue
        found = _by_heading(heading, language)
        found = with_cells(found, contents.shares(samples[place] if place < len(samples) else ()))
        guesses.append({target: guess for target, guess in found.items() if _may_be(target, staff)})
    chosen = _shared_out(guesses)
    return [_proposal(place, headings[place], chosen, guesses[place]) for place in range(len(headings))]


def _may_be(target: str, staff: bool) -> bool:
    found = target_of(target)
    return found is not None and (staff or not found.is_for_staff)


# By the heading ----------------------------------------------------------------------------------------------------


def _by_heading(heading: str, language: str) -> dict[str, Guess]:
    plain = heading.strip().strip("*: ")
    if plain in BY_KEY or target_of(plain):
        return {plain: Guess(100, _("The heading is the key of this column."))}
    if plain.endswith(CODE_ENDING) and plain.removesuffix(CODE_ENDING) in BY_KEY:
        return {plain.removesuffix(CODE_ENDING): Guess(97, _("The heading is the key of this column."))}
    if not plain or folded(plain) in NUMBERING:
        return {}
    known, labels = usual()
    found: dict[str, Guess] = {}
    if own := labels.get(folded(plain)):
        found[own] = Guess(99, _("The heading is the name of this column."))
    bare, spoken = _language_of(plain)
    for part in dict.fromkeys((plain, bare, *_parts(bare))):
        factor = 1 if part in (plain, bare) else 0.96
        for target, guess in _alike(part, known, language).items():
            better(found, target, Guess(guess.score * factor, guess.why))
    if spoken and spoken != language:
        found = {_in_language(target, spoken): guess for target, guess in found.items()}
    return found


def _parts(heading: str) -> list[str]:
    """A heading in two languages, or with a remark in brackets."""
    without = _BRACKET.sub(" ", heading).strip()
    return [part for part in (without, *_PARTED.split(without), *_BRACKET.findall(heading)) if len(part) > 2]


def _language_of(heading: str) -> tuple[str, str]:
    """A heading without the name of a language at its end, and that language: "Title (French)", "title_fr"."""
    if match := _ENDING.search(heading):
        return heading[: match.start()], match[1].lower()
    if (match := _BRACKET.search(heading)) and (spoken := LANGUAGE_WORDS.get(folded(match[1]))):
        return _BRACKET.sub(" ", heading).strip(), spoken
    for size in (2, 1):
        words = heading.split()
        if len(words) > size and (spoken := LANGUAGE_WORDS.get(folded(" ".join(words[-size:])))):
            return " ".join(words[:-size]).rstrip(" -–—:/"), spoken
    words = heading.split()
    if len(words) > 1 and (spoken := LANGUAGE_WORDS.get(folded(words[0]))) and len(words[0]) > 2:
        return " ".join(words[1:]), spoken
    return heading, ""


def _in_language(target: str, language: str) -> str:
    column = BY_KEY.get(target)
    if column and column.path[:2] == ("texts", IN_LANGUAGE) and f"{target}_{language}" in BY_KEY:
        return f"{target}_{language}"
    return target


def _alike(part: str, known: dict[str, dict[str, str]], language: str) -> dict[str, Guess]:
    form = key(part)
    if not form:
        return {}
    found: dict[str, Guess] = {}
    for target, spoken in known.get(form, {}).items():
        # "Options" are one thing in a language and another in the next.
        better(
            found,
            target,
            Guess(96 if not language or spoken == language else 93, _("Such a column usually has this heading.")),
        )
    for choice, score, _place in process.extract(
        form, known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_ALIKE, limit=8
    ):
        for target in known[choice]:
            better(found, target, Guess(score * 0.92, _("The heading is like “%(heading)s”.") % {"heading": choice}))
    if not found:
        _within(form, known, found)
    return found


def _within(form: str, known: dict[str, dict[str, str]], found: dict[str, Guess]) -> None:
    """A usual heading within a longer one: "Country of origin of the workers". The longest one counts."""
    words = f" {form} "
    within = [choice for choice in known if len(choice) > 4 and f" {choice} " in words]
    for choice in sorted(within, key=len, reverse=True)[:3]:
        share = len(choice) / len(form)
        for target in known[choice]:
            why = _("The heading holds “%(heading)s”.") % {"heading": choice}
            better(found, target, Guess(56 + 30 * share, why))


# One meaning a column ----------------------------------------------------------------------------------------------


def _shared_out(guesses: list[dict[str, Guess]]) -> dict[int, str]:
    """The best meaning of each column by place; the surest choose first, and what cannot be shared is given once."""
    ranked = sorted(
        ((guess.score, -place, target) for place, found in enumerate(guesses) for target, guess in found.items()),
        key=lambda one: (-one[0], -one[1]),
    )
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    for score, minus_place, target in ranked:
        place = -minus_place
        if place in chosen or score < LEAST or target in taken:
            continue
        chosen[place] = target
        if target and not target_of(target).is_added:
            taken |= {target, *_excluded(target)}
    return chosen


def _excluded(target: str) -> set[str]:
    """Meanings that would say the same twice."""
    return {
        "period": {"start_year", "end_year"}, "start_year": {"period"}, "end_year": {"period"},
        "focal_point": {"focal_point_name", "focal_point_email", "focal_point_phone"},
        "focal_point_email": {"focal_point"}, "focal_point_name": {"focal_point"},
    }.get(target, set())  # fmt: skip


def _proposal(place: int, heading: str, chosen: dict[int, str], found: dict[str, Guess]) -> Proposal:
    target = chosen.get(place)
    others = sorted(
        ((other, min(100, round(guess.score))) for other, guess in found.items() if other != target),
        key=lambda one: -one[1],
    )
    others = [(other, score) for other, score in others if other and score > 30][:MOST_OTHERS]
    if target is None:
        why = (
            _("Another column means this already.")
            if others and others[0][1] >= LEAST
            else _("Nothing tells what this column means.")
        )
        return Proposal("", 0, why, others)
    guess = found[target]
    return Proposal(target, min(100, round(guess.score)), guess.why, others)
