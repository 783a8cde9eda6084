"""Files for somebody who waits: so many at a time in a process, each within a time, and no place is held for ever."""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from socket import SHUT_RDWR, socket
from threading import BoundedSemaphore, RLock, Timer
from typing import BinaryIO

from django.conf import settings

from practices.exchange.columns import Layout
from practices.exchange.exporting.keeping import BEING_MADE
from practices.exchange.formats import FORMATS, Table, stream, write

SEVERAL = 10  # rows a practice has in other layouts, where it has many
RETRY_SECONDS = 30
CHUNK = 256 * 1024  # of a file that is there already
# Whoever reads slowly holds a thread of the process all the while: the others are for pages.
_slots = BoundedSemaphore(settings.EXPORT_STREAMS)

logger = logging.getLogger(__name__)


class Busy(Exception):
    """Every place is taken just now."""


class TooLong(Exception):
    """The reader took more time than there is. The file breaks off, so that nobody takes it for whole."""


def most_in_request(layout: str) -> int:
    """How many practices may go into a workbook that somebody waits for."""
    most = settings.EXPORT_ROWS_IN_REQUEST
    return most if layout == Layout.PRACTICES else most // SEVERAL


def is_prepared(format: str, layout: str, total: int) -> bool:
    """Whether this is too much to be made while somebody waits. What is streamed comes at once."""
    return not FORMATS[format].is_streamed and total > most_in_request(layout)


def give(format: str, table_of: Callable[[], Table]) -> "Stream | BinaryIO":
    """The file in pieces as they are made; or, where it must be finished first, open to be read. Raises Busy."""
    if not _slots.acquire(blocking=False):
        raise Busy
    with ExitStack() as held:
        held.callback(_slots.release)
        table = table_of()
        held.callback(table.rows.close)
        if not FORMATS[format].is_streamed:
            return written(format, table)
        pieces = stream(format, table)
        held.callback(pieces.close)
        return Stream(pieces, held)


def give_file(content: BinaryIO) -> "Stream":
    """A finished file in pieces, in one of the same places. Raises Busy."""
    if not _slots.acquire(blocking=False):
        raise Busy
    with ExitStack() as held:
        held.callback(_slots.release)
        held.callback(content.close)
        return Stream(iter(partial(content.read, CHUNK), b""), held)


def written(format: str, table: Table) -> BinaryIO:
    """A finished file, open to be read; on the disk it has no name any more."""
    with tempfile.TemporaryDirectory(prefix=BEING_MADE) as folder:
        path = Path(folder) / "file"
        write(format, table, path)
        return path.open("rb")


class Stream:
    """The pieces of a file. It begins at once, so that what goes wrong first is told by a page.

    Its place is given back at the end, when the reader goes away in the middle, and when the time is over.
    """

    # Where the server tells it: nothing else frees a thread that waits for a reader who takes nothing.
    reader_socket: socket | None = None

    def __init__(self, pieces: Iterator[bytes], held: ExitStack) -> None:
        self._pieces, self._lock, self._is_late = pieces, RLock(), False
        self._first: bytes | None = next(pieces, b"")
        self._timer = Timer(settings.EXPORT_STREAM_SECONDS, self._break_off)
        self._timer.daemon = True
        self._timer.start()
        held.callback(self._timer.cancel)
        self._held = held.pop_all()

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> bytes:
        with self._lock:
            if self._is_late:
                raise TooLong
            if self._first is not None:
                first, self._first = self._first, None
                return first
            try:
                return next(self._pieces)
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Give back what is held."""
        with self._lock:
            self._held.close()

    def _break_off(self) -> None:
        self._is_late = True
        logger.warning("An export was broken off after %s seconds", settings.EXPORT_STREAM_SECONDS)
        if self.reader_socket is not None:
            with suppress(OSError):
                self.reader_socket.shutdown(SHUT_RDWR)
        self.close()
