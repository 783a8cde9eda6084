"""XLSX: a sheet that explains, the table, the texts too long for a cell, and the codes with their meaning."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook

from practices.exchange.formats import longtext
from practices.exchange.formats.looks import Looks
from practices.exchange.formats.printable import printable
from practices.exchange.formats.readme import write_readme
from practices.exchange.formats.sheet import Sheet
from practices.exchange.formats.table import CodeList, Heading, Record, Table
from practices.exchange.formats.tablesheet import TableSheet
from practices.exchange.formats.words import WORDS

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "remove_timezone": True,
}
A4 = 9
CODES = {"vocabulary": ("text", 28), "code": ("code", 24), "label": ("text", 40), "definition": ("long", 90)}
LONG_TEXTS = {
    "reference": ("code", 8), "code": ("code", 16), "row": ("year", 9), "column": ("code", 22),
    "part": ("year", 9), "text": ("long", 100),
}  # fmt: skip


def write_xlsx(table: Table, path: Path, on_row: Callable[[int], None] | None = None) -> int:
    """Write the table as a workbook; the number of its rows."""
    with TemporaryDirectory(prefix="workbook-") as folder:
        book = Book(path, folder, table)
        try:
            count = book.fill(table.rows, on_row)
        except BaseException:
            book.abandon()
            raise
        book.workbook.close()
    return count


class Book:
    """A workbook being written. Its sheets grow side by side."""

    def __init__(self, path: Path, folder: str, table: Table):
        self.table = table
        self.words = WORDS | table.words
        self.workbook = Workbook(str(path), OPTIONS | {"tmpdir": folder})
        self.title = " ".join(printable(table.front.title).split())
        made_at = (table.made_at or datetime.now(UTC)).astimezone(UTC)
        # No author: the file says where it is from, not who pressed the button.
        self.workbook.set_properties({"title": self.title[:255], "created": made_at.replace(tzinfo=None)})
        self.workbook.set_size(1600, 1000)
        self.looks = Looks(self.workbook, table.language)
        self.names = {"history"}  # a name Excel keeps for itself
        self.long: TableSheet | None = None
        self.long_texts = 0

    def fill(self, rows: Iterator[Record], on_row: Callable[[int], None] | None) -> int:
        """Write all sheets; the number of rows in the main one."""
        table, count = self.table, 0
        write_readme(self.add_sheet(self.words["readme"]), self.looks, table, self.words)
        sheet = self.add_sheet(table.name)
        # A reader came for the rows; what explains them is one tab before.
        sheet.activate()
        main = TableSheet(sheet, table.headings, self.looks)
        for count, record in enumerate(rows, 1):
            cells = record.cells
            for cell in cells:
                if type(cell) is str and (len(cell) > longtext.SURELY_FITS or longtext.MARK_END in cell[-3:]):
                    cells = self.fit(record, sheet.next_row)
                    break
            main.add(cells, record.url)
            if on_row:
                on_row(count)
        main.close()
        if self.long:
            self.long.close()
        self.write_codes(table.code_lists)
        return count

    def fit(self, record: Record, row: int) -> list:
        """The cells of a row, what is too long for one of them continued in a sheet of its own."""
        cells = list(record.cells)
        for column, cell in enumerate(cells):
            text = printable(cell) if type(cell) is str else ""
            if longtext.fits(text) and longtext.reference(text) is None:
                continue
            if self.long is None:
                self.long = self.add_table(self.words["long_texts"], LONG_TEXTS)
            self.long_texts += 1
            cells[column], *parts = longtext.cut(text, self.long_texts, self.words["continued"])
            key = self.table.headings[column].key
            for number, part in enumerate(parts, 2):
                self.long.add([self.long_texts, record.key, row + 1, key, number, part])
        return cells

    def write_codes(self, code_lists: Iterable[CodeList]) -> None:
        """Every code with what it stands for."""
        codes = None
        for code_list in code_lists:
            codes = codes or self.add_table(self.words["codes"], CODES)
            for code, label, definition in code_list.entries:
                codes.add([code_list.name, code, label, definition])
        if codes:
            codes.close()

    def add_table(self, name: str, columns: dict[str, tuple[str, int]]) -> TableSheet:
        """A sheet with a table of ours, its columns named by our words."""
        headings = [Heading(key, self.words[key], kind, width=width) for key, (kind, width) in columns.items()]
        return TableSheet(self.add_sheet(name), headings, self.looks)

    def add_sheet(self, name: str) -> Sheet:
        """A new sheet in the direction of the language, ready to print."""
        sheet = self.workbook.add_worksheet(self.free_name(name), Sheet)
        if self.table.language == "ar":
            sheet.right_to_left()
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        near, far = "RL" if self.table.language == "ar" else "LR"
        sheet.set_footer(f"&{near}{self.title[:120].replace('&', '&&')}&{far}&P / &N")
        return sheet

    def free_name(self, name: str) -> str:
        """The name without what Excel refuses in the name of a sheet, and unlike all others."""
        clean = "".join(" " if character in "[]:*?/\\\n\t" else character for character in printable(name))
        clean = clean.strip(" '") or "Sheet"
        number, free = 1, shorten(clean, 31)
        while free.casefold() in self.names:
            number += 1
            free = f"{shorten(clean, 27)} {number}"
        self.names.add(free.casefold())
        return free

    def abandon(self) -> None:
        """Let go of the files of a workbook that will not be."""
        for sheet in self.workbook.worksheets():
            sheet._opt_close()
        self.workbook.fileclosed = True


def shorten(name: str, length: int) -> str:
    """The beginning of a name, no longer than so many UTF-16 units, and with no apostrophe at its end."""
    while longtext.units(name) > length:
        name = name[:-1]
    return name.rstrip(" '")
