"""Documents out of the database, 250 a query, each parsed by itself and only when its turn comes."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import islice

import orjson
import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from practices import document
from practices.exchange.exporting.snapshot import in_place_of_the_ordinary, snapshot
from practices.models import Practice

BATCH = 250
CANCEL_SECONDS = 5.0  # the server is asked for so long at most to end a statement
SECONDS_BETWEEN = 0.1  # two such requests

# Codes of the practices a document names are told only where those are public: a reader may know of no other.
_LINKED = """, ARRAY(SELECT other.code FROM practices_listing other
    WHERE other.code = ANY(ARRAY(SELECT jsonb_path_query(e.document, '$.links[*].practice') #>> '{}')))"""
_COLUMNS = "l.practice_id, l.code, e.number, e.published_at, e.document::text, s.grade, s.grade_expires"
_TABLES = """FROM practices_listing l {join}
    LEFT JOIN practices_standing s ON s.practice_id = l.practice_id"""
_LIVE = (
    _TABLES.format(join="JOIN practices_edition e ON e.id = l.edition_id") + " WHERE l.practice_id = ANY(%s::bigint[])"
)
_NAMED = _TABLES.format(
    join="""JOIN unnest(%s::text[], %s::bigint[]) wanted(code, number) ON wanted.code = l.code
    JOIN practices_edition e ON e.practice_id = l.practice_id AND e.number = wanted.number"""
)


@dataclass(slots=True)
class Row:
    """One record on its way: what its document is, not yet parsed, and what is known beside it."""

    key: object  # what it was asked for by
    code: str
    text: str | dict  # the document: JSON, or made already
    number: int | None = None
    published_at: datetime | None = None
    grade: str = ""
    grade_expires: date | None = None
    linked: list[str] | None = None  # codes of the public practices it names; None: all are told
    state: str = ""

    def document(self) -> dict:
        """The document in the shape of today, with the public links alone. Raises whatever a damaged one raises."""
        found = self.text if isinstance(self.text, dict) else orjson.loads(self.text)
        found = _blank() | document.upgrade(found)
        if self.linked is not None:
            found["links"] = [link for link in found["links"] if link["practice"] in self.linked]
        return found


_blanks: list[dict] = []


def _blank() -> dict:
    """What a document is whose keys are all there and empty."""
    if not _blanks:
        _blanks.append({key: value for key, value in document.empty().items() if key not in ("staff", "code")})
    return _blanks[0]


def of_listings(keys: Iterable[int], *, with_links: bool = False) -> Iterator[list[Row]]:
    """The live editions of these listings in this order, in batches. What is public no more is left out."""
    sql = f"SELECT {_COLUMNS}{_LINKED if with_links else ''} {_LIVE}"

    def read(connection: BaseDatabaseWrapper, batch: list[int]) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(sql, [batch])
            return [_row(row[0], row, with_links) for row in cursor.fetchall()]

    return _batches(keys, read)


def of_editions(pairs: Iterable[tuple[str, int]], *, with_links: bool = False) -> Iterator[list[Row]]:
    """These editions of public practices, (code, number) each, in this order."""
    sql = f"SELECT {_COLUMNS}{_LINKED if with_links else ''} {_NAMED}"

    def read(connection: BaseDatabaseWrapper, batch: list[tuple[str, int]]) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(sql, [[code for code, _number in batch], [number for _code, number in batch]])
            return [_row((row[1], row[2]), row, with_links) for row in cursor.fetchall()]

    return _batches(pairs, read)


def of_working_copies(keys: Iterable[int], *, staff: bool) -> Iterator[list[Row]]:
    """Working copies in this order, in batches; with what is for staff only where that is asked for."""

    def read(connection: BaseDatabaseWrapper, batch: list[int]) -> list[Row]:
        with in_place_of_the_ordinary(connection):  # documents are built from models
            states = dict(Practice.objects.filter(pk__in=batch).values_list("pk", "state"))
            made = document.build_many([key for key in batch if key in states], staff=staff)
        return [Row(key, one["code"], one, state=states[key]) for key, one in made.items()]

    return _batches(keys, read, is_ahead=False)


def _row(key: object, row: tuple, with_links: bool) -> Row:
    _practice, code, number, published_at, text, grade, expires, *linked = row
    return Row(key, code, text, number, published_at, grade or "", expires, linked[0] if with_links else [])


def _batches(
    keys: Iterable, read: Callable[[BaseDatabaseWrapper, list], list[Row]], *, is_ahead: bool = True
) -> Iterator[list[Row]]:
    """Batches in order. While one is written the next one is read, where that takes no connection of somebody else's."""
    keys = iter(keys)
    with snapshot() as connection:
        is_own = connection is not connections["default"]
        take = partial(_ahead, connection) if is_ahead and is_own else _in_turn
        with closing(take(iter(lambda: list(islice(keys, BATCH)), []), partial(read, connection))) as taken:
            for batch, rows in taken:
                found = {row.key: row for row in rows}
                yield [found[key] for key in batch if key in found]


def _in_turn(batches: Iterator[list], read: Callable[[list], list[Row]]) -> Iterator[tuple[list, list[Row]]]:
    for batch in batches:
        yield batch, read(batch)


def _ahead(
    connection: BaseDatabaseWrapper, batches: Iterator[list], read: Callable[[list], list[Row]]
) -> Iterator[tuple[list, list[Row]]]:
    """One batch ahead, in a thread: the database works while Python does. The first one is read here, and leaves at once."""
    batch = next(batches, None)
    if batch is None:
        return
    rows, coming = read(batch), None
    with ThreadPoolExecutor(1) as thread:
        try:
            for following in batches:
                coming = thread.submit(read, following)
                yield batch, rows
                batch, rows = following, coming.result()
        finally:
            if coming is not None:
                _give_up(coming, connection)
    yield batch, rows


def _give_up(coming: Future, connection: BaseDatabaseWrapper) -> None:
    """Nobody takes what is still being read: its statement is ended, since the thread is waited for."""
    while not coming.cancel() and not coming.done():
        with suppress(psycopg.Error):
            connection.connection.cancel_safe(timeout=CANCEL_SECONDS)
        wait([coming], timeout=SECONDS_BETWEEN)  # once more, where the statement had not begun
