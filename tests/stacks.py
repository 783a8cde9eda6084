"""Copies of this checkout, and `make run` in them as a person would start it."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from registry.postgres_place import Place

BASE_DIR = Path(__file__).resolve().parent.parent
# Seconds. Web server and worker are given ten each to end by themselves; then the database writes what it holds.
ENDS_WITHIN = 90
LINUX = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="Looks into /proc, which only Linux has.")
NEED_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="Only root can become another user.")
LEFT_OUT = {"__pycache__", "static", "media", "docs", "domain"}
PASSWORD = re.compile(r"Administrator of this registry: (\S+), password (\S+) ")


def variables_of_a_stranger():
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@contextlib.contextmanager
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@contextlib.contextmanager
def ordinary_folder():
    """Everyone may enter it, unlike pytest's own; what a stopped server leaves elsewhere goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="registry-test-")).resolve()
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for checkout in folder.glob("*/registry"):
            shutil.rmtree(place_of(checkout.parent).sockets, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def place_of(checkout):
    """Where that checkout's server lives."""
    show = "from registry.postgres_place import place; print(*place(), sep='\\n')"
    run = subprocess.run([sys.executable, "-c", show], cwd=checkout, capture_output=True, text=True, check=True)
    kept, sockets, uid, gid = run.stdout.splitlines()
    return Place(Path(kept), Path(sockets), int(uid), int(gid))


def _left_out(folder, names):
    """What a clone would not have, and what no start needs."""
    top = Path(folder) == BASE_DIR
    return [name for name in names if name == "__pycache__" or (top and (name.startswith(".") or name in LEFT_OUT))]


def copy_of_checkout(target, with_practices=False):
    """What is in the repository; its practices take seconds to load, so only one test does."""
    shutil.copytree(BASE_DIR, target, ignore=_left_out)
    if not with_practices:
        (target / "practices" / "management" / "commands" / "load_fixtures.py").write_text(LOADS_NOTHING)
    return target


LOADS_NOTHING = """
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    def handle(self, *args, **options):
        pass
"""


class Stack:
    """One `make run` in a copy of this checkout, with the environment the tests run in."""

    def __init__(self, checkout, port=None, user=None, venv=sys.prefix, before=None, **variables):
        self.checkout = checkout
        self.port = port or free_port()
        self.output = checkout / ".said"
        make = shutil.which("make")
        command = [make, "run"] if make else [sys.executable, "registry/launch.py", "run"]
        options = {} if user is None else {"user": user[0], "group": user[1], "extra_groups": []}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                command,
                cwd=checkout,
                env=variables_of_a_stranger()
                | {
                    "REGISTRY_VENV": str(venv),
                    "PORT": str(self.port),
                    "PYTHON": f"{venv}/bin/python",
                    "HOST": "127.0.0.1",
                }
                | variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=before,
                **options,
            )

    def said(self):
        return self.output.read_text()

    def wait_for(self, text, seconds=60):
        deadline = time.monotonic() + seconds
        while text not in self.said():
            assert time.monotonic() < deadline, self.said()
            assert self.process.poll() is None or text in self.said(), self.said()
            time.sleep(0.05)

    def wait_until_ready(self):
        self.wait_for("The registry is at http://")
        assert self.get("/readyz") == (200, '{"database": true, "migrations": true, "cache": true}')
        return float(re.search(r"ready after ([\d.]+) seconds", self.said()).group(1))

    def get(self, path):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(link):
            link.request("GET", path)
            response = link.getresponse()
            return response.status, response.read().decode()

    def processes(self, *words):
        """Living processes that stand in this checkout, servers of the database included; with these words, those."""
        found = {}
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdecimal() and str(self.checkout) in os.readlink(entry / "cwd"):
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    if all(word in command for word in words):
                        found[int(entry.name)] = command
        return found

    def launcher(self):
        return next(iter(self.processes("-m registry.serve")))

    def gunicorns(self):
        """The master, then its workers: they are started later, so their numbers are higher, until numbers wrap."""
        everyone = self.processes("gunicorn")
        parent = {
            number: int(Path(f"/proc/{number}/stat").read_text().rsplit(")")[1].split()[1]) for number in everyone
        }
        masters = [number for number in everyone if parent[number] not in everyone]
        return [*masters, *(number for number in everyone if number not in masters)]

    def end(self, number=signal.SIGINT):
        """As the terminal does it: to the whole group in front."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        return self.process.wait(ENDS_WITHIN)

    def nothing_is_left(self, seconds=10):
        deadline = time.monotonic() + seconds
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.processes() == {}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def manage(checkout, *arguments):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=checkout,
        env=variables_of_a_stranger(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


HOLD = "import fcntl, sys; f = open(sys.argv[1]); fcntl.flock(f, 1); print(1, flush=True); input()"


def wait_until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not come about in time."
        time.sleep(0.05)
