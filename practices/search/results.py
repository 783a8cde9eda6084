"""One search answered: how many, which, in what order, and what else could be chosen."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from practices.reference import Snapshot
from practices.search import panels
from practices.search.asked import Asked, Sort
from practices.search.bits import in_order
from practices.search.facets import BY_KEY, Facet
from practices.search.index import Index
from practices.search.marking import Marker
from practices.search.meaning import Value
from practices.search.reading import Reading, read
from practices.search.values import Values, entry_of

FACET_OF_KIND = {kind: facet.key for facet in BY_KEY.values() for kind in facet.kinds}


@dataclass(frozen=True, slots=True)
class Named:
    """A value whose name stands in the text, offered as a filter in the place of the words."""

    facet: Facet
    value: dict
    total: int
    asked: Asked


class Results:
    """What a search finds. Everything but the rows themselves is in the process."""

    def __init__(self, asked: Asked, language: str, values: Values) -> None:
        self.asked, self.language, self.values = asked, language, values
        self.index: Index = values.index
        self.reading: Reading = read(asked.text, language, values)
        self.chosen = values.chosen(asked)
        self.hits = self.reading.hits & self.index.alive
        self.bits = values.base("", self.chosen, self.hits)

    @property
    def snapshot(self) -> Snapshot:
        """The reference tables it was answered with."""
        return self.values.snapshot

    @property
    def stamp(self) -> tuple:
        """Changes whenever a count, a label or an order may."""
        return (self.index.version, self.snapshot.version, self.snapshot.day)

    @property
    def marker(self) -> Marker:
        """Marks the words found."""
        return self.reading.marker

    @cached_property
    def total(self) -> int:
        """How many practices."""
        return self.bits.bit_count()

    @property
    def sort(self) -> Sort:
        """The order in effect."""
        if self.asked.sort in (None, Sort.RELEVANCE):
            return Sort.NEWEST if self.reading.is_empty else Sort.RELEVANCE
        return Sort(self.asked.sort)

    def keys(self, start: int, stop: int) -> list[int]:
        """Keys of the listings from one place to another, best first."""
        slots = in_order(self._order(), self.bits, self.index.size)
        return [self.index.keys[slot] for slot in islice(slots, start, stop)]

    def _order(self) -> Iterator[int]:
        index = self.index
        if self.sort is Sort.RELEVANCE:
            return iter(self.reading.order)
        if self.sort is Sort.OLDEST:
            dated = [slot for slot in index.newest if index.started[slot]]
            return iter([*reversed(dated), *(slot for slot in index.newest if not index.started[slot])])
        if self.sort is Sort.TITLE:
            return iter(index.by_title(self.language))
        return iter(index.updated if self.sort is Sort.UPDATED else index.newest)

    def counts(self, facet: str) -> dict[str, int]:
        """How many practices each value of a facet would give; the facet's own choice does not count."""
        among = self.values.base(facet, self.chosen, self.hits)
        counted = self.values.counted(facet, self.asked).items()
        return {code: count for code, bits in counted if (count := (bits & among).bit_count())}

    def panels(self, keys: Container[str] = BY_KEY) -> list[dict]:
        """The facets with their values, labelled, in the order they are shown; all, or those with these keys."""
        return panels.panels(self, keys)

    def chips(self) -> list[dict]:
        """What is chosen, each with the search without it."""
        return panels.chips(self)

    def named(self) -> list[Named]:
        """Values whose whole name stands in the text and that lead to something, each as a filter."""
        found: dict[Value, Named] = {}
        for whole in self.reading.wholes:
            facet = self._facet_of(whole.value)
            if facet is None or whole.value in found:
                continue
            code = whole.value[1]
            rest = [term.text for place, term in enumerate(self.reading.query.terms)
                    if not whole.first <= place <= whole.last]  # fmt: skip
            others = [f"-{leaf.text}" for leaf in self.reading.query.excluded]
            asked = self.asked.with_text(" ".join([*rest, *others])).with_value(facet.key, code)
            total = (self.values.of_name(whole.value) & self.index.alive).bit_count()
            if total and code not in self.asked.chosen.get(facet.key, ()):
                asked = asked if answer(asked, self).total else self.asked.with_text("").with_value(facet.key, code)
                value = panels.label(facet, code, self)
                found[whole.value] = Named(facet, value, answer(asked, self).total, asked)
        return [named for named in found.values() if named.total]

    def together(self) -> Named | None:
        """All values named in the text chosen at once, in the place of the text; None where fewer than two facets are."""
        named = self.named()
        by_facet = {one.facet.key: one.value["code"] for one in reversed(named)}
        if len(by_facet) < 2:
            return None
        asked = self.asked.with_text("")
        for facet, code in by_facet.items():
            asked = asked.with_value(facet, code)
        first = next(one for one in named if one.facet.key in by_facet)
        return Named(first.facet, first.value, answer(asked, self).total, asked)

    def _facet_of(self, value: Value) -> Facet | None:
        kind, code = value
        if kind == "group":
            return next(
                (BY_KEY[key] for key in ("region", "group") if entry_of(BY_KEY[key], code, self.snapshot)), None
            )
        return BY_KEY.get(FACET_OF_KIND.get(kind, ""))


def answer(asked: Asked, other: Results) -> Results:
    """Another search in the same version of everything."""
    return Results(asked, other.language, other.values)
