"""Files made in the background: asked for and made. Whoever asks for one defers the job."""

import logging
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.document.words import interface_language
from practices.exchange.access import sees_staff_columns
from practices.exchange.columns import BY_KEY
from practices.exchange.exporting import withdrawn
from practices.exchange.exporting.asked import asked_of
from practices.exchange.exporting.front import file_name, front_of, front_of_working_copies
from practices.exchange.exporting.keeping import BEING_MADE, keep, remove_file
from practices.exchange.exporting.orders import Order, read_order
from practices.exchange.exporting.tables import of_working_copies, table_of
from practices.exchange.formats import FORMATS, write
from practices.exchange.formats.table import Table, TooMany
from practices.models import Export, Practice
from practices.models.exchange import Progress

MOST_OF_A_PERSON = 3  # waiting or under way
SECONDS_BETWEEN = 1.0  # two notes on how far it is
RETRIES = 2  # where the database fails
LONGEST_ERROR = Export._meta.get_field("error").max_length
GOING_ON = (Progress.WAITING, Progress.RUNNING)

logger = logging.getLogger(__name__)


class Refused(Exception):
    """No export can be taken on now; str() is a sentence for the reader."""


class Abandoned(Exception):
    """The row went away while its file was being made."""


class Unanswerable(Exception):
    """What was asked for cannot be asked for any more; str() says why."""


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
    """Make the file of an export. Run again after it was killed, it begins anew; where it is there already, it does nothing.

    Where the database fails the exception goes on, so that it is tried again, RETRIES times; all else ends it at once.
    """
    begun = Export.objects.filter(pk=pk, progress__in=GOING_ON, expires_at__gt=timezone.now())
    if not begun.update(progress=Progress.RUNNING, rows=0):
        return
    export = Export.objects.select_related("person").get(pk=pk)
    try:
        _make(export)
    except (Abandoned, Export.DoesNotExist):
        remove_file(export)
    except Unanswerable as reason:
        _finish(export, Progress.FAILED, error=str(reason)[:LONGEST_ERROR])
    except TooMany:
        _finish(export, Progress.FAILED, error=_words(export, "large"))
    except (InterfaceError, OperationalError):
        if _may_be_tried_again(export):
            raise
        _fail(export)
    except Exception:
        _fail(export)


def _make(export: Export) -> None:
    with tempfile.TemporaryDirectory(prefix=BEING_MADE) as folder:
        path = Path(folder) / "file"
        rows = write(export.format, _table(export), path, on_row=noting(export))
        size = path.stat().st_size
        if size > settings.EXPORT_MAX_MIB * 1024 * 1024:
            raise TooMany
        keep(export, path)
    _finish(export, Progress.DONE, rows=rows, size=size)


def _may_be_tried_again(export: Export) -> bool:
    tries = export.asked.get("tries", 0)
    if tries == RETRIES:
        return False
    asked = export.asked | {"tries": tries + 1}
    Export.objects.filter(pk=export.pk).update(progress=Progress.WAITING, asked=asked)
    return True


def _fail(export: Export) -> None:
    logger.exception("Export %s cannot be made", export.pk)
    _finish(export, Progress.FAILED, error=_words(export, "failed"))


def _table(export: Export) -> Table:
    given = QueryDict(export.query)
    if export.is_of_working_copies:
        return _table_of_working_copies(export, given)
    marks = withdrawn.marks()
    order = read_order(given, export.language)
    if order.problems:  # a filter was valid when it was asked for: without it there would be more, or everything
        raise Unanswerable(" ".join(str(problem.message) for problem in order.problems))
    _note(export, order.total, marks | {"keys": withdrawn.keys_of(order)})
    return table_of(order, front_of(order, export.format), export.format)


def _table_of_working_copies(export: Export, given: QueryDict) -> Table:
    """What somebody may see is asked again: a role, or a mandate, may have ended since."""
    staff = export.asked["staff"] and sees_staff_columns(export.person)
    asked, _problems = asked_of(given, staff=staff)
    seen = set(Practice.objects.visible_to(export.person).values_list("pk", flat=True))
    keys = [key for key in export.asked["keys"] if key in seen]
    has_staff = staff and any(BY_KEY[key].is_for_staff for key in asked.columns)
    _note(export, len(keys), {"keys": keys, "staff": has_staff})
    front = front_of_working_copies(export.language, export.format, asked.layout, len(keys))
    return of_working_copies(keys, asked, export.language, front=front, staff=staff, format=export.format)


def _note(export: Export, total: int, facts: dict) -> None:
    """What the file holds, in the row: whoever fetches it is asked for that again."""
    export.asked |= facts
    if not Export.objects.filter(pk=export.pk).update(total=total, asked=export.asked):
        raise Abandoned


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
