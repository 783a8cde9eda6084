"""The rows of a sheet handed back as a workbook: what would become of each, wrong cells coloured and commented."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.exchange.books import Row
from practices.exchange.formats import longtext
from practices.exchange.formats.printable import printable
from practices.exchange.importing import json_files, sheet
from practices.exchange.importing.familiar import SKIP
from practices.models import Import, ImportRow
from practices.models.exchange import RowOutcome

WIDE, NARROW = 30, 14
LONGEST_COMMENT = 1_000
ROWS_AT_ONCE = 200
TOO_LARGE = 10**15  # from here on a spreadsheet does not keep every digit
RED, GREY = "#F6D5D5", "#E8E8E8"


def checked_workbook(one: Import) -> bytes:
    """The rows of the sheet as XLSX: what would become of each and why not; wrong cells coloured, with a comment."""
    rows = sheet.rows(one)
    found = one.rows.only("of", "number", "outcome", "choice", "problems").iterator(chunk_size=ROWS_AT_ONCE)
    out = BytesIO()
    # Only the row being written is held; the texts of cells go into the rows themselves.
    with xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        page = book.add_worksheet(_sheet_name(one))
        if get_language() in settings.LANGUAGES_BIDI:
            page.right_to_left()
        Writer(book, page).write([column["heading"] for column in one.reading["columns"]], rows, found)
    return out.getvalue()


class Writer:
    """Writes one such sheet."""

    def __init__(self, book: Any, page: Any) -> None:
        self.page = page
        self.head = book.add_format({"bold": True, "bg_color": GREY, "text_wrap": True, "valign": "top", "border": 1})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.wrong = book.add_format({"text_wrap": True, "valign": "top", "bg_color": RED, "border": 1})

    def write(self, headings: list[str], rows: Iterable[Row], found: Iterable[ImportRow]) -> None:
        """Headings, then each row behind what becomes of it; `found` in the order of the sheet."""
        self.page.freeze_panes(1, 2)
        self.page.set_column(0, 0, NARROW)
        self.page.set_column(1, 1, WIDE)
        self.page.set_column(2, max(2, len(headings) + 1), NARROW + 6)
        for place, heading in enumerate([_("Outcome"), _("Reasons"), *headings]):
            self.page.write_string(0, place, printable(heading), self.head)
        upcoming = iter(found)
        current, following = None, next(upcoming, None)
        for line, row in enumerate(rows, start=1):
            # Further rows of a practice belong to the one above.
            while following is not None and following.number <= row.number:
                current, following = following, next(upcoming, None)
            self._row(line, row, current)

    def _row(self, line: int, row: Row, found: ImportRow | None) -> None:
        is_first = found is not None and found.number == row.number
        problems = [one for one in (found.problems if found else []) if one["row"] == row.number]
        outcome = _outcome(found) if is_first else ""
        self._cell(line, 0, outcome, self.wrong if problems else self.plain)
        self._cell(line, 1, "\n".join(_reason(one) for one in problems), self.plain)
        by_place: dict[int, list[str]] = {}
        for one in problems:
            if one["place"] is not None:
                by_place.setdefault(one["place"], []).append(one["message"])
        for place, value in enumerate(row.cells):
            self._cell(line, place + 2, value, self.wrong if place in by_place else self.plain)
            if place in by_place:
                comment = "\n".join(by_place[place])[:LONGEST_COMMENT]
                self.page.write_comment(line, place + 2, printable(comment), {"author": "", "x_scale": 2})

    def _cell(self, line: int, place: int, value: Any, look: Any) -> None:
        if isinstance(value, bool):
            self.page.write_boolean(line, place, value, look)
        elif isinstance(value, (int, float)) and abs(value) < TOO_LARGE:
            self.page.write_number(line, place, value, look)
        elif value is None or value == "":
            self.page.write_blank(line, place, None, look)
        else:
            text = value.text if hasattr(value, "text") else json_files.shown(value)
            self.page.write_string(line, place, _fitting(printable(text)), look)


def _outcome(row: ImportRow) -> str:
    return str(RowOutcome.SKIPPED.label if row.choice == SKIP else row.get_outcome_display())


def _reason(problem: dict) -> str:
    if not problem["column"]:
        return problem["message"]
    return _("%(column)s: %(message)s") % {"column": problem["column"], "message": problem["message"]}


def _fitting(text: str) -> str:
    """The text as far as a cell can hold it, which says so where it is more."""
    if longtext.fits(text):
        return text
    words = " ⟦" + _("cut: longer than a cell can be") + "⟧"
    return text[: longtext.SURELY_FITS - len(words)] + words


def _sheet_name(one: Import) -> str:
    plain = "".join(" " if sign in r"[]:*?/\'" else sign for sign in one.reading["sheet"]).strip()
    return plain[:31] or _("Rows")[:31]
