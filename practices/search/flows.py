"""Who shares with whom: pairs of countries, out of the roles the practices of a search give them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest

from practices.search.bits import slots_of
from practices.search.results import Results
from practices.vocabulary import CountryRole


class Flow(StrEnum):
    """What goes from one country to another."""

    LEARNING = "learning"
    MOVEMENT = "movement"


ROLES = {
    Flow.LEARNING: (CountryRole.PROVIDER, CountryRole.BENEFICIARY),
    Flow.MOVEMENT: (CountryRole.ORIGIN, CountryRole.DESTINATION),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two countries and the practices in which the first has the giving role, the second the taking one."""

    source: str
    target: str
    bits: int
    total: int


def pairs(results: Results, flow: Flow) -> list[Pair]:
    """All pairs of two different countries that any of the results has: the most frequent first, then by code.

    A practice counts once for (A, B) where it gives A the first role of the flow and B the second, whatever other
    roles they have in it. Who has both roles gives to all others and takes from all others. Filters of the search
    choose practices, not rows: a practice found for one country counts for all its pairs.
    """
    giving, taking = (dict(_with_role(results, role)) for role in ROLES[flow])
    found = [
        Pair(source, target, both, both.bit_count())
        for source, given in giving.items()
        for target, taken in taking.items()
        if source != target and (both := given & taken)
    ]
    return sorted(found, key=lambda pair: (-pair.total, pair.source, pair.target))


def _with_role(results: Results, role: CountryRole) -> Iterator[tuple[str, int]]:
    for value, bits in results.index.facets.get("country_role", {}).items():
        code, _dot, own = value.partition(".")
        if own == role and (among := bits & results.bits):
            yield code, among


def newest(results: Results, pair: Pair, most: int) -> list[int]:
    """Keys of the practices of a pair, the newest first, at most so many."""
    index = results.index
    slots = nsmallest(most, slots_of(pair.bits, index.size), key=index.ages.__getitem__)
    return [index.keys[slot] for slot in slots]
