"""How far a load is, told while its transaction is open: over a connection of its own, or nobody could see it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, connections

from practices.models import Import
from practices.models.exchange import ImportStep

# Loads and undos take turns; any number, the same for all processes. With the key of an import it says which one lives.
LOCK = 6_238_005
MOST = 2**31  # what a second number of a lock may be
SECONDS = 60  # that one statement of a load may take
LOCK_SECONDS = 3  # to wait for a practice that somebody is saving
_HELD = """SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND granted
        AND datname = current_database())"""


class Telling:
    """Writes what is done so far into the import, outside the transaction that does it."""

    def __init__(self, one: Import) -> None:
        self._one, self._own = one, connections["default"].copy()

    def __call__(self, done: int) -> None:
        """So many rows are done. What cannot be told does not keep the work from being done."""
        try:
            with self._own.cursor() as cursor:
                cursor.execute("UPDATE practices_import SET done = %s WHERE id = %s", [done, self._one.pk])
        except DatabaseError:
            self._own.close()

    def close(self) -> None:
        """Give the connection back."""
        self._own.close()


@contextmanager
def telling(one: Import) -> Iterator[Telling]:
    """A Telling for the time of a load."""
    found = Telling(one)
    try:
        yield found
    finally:
        found.close()


def take_turns(one: Import) -> None:
    """Wait for whoever else is loading; given back at the end of the transaction, or of this process.

    Who waits is under way already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, one.pk % MOST])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(f"SET LOCAL lock_timeout = {LOCK_SECONDS * 1000}")
        cursor.execute(f"SET LOCAL statement_timeout = {SECONDS * 1000}")


def is_under_way(one: Import) -> bool:
    """Whether somebody is writing this import, or waits for their turn; a step of writing without it was broken off."""
    if one.step not in (ImportStep.LOADING, ImportStep.UNDOING):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [LOCK, one.pk % MOST])
        return cursor.fetchone()[0]
