"""Which records a harvester is given, in the order of their changes: public practices, and those that are public no more.

A practice was removed where a tombstone stands and no listing. Times of change rise in the order of commits, because they are
taken under the lock of SearchVersion, which is held until the commit.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from practices.api.oai.sets import KINDS, Chosen

# Whoever holds that row has taken the time of a change that nobody can read yet. Where it is free, everything stamped before
# now can be read; where it is held, everything stamped until the last change that can be read. From either date a harvester
# may go on and miss nothing, and nobody waits. A standby, which gives no locks, cannot answer this.
_NOW = """SELECT coalesce((SELECT clock_timestamp() FROM practices_searchversion WHERE id = 1 FOR SHARE SKIP LOCKED),
    (SELECT changed_at FROM practices_searchversion WHERE id = 1), clock_timestamp()),
    (SELECT n FROM practices_referenceversion WHERE id = 1)"""
_EARLIEST = """SELECT least((SELECT min(changed_at) FROM practices_listing), (SELECT min(changed_at) FROM practices_tombstone))"""
# One statement sees one state: a practice that goes or comes back meanwhile is in one of the two, never in none.
_ALL = """
    (SELECT l.changed_at, l.practice_id, FALSE AS is_deleted FROM practices_listing l WHERE TRUE {bounds} {live} {first})
    UNION ALL
    (SELECT t.changed_at, t.practice_id, TRUE FROM practices_tombstone t WHERE TRUE {bounds}
        AND NOT EXISTS (SELECT FROM practices_listing back WHERE back.practice_id = t.practice_id) {gone} {first})"""
_FIRST = "ORDER BY changed_at, practice_id LIMIT %(most)s"
_LAST = "SELECT document FROM practices_edition e WHERE e.practice_id = {practice} ORDER BY e.number DESC LIMIT 1"
# Silent: a damaged document holds nothing, and takes no list down.
_HELD = "jsonb_path_query_array(seen.document, {}, '{{}}', true)"
_LIVE_IN_SET = "AND l.facets && %(values)s::varchar[]"
_GONE_IN_SET = f"""AND EXISTS (SELECT FROM ({_LAST.format(practice="t.practice_id")}) seen
    WHERE {_HELD.format("%(path)s::jsonpath")} ?| %(codes)s::text[])"""
_CODES = ", ".join(f"'{kind.spec}', " + _HELD.format(f"'{kind.path}'") for kind in KINDS)
_PAGE = """
    WITH page AS MATERIALIZED ({every} {first})
    SELECT page.practice_id, p.code, page.changed_at, page.is_deleted, l.facets, codes.found
    FROM page JOIN practices_practice p ON p.id = page.practice_id
    LEFT JOIN practices_listing l ON l.practice_id = page.practice_id
    LEFT JOIN LATERAL (SELECT jsonb_build_object({codes}) AS found FROM ({last}) seen) codes ON TRUE
    ORDER BY page.changed_at, page.practice_id"""
_REMOVED = "CASE WHEN page.is_deleted THEN page.practice_id END"  # no document of a public one is opened here
_COUNT = "SELECT count(*) FROM ({every}) every"
_BOUNDS = {
    "begin": "AND changed_at >= %(begin)s",
    "end": "AND changed_at < %(end)s",
    "after": "AND (changed_at, practice_id) > (%(after_time)s, %(after_practice)s)",
    "practice": "AND practice_id = %(practice)s",
    "code": "AND practice_id = (SELECT id FROM practices_practice WHERE code = %(code)s)",
}


@dataclass(frozen=True, slots=True)
class Header:
    """What a harvester learns of a record without its text."""

    practice: int
    code: str
    changed_at: datetime
    is_deleted: bool
    facets: list[str] | None
    codes: dict[str, list[str]] | None  # of a removed one: what its last edition holds


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records: changed from `begin` and before `end`, in a set, after a place; or the one of this code or key."""

    begin: datetime | None = None
    end: datetime | None = None
    chosen: Chosen | None = None
    after: tuple[datetime, int] | None = None
    code: str = ""
    practice: int = 0


def now() -> tuple[datetime, int]:
    """The date of an answer, to be taken before anything is read for it; and the version of the reference tables."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        moment, version = cursor.fetchone()
        return moment, version or 0


def earliest() -> datetime | None:
    """Before it nothing has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_EARLIEST)
        return cursor.fetchone()[0]


def page(selection: Selection, most: int) -> list[Header]:
    """The first so many."""
    every, parameters = _every(selection, _FIRST)
    with connection.cursor() as cursor:
        sql = _PAGE.format(every=every, first=_FIRST, codes=_CODES, last=_LAST.format(practice=_REMOVED))
        cursor.execute(sql, parameters | {"most": most})
        return [Header(*row[:5], json.loads(row[5]) if row[5] else None) for row in cursor.fetchall()]


def count(selection: Selection) -> int:
    """All of them."""
    every, parameters = _every(selection)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(every=every), parameters)
        return cursor.fetchone()[0]


def _every(selection: Selection, first: str = "") -> tuple[str, dict]:
    """The statement and its parameters; `first` ends the search of each table where enough is found."""
    bounds = [sql for name, sql in _BOUNDS.items() if getattr(selection, name)]
    parameters = {"begin": selection.begin, "end": selection.end}
    parameters |= {"code": selection.code, "practice": selection.practice}
    if selection.after:
        parameters["after_time"], parameters["after_practice"] = selection.after
    live = gone = ""
    if chosen := selection.chosen:
        live, gone = _LIVE_IN_SET, _GONE_IN_SET
        parameters |= {"values": chosen.values, "path": chosen.path, "codes": chosen.codes}
    return _ALL.format(bounds=" ".join(bounds), live=live, gone=gone, first=first), parameters
