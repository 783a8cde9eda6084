"""All public listings in the process: facet values as bitsets, orders, and which rows they were read from.

An index never changes: a newer one is made from it and takes its place. Whether there is anything newer costs one
short query. The number of SearchVersion is read before the rows, on one connection, and writers hold it until they
commit, so that nothing is missed.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from threading import RLock

from django.db import connection

from practices.kept import Kept
from practices.models import SearchVersion
from practices.search.bits import bits_of, union
from practices.text import fold

MOST_PATCHED = 500  # changed listings; for more it is quicker to read all
LEAVES_KEPT = 512  # of one version; at 100,000 listings each takes up to 40 kB
READINGS_KEPT = 300  # of one version; at 100,000 listings each takes up to 400 kB
UNDATED = 0
_CHANGES = """
    SELECT practice_id, array_to_string(facets, ' '), extract(epoch FROM published_at)::float8
    FROM practices_listing WHERE version > %s
    UNION ALL
    SELECT practice_id, NULL, NULL FROM practices_tombstone WHERE version > %s
    LIMIT %s
"""
_ALL = """
    SELECT practice_id, array_to_string(facets, ' '), extract(epoch FROM published_at)::float8
    FROM practices_listing ORDER BY practice_id
"""
_TITLES = """
    SELECT practice_id, coalesce(
        cards->'texts'->%s->>'title', cards->'texts'->(cards->>'original_language')->>'title',
        cards->'texts'->'en'->>'title'
    ) FROM practices_listing
"""
Row = tuple[int, str | None, float | None]  # practice, facet values, seconds of publication; of a removed one nothing
Facets = dict[str, dict[str, int]]  # kind → code → listings


class Index:
    """The listings as they stood at one version."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.keys: list[int] = []  # slot → practice
        self.slots: dict[int, int] = {}  # practice → slot
        self.published: list[float] = []  # slot → seconds since 1970
        self.started: list[int] = []  # slot → year, UNDATED where not known
        self.alive = 0
        self.facets: Facets = {}
        self.newest: list[int] = []  # slots in that order; removed ones may be among them
        self.updated: list[int] = []
        # What leaves.py has looked up and reading.py has read of it: both speak of its slots, so they go with it.
        self.leaves, self.readings = Kept(LEAVES_KEPT), Kept(READINGS_KEPT)
        self.titles: dict[str, list[int]] = {}  # language → slots by title, made when asked for

    @property
    def size(self) -> int:
        """How many slots there are, removed ones included."""
        return len(self.keys)

    def bits(self, kind: str, code: str) -> int:
        """Listings with a facet value."""
        return self.facets.get(kind, {}).get(code, 0)

    def slot_list(self, keys: Iterable[int]) -> list[int]:
        """The slots of practices; of those unknown here, none."""
        slots = self.slots
        return [slots[key] for key in keys if key in slots]

    def by_year(self, slot: int) -> tuple:
        """Sorts the newest first: by year of start, undated last."""
        return (-self.started[slot], -self.published[slot], -self.keys[slot])

    def by_update(self, slot: int) -> tuple:
        """Sorts the most recently published first."""
        return (-self.published[slot], -self.keys[slot])

    @cached_property
    def ages(self) -> list[int]:
        """Slot → its place among the newest; removed ones, which no set holds, have any."""
        found = [0] * self.size
        for place, slot in enumerate(self.newest):
            found[slot] = place
        return found

    def by_title(self, language: str) -> list[int]:
        """Slots by title as readers of a language see it. One query, once a version and language."""
        if language not in self.titles:
            with connection.cursor() as cursor:
                cursor.execute(_TITLES, [language])
                titles = {self.slots[key]: fold(title or "") for key, title in cursor.fetchall() if key in self.slots}
            self.titles[language] = sorted(titles, key=lambda slot: (titles[slot].lstrip("\"“«'( "), slot))
        return self.titles[language]

    def running(self, since: int | None, until: int | None) -> int:
        """Listings whose period meets these years; undated ones never do. No end means that it still runs."""
        started = union(bits for year, bits in self.facets.get("start", {}).items() if not until or int(year) <= until)
        ended = union(bits for year, bits in self.facets.get("end", {}).items() if since and int(year) < since)
        return started & ~ended


_current: Index | None = None
_lock = RLock()


def current(version: int | None = None) -> Index:
    """The index of now. One short query where nothing has changed; none where its `version` has just been read."""
    global _current
    version = _number() if version is None else version
    known = _current
    if known is not None and known.version == version:
        return known
    with _lock:
        known = _current
        if known is not None and known.version > version:
            # Another thread has gone further meanwhile; or the database is another one than it was.
            version = _number()
            known = None if known.version > version else known
        if known is None or known.version < version:
            _current = known = _newer(known, version)
        return known


def _number() -> int:
    return SearchVersion.objects.values_list("n", flat=True).first() or 0


def forget() -> None:
    """Read everything again next time: for tests and benchmarks, and after a database was replaced."""
    global _current
    _current = None


def _newer(known: Index | None, version: int) -> Index:
    if known is None:
        return build(version)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [known.version, known.version, MOST_PATCHED + 1])
        rows = cursor.fetchall()
    return build(version) if len(rows) > MOST_PATCHED else patched(known, version, rows)


def build(version: int) -> Index:
    """An index of all listings, read now."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        rows = cursor.fetchall()
    index = Index(version)
    index.keys = [row[0] for row in rows]
    index.published = [row[2] for row in rows]
    index.slots = {key: slot for slot, key in enumerate(index.keys)}
    index.alive = (1 << index.size) - 1
    slots: defaultdict[str, list[int]] = defaultdict(list)
    for slot, row in enumerate(rows):
        for value in row[1].split():
            slots[value].append(slot)
    index.started = [UNDATED] * index.size
    for value, where in slots.items():
        kind, _colon, code = value.partition(":")
        index.facets.setdefault(kind, {})[code] = bits_of(where, index.size)
        if kind == "start":
            for slot in where:
                index.started[slot] = int(code)
    index.newest = sorted(range(index.size), key=index.by_year)
    index.updated = sorted(range(index.size), key=index.by_update)
    return index


def patched(known: Index, version: int, rows: list[Row]) -> Index:
    """A copy of an index with these rows in the place of what it knew of their practices."""
    index = Index(version)
    index.keys, index.slots = known.keys.copy(), known.slots.copy()
    index.published, index.started = known.published.copy(), known.started.copy()
    # A practice archived and brought back since has a tombstone and a listing: the listing, which is alive, counts.
    latest = {row[0]: row for row in sorted(rows, key=lambda row: row[1] is not None)}
    slots = {key: _slot_for(index, key) for key, row in latest.items() if key in index.slots or row[1] is not None}
    mask = union(1 << slot for slot in slots.values())
    index.alive = known.alive & ~mask
    index.facets = {
        kind: {code: bits & ~mask if bits & mask else bits for code, bits in codes.items()}
        for kind, codes in known.facets.items()
    }
    for key, slot in slots.items():
        _fill(index, slot, latest[key])
    for name, sorter in (("newest", index.by_year), ("updated", index.by_update)):
        changed = set(slots.values())
        order = [slot for slot in getattr(known, name) if slot not in changed]
        for slot in changed:
            insort(order, slot, key=sorter)
        setattr(index, name, order)
    return index


def _slot_for(index: Index, key: int) -> int:
    """The slot of a practice; a new one at the end for one not known."""
    if key not in index.slots:
        index.slots[key] = index.size
        index.keys.append(key)
        index.published.append(0.0)
        index.started.append(UNDATED)
    return index.slots[key]


def _fill(index: Index, slot: int, row: Row) -> None:
    """Put a row into an empty slot; a removed listing leaves it empty."""
    _key, values, published = row
    index.published[slot], index.started[slot] = published or 0.0, UNDATED
    if values is None:
        return
    bit = 1 << slot
    index.alive |= bit
    for value in values.split():
        kind, _colon, code = value.partition(":")
        codes = index.facets.setdefault(kind, {})
        codes[code] = codes.get(code, 0) | bit
        if kind == "start":
            index.started[slot] = int(code)
