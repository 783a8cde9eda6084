"""The files of dumps in the store: put there whole, found by name, forgotten when newer ones are there."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

from practices.exchange.exporting.keeping import ORPHAN_SECONDS
from practices.models import Dump
from practices.opendata.dump import state

FOLDER = "dumps"
KEPT = 2  # the newest, and the one that somebody is still fetching file by file


def latest() -> Dump | None:
    """The newest dump."""
    return Dump.objects.order_by("-made_at", "-pk").first()


def find(key: object) -> Dump | None:
    """The dump of this key, while it is kept."""
    return Dump.objects.filter(key=key).first()


def file_of(dump: Dump, name: str) -> dict | None:
    """What is known of a file of a dump: name, format, media_type, bytes, sha256, rows."""
    return next((one for one in dump.files if one["name"] == name), None)


def open_file(dump: Dump, name: str):
    """The bytes of a file, open to be read. Raises FileNotFoundError."""
    if file_of(dump, name) is None:
        raise FileNotFoundError(name)
    return default_storage.open(f"{FOLDER}/{dump.key}/{name}", "rb")


def is_whole(dump: Dump) -> bool:
    """Whether every file is in the store: a backup may have come back without them."""
    return all(default_storage.exists(f"{FOLDER}/{dump.key}/{one['name']}") for one in dump.files)


def keep(dump: Dump, folder: Path) -> None:
    """Put the files into the store, and only then say that they are there."""
    for one in dump.files:
        with (folder / one["name"]).open("rb") as content:
            default_storage.save(f"{FOLDER}/{dump.key}/{one['name']}", File(content))
    dump.save()


def purge() -> None:
    """Forget older dumps, those first that may not be given out any more, and files that no dump knows."""
    _newest, *older = Dump.objects.order_by("-made_at", "-pk") or [None]
    for place, dump in enumerate(older, start=1):
        if place >= KEPT or state.is_withdrawn(dump):
            dump.delete()
            _remove(str(dump.key))
    known = {str(key) for key in Dump.objects.values_list("key", flat=True)}
    with suppress(FileNotFoundError):
        folders, _names = default_storage.listdir(FOLDER)
        for folder in set(folders) - known:
            if not _is_being_filled(folder):
                _remove(folder)


def _is_being_filled(folder: str) -> bool:
    """Whether files are perhaps being put there just now: their row comes last."""
    old = timezone.now() - timedelta(seconds=ORPHAN_SECONDS)
    _folders, names = default_storage.listdir(f"{FOLDER}/{folder}")
    return any(default_storage.get_modified_time(f"{FOLDER}/{folder}/{name}") > old for name in names)


def _remove(folder: str) -> None:
    with suppress(OSError):  # gone already, or filled again meanwhile
        _folders, names = default_storage.listdir(f"{FOLDER}/{folder}")
        for name in names:
            default_storage.delete(f"{FOLDER}/{folder}/{name}")
        default_storage.delete(f"{FOLDER}/{folder}")
