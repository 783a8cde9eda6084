"""The data dictionary as a table, with the vocabularies as code lists."""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from practices.exchange import vocabularies
from practices.exchange.columns import COLUMNS, Names, names
from practices.exchange.dictionary.entries import NAMES, entries, headings
from practices.exchange.exporting.tables import words
from practices.exchange.formats import CodeList, Front, Heading, Record, Table
from practices.exchange.speaking import sheet_language

WIDTHS = {"key": 32, "label": 32, "help": 60, "written": 48, "limits": 32, "path": 36, "group": 24}
LONG = ("help", "written", "limits")


def table(language: str, *, address: str = "") -> Table:
    """Everything a writer needs; `address` is where this file can be had again."""
    known = names(language)
    with translation.override(sheet_language(language)):
        shown = headings() | {"values": _("values to choose from")}
        facts = [(_("Address"), address)] if address else []
        return Table(
            language=language,
            name=_("Data dictionary"),
            headings=[_heading(name, shown[name]) for name in [*NAMES, "values"]],
            rows=_rows(language, known),
            words=words(),
            front=Front(_("Data dictionary of the registry"), facts, notes()),
            code_lists=code_lists(known),
        )


def notes() -> list[str]:
    """What holds for every sheet, whichever columns it has."""
    return [
        _("The key of a column stays the same for good; its label depends on the language of the sheet."),
        _("Within a cell that holds several values a backslash takes away the meaning of the sign after it: "
          "\\; is a semicolon, \\| a bar, \\\\ a backslash, and \\n a new line within one value."),
        _("CSV files put an apostrophe before text that a spreadsheet would run as a formula, and before text that "
          "begins with an apostrophe; the import takes it away again."),
        _("Vocabularies grow. The sheet of codes lists what may be chosen today."),
    ]  # fmt: skip


def code_lists(known: Names) -> Iterator[CodeList]:
    """The values of every vocabulary that a column uses."""
    for vocabulary in vocabularies.used_by(COLUMNS):
        with translation.override(sheet_language(known.language)):
            name = vocabularies.name_of(vocabulary)
        yield CodeList(name, vocabularies.options(known, vocabulary))


def _heading(name: str, label: str) -> Heading:
    kind = "number" if name == "values" else "long" if name in LONG else "text"
    return Heading(name, label, kind, width=WIDTHS.get(name, 0))


def _rows(language: str, known: Names) -> Iterator[Record]:
    with translation.override(sheet_language(language)):
        described = [*entries()]
    for entry in described:
        values = [getattr(entry, name) or None for name in NAMES]
        values.append(len(known.options(entry.vocabulary_key)) if entry.vocabulary else None)
        yield Record(entry.key, values, values)
