"""Asking the reading process: it is started, waited for and believed only when it says it came to the end.

A file from outside is never opened in the process that serves pages. The child answers into a temporary file, so that
rows can be taken from it one at a time after it has ended; no thread is needed, and none of the registry is imported
there.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from practices.exchange.books.refusals import fault, unreadable
from practices.exchange.books.shapes import Cell

logger = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # of the environment; no key or password goes along
TAIL = 64 * 1024
TOO_LONG = {signal.SIGKILL, signal.SIGXCPU}


def limits(most_rows: int | None) -> dict[str, int]:
    """What a file may ask for. Whoever may read more rows may read a larger file, for longer."""
    rows = most_rows or settings.IMPORT_MAX_ROWS
    times = max(1, -(-rows // settings.IMPORT_MAX_ROWS))
    return {
        "packed": settings.IMPORT_MAX_BYTES * times,
        "unpacked": settings.IMPORT_UNPACKED_MAX_BYTES * times,
        "rows": rows,
        "columns": settings.IMPORT_MAX_COLUMNS,
        "seconds": settings.IMPORT_SECONDS * times,
        "memory": settings.IMPORT_MEMORY_MB * 1024 * 1024 * times,
    }


@contextmanager
def asked(path: Path, name: str, sheets: list[str] | None, allowed: dict[str, int], **request) -> Iterator[BinaryIO]:
    """The answers of the reading process, as a file open at its start. Raises Unreadable."""
    request |= {"path": str(Path(path).resolve()), "name": name, "sheets": sheets, "limits": allowed}
    with tempfile.TemporaryFile() as answers:
        with tempfile.TemporaryFile() as complaints:
            _run(json.dumps(request).encode(), answers, complaints, allowed["seconds"])
        refused = _last(answers)
        if refused:
            raise unreadable(refused["refused"], **refused["details"])
        answers.seek(0)
        yield answers


def _run(request: bytes, answers: BinaryIO, complaints: BinaryIO, seconds: int) -> None:
    command = [sys.executable, "-s", "-P", "-X", "utf8", "-m", "child"]
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {"PYTHONPATH": str(HERE)}
    # Not preexec_fn, which may hang in a process with threads: the child sets its own limits first of all.
    process = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=answers, stderr=complaints, env=environment, cwd="/"
    )
    try:
        process.communicate(request, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise unreadable("seconds") from None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode:
        # Its last words are of the library or of Python, and may quote the file: a bounded part of one line.
        logger.warning(
            "The reading process ended with %s: %.200s",
            process.returncode,
            _last_line(complaints).decode("utf-8", "replace"),
        )
    if process.returncode < 0:
        # The system ended it: by time, or because memory it had been refused could not be done without.
        raise unreadable("seconds" if -process.returncode in TOO_LONG else "memory")
    if process.returncode:
        raise unreadable("damaged")  # the library gave up in a way of its own


def _last(answers: BinaryIO) -> dict | None:
    """The refusal, if the last line is one."""
    last = _last_line(answers)
    answer = json.loads(last) if last.startswith(b"{") else {}
    if "refused" in answer:
        return answer
    return None if "end" in answer else {"refused": "damaged", "details": {}}


def _last_line(file: BinaryIO) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL))
    return file.read().rstrip(b"\n").rpartition(b"\n")[2]


def cell(value: object) -> Cell:
    """A cell out of its JSON."""
    if not isinstance(value, dict):
        return value
    if "d" in value:
        return date.fromisoformat(value["d"])
    return datetime.fromisoformat(value["t"]) if "t" in value else fault(*value["f"])
