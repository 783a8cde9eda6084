"""Our own sheets, known again: by the row of keys, the labels above it, and the language those labels are in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext

from practices.exchange.books import Book, Cell, SheetInfo
from practices.exchange.columns import BY_KEY, PARTS, Kind
from practices.exchange.columns.names import names
from practices.exchange.columns.reading import CODE_ENDING
from practices.exchange.formats.longtext import KEYS as LONG_TEXT_KEYS
from practices.exchange.speaking import sheet_language
from practices.text import fold
from practices.vocabulary import Language

ROWS_LOOKED_AT = 5
FEWEST_KEYS = 2
FEWEST_LABELS = 8  # without keys: a partner may well call a few of the columns as we do
ENOUGH_LABELS = 0.5  # of the keys: a label may have been put into other words


@dataclass(frozen=True)
class Own:
    """A sheet of ours: which keys it has, what stands above the columns for people, and where the rows begin."""

    sheet: str
    header_row: int  # the lower one of keys and labels, from 1
    keys: list[str]
    labels: list[Cell]  # the keys again, where there are none
    language: str  # of the labels; empty where that is not plain


def own_sheet(book: Book) -> Own | None:
    """The sheet with a row of our keys, if there is one."""
    for sheet in book.sheets:
        for place, row in enumerate(sheet.first_rows[:ROWS_LOOKED_AT]):
            if _are_keys(row):
                return _own(sheet, place)
            if (found := _by_labels(sheet, place)) is not None:
                return found
    return None


def _own(sheet: SheetInfo, place: int) -> Own:
    """Labels stand below the keys, or above them; where our CSV was saved as a workbook there are none."""
    keys = [cell.strip() if isinstance(cell, str) else "" for cell in sheet.first_rows[place]]
    for beside in (place + 1, place - 1):
        row = sheet.first_rows[beside] if 0 <= beside < len(sheet.first_rows) else []
        hits = _hits(row, keys)
        best = max(hits, key=hits.get)
        if hits[best] >= ENOUGH_LABELS * len([key for key in keys if key in _ALL]):
            is_plain = list(hits.values()).count(hits[best]) == 1
            return Own(sheet.name, max(place, beside) + 1, keys, row, best if is_plain else "")
    return Own(sheet.name, place + 1, keys, keys, "")


def mapped(keys: Iterable[str]) -> list[str]:
    """What our keys are mapped to: themselves, and nothing where a column only goes out or repeats another as codes."""
    return [key if _is_written(key) else "" for key in keys]


def is_known(key: object) -> bool:
    """Whether a heading is a key of ours, of whatever column."""
    return isinstance(key, str) and (key.strip().removesuffix(CODE_ENDING) in _ALL or key.strip() in _ALL)


def language_of_names(keys: list[str], rows: Iterable[list[Cell]]) -> str:
    """The language in which most names of controlled values are ours; empty where no language has any of them."""
    coded = [(place, vocabulary) for place, key in enumerate(keys) if (vocabulary := _vocabulary(key))]
    found = {
        (vocabulary, row[place].strip())
        for row in rows
        for place, vocabulary in coded
        if place < len(row) and isinstance(row[place], str)
    }
    hits = {}
    for language in Language.values:
        known = names(language)
        hits[language] = sum(_is_label(known, vocabulary, text) for vocabulary, text in found)
    best = max(hits, key=hits.get)
    return best if hits[best] else ""


def long_texts_sheet(book: Book) -> str:
    """The name of the sheet of long texts in a workbook of ours; empty where there is none."""
    for sheet in book.sheets:
        if any(tuple(row[: len(LONG_TEXT_KEYS)]) == LONG_TEXT_KEYS for row in sheet.first_rows[:ROWS_LOOKED_AT]):
            return sheet.name
    return ""


def sheet_named(book: Book, name: str) -> SheetInfo | None:
    """The sheet of this name."""
    return next((sheet for sheet in book.sheets if sheet.name == name), None)


_ALL = BY_KEY | {key: part for key, (_column, part) in PARTS.items()}


def _by_labels(sheet: SheetInfo, place: int) -> Own | None:
    """A sheet of ours without its keys, such as CSV with labels as headings: each is a label of one language."""
    row = sheet.first_rows[place]
    filled = [fold(str(cell)) for cell in row if cell not in (None, "")]
    if len(filled) < FEWEST_LABELS or len(set(filled)) < len(filled):
        return None
    for language in Language.values:
        known = _keys_by_label(language)
        keys = [known.get(fold(str(cell)), "") if cell not in (None, "") else "" for cell in row]
        if "code" in keys and len([key for key in keys if key]) == len(filled):
            return Own(sheet.name, place + 1, keys, row, language)
    return None


def _keys_by_label(language: str) -> dict[str, str]:
    """The key that each folded label means; of labels that several columns have, none."""
    found: dict[str, str | None] = {}
    with translation.override(sheet_language(language)):
        for key, column in BY_KEY.items():
            for label, meant in ((str(column.label), key), (f"{column.label} ({gettext('code')})", key + CODE_ENDING)):
                found[fold(label)] = None if fold(label) in found else meant
    return {label: key for label, key in found.items() if key}


def _hits(labels: list[Cell], keys: list[str]) -> dict[str, int]:
    """In each language, how many of the labels are those of the keys."""
    found = {}
    for language in Language.values:
        with translation.override(sheet_language(language)):
            found[language] = sum(
                fold(str(_ALL[key].label)) == fold(str(label))
                for key, label in zip(keys, labels, strict=False)
                if key in _ALL
            )
    return found


def _are_keys(row: list[Cell]) -> bool:
    filled = [cell for cell in row if cell not in (None, "")]
    if len(filled) < FEWEST_KEYS or not all(is_known(cell) for cell in filled):
        return False
    keys = [cell.strip() for cell in filled]
    return len(set(keys)) == len(keys) and any(_is_written(key) for key in keys)


def _is_written(key: str) -> bool:
    return key in PARTS or (key in BY_KEY and BY_KEY[key].is_written)


def _vocabulary(key: str) -> str:
    one = _ALL.get(key)
    return one.vocabulary if one is not None and one.kind is Kind.TERM else ""


def _is_label(known, vocabulary: str, text: str) -> bool:
    code = known.find(vocabulary, text)
    return code is not None and known.label(vocabulary, code) == text
