"""What the embedded PostgreSQL server says to a connection, in its lock file and in its log."""

import os
import socket
import struct
import subprocess
from pathlib import Path

from registry.postgres_place import Place

NAME = USER = "registry"
LOG_BYTES = 5_000_000
PORT = "5432"  # names the socket; nothing listens on TCP
SOCKET = f".s.PGSQL.{PORT}"
FULL, NO_DATABASE = "53300", "3D000"  # SQLSTATEs of a server that is up: no connection free; no such database


def answer(here: Place, seconds: float = 5) -> str:
    """What the server says to a new connection: "ready", an SQLSTATE, or nothing at all."""
    body = struct.pack("!i", 196608) + f"user\0{USER}\0database\0{NAME}\0\0".encode()
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(seconds)
            link.connect(str(here.sockets / SOCKET))
            link.sendall(struct.pack("!i", len(body) + 4) + body)
            replies = link.makefile("rb")
            while header := replies.read(5):
                kind, length = struct.unpack("!ci", header)
                message = replies.read(length - 4)
                if kind == b"E":
                    return next(field[1:].decode() for field in message.split(b"\0") if field[:1] == b"C")
                if kind == b"Z":
                    return "ready"
    except (OSError, struct.error, StopIteration):
        pass
    return ""


def described(here: Place) -> str:
    """One line for people."""
    said = answer(here)
    known = {"ready": "running", FULL: "running, with every connection taken", "": "not running"}
    return f"PostgreSQL in {here.data} is {known.get(said, f'answering with error {said}')}."


def log_size(log: Path) -> int:
    """Where the next line will stand; a log that has grown for months begins anew."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.unlink()
    return log.stat().st_size if log.exists() else 0


def text_after(log: Path, position: int) -> str:
    """What the server has written since."""
    if not log.exists():
        return ""
    with log.open("rb") as lines:
        lines.seek(position)
        return lines.read().decode("utf-8", "replace")


def reason_in(said: str) -> str:
    """The one line of PostgreSQL's messages that tells most."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    return (telling or lines or ["it said nothing"])[-1].rstrip(".")


def postmaster(data: Path) -> int | None:
    """The process that serves this folder, if the lock file names one that lives and is what it says."""
    try:
        number = int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return number if number in _processes(data, number) else None


def clear_stale_lock(data: Path) -> None:
    """Remove a lock file that no server stands behind.

    PostgreSQL does so itself when the process is gone, but not when the process is a zombie or its number now belongs
    to a stranger. While orphans of a killed server live, the file stays: two servers on the same files ruin them.
    """
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    try:
        number = int(lock.read_text().split()[0])
    except (ValueError, IndexError):
        number = 0
    if not _processes(data, number):
        lock.unlink(missing_ok=True)


def _processes(data: Path, number: int) -> list[int]:
    """The living processes of the server on this folder; where there is no /proc, at most the one with this number."""
    if not Path("/proc/self/cwd").exists():
        command = ["ps", "-o", "command=", "-p", str(number)]
        shown = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout  # noqa: S603
        return [number] if str(data) in shown and "postgres" in shown else []
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                # A zombie has no folder any more, and another account's process does not show it.
                if os.readlink(entry / "cwd") == str(data) and (entry / "comm").read_text().startswith("postgres"):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found
