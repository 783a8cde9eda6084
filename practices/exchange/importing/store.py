"""Uploaded sheets in the private store, under names nobody can guess."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from practices.exchange.books import Unreadable
from practices.models import Import


def kept_at(one: Import) -> str:
    """Name of its file in the store."""
    return f"imports/{one.key}"


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


@contextmanager
def kept(one: Import) -> Iterator[Path]:
    """Its file, on this machine. Raises Unreadable where the store has lost it."""
    try:
        stored = default_storage.open(kept_at(one), "rb")
    except FileNotFoundError:
        sentence = _("The registry does not keep this file any more. Upload it again.")
        raise Unreadable(sentence, "gone") from None
    with stored, NamedTemporaryFile(prefix="import-") as file:
        shutil.copyfileobj(stored, file)
        file.flush()
        yield Path(file.name)


def drop(one: Import) -> None:
    """Take its file out of the store."""
    default_storage.delete(kept_at(one))


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
