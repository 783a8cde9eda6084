"""Every row of a sheet looked at: what it would do, or why it cannot; nothing is written but the preview."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from practices.exchange.books import Unreadable
from practices.exchange.importing import recognising, sheet
from practices.exchange.importing.judging import Judge
from practices.exchange.importing.sheet import Record
from practices.models import Import, ImportRow
from practices.models.exchange import ImportStep, RowOutcome

BATCH = 200
LONGEST_ERROR = 500


class _Overtaken(Exception):
    """Somebody has asked for another check, which does the work."""


def check(one: Import) -> None:
    """Job: read every row and say what it would do; → PREVIEW, or back to COLUMNS with `error`. Safe to run again."""
    one.refresh_from_db()
    if one.step != ImportStep.CHECKING:
        return
    with translation.override(one.language or "en"):
        try:
            if one.rows.filter(loaded_revision__isnull=False).exists():
                # What was written is known by its rows alone: they are not made anew.
                _progress(one, step=ImportStep.UNDONE if one.undone_at else ImportStep.DONE)
                return
            _check(one)
        except Unreadable as refusal:
            _back(one, str(refusal))
        except _Overtaken:
            return
        except Exception:
            _back(one, _("The rows could not be checked. The fault is in the registry, and its operators are told."))
            raise


def _check(one: Import) -> None:
    rows = sheet.rows(one)
    columns = one.mapping["columns"]
    records = [*sheet.records(rows, columns)]
    if not one.mapping["language"] and one.reading["is_own"]:
        one.mapping["language"] = recognising.language_of_names(columns, (row.cells for row in rows))
    choices = dict(one.rows.exclude(choice="").values_list("number", "choice"))
    judge = Judge(one, records, choices)
    _progress(one, total=len(records), mapping=one.mapping)
    done = 0
    for batch in _batches(records):
        with transaction.atomic():
            _write(one, judge.judged(batch), batch)
            done += len(batch)
            _progress(one, done=done)
    with transaction.atomic():
        judge.words.keep()
        _progress(one, step=ImportStep.PREVIEW, counts=_counted(one, records), error="", done=done)


def _write(one: Import, rows: list[ImportRow], batch: list[Record]) -> None:
    one.rows.filter(number__in=[record.number for record in batch]).delete()
    ImportRow.objects.bulk_create(rows)


def _counted(one: Import, records: list[Record]) -> dict[str, int]:
    """Rows by outcome; rows of an earlier check that are no records any more go."""
    one.rows.exclude(number__in=[record.number for record in records]).delete()
    counts = dict.fromkeys(RowOutcome.values, 0)
    for outcome in one.rows.values_list("outcome", flat=True):
        counts[outcome] += 1
    return counts


def _progress(one: Import, **changes) -> None:
    """Save what is known, unless the check was begun anew by somebody else: then that one does the work."""
    current = Import.objects.filter(pk=one.pk, step=ImportStep.CHECKING, started_at=one.started_at)
    if not current.update(**changes):
        raise _Overtaken
    for name, value in changes.items():
        setattr(one, name, value)


def _back(one: Import, error: str) -> None:
    current = Import.objects.filter(pk=one.pk, step=ImportStep.CHECKING, started_at=one.started_at)
    current.update(step=ImportStep.COLUMNS, error=error[:LONGEST_ERROR])
    one.refresh_from_db()


def _batches(records: list[Record]) -> Iterator[list[Record]]:
    for start in range(0, len(records), BATCH):
        yield records[start : start + BATCH]
