"""How far a command is: a bar where a person looks, nothing where the output goes to a file."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TextIO

from django.db import connection

WIDTH, SECONDS_BETWEEN = 30, 0.2


class Bar:
    """One line of a terminal, drawn anew a few times a second. On anything but a terminal it draws nothing."""

    def __init__(self, out: TextIO, label: str, total: int) -> None:
        self._out, self._label, self._total = out, label, total
        self.is_shown, self._drawn = getattr(out, "isatty", lambda: False)(), 0.0

    def __call__(self, done: int, total: int = 0) -> None:
        """So many are done."""
        self._total = total or self._total
        if self.is_shown and time.monotonic() >= self._drawn + SECONDS_BETWEEN:
            self._draw(done)

    def finish(self) -> None:
        """Take the line away; what is said next begins on it."""
        if self.is_shown and self._drawn:
            self._out.write(f"\r{' ' * (WIDTH + 60)}\r")
            self._out.flush()

    def _draw(self, done: int) -> None:
        self._drawn = time.monotonic()
        share = min(1.0, done / self._total) if self._total else 0.0
        filled = "#" * int(share * WIDTH)
        self._out.write(f"\r{self._label} [{filled:<{WIDTH}}] {done:,} / {self._total:,}")
        self._out.flush()


@contextmanager
def watched(bar: Bar, ask: Callable[[], tuple[int, int] | None]) -> Iterator[None]:
    """Draw the bar while something else works that keeps its progress in the database: `ask` gives done and total."""
    over = Event()

    def watch() -> None:
        try:
            while not over.wait(SECONDS_BETWEEN):
                if found := ask():
                    bar(*found)
        finally:
            connection.close()  # this thread's own

    watcher = Thread(target=watch, daemon=True) if bar.is_shown else None
    if watcher:
        watcher.start()
    try:
        yield
    finally:
        over.set()
        if watcher:
            watcher.join()
        bar.finish()
