"""The template as a workbook."""

from collections.abc import Iterable
from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from practices.exchange.columns import COLUMNS, Column, Names, names
from practices.exchange.columns.kinds import Group, Kind
from practices.exchange.dictionary.entries import Entry, entries
from practices.exchange.speaking import sheet_language
from practices.exchange.template import checks, example, lists, readme
from practices.exchange.template.look import Look, look
from practices.kept import Kept

ALWAYS = ("code", "text_language", "title")  # a row that lacks these says too little
NEVER = ("attachments",)  # files are added in the form of the record
USUAL, ALL = "default", "all"
KEYS, HEADINGS, FIRST = 0, 1, 2  # rows, as in an export; the example is the first
LAST = 5001
WIDTHS = {
    Kind.LONG: 48, Kind.ENTRIES: 44, Kind.LINES: 36, Kind.TERMS: 32, Kind.TEXT: 30, Kind.ADDRESS: 30, Kind.TERM: 24,
}  # fmt: skip
AS_TEXT = ("code", "text_language")
_kept = Kept(10)


def chosen(asked: Iterable[str]) -> tuple[Column, ...]:
    """The columns that come in: the usual ones where nothing is asked for, else those named by key or by group.

    "default" stands for the usual ones and "all" for all of them; what is no column is left out.
    """
    wanted = set(asked) or {USUAL}
    found = tuple(column for column in _offered() if column.key in ALWAYS or _is_wanted(column, wanted))
    return found if len(found) > len(ALWAYS) else chosen((USUAL,))


def _offered() -> Iterable[Column]:
    return (column for column in COLUMNS if column.is_written and not column.is_for_staff and column.key not in NEVER)


def _is_wanted(column: Column, wanted: set[str]) -> bool:
    return bool(wanted & {column.key, column.group.value, ALL}) or (column.is_default and USUAL in wanted)


def workbook(language: str, columns: tuple[Column, ...], *, address: str = "") -> bytes:
    """The workbook in a language; kept while no name changes."""
    known = names(language)
    key = (known.snapshot.version, known.snapshot.day, language, address, tuple(column.key for column in columns))
    return _kept.get(key, lambda: _made(known, columns, address))


def _made(known: Names, columns: tuple[Column, ...], address: str) -> bytes:
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    with translation.override(sheet_language(known.language)):
        book.set_properties({"title": _("Template for practices"), "author": "", "comments": ""})
        styles = look(book, known.language)
        described = {entry.key: entry for entry in entries(columns)}
        readme.write(book, _("Read me"), [described[column.key] for column in columns], styles, address)
        sheet = book.add_worksheet(_("Practices"))
        sheet.activate()
        ranges = lists.write(book, _("Codes"), columns, known, styles)
        _fill(sheet, columns, described, styles, known, ranges)
    book.close()
    return out.getvalue()


def _fill(sheet: Worksheet, columns, described: dict[str, Entry], styles: Look, known: Names, ranges) -> None:
    styles.turn(sheet)
    sheet.set_row(HEADINGS, 36)
    sheet.set_row(KEYS, None, None, {"hidden": True})
    # Excel counts frozen rows from the first one that is shown.
    sheet.set_top_left_cell(HEADINGS, 0)
    sheet.freeze_panes(FIRST - 1, 1, FIRST, 1)
    tint, group = 0, None
    for place, column in enumerate(columns):
        if group is not None and column.group != group:
            tint = 1 - tint
        group: Group = column.group
        entry = described[column.key]
        sheet.set_column(place, place, WIDTHS.get(column.kind, 14), _format(column, styles))
        sheet.write_string(HEADINGS, place, entry.label, styles.headings[tint])
        sheet.write_comment(HEADINGS, place, _comment(entry), {"author": "", "x_scale": 2.4, "y_scale": 1.6})
        sheet.write_string(KEYS, place, column.key, styles.key)
        _write(sheet, place, example.cell(column, known), styles)
        sheet.data_validation(FIRST, place, LAST, place, checks.check(column, entry, ranges, place, FIRST))


def _format(column: Column, styles: Look):
    if column.key in AS_TEXT or column.kind is Kind.DATE:
        return styles.text
    return styles.year if column.kind in (Kind.YEAR, Kind.INTEGER) else styles.cell


def _write(sheet: Worksheet, place: int, value, styles: Look) -> None:
    if value is None:
        sheet.write_blank(FIRST, place, None, styles.example)
    elif isinstance(value, str):
        sheet.write_string(FIRST, place, value, styles.example)
    else:
        sheet.write_number(FIRST, place, value, styles.example_number)


def _comment(entry: Entry) -> str:
    of = [_("Vocabulary: %(name)s.") % {"name": entry.vocabulary}] if entry.vocabulary else []
    return "\n".join([*checks.said(entry), *of])
