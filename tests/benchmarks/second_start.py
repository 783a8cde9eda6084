"""The second start of `make run`, from nothing running to a registry that is ready, in a copy of this checkout."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks import database
from tests.benchmarks.measure import Figure, Scale

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LIMIT_SECONDS = 5
LONGEST_SECONDS = 120
NOT_COPIED = (
    ".git",
    ".venv",
    ".local",
    "static",
    "media",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
)
OWN = ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "HOST", "DJANGO_SETTINGS_MODULE")  # a trial sets these itself

# Run in the copy, and only if what it imports is the copy's: its files are to go, nobody else's.
FORGET = """
import pathlib, shutil, sys
sys.path.insert(0, sys.argv[1])
from registry import embedded_postgres, postgres_place
if postgres_place.BASE_DIR == pathlib.Path(sys.argv[1]).resolve():
    here = postgres_place.place()
    if here.kept.exists():
        embedded_postgres.stop(force=True)
    for folder in (here.sockets, here.kept.parent):
        shutil.rmtree(folder, ignore_errors=True)
"""


def figures(scale: Scale) -> list[Figure]:
    """Seconds of the first start with everything installed, and of those after it."""
    with _copy() as checkout:
        first = _start(checkout)
        later = [_start(checkout) for _ in range(scale.starts)]
    return [
        Figure("second_start", "first start of `make run`, requirements installed", first, "s"),
        Figure("second_start", "second start of `make run`", median(later), "s", LIMIT_SECONDS),
    ]


@contextmanager
def _copy() -> Iterator[Path]:
    """This checkout without its database, with its virtual environment; where the server's account can walk."""
    folder = Path(tempfile.mkdtemp(prefix="registry-bench-"))
    folder.chmod(0o755)
    checkout = folder / "checkout"
    try:
        shutil.copytree(BASE_DIR, checkout, ignore=lambda _folder, names: set(names) & set(NOT_COPIED))
        (checkout / ".venv").symlink_to(BASE_DIR / ".venv")
        yield checkout
    finally:
        _forget_server(checkout)
        shutil.rmtree(folder, ignore_errors=True)


def _forget_server(checkout: Path) -> None:
    """Stop the copy's server if it is left running, and remove what it keeps outside the copy."""
    command = [sys.executable, "-c", FORGET, str(checkout)]
    subprocess.run(command, cwd=checkout, env=_environment(), check=False)


def _environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    if url := kept.get("DATABASE_URL"):  # never the database in use
        place, mark, options = url.partition("?")
        kept["DATABASE_URL"] = f"{place.rpartition('/')[0]}/{database.NAME}{mark}{options}"
    return kept | more


def _start(checkout: Path) -> float:
    """Seconds from the command to an answer 200 of /readyz; then stop it and wait until all of it is gone."""
    port = _free_port()
    with (checkout.parent / "run.log").open("a") as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            [shutil.which("python3") or sys.executable, str(checkout / "registry" / "launch.py"), "run"],
            env=_environment(PORT=str(port)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        try:
            while not _is_ready(port):
                if process.poll() is not None or time.perf_counter() - started > LONGEST_SECONDS:
                    raise RuntimeError(f"make run did not start: {Path(log.name).read_text()[-2000:]}")
                time.sleep(0.01)
            return time.perf_counter() - started
        finally:
            _stop(process)


def _stop(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _is_ready(port: int) -> bool:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(link):
        link.request("GET", "/readyz", headers={"Host": "localhost"})
        return link.getresponse().status == 200
    return False
