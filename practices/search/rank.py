"""Which listings answer a text, best first.

A listing's score is the sum over the words asked for of idf × weight of the fields that have the word, times the square
of the share of the question, by idf, that the listing covers. The weights and cut-offs are explained in docs/decisions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from practices.search.bits import union
from practices.search.index import Index
from practices.search.leaves import Hits
from practices.search.meaning import Meaning, Value
from practices.search.query import Leaf, Query, Term

TITLE, SUMMARY, BODY = 5.0, 3.0, 1.0
NAME = 8.0  # times share ** 1.5 and what the kind of name tells
COVERAGE = 2  # power of the share of the question covered: who answers all of it comes before who answers a part well
LEAST_COVERED = 0.36  # of the question, by idf: less is not about it
LEAST_OF_BEST = 0.05  # of the best score
NAMED = 0.6  # a name that tells at least this much is offered as a filter
STEPS = 10  # levels of a name's weight between 0 and 1; finer ones would order by chance
PARTS = 1_000  # of a question, by idf
MOST_CLASSES = 1_500  # of equal score; beyond it scores are rounded more coarsely

Levels = list[tuple[float, int]]  # weight and the listings that have just this weight; no listing twice


@dataclass(frozen=True, slots=True)
class Ranking:
    """Listings in classes of equal score, best first."""

    classes: tuple[tuple[float, int], ...]
    hits: int  # all of them
    is_widened: bool  # some lack a word that was asked for


@dataclass(frozen=True, slots=True)
class Wanted:
    """One term with all that has it."""

    term: Term
    levels: Levels
    any: int
    idf: float


def rank(
    query: Query, meaning: Meaning, hits: Mapping[Leaf, Hits], index: Index, listings_of, excluded: int
) -> Ranking:
    """Rank all listings for a query. `listings_of(value)` gives the listings of a named value."""
    alive = index.alive & ~excluded
    wanted = [
        want(term, hits, meaning.shares.get(place, {}), index, listings_of)
        for place, term in enumerate(query.terms)
        if place not in meaning.silent
    ]
    for one in wanted:
        if one.term.is_strict:
            alive &= one.any
    if not wanted:
        return Ranking(((0.0, alive),) if alive else (), alive, False)
    if not alive:
        return Ranking((), 0, False)
    scored: dict[float, int] = {}
    for (score, covered), bits in classes(wanted, alive).items():
        if covered >= LEAST_COVERED * PARTS:
            worth = round(score * (covered / PARTS) ** COVERAGE, 3)
            scored[worth] = scored.get(worth, 0) | bits
    ordered = sorted(scored.items(), reverse=True)
    kept = tuple((score, bits) for score, bits in ordered if score >= LEAST_OF_BEST * ordered[0][0])
    found = union(bits for _score, bits in kept)
    everything = alive
    for one in wanted:
        everything &= one.any
    return Ranking(kept, found, bool(found & ~everything))


def want(term: Term, hits: Mapping[Leaf, Hits], shares: Mapping[Value, float], index: Index, listings_of) -> Wanted:
    """Where a term is found, by weight, and what it tells: the rarer, the more."""
    title, summary, body = (union(hits[leaf][field] for leaf in term.leaves) for field in range(3))
    named: dict[float, int] = {}
    for value, share in shares.items():
        step = round(share * STEPS) / STEPS
        named[step] = named.get(step, 0) | listings_of(value)
    fields = [(TITLE, title), (SUMMARY, summary), (BODY, body)]
    anywhere = title | summary | body | union(named.values())
    levels = [(0.0, anywhere)] if anywhere else []
    for weight, bits in fields:
        levels = _split(levels, weight, bits)
    taken, by_name = 0, [(0.0, anywhere)]
    for step, bits in sorted(named.items(), reverse=True):
        by_name = _split(by_name, NAME * step, bits & ~taken)
        taken |= bits
    levels = [(weight + more, both) for weight, bits in levels for more, other in by_name if (both := bits & other)]
    count = index.alive.bit_count()
    return Wanted(term, levels, anywhere, log(1 + count / max(1, (anywhere & index.alive).bit_count())))


def _split(levels: Levels, weight: float, bits: int) -> Levels:
    """The levels with this weight added to what is in the set."""
    found: Levels = []
    for own, listings in levels:
        inside = listings & bits
        if inside:
            found.append((own + weight, inside))
        if inside != listings:
            found.append((own, listings & ~bits))
    return found


def classes(wanted: list[Wanted], alive: int) -> dict[tuple[float, int], int]:
    """Listings by (score, thousandths of the question covered): one set for each pair, whatever their number.

    Listings that cannot cover enough of the question any more are left out on the way.
    """
    total = sum(one.idf for one in wanted) or 1.0  # of an empty registry
    parts = [round(PARTS * one.idf / total) for one in wanted]
    order = sorted(range(len(wanted)), key=lambda place: -wanted[place].idf)
    found: dict[tuple[float, int], int] = {(0.0, 0): alive}
    left = sum(parts)
    for place in order:
        one, part = wanted[place], parts[place]
        left -= part
        following: dict[tuple[float, int], int] = {}
        for (score, covered), bits in found.items():
            rest = bits & ~one.any
            if rest and covered + left >= LEAST_COVERED * PARTS - len(wanted):
                following[score, covered] = following.get((score, covered), 0) | rest
            inside = bits & one.any
            for weight, listings in one.levels if inside else ():
                if both := inside & listings:
                    key = (round(score + one.idf * weight, 2), covered + part)
                    following[key] = following.get(key, 0) | both
        found = _coarser(following)
    return found


def _coarser(found: dict[tuple[float, int], int]) -> dict[tuple[float, int], int]:
    """The same with what is close made one, until there are few enough to go on with: at the last 25 by 25."""
    highest = max((score for score, _covered in found), default=0.0)
    for steps in (400, 200, 100, 50, 25):
        if len(found) <= MOST_CLASSES:
            break
        grain, part = highest / steps, PARTS // steps
        merged: dict[tuple[float, int], int] = {}
        for (score, covered), bits in found.items():
            key = (round(score / grain) * grain, round(covered / part) * part)
            merged[key] = merged.get(key, 0) | bits
        found = merged
    return found
