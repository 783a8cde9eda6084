"""Uploaded sheets in the private store, under names nobody can guess."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from practices.exchange.books import Unreadable
from practices.models import Import

FOLDER = "imports"
ORPHAN_SECONDS = 3600  # a file that no import knows is younger than this only while it is being taken in


def kept_at(one: Import) -> str:
    """Name of its file in the store."""
    return f"{FOLDER}/{one.key}"


@contextmanager
def arrived(upload) -> Iterator[Path]:
    """An upload as a file on this machine; a path is one already."""
    if isinstance(upload, Path):
        yield upload
        return
    with NamedTemporaryFile(prefix="import-") as file:
        upload.seek(0)
        shutil.copyfileobj(upload, file)
        file.flush()
        yield Path(file.name)


def keep(one: Import, path: Path) -> None:
    """Put the file of an import into the store."""
    with path.open("rb") as file:
        default_storage.save(kept_at(one), File(file))


def demand(one: Import) -> None:
    """Raise Unreadable where the store has lost its file."""
    if not default_storage.exists(kept_at(one)):
        raise _gone()


@contextmanager
def kept(one: Import) -> Iterator[Path]:
    """Its file, on this machine. Raises Unreadable where the store has lost it."""
    try:
        stored = default_storage.open(kept_at(one), "rb")
    except FileNotFoundError:
        raise _gone() from None
    with stored, NamedTemporaryFile(prefix="import-") as file:
        shutil.copyfileobj(stored, file)
        file.flush()
        yield Path(file.name)


def drop(one: Import) -> None:
    """Take its file out of the store."""
    default_storage.delete(kept_at(one))


def drop_orphans() -> None:
    """Take files out of the store that no import knows, as where a process was killed while it took one in."""
    try:
        names = set(default_storage.listdir(FOLDER)[1])
    except FileNotFoundError:
        return
    known = {str(key) for key in Import.objects.values_list("key", flat=True)}
    old = timezone.now() - timedelta(seconds=ORPHAN_SECONDS)
    for name in names - known:
        with suppress(FileNotFoundError):
            if default_storage.get_modified_time(f"{FOLDER}/{name}") < old:
                default_storage.delete(f"{FOLDER}/{name}")


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _gone() -> Unreadable:
    return Unreadable(_("The registry does not keep this file any more. Upload it again."), "gone")
