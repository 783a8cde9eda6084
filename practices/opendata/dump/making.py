"""Making a dump: everything of one state, into a folder of its own; only what is finished is ever given out."""

import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.utils import timezone, translation

from practices.exchange.exporting.keeping import BEING_MADE
from practices.models import Dump
from practices.opendata.dump import contents, package, state, store

LOCK = 7_306_011_000_004  # of the database, for as long as the records are read


class BeingMade(Exception):
    """Somebody else is making the dump just now."""


def make(on_row: Callable[[str, int, int], None] | None = None) -> Dump:
    """Make the dump anew and give it out; the newest one where it says already what is public. Raises BeingMade.

    `on_row` is told the file, how many of its rows are written, and how many there are. Killed at whatever moment it
    leaves the dump before it as it is.
    """
    with tempfile.TemporaryDirectory(prefix=BEING_MADE) as folder, translation.override("en"):
        with state.one_state():
            _alone()
            newest = store.latest()
            if newest is not None and state.is_current(newest) and store.is_whole(newest):
                return newest
            dump = _begun()
            rows = contents.write_all(dump, Path(folder), on_row or _silent)
        package.describe(dump, Path(folder), rows)
        store.keep(dump, Path(folder))
    store.purge()
    return dump


def _begun() -> Dump:
    """A dump of the present state, with no file yet."""
    found, marks = state.now(), state.marks()
    return Dump(
        key=uuid.uuid4(),
        made_at=timezone.now(),
        total=len(marks["keys"]),
        search_version=found.search_version,
        reference_version=found.reference_version,
        marks=marks,
        files=[],
    )


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise BeingMade


def _silent(file: str, done: int, total: int) -> None:
    """Nobody looks."""
