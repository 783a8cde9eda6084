"""A sheet of XlsxWriter whose rows are written out as they come; XlsxWriter keeps all that is around them."""

import re
from collections.abc import Iterable
from datetime import date
from math import isfinite

from xlsxwriter.worksheet import Worksheet

from practices.exchange.formats.formula import GUARDED
from practices.exchange.formats.looks import Style
from practices.exchange.formats.printable import printable

ROWS_MAX, COLUMNS_MAX = 1_048_576, 16_384
# Larger whole numbers lose their last digits in a spreadsheet.
EXACT = 2**53
FULL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Readers turn "_x0041_" into "A". Cut in two runs of one text, none of them does.
ESCAPE = re.compile(r"(?<=_)(?=x[0-9A-Fa-f]{4}_)")
DAY_ZERO, FIRST_DAY = date(1899, 12, 30).toordinal(), date(1900, 3, 1)
LINKABLE = re.compile(r"https?://[^\s\"<>]{1,1990}", re.IGNORECASE)


class Sheet(Worksheet):
    """XlsxWriter's sheet in constant memory. Its own way from a cell to the file costs five times as much (measured on
    a table of 40 columns) and takes a text like "<r>…</r>" for markup, so rows are written here as XML at once."""

    def __init__(self):
        super().__init__()
        # Links are only noted down; their text is written with the row.
        self.ignore_write_string = True
        self.next_row = 0

    def put(self, cells: Iterable[str], *, height: int = 0, hidden: bool = False) -> int:
        """Add a row below all others, given its cells as XML; its number, from 0."""
        row = self.next_row
        self.next_row = row + 1
        attributes = f' ht="{height}" customHeight="1"' if height else ""
        if hidden:
            attributes += ' hidden="1"'
        self.fh.write(f'<row r="{row + 1}"{attributes}>{"".join(cells)}</row>')
        return row

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.next_row += rows

    def finish(self, columns: int) -> None:
        """Tell XlsxWriter how far the sheet reaches."""
        if self.next_row:
            self.dim_rowmin, self.dim_rowmax = 0, self.next_row - 1
            self.dim_colmin, self.dim_colmax = 0, max(columns - 1, 0)


def is_link(address: object) -> bool:
    """Whether a spreadsheet may open this text as a web page."""
    return isinstance(address, str) and LINKABLE.fullmatch(address) is not None


def text_xml(text: str, name: str, style: int) -> str:
    """The XML of a cell with text that is already printable."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "_x" in text and ESCAPE.search(text):
        runs = "".join(f'<r><t xml:space="preserve">{run}</t></r>' for run in ESCAPE.split(text))
        return f'<c r="{name}" s="{style}" t="inlineStr"><is>{runs}</is></c>'
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def cell_xml(value: object, name: str, style: Style) -> str:
    """The XML of one cell."""
    kind = type(value)
    if kind is str:
        if not value:
            return ""
        text = printable(value)
        return text_xml(text, name, style.quoted if text[0] in GUARDED else style.text)
    if value is None:
        return ""
    if kind is bool:
        return f'<c r="{name}" s="{style.text}" t="b"><v>{value:d}</v></c>'
    if kind is int and -EXACT <= value <= EXACT:
        return f'<c r="{name}" s="{style.whole}"><v>{value}</v></c>'
    if kind is float:
        return f'<c r="{name}" s="{style.real}"><v>{value!r}</v></c>' if isfinite(value) else ""
    return cell_xml(str(value), name, style)


def date_xml(value: object, name: str, style: Style) -> str:
    """The XML of a cell in a column of dates: full ones as dates, partial ones as text."""
    if type(value) is str and FULL_DATE.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return cell_xml(value, name, style)
        # Excel counts a 29 February 1900 that never was.
        if day >= FIRST_DAY:
            return f'<c r="{name}" s="{style.date}"><v>{day.toordinal() - DAY_ZERO}</v></c>'
    return cell_xml(value, name, style)


def link_xml(value: str, name: str, style: Style) -> str:
    """The XML of a cell that is a link."""
    return text_xml(printable(value), name, style.link)
