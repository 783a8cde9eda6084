"""The sheet of the template that says how to fill it in."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from practices.exchange.dictionary.entries import Entry
from practices.exchange.formats.looks import LINE_HEIGHT
from practices.exchange.template.look import Look

WIDTHS = (34, 60, 60, 40)
CHARACTERS_A_LINE = 140  # a merged cell is not made high enough by itself


def write(book: Workbook, name: str, described: Iterable[Entry], look: Look, address: str) -> None:
    """Add the sheet."""
    sheet = book.add_worksheet(name)
    look.turn(sheet)
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width, look.cell)
    sheet.write_string(0, 0, _("Template for practices"), look.title)
    row = _facts(sheet, 1, look, address)
    for number, sentence in enumerate(steps(), start=1):
        sheet.merge_range(row, 0, row, 2, f"{number}. {sentence}", look.cell)
        sheet.set_row(row, LINE_HEIGHT * (1 + len(sentence) // CHARACTERS_A_LINE))
        row += 1
    _columns(sheet, row + 1, described, look)


def steps() -> list[str]:
    """How to fill it in."""
    return [
        _("Write one practice a row on the sheet of practices. The grey row is an example: write over it or delete it. "
          "While its code and title are those of the example the import leaves it out."),
        _("Leave the code of a new practice empty. A code that stands there names a practice of the registry, "
          "which is then changed."),
        _("Where a cell offers a list, choose from it. Names in any language of the registry and codes are understood, "
          "too; all of them are on the sheet of codes."),
        _("Where several values are possible, separate them by semicolons. Where a column takes several entries, write "
          "one a line (Alt+Enter begins a new line in a cell) and separate its parts by “ | ”."),
        _("Write dates as 2019-05-07, 2019-05 or 2019, as far as they are known. What is not known stays empty."),
        _("Columns may be moved or deleted. Leave the hidden first row as it is: it says which column is which."),
        _("All texts of a row are in the language that it names. Translations have columns of their own."),
        _("Nothing is published by the import: rows become drafts, and a second person looks at each before it is "
          "public."),
    ]  # fmt: skip


def _facts(sheet: Worksheet, row: int, look: Look, address: str) -> int:
    sheet.write_string(row, 0, _("Registry"), look.label)
    sheet.write_string(row, 1, str(settings.SITE_NAME), look.cell)
    sheet.write_string(row + 1, 0, _("Made on"), look.label)
    sheet.write_string(row + 1, 1, date_format(localdate(), "DATE_FORMAT"), look.cell)
    if address:
        sheet.write_string(row + 2, 0, _("Newest template"), look.label)
        sheet.write_url(row + 2, 1, address, look.link, address)
        row += 1
    return row + 3


def _columns(sheet: Worksheet, row: int, described: Iterable[Entry], look: Look) -> None:
    for place, text in enumerate((_("Column"), _("What it is"), _("How it is written"), _("Limits"))):
        sheet.write_string(row, place, text, look.heading)
    for number, entry in enumerate(described, start=row + 1):
        how = f"{entry.vocabulary}: {entry.how}" if entry.vocabulary else entry.how
        for place, text in enumerate((entry.label, entry.about, how, entry.limits)):
            sheet.write_string(number, place, text, look.label if place == 0 else look.cell)
