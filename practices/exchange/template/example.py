"""The example row of the template: what it says, and how the import knows that nobody has written over it."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from practices.exchange import vocabularies
from practices.exchange.columns import Column, Names, Part, cells
from practices.exchange.columns.kinds import Kind
from practices.exchange.columns.writing import as_text
from practices.exchange.speaking import sheet_language
from practices.text import fold
from practices.vocabulary import Language

EXAMPLE_CODE = "EXAMPLE"  # in the column of codes; no practice can have it
EXAMPLE_TITLE = _("EXAMPLE: write over this row or delete it")
EXAMPLE_TEXT = _("Made-up text that shows where yours goes.")
VALUES: dict[Kind, Any] = {
    Kind.NUMBER: 120, Kind.INTEGER: 120, Kind.YEAR: 2019, Kind.DATE: "2019-05-07", Kind.ADDRESS: "https://www.example.org/",
}  # fmt: skip
# What must fit together or have a form of its own.
OF_PARTS = {"key": "s1", "source": "s1", "language": "en", "unit": "people"}
OF_COLUMNS = {"code": EXAMPLE_CODE, "end_year": 2021, "labour_agreement_wage_currency": "EUR"}
# Codes of other records and sums of files: nothing that could be made up.
EMPTY = {"links", "attachments", "labour_agreement_renewed"}
# Nothing is said of real countries, bodies and places, not even as an example.
ACTORS = {
    "country": _("Name of a country"), "organisation": _("Name of an organisation"), "city": _("Name of a city"),
    "mechanism": _("Name of a mechanism"),
}  # fmt: skip
LANGUAGES_OF = ("training_centre_languages", "labour_agreement_languages")


def is_example(code: Any, title: Any) -> bool:
    """Whether a row is the example as the template wrote it. A title of one's own makes it a row like the others."""
    if as_text(code).strip().upper() != EXAMPLE_CODE:
        return False
    given = fold(as_text(title))
    return not given or given in {fold(_in(language)) for language in Language.values}


def _in(language: str) -> str:
    with translation.override(sheet_language(language)):
        return str(EXAMPLE_TITLE)


def cell(column: Column, known: Names) -> Any:
    """What the example has in a column; in the language that is active."""
    if column.key in EMPTY:
        return None
    if column.key in OF_COLUMNS:
        return OF_COLUMNS[column.key]
    if column.key == "title" or (column.path[:1] == ("texts",) and column.path[2] == "title"):
        return str(EXAMPLE_TITLE)
    if column.vocabulary == "language":
        return known.label("language", known.language)
    return _of_kind(column, known)


def _of_kind(column: Column, known: Names) -> Any:
    kind = column.kind
    if kind is Kind.ENTRIES:
        values = _entry(column, known)
        lacks = any(part.is_required and not value for part, value in zip(column.parts, values, strict=True))
        return None if lacks else cells.entry(values)
    if kind in (Kind.TERM, Kind.FLAG):
        return next(iter(_labels(column, known)), None)
    if kind is Kind.TERMS:
        return cells.joined(dict.fromkeys(cells.in_list(label) for label in _labels(column, known)[:2])) or None
    if kind is Kind.LINES:
        return cells.lines(["en", "fr"]) if column.key in LANGUAGES_OF else str(EXAMPLE_TEXT)
    return VALUES.get(kind, str(EXAMPLE_TEXT))


def _entry(column: Column, known: Names) -> list[str]:
    """The parts of one entry; two of the same vocabulary differ where they can."""
    found, seen = [], {}
    for part in column.parts:
        place = seen[part.vocabulary] = seen.get(part.vocabulary, -1) + 1
        found.append(_part(part, known, place))
    return found


def _part(part: Part, known: Names, place: int) -> str:
    if part.key in OF_PARTS and not part.vocabulary:
        return OF_PARTS[part.key]
    if part.vocabulary or part.kind is Kind.FLAG:
        return cells.in_entry(next(iter(_labels(part, known)[place:]), ""))
    return cells.in_entry(str(VALUES.get(part.kind, part.label)))


def _labels(one: Column | Part, known: Names) -> list[str]:
    vocabulary = vocabularies.of(one)
    if vocabulary in ACTORS:
        return [str(ACTORS[vocabulary])] * 2
    return [label for _code, label, _definition in vocabularies.options(known, vocabulary)]
