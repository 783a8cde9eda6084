"""What lists show: cards of listings; and the ways in that the home page offers, with their numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

from practices.document.present import card
from practices.kept import Kept
from practices.models import Listing
from practices.reference import Snapshot
from practices.search import Results

ENOUGH = 4  # practices with the best evidence; where a level has fewer, the next one is added
NARROWER = 2  # values shown below each value of a tree

_kept = Kept(20)


@dataclass(frozen=True, slots=True)
class WaysIn:
    """Values that lead to lists, with how many practices each has; and the codes of the best evidence there is."""

    types: list[dict]
    themes: list[dict]
    regions: list[dict]
    best: tuple[str, ...]


def cards(listings: Iterable[Listing], language: str, snapshot: Snapshot) -> list[dict]:
    """One card for each listing, labelled for readers of a language."""
    return [card(listing.code, listing.cards, language, snapshot) for listing in listings]


def cards_by_key(keys: Iterable[int], language: str, snapshot: Snapshot) -> dict[int, dict]:
    """The cards of these practices, of those that are still public."""
    listings = list(Listing.objects.filter(pk__in=keys).defer("facets"))
    return dict(zip((listing.pk for listing in listings), cards(listings, language, snapshot), strict=True))


def ways_in(everything: Results, language: str) -> WaysIn:
    """The ways into everything that is public, made once for each state of the registry."""
    return _kept.get((everything.stamp, language), lambda: _ways_in(everything))


def _ways_in(everything: Results) -> WaysIn:
    values = {panel["facet"].key: panel["values"] for panel in everything.panels()}
    return WaysIn(
        types=values.get("type", []),
        themes=[_shortened(value) for value in values.get("theme", [])],
        regions=values.get("region", []),
        best=_best(values.get("evidence", [])),
    )


def _shortened(value: dict) -> dict:
    return value | {"children": value["children"][:NARROWER]}


def _best(levels: list[dict]) -> tuple[str, ...]:
    """From the highest level down, as many as have enough practices together."""
    found, count = [], 0
    for level in reversed(levels):
        if count < ENOUGH:
            found.append(level["code"])
            count += level["count"]
    return tuple(found)
