"""One state of the database for a whole export: read a batch at a time, for as long as somebody takes rows from it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# A reader who has gone away must not hold an old state of the database, and what could be cleaned up, for ever.
IDLE_SECONDS = 300
_OPEN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own that sees one state of the database. Who is in a transaction already reads within it.

    Its own, because a stream outlives the request, whose connection is given back at the end and goes on seeing what is new.
    """
    default = connections["default"]
    if default.in_atomic_block:
        yield default
        return
    own = default.copy()
    own.inc_thread_sharing()  # the next rows are read in another thread
    try:
        with own.cursor() as cursor:
            cursor.execute(_OPEN)
            cursor.execute(f"SET LOCAL statement_timeout = {int(settings.EXPORT_STATEMENT_MILLISECONDS)}")
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = {IDLE_SECONDS * 1000}")
        yield own
    finally:
        own.close()


@contextmanager
def in_place_of_the_ordinary(own: BaseDatabaseWrapper) -> Iterator[None]:
    """Models are read from this connection, in this thread. Nothing may be written, and nothing yielded, within it."""
    ordinary = connections["default"]
    connections["default"] = own
    try:
        yield
    finally:
        connections["default"] = ordinary
