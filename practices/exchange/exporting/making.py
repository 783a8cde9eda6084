"""Files made in the background: asked for, made, kept for a while, forgotten. Whoever asks for one defers the job."""

import hashlib
import logging
import shutil
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.document.words import interface_language
from practices.exchange.exporting.asked import asked_of
from practices.exchange.exporting.front import file_name, front_of, notes
from practices.exchange.exporting.orders import Order, read_order
from practices.exchange.exporting.tables import of_working_copies, table_of
from practices.exchange.formats import FORMATS, write
from practices.exchange.formats.table import Front, Table, TooMany
from practices.models import Export, Practice
from practices.models.exchange import Progress

FOLDER = "exports"
MOST_OF_A_PERSON = 3  # waiting or under way
BEING_MADE = "registry-export-"  # how folders and files in the system's temporary folder begin
SECONDS_BETWEEN = 1.0  # two notes on how far it is
ORPHAN_SECONDS = 3600  # a file that no row knows is younger than this only while it is being put there
LEFT_SECONDS = 24 * 3600  # nothing is made for so long: what is older was left by a process that was killed
SEES_STAFF_COLUMNS = "practices.change_practice"  # of all practices one sees, not of one's own alone
GOING_ON = (Progress.WAITING, Progress.RUNNING)

logger = logging.getLogger(__name__)


class Refused(Exception):
    """No export can be taken on now; str() is a sentence for the reader."""


class Abandoned(Exception):
    """The row went away while its file was being made."""


def ask(order: Order, format: str, *, person=None) -> Export:
    """Take on an export of public records; the caller defers the job. Raises Refused."""
    _refuse_too_many(person)
    return Export.objects.create(
        person=person,
        format=format,
        language=order.language,
        query=order.query(),
        total=order.total,
        name=file_name(order, FORMATS[format].extension),
        expires_at=_expiry(),
    )


def ask_for_working_copies(
    keys: list[int], format: str, language: str, query: str, name: str, *, person, staff: bool
) -> Export:
    """The same of working copies, for one person alone; `query` has the columns and the layout."""
    _refuse_too_many(person)
    return Export.objects.create(
        person=person,
        is_of_working_copies=True,
        format=format,
        language=language,
        query=query,
        asked={"keys": keys, "staff": staff},
        total=len(keys),
        name=name,
        expires_at=_expiry(),
    )


def _refuse_too_many(person) -> None:
    going_on = Export.objects.filter(progress__in=GOING_ON)
    if person is not None and going_on.filter(person=person).count() >= MOST_OF_A_PERSON:
        raise Refused(
            ngettext(
                "%(most)s export of yours is still being made. Wait for it, or delete it.",
                "%(most)s exports of yours are still being made. Wait for one of them, or delete it.",
                MOST_OF_A_PERSON,
            )
            % {"most": MOST_OF_A_PERSON}
        )
    if going_on.count() >= settings.EXPORT_MOST_WAITING:
        raise Refused(
            _("Many exports are being made just now. Try again in some minutes, or take CSV, which is made at once.")
        )


def _expiry():
    return timezone.now() + timedelta(hours=settings.EXPORT_KEEP_HOURS)


# Making --------------------------------------------------------------------------------------------------------------


def make(pk: int) -> None:
    """Make the file of an export. Run again after it was killed, it begins anew; where it is there already, it does nothing."""
    begun = Export.objects.filter(pk=pk, progress__in=GOING_ON, expires_at__gt=timezone.now())
    if not begun.update(progress=Progress.RUNNING, rows=0):
        return
    export = Export.objects.select_related("person").get(pk=pk)
    try:
        with tempfile.TemporaryDirectory(prefix=BEING_MADE) as folder:
            path = Path(folder) / "file"
            rows = write(export.format, _table(export), path, on_row=noting(export))
            size = path.stat().st_size
            if size > settings.EXPORT_MAX_MIB * 1024 * 1024:
                raise TooMany
            _keep(export, path)
        _finish(export, Progress.DONE, rows=rows, size=size)
    except (Abandoned, Export.DoesNotExist):
        remove_file(export)
    except TooMany:
        _finish(export, Progress.FAILED, error=_words(export, "large"))
    except Exception:
        logger.exception("Export %s cannot be made", pk)
        _finish(export, Progress.FAILED, error=_words(export, "failed"))


def _table(export: Export) -> Table:
    given = QueryDict(export.query)
    if export.is_of_working_copies:
        return _table_of_working_copies(export, given)
    order = read_order(given, export.language)
    Export.objects.filter(pk=export.pk).update(total=order.total)
    return table_of(order, front_of(order, export.format), export.format)


def _table_of_working_copies(export: Export, given: QueryDict) -> Table:
    """What somebody may see is asked again: a role, or a mandate, may have ended since."""
    staff = export.asked["staff"] and export.person.has_perm(SEES_STAFF_COLUMNS)
    asked, _problems = asked_of(given, staff=staff)
    seen = set(Practice.objects.visible_to(export.person).values_list("pk", flat=True))
    keys = [key for key in export.asked["keys"] if key in seen]
    with translation.override(interface_language(export.language)):
        count = ngettext("%(total)s practice", "%(total)s practices", len(keys)) % {"total": len(keys)}
        facts = [
            (
                _("What"),
                _("Working copies, as staff see them. They are not published: do not pass them on as if they were."),
            ),
            (_("How many"), count),
            (_("One row is"), str(asked.layout.label)),
            (_("Made"), _("%(moment)s UTC") % {"moment": f"{timezone.now():%Y-%m-%d %H:%M}"}),
        ]
        front = Front(str(settings.SITE_NAME), facts, notes(export.format))
    return of_working_copies(keys, asked, export.language, front=front, staff=staff, format=export.format)


def noting(export: Export):
    """What the writer calls with each row: notes how far it is, now and then, and stops for a row that is gone."""
    noted = time.monotonic()

    def note(rows: int) -> None:
        nonlocal noted
        if time.monotonic() < noted + SECONDS_BETWEEN:
            return
        noted = time.monotonic()
        if not Export.objects.filter(pk=export.pk).update(rows=rows):
            raise Abandoned

    return note


def _words(export: Export, what: str) -> str:
    with translation.override(interface_language(export.language)):
        if what == "large":
            return _(
                "This is more than one workbook may hold. Narrow the search, choose fewer columns, or take CSV or JSON."
            )
        return _("The file could not be made. Try again; if it fails once more, take CSV or JSON.")


def _finish(export: Export, progress: Progress, **facts: object) -> None:
    now = timezone.now()
    kept = {"expires_at": _expiry()} if progress is Progress.DONE else {}
    if not Export.objects.filter(pk=export.pk).update(progress=progress, finished_at=now, **kept, **facts):
        remove_file(export)


# Keeping -------------------------------------------------------------------------------------------------------------


def place(export: Export) -> str:
    """The name of an export's file in the store: nobody who knows it can tell the address, nor the other way round."""
    named = hashlib.sha256(f"export:{export.token}".encode()).hexdigest()
    return f"{FOLDER}/{named}.{FORMATS[export.format].extension}"


def _keep(export: Export, path: Path) -> None:
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
    known = {place(export).rpartition("/")[2] for export in Export.objects.all()}
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
