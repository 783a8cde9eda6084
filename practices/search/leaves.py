"""Leaves looked up in the vectors PostgreSQL keeps: which listings have a word, phrase or beginning, and in which field."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from practices.analysis import all_stems, quoted
from practices.search.bits import bits_of
from practices.search.index import Index
from practices.search.query import Kind, Leaf

FIELDS = ("title", "summary", "body")


class Hits(NamedTuple):
    """Listings that have a leaf, by field."""

    title: int
    summary: int
    body: int

    @property
    def any(self) -> int:
        """Listings that have it anywhere."""
        return self.title | self.summary | self.body


def look_up(leaves: Iterable[Leaf], index: Index) -> dict[Leaf, Hits]:
    """The hits of each leaf: one query for those this version of the index has not been asked for."""
    leaves = list(dict.fromkeys(leaves))
    found = {leaf: hits for leaf in leaves if (hits := index.leaves.find(leaf)) is not None}
    missing = [leaf for leaf in leaves if leaf not in found]
    for leaf, hits in (_fetch(missing, index) if missing else {}).items():
        found[leaf] = hits
        index.leaves.keep(leaf, hits)
    return found


def _fetch(leaves: list[Leaf], index: Index) -> dict[Leaf, Hits]:
    wanted = [(place, name, tsquery(leaf)) for place, leaf in enumerate(leaves) for name in FIELDS]
    selects = ["SELECT %s, %s, practices_listings_with(%s, %s::tsquery)"] * len(wanted)
    with connection.cursor() as cursor:
        values = [value for place, name, query in wanted for value in (place, FIELDS.index(name), name, query)]
        cursor.execute(" UNION ALL ".join(selects), values)
        rows = cursor.fetchall()
    bits = [[0, 0, 0] for _ in leaves]
    for place, field, keys in rows:
        if keys:
            bits[place][field] = bits_of(index.slot_list(keys), index.size)
    return {leaf: Hits(*bits[place]) for place, leaf in enumerate(leaves)}


def tsquery(leaf: Leaf) -> str:
    """A leaf as a tsquery literal. Built of quoted lexemes only, so there is nothing in it to parse wrongly."""
    if leaf.kind is Kind.WORD:
        return " | ".join(quoted(stem) for stem in all_stems(leaf.tokens[0]))
    own = [quoted(f"={surface}") for surface in leaf.surfaces]
    return f"{own[0]}:*" if leaf.kind is Kind.PREFIX else " <-> ".join(own)
