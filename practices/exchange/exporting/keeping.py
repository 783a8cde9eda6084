"""The files of exports in the store: put there, opened, forgotten when they expire."""

import hashlib
import shutil
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

from practices.exchange.formats import FORMATS
from practices.models import Export

FOLDER = "exports"
BEING_MADE = "registry-export-"  # how folders and files in the system's temporary folder begin
ORPHAN_SECONDS = 3600  # a file that no row knows is younger than this only while it is being put there
LEFT_SECONDS = 24 * 3600  # nothing is made for so long: what is older was left by a process that was killed


def place(export: Export) -> str:
    """The name of an export's file in the store: nobody who knows it can tell the address, nor the other way round."""
    named = hashlib.sha256(f"export:{export.token}".encode()).hexdigest()
    return f"{FOLDER}/{named}.{FORMATS[export.format].extension}"


def keep(export: Export, path: Path) -> None:
    """Put a finished file into the store, in the place of an earlier one."""
    remove_file(export)
    with path.open("rb") as content:
        default_storage.save(place(export), File(content))


def open_file(export: Export):
    """The bytes, as an open file. Raises FileNotFoundError."""
    return default_storage.open(place(export), "rb")


def remove_file(export: Export) -> None:
    """Take the file out of the store, where it is there."""
    with suppress(FileNotFoundError):
        default_storage.delete(place(export))


def delete(export: Export) -> None:
    """Forget an export and its file; one that is being made stops at its next note."""
    export.delete()
    remove_file(export)


def purge() -> None:
    """Forget what has expired, and files that no export knows, as those of accounts that were deleted."""
    for export in Export.objects.filter(expires_at__lte=timezone.now()):
        delete(export)
    known = {place(export).rpartition("/")[2] for export in Export.objects.defer("asked")}
    with suppress(FileNotFoundError):
        _folders, names = default_storage.listdir(FOLDER)
        old = timezone.now() - timedelta(seconds=ORPHAN_SECONDS)
        for name in set(names) - known:
            if default_storage.get_modified_time(f"{FOLDER}/{name}") < old:
                default_storage.delete(f"{FOLDER}/{name}")
    _remove_what_was_left()


def _remove_what_was_left() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{BEING_MADE}*"):
        with suppress(OSError):  # somebody else's, or gone already
            if path.lstat().st_mtime < time.time() - LEFT_SECONDS and path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
