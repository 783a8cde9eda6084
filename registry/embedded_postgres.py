"""A private PostgreSQL server of this checkout: no TCP, no password, one socket only its owner can open.

Importing this module and asking for `connection_settings()` start nothing and write nothing.
"""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry import postgres_state as state
from registry.postgres_binaries import Runner, find
from registry.postgres_place import SYSTEM_DIR, Place, Unusable, make_folders, open_lock, place
from registry.postgres_state import FULL, NAME, NO_DATABASE, PORT, SOCKET, USER, answer

RETRY_SECONDS = 30
OPTIONS = "-c listen_addresses='' -c unix_socket_permissions=0700 -c shared_buffers=64MB"
OPTIONS += " -c max_parallel_workers_per_gather=0"  # containers give 64 MB of /dev/shm
CLUSTER = ("--auth=trust", "--encoding=UTF8")
HINT = "Set DATABASE_URL=postgresql://user:password@host/name to use a PostgreSQL server of your own."


class CannotStart(Exception):
    """The server cannot run here; the text is one sentence for people, with what to set."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} {HINT}")


def connection_settings() -> dict[str, object]:
    """What Django needs to reach the server; pure."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": USER,
        "HOST": str(place().sockets),
        "PORT": PORT,
    }


def database_url() -> str:
    """The same as one DATABASE_URL."""
    return f"postgresql://{USER}@/{place().sockets}/{NAME}"


def ensure_running() -> None:
    """Start the server unless a connection answers already. Any number of processes may call this at once."""
    here = place()
    if answer(here) in ("ready", FULL):
        return
    with _explained(here), _only_one(here):
        if answer(here) != "ready":
            _bring_up(here)


@contextmanager
def _explained(here: Place) -> Iterator[None]:
    """Inside, the folders are there, and what the system refuses becomes a sentence."""
    try:
        make_folders(here)
        yield
    except OSError as error:
        raise CannotStart(f"The embedded PostgreSQL cannot use {error.filename}: {error.strerror}.") from error
    except (subprocess.SubprocessError, Unusable) as error:
        raise CannotStart(f"The embedded PostgreSQL cannot be set up: {error}.") from error


@contextmanager
def _only_one(here: Place) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    handle = open_lock(here, "lock")
    deadline = time.monotonic() + 150
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise CannotStart("Another process keeps the embedded PostgreSQL from starting.") from None
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def _bring_up(here: Place) -> None:
    run = Runner(here.uid, here.gid)
    binaries = _binaries(here, run)
    if not here.data.exists():
        _create_cluster(here, run, binaries)
    _start(here, run, binaries)
    if answer(here) == NO_DATABASE:
        done = run(binaries / "createdb", "-h", here.sockets, "-p", PORT, "-U", USER, "--maintenance-db=postgres", NAME)
        if done.returncode and answer(here) != "ready":
            raise CannotStart(f"The embedded PostgreSQL has no database: {state.reason_in(done.stdout)}.")


def _binaries(here: Place, run: Runner) -> Path:
    """Files are read only by the major version that wrote them."""
    version = here.data / "PG_VERSION"
    wanted = version.read_text().strip() if version.exists() else None
    binaries = find(run, wanted, SYSTEM_DIR)
    if binaries is None and wanted:
        raise CannotStart(f"{here.data} was written by PostgreSQL {wanted}, which is not installed here.")
    if binaries is None:
        raise CannotStart("No PostgreSQL server runs on this system (it comes for Linux with glibc and for macOS).")
    return binaries


def _create_cluster(here: Place, run: Runner, binaries: Path) -> None:
    """Made under another name and then moved, so that an interrupted start leaves nothing half done."""
    unfinished = here.kept / "unfinished"
    major = int((run.version_of(binaries) or "0").split(".")[0])
    builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    for locale in [builtin] if major >= 17 else [["--locale=C.UTF-8"], ["--locale=C"]]:
        shutil.rmtree(unfinished, ignore_errors=True)
        done = run(binaries / "initdb", "-D", unfinished, "-U", USER, *CLUSTER, *locale)
        if done.returncode == 0:
            unfinished.rename(here.data)
            return
    raise CannotStart(f"The embedded PostgreSQL could not create its files: {state.reason_in(done.stdout)}.")


def _start(here: Place, run: Runner, binaries: Path) -> None:
    """A killed server may hold its lock file or memory for some seconds more: ask again while that is the reason."""
    options = f"{OPTIONS} -c unix_socket_directories='{here.sockets}'"
    deadline = time.monotonic() + RETRY_SECONDS
    while answer(here) not in ("ready", FULL, NO_DATABASE):
        if state.postmaster(here.data) and not (here.sockets / SOCKET).exists():
            _shut_down(here, run, binaries)  # alive, but someone tidied the temp folder: nobody can reach it
        state.clear_stale_lock(here.data)
        seen = state.log_size(here.log)
        done = run(binaries / "pg_ctl", "-D", here.data, "-w", "-t", "60", "-l", here.log, "-o", options, "start")
        if done.returncode == 0:
            continue
        said = done.stdout + state.text_after(here.log, seen)
        passing = "lock file" in said or "shared memory block" in said
        if not passing or time.monotonic() > deadline:
            raise CannotStart(f"The embedded PostgreSQL did not start: {state.reason_in(said)}.")
        time.sleep(0.5)


def _shut_down(here: Place, run: Runner, binaries: Path) -> bool:
    return run(binaries / "pg_ctl", "-D", here.data, "-m", "fast", "-w", "-t", "60", "stop").returncode == 0


def stop(force: bool = False) -> bool:
    """Stop the server, unless others use it; False where it runs on or was not running."""
    here = place()
    with _explained(here):
        users = open_lock(here, "users")
    return leave(users, force)


def status() -> str:
    """One line for people."""
    return state.described(place())


def join() -> int:
    """Start the server where needed and keep it from being stopped by others until this process leaves or ends."""
    here = place()
    with _explained(here):
        users = open_lock(here, "users")
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while the last one out is stopping the server
    ensure_running()
    return users


def leave(users: int, force: bool = False) -> bool:
    """Let go of the server; the last one out stops it."""
    here = place()
    try:
        if not force:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with _explained(here), _only_one(here):
            run = Runner(here.uid, here.gid)
            # Without a living postmaster pg_ctl would signal whatever process has its number now.
            return state.postmaster(here.data) is not None and _shut_down(here, run, _binaries(here, run))
    except BlockingIOError:
        return False
    finally:
        os.close(users)


def program(name: str) -> Path:
    """One of PostgreSQL's own programs, of the server's version."""
    here = place()
    return _binaries(here, Runner(here.uid, here.gid)) / name
