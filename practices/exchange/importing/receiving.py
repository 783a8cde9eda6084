"""A file comes in: it is looked into, kept, and read as its owner says."""

import re
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import audit
from practices.exchange import books
from practices.exchange.books import Book
from practices.exchange.importing import json_files, mapping, recognising, store
from practices.exchange.importing.kinds import ImportRefused
from practices.exchange.importing.moving import move
from practices.exchange.importing.rights import may_import
from practices.kept import Kept
from practices.models import Import
from practices.models.exchange import ImportStep
from practices.text import clean

UNKEPT = re.compile("[\0\ud800-\udfff]")  # what the database cannot hold
_seen = Kept(4)  # files just looked into: their sheets and first rows

BEFORE_LOADING = (ImportStep.FILE, ImportStep.COLUMNS, ImportStep.PREVIEW)


def receive(upload, *, by, name: str = "", most_rows: int | None = None) -> Import:
    """Keep an uploaded file (or a pathlib.Path) and look into it; returns a new Import at step FILE.

    `reading` then holds what is proposed: {"kind", "sheet", "header_row", "encoding", "separator", "is_own"}. A file of
    ours needs no question: its sheet and header row are sure. Who runs the registry may allow more rows than usual.
    Raises books.Unreadable, ImportRefused; then nothing is kept.
    """
    if not may_import(by):
        raise ImportRefused(_("You may not import practices."))
    name = clean(Path(name or upload.name).name)[-200:] or "file"
    with store.arrived(upload) as path:
        found = _inspected(path, name, most_rows=most_rows)
        one = Import(
            person=by, name=name, sha256=store.digest(path), language=get_language() or "", reading=_proposed(found)
        )
        one.reading["most_rows"] = most_rows
        # What comes next asks the same again.
        _seen.keep((one.sha256, name, most_rows, found.encoding, found.separator), found)
        with transaction.atomic():
            one.save()
            store.keep(one, path)
    audit.record("import_received", by=by, key=one.key, kind=found.kind)
    return one


def book(one: Import, *, encoding: str = "", separator: str = "") -> Book:
    """The sheets of its file with their first rows (books.Book; kind "json" and "jsonl" too, as one sheet).

    Without encoding and separator it is read as the import says. Raises books.Unreadable.
    """
    store.demand(one)  # what was seen of a file says nothing of whether it is still there
    reading = one.reading
    most_rows = reading.get("most_rows")
    how = encoding or reading.get("encoding", ""), separator or reading.get("separator", "")

    def look() -> Book:
        with store.kept(one) as path:
            return _inspected(path, one.name, most_rows, *how)

    return _seen.get((one.sha256, one.name, most_rows, *how), look)


def read_as(one: Import, *, sheet: str, header_row: int, encoding: str = "", separator: str = "") -> None:
    """Settle how the file is read, and propose what each column means; → COLUMNS.

    `header_row` counts as the spreadsheet shows it, from 1. Afterwards `mapping` holds {"columns", "language", "empty",
    "unknown"} as proposed. Raises books.Unreadable, ImportRefused.
    """
    if one.step not in BEFORE_LOADING:
        raise ImportRefused(_("This import has been confirmed already."))
    found = book(one, encoding=encoding, separator=separator)
    info = recognising.sheet_named(found, sheet)
    if info is None:
        raise ImportRefused(_("There is no sheet “%(name)s” in this file.") % {"name": sheet[:100]})
    if not 1 <= header_row <= max(len(info.first_rows), 1) or not info.first_rows:
        raise ImportRefused(_("The headings must be among the first rows of the sheet."))
    own = recognising.own_sheet(found)
    is_own = own is not None and (own.sheet, own.header_row) == (sheet, header_row)
    reading = one.reading | {
        "kind": found.kind, "sheet": sheet, "header_row": header_row, "encoding": found.encoding,
        "separator": found.separator, "is_own": is_own, "long_texts": recognising.long_texts_sheet(found) if is_own else "",
        "columns": mapping.described(info, header_row, own if is_own else None),
        "edition_place": own.keys.index("edition") if is_own and "edition" in own.keys else None,
    }  # fmt: skip
    proposed = mapping.proposed(one.person, reading, info, own if is_own else None)
    if is_own and found.kind in json_files.ENDINGS.values():
        with store.kept(one) as path:
            proposed["language"] = json_files.language_of(path, found.kind)
    # Reading takes seconds, in which somebody may have confirmed what was read before.
    move(
        one, BEFORE_LOADING, reading=reading, mapping=proposed, step=ImportStep.COLUMNS, error="",
        language=get_language() or "", started_at=timezone.now(),
    )  # fmt: skip


def _inspected(path: Path, name: str, most_rows: int | None, encoding: str = "", separator: str = "") -> Book:
    if kind := json_files.kind_of(name):
        return json_files.inspect(path, kind, most_rows)
    found = books.inspect(path, name, encoding=encoding, separator=separator, most_rows=most_rows)
    if any(UNKEPT.search(sheet.name) for sheet in found.sheets):
        raise books.Unreadable(_("A sheet of this file has a name that cannot be kept. Rename it."), "sheet name")
    return found


def _proposed(found: Book) -> dict:
    """How the file would best be read."""
    own = recognising.own_sheet(found)
    reading = {"kind": found.kind, "encoding": found.encoding, "separator": found.separator, "is_own": own is not None}
    if own is not None:
        return reading | {"sheet": own.sheet, "header_row": own.header_row}
    shown = [sheet for sheet in found.sheets if not sheet.is_hidden and sheet.rows] or found.sheets
    sheet = max(shown, key=lambda one: one.rows, default=None)
    if sheet is None:
        return reading | {"sheet": "", "header_row": 1}
    return reading | {"sheet": sheet.name, "header_row": books.header_row(sheet)}
