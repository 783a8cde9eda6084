"""A sheet with one table: hidden keys, labels, rows; frozen, filtered, ready to print."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from practices.exchange.formats.looks import Looks, frozen_columns, heading_height, row_height, width_of
from practices.exchange.formats.printable import printable
from practices.exchange.formats.sheet import (
    COLUMNS_MAX,
    ROWS_MAX,
    Sheet,
    cell_xml,
    date_xml,
    is_link,
    link_xml,
    text_xml,
)
from practices.exchange.formats.table import Heading, TooMany

# The keys stand above the labels, hidden: a filter begins with the labels, and clearing or sorting it in LibreOffice
# and Excel shows or moves rows within it, never one above it (with the keys below the labels it did).
KEYS_ROW, LABELS_ROW, FIRST_ROW = 0, 1, 2
# XlsxWriter keeps links in memory to the end, and Excel takes 65,530 in a sheet. Later addresses are plain text.
LINKED_ROWS, LINKS_MAX = 5_000, 60_000
MAKERS = {"date": date_xml}
# Cells under these keys lead to the record itself.
OF_RECORD = {"code", "url"}


class TableSheet:
    """A table being written into a sheet."""

    def __init__(self, sheet: Sheet, headings: Sequence[Heading], looks: Looks):
        if len(headings) > COLUMNS_MAX:
            raise TooMany(f"A sheet of a workbook holds {COLUMNS_MAX:,} columns.")
        self.sheet, self.headings = sheet, headings
        self.height = row_height(headings)
        self.links_left = LINKS_MAX
        styles = {kind: looks.of_kind(kind) for kind in {heading.kind for heading in headings}}
        self.columns = [
            (MAKERS.get(heading.kind, cell_xml), xl_col_to_name(column), styles[heading.kind])
            for column, heading in enumerate(headings)
        ]
        self.addresses = [
            column for column, heading in enumerate(headings) if heading.kind == "address" or heading.key in OF_RECORD
        ]
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, width_of(heading), styles[heading.kind].blank)
        self.put_headings([heading.key for heading in headings], looks.key, hidden=True)
        self.put_headings([heading.label for heading in headings], looks.heading, height=heading_height(headings))

    def put_headings(self, texts: list[str], style: int, **options) -> None:
        """One of the rows above the table."""
        number = self.sheet.next_row + 1
        line = [
            text_xml(printable(text), f"{letters}{number}", style)
            for text, (_make, letters, _style) in zip(texts, self.columns, strict=True)
        ]
        self.sheet.put(line, **options)

    def add(self, cells: Sequence, url: str = "") -> None:
        """Add a row, whose texts must fit their cells; the address is the record's own."""
        row = self.sheet.next_row
        if row >= ROWS_MAX:
            raise TooMany(f"A sheet of a workbook holds {ROWS_MAX - FIRST_ROW:,} rows.")
        number = row + 1
        line = [
            make(cell, f"{letters}{number}", style)
            for cell, (make, letters, style) in zip(cells, self.columns, strict=True)
        ]
        if row < LINKED_ROWS + FIRST_ROW:
            self.add_links(row, line, cells, url)
        self.sheet.put(line, height=self.height)

    def add_links(self, row: int, line: list[str], cells: Sequence, url: str) -> None:
        """Make links of the row's addresses."""
        for column in self.addresses:
            text = cells[column]
            address = url if url and self.headings[column].key in OF_RECORD else text
            if text and type(text) is str and is_link(address) and self.links_left:
                _make, letters, style = self.columns[column]
                line[column] = link_xml(text, f"{letters}{row + 1}", style)
                self.sheet.write_url(row, column, address)
                self.links_left -= 1

    def close(self) -> None:
        """What needs to know where the table ends."""
        sheet = self.sheet
        last_row, last_column = sheet.next_row - 1, max(len(self.headings) - 1, 0)
        sheet.autofilter(LABELS_ROW, 0, last_row, last_column)
        frozen = frozen_columns(self.headings)
        # Frozen rows are counted from the first one in sight, which is not the hidden one; so Excel says it itself.
        sheet.set_top_left_cell(LABELS_ROW, 0)
        sheet.freeze_panes(FIRST_ROW - LABELS_ROW, frozen, FIRST_ROW, frozen)
        sheet.hide_gridlines(0)
        sheet.repeat_rows(LABELS_ROW)
        if frozen:
            sheet.repeat_columns(0, frozen - 1)
        # A year or a code that is text is meant to be text: no green corners.
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(last_column)}{last_row + 1}"})
        sheet.finish(len(self.headings))
