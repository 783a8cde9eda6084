"""Where the embedded PostgreSQL server of this checkout lives, and the account that owns its files."""

import hashlib
import os
import pwd
import stat
import tempfile
from pathlib import Path
from typing import NamedTuple

BASE_DIR = Path(__file__).resolve().parent.parent
SYSTEM_DIR = Path("/var/lib/practice-registry")


class Place(NamedTuple):
    """Where the server of this checkout lives, and as whom it runs."""

    kept: Path
    sockets: Path
    uid: int
    gid: int

    @property
    def data(self) -> Path:
        return self.kept / "cluster"

    @property
    def log(self) -> Path:
        return self.kept / "server.log"


def place() -> Place:
    """Worked out from the checkout alone, so that every process comes to the same answer."""
    kept = BASE_DIR / ".local" / "postgres"
    uid, gid = account(kept, BASE_DIR)
    if not may_enter(uid, gid, BASE_DIR):
        kept = SYSTEM_DIR / hashlib.sha256(os.fsencode(BASE_DIR)).hexdigest()[:16] / "postgres"
        uid, gid = account(kept, kept)
    # Not TMPDIR: two terminals may differ in it, and a socket's path may be only 107 bytes long.
    folder = "/tmp" if os.access("/tmp", os.W_OK) else tempfile.gettempdir()  # noqa: S108
    name = hashlib.sha256(os.fsencode(kept) + str(uid).encode()).hexdigest()[:16]
    return Place(kept, Path(folder) / f"registry-{name}", uid, gid)


class Unusable(Exception):
    """A folder or an account we need is not to be had; the text says which."""


def account(data: Path, checkout: Path) -> tuple[int, int]:
    """Whose the server is: ours; for root (whom PostgreSQL refuses) the files' owner, else an unprivileged account."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    for folder in (data, checkout):
        owner = folder.stat().st_uid if folder.exists() else 0
        if owner and _entry(owner):
            return owner, _entry(owner).pw_gid
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid, pwd.getpwnam(name).pw_gid
        except KeyError:
            continue
    return 0, 0


def _entry(uid: int) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return None


def may_enter(uid: int, gid: int, folder: Path) -> bool:
    """Whether the account can walk down to this folder, going by permission bits."""
    for part in (folder, *folder.parents):
        found = part.stat()
        needed = stat.S_IXUSR if found.st_uid == uid else stat.S_IXGRP if found.st_gid == gid else stat.S_IXOTH
        if uid != 0 and not found.st_mode & needed:
            return False
    return True


def make_folders(here: Place) -> None:
    """The folder of the files, in one that others may pass but not read, and the folder of the socket."""
    if _entry(here.uid) is None:
        raise Unusable(f"user number {here.uid} has no name on this machine")
    if here.uid == 0:
        raise Unusable("it does not run as root, and there is no account named postgres or nobody")
    outer = here.kept.parent
    outer.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        if outer.stat().st_uid == 0:
            os.chown(outer, outer.parent.stat().st_uid, outer.parent.stat().st_gid)
        for folder in (outer, outer.parent) if outer.parent == SYSTEM_DIR else (outer,):
            folder.chmod(folder.stat().st_mode | 0o011)
    for folder in (here.kept, here.sockets):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if os.geteuid() == 0 and stat.S_ISDIR(found.st_mode) and found.st_uid == 0:
            os.chown(folder, here.uid, here.gid)  # made just now, by us or by another process of ours
            found = folder.lstat()
        # The temp folder is everyone's: another user could have put something else in our place.
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != here.uid:
            raise Unusable(f"{folder} belongs to another account")
        folder.chmod(0o700)


def open_lock(here: Place, name: str) -> int:
    """A file to lock, which the server's account may lock too. Never through a link: root may be the one who opens."""
    handle = os.open(here.kept / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    if os.geteuid() == 0:
        os.fchown(handle, here.uid, here.gid)
    return handle
