"""Names of controlled things in the process: labels, aliases and codes, in every language, as words to be met.

A name counts by the share of its words that a question has, from a little over half up. Acronyms and codes count only whole.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log

from practices.analysis import LANGUAGES, STOP_WORDS, place_stems, stems, surface, tokens
from practices.models import Alias
from practices.models.reference import ALIAS_TARGETS
from practices.reference import Entry, Snapshot
from practices.text import fold
from practices.vocabulary import Acceptance, AliasKind, TermKind

# What a question may name. The other vocabularies describe parts of a record and stand in no listing.
TERM_KINDS = (
    TermKind.TYPE, TermKind.MODALITY, TermKind.SCOPE, TermKind.STATUS, TermKind.THEME, TermKind.GCM_OBJECTIVE,
    TermKind.GCM_PRINCIPLE, TermKind.SDG, TermKind.SDG_TARGET, TermKind.BENEFICIARY_GROUP, TermKind.INSTRUMENT,
    TermKind.SECTOR, TermKind.TAG,
)  # fmt: skip
OTHER_KINDS = ("country", "group", "city", "organisation", "mechanism")
KINDS = (*TERM_KINDS, *OTHER_KINDS)
ARTICLE = "ال"  # people begin a word of Arabic without it
PLACES = ("country", "city")
WHOLE = (AliasKind.ACRONYM, AliasKind.CODE)
LONGEST_RUN = 12  # tokens of a name that is looked for as a whole
MOST_PREFIXED = 200  # words that one prefix* stands for among names
# How much a name says of what it names. Everyday words lead to several terms, a region to all its countries.
SYNONYM, REGION, LABEL = 0.7, 0.6, 1.0


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one value."""

    value: tuple[str, str]  # kind and code
    text: str
    surfaces: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...]  # of each token that means something; of the others, nothing
    factor: float
    is_whole: bool  # counts only as a whole run
    is_as_written: bool  # counts only with these capitals
    written: tuple[str, ...]  # tokens with their capitals


class Names:
    """All names at one version of the reference tables."""

    def __init__(self, snapshot: Snapshot, names: Iterable[Name]) -> None:
        self.snapshot = snapshot
        self.names = list(names)
        self.by_stem: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)  # stem → name, place of the token
        self.by_surface: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self.runs: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)  # whole names
        for number, name in enumerate(self.names):
            self.runs[name.surfaces].append(number)
            if name.is_whole:
                continue
            for place, (own, token) in enumerate(zip(name.stems, name.surfaces, strict=True)):
                for stem in own:
                    self.by_stem[stem].append((number, place))
                if own:
                    self.by_surface[token].append((number, place))
        self.weights = [self._weights(name) for name in self.names]
        self.sorted_surfaces = sorted(self.by_surface)

    def _weights(self, name: Name) -> tuple[float, ...]:
        """How telling each token of a name is: *Kenya* tells more of "Ministry of Labour of Kenya" than *ministry*."""
        if name.is_whole:
            return ()
        count = len(self.names) + 1
        return tuple(log(count / len(self.by_surface[token])) if own else 0.0
                     for own, token in zip(name.stems, name.surfaces, strict=True))  # fmt: skip

    @cached_property
    def beginnings(self) -> list[tuple[str, int]]:
        """(words of a name from some word on, number of the name), sorted: where what is being typed may begin."""
        return sorted(
            (" ".join((first, *name.surfaces[place + 1 :])), number)
            for number, name in enumerate(self.names)
            for place in range(len(name.surfaces))
            if name.stems[place] and (place == 0 or not name.is_whole)
            for first in {name.surfaces[place], name.surfaces[place].removeprefix(ARTICLE)}
        )

    def starting_with(self, prefix: str) -> list[str]:
        """Words of names that begin so."""
        place = bisect_left(self.sorted_surfaces, prefix)
        found = []
        for word in self.sorted_surfaces[place : place + MOST_PREFIXED]:
            if not word.startswith(prefix):
                break
            found.append(word)
        return found


_current: Names | None = None


def current(snapshot: Snapshot) -> Names:
    """The names of now: one query where a reference table has changed."""
    global _current
    known = _current
    if known is None or known.snapshot.version != snapshot.version:
        known = _current = Names(snapshot, read(snapshot))
    return known


def read(snapshot: Snapshot) -> Iterator[Name]:
    """Every name there is: codes and labels out of the snapshot, aliases out of their table."""
    columns = [f"{target}_id" for target in ALIAS_TARGETS]
    aliases = list(Alias.objects.values_list(*columns, "kind", "language", "text", "folded", "is_as_written"))
    given: set[tuple[str, str, str]] = set()
    for *keys, kind, language, text, folded, as_written in aliases:
        table, key = next((table, key) for table, key in zip(ALIAS_TARGETS, keys, strict=True) if key)
        entry = snapshot.get(table, key)
        # One that came since the snapshot was read is met with the next.
        if entry is not None and entry.kind in KINDS:
            factor = SYNONYM if kind == AliasKind.SYNONYM else LABEL
            yield from _name(entry, snapshot, text, language, factor, is_whole=kind in WHOLE, is_as_written=as_written)
            given.add((entry.kind, entry.code, folded))
    for kind in KINDS:
        for entry in snapshot.of_kind(kind):
            yield from _own_names(entry, snapshot, given)


def _own_names(entry: Entry, snapshot: Snapshot, given: set[tuple[str, str, str]]) -> Iterator[Name]:
    """Labels, acronym and code. An acronym that is an alias as well is met as that says, with its capitals or not."""
    for language, label in entry.labels.items():
        yield from _name(entry, snapshot, label, language, LABEL)
    acronym = entry.facts.get("acronym")
    if acronym and (entry.kind, entry.code, fold(acronym)) not in given:
        yield from _name(entry, snapshot, acronym, "", LABEL, is_whole=True)
    if entry.kind in (TermKind.INSTRUMENT, TermKind.SDG_TARGET):  # C97 and 8.7 are names; a goal's number alone is none
        yield from _name(entry, snapshot, entry.code, "", LABEL, is_whole=True)


def _name(
    entry: Entry, snapshot: Snapshot, text: str, language: str, factor: float,
    *, is_whole: bool = False, is_as_written: bool = False,
) -> Iterator[Name]:  # fmt: skip
    """The name, of what its bearer was merged into where it was; nothing for what is not accepted."""
    entry = snapshot.resolve(entry.kind, entry.code) or entry
    written = tuple(tokens(text))[:LONGEST_RUN]
    if not written or entry.acceptance != Acceptance.ACCEPTED:
        return
    languages = (language,) if language else tuple(LANGUAGES)
    surfaces = tuple(surface(token) for token in written)
    telling = [language == "" or token not in STOP_WORDS[language] for token in surfaces]
    if not any(telling):
        telling = [True] * len(written)
    own = tuple(
        tuple(dict.fromkeys(stem for one in languages for stem in _stems(entry, token, one))) if tells else ()
        for token, tells in zip(written, telling, strict=True)
    )
    if entry.kind == "group":
        factor = min(factor, REGION)
    is_whole = is_whole or is_as_written
    yield Name((entry.kind, entry.code), text, surfaces, own, factor, is_whole, is_as_written, written)


def _stems(entry: Entry, token: str, language: str) -> tuple[str, ...]:
    """How a token of a name is met: names of places in Arabic as they stand, all others by their stems."""
    if language == "ar" and entry.kind in PLACES:
        return place_stems(token)
    return stems(token, language)


def forget() -> None:
    """Read all names again next time."""
    global _current
    _current = None
