"""The sheet of codes of the template, and where on it the names of each vocabulary stand, for the drop-downs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from practices.exchange import vocabularies
from practices.exchange.columns import Column, Names
from practices.exchange.template.look import Look

LABELS = 1  # the column with the names
WIDTHS = (30, 50, 24, 90)


@dataclass(frozen=True)
class Ranges:
    """Of each vocabulary the cells with its names, as a formula refers to them; nothing for an empty one."""

    sheet: str
    rows: dict[str, tuple[int, int]]

    def formula(self, vocabulary: str) -> str:
        """What a drop-down refers to; empty where there is nothing to choose."""
        if vocabulary not in self.rows:
            return ""
        first, last = (xl_rowcol_to_cell(row, LABELS, row_abs=True, col_abs=True) for row in self.rows[vocabulary])
        quoted = self.sheet.replace("'", "''")
        return f"='{quoted}'!{first}:{last}"


def write(book: Workbook, name: str, columns: Iterable[Column], known: Names, look: Look) -> Ranges:
    """Add the sheet; every vocabulary of these columns stands in one run of rows."""
    sheet = book.add_worksheet(name)
    look.turn(sheet)
    for place, (heading, width) in enumerate(zip(_headings(), WIDTHS, strict=True)):
        sheet.set_column(place, place, width, look.cell)
        sheet.write_string(0, place, heading, look.heading)
    sheet.freeze_panes(1, 0)
    rows, row = {}, 1
    for vocabulary in vocabularies.used_by(columns):
        title, first = vocabularies.name_of(vocabulary), row
        for code, label, definition in vocabularies.options(known, vocabulary):
            for place, text in enumerate((title, label, code, definition)):
                sheet.write_string(row, place, text, look.cell)
            row += 1
        if row > first:
            rows[vocabulary] = (first, row - 1)
    sheet.autofilter(0, 0, max(row - 1, 1), len(WIDTHS) - 1)
    return Ranges(name, rows)


def _headings() -> list[str]:
    return [_("Vocabulary"), _("Name"), _("Code"), _("Definition")]
