"""The cells of a record as values of columns: strictly in our own sheets, matched in everybody else's."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from practices.exchange import columns, matching
from practices.exchange.books import Fault
from practices.exchange.columns import BY_KEY, PARTS, CellFault, Column
from practices.exchange.columns.names import names
from practices.exchange.columns.writing import as_text
from practices.exchange.importing import json_files
from practices.exchange.importing.mapping import CLEAR
from practices.exchange.importing.sheet import Record, cell, is_empty
from practices.exchange.importing.unknown_words import OpenWords
from practices.text import clean

LONGEST_SHOWN = 300
LARGEST_EDITION = 2_147_483_647  # what its column holds
# Their empty cell says nothing in any sheet: a record always has them.
NEVER_CLEARED = {"code", "original_language", "text_language"}


@dataclass(frozen=True)
class Value:
    """What one cell gives one column."""

    column: str
    value: Any
    is_added: bool  # to what other columns of the row, or the practice, have there
    place: int
    row: int


@dataclass
class Values:
    """All that a record says, and what of it cannot be used."""

    found: list[Value] = field(default_factory=list)
    problems: list[dict] = field(default_factory=list)
    edition: int | None = None  # the published edition that this row was taken from

    def of(self, column: str) -> Any:
        """The value of one column; None where the record does not say it."""
        return next((one.value for one in self.found if one.column == column), None)


class CellReader:
    """Reads records of one sheet, mapped as its import says."""

    def __init__(
        self, mapping: dict, reading: dict, language: str, decisions: dict[str, dict[str, str]], words: OpenWords
    ) -> None:
        self.keys, self.is_own = mapping["columns"], reading["is_own"]
        self.clears, self.words = mapping["empty"] == CLEAR, words
        self.edition_place = reading.get("edition_place")
        self.headings = [column["heading"] for column in reading["columns"]]
        self.names = names(language or "en")
        # What a strict reading of our own sheets does not take may still be plain to a reader.
        self.matcher = matching.Matcher(language or "en", decisions=decisions)

    def read(self, record: Record) -> Values:
        """What a record says."""
        values = Values(edition=self._edition(record))
        for place, key in enumerate(self.keys):
            if key and key not in PARTS:
                self._read_cell(values, key, place, record.number, cell(record.cells, place))
        self._read_parts(values, record)
        if record.differing:
            number, place = record.differing
            message = _("This differs from row %(row)s, though both are about the same practice.")
            self._add_problem(values, number, place, None, message % {"row": record.number})
        return values

    def _edition(self, record: Record) -> int | None:
        told = as_text(cell(record.cells, self.edition_place)) if self.edition_place is not None else ""
        return int(told) if told.isdecimal() and int(told) <= LARGEST_EDITION else None

    def problem(self, row: int, place: int | None, value: Any, message: str, **more) -> dict:
        """What is wrong with a cell, or with the whole row where there is no place."""
        heading = self.headings[place] if place is not None else ""
        return {"row": row, "place": place, "column": heading, "value": _shown(value), "message": message, **more}

    def place_of(self, key: str) -> int | None:
        """The first column mapped to this."""
        return self.keys.index(key) if key in self.keys else None

    # One cell --------------------------------------------------------------------------------------------------------

    def _read_cell(self, values: Values, key: str, place: int, row: int, given: Any) -> None:
        if isinstance(given, Fault):
            self._add_problem(
                values, row, place, given.text, _("This cell has no value: %(text)s.") % {"text": given.text}
            )
        elif is_empty(given):
            if self.clears and key in BY_KEY and key not in NEVER_CLEARED and given is not json_files.ABSENT:
                empty = columns.parse(BY_KEY[key], None, self.names)
                values.found.append(Value(key, empty, False, place, row))
        elif key == "code":
            values.found.append(Value("code", clean(as_text(given)), False, place, row))
        elif self.is_own and key in BY_KEY:
            self._read_own(values, key, place, row, given)
        else:
            self._match(values, key, place, row, given)

    def _read_own(self, values: Values, key: str, place: int, row: int, given: Any) -> None:
        try:
            value = parsed(BY_KEY[key], given, self.names)
        except CellFault as fault:
            if isinstance(given, (list, dict)) or matching.target_of(key) is None:
                self._add_problem(values, row, place, given, str(fault))
            else:
                self._match(values, key, place, row, given)
        else:
            values.found.append(Value(key, value, False, place, row))

    def _match(self, values: Values, key: str, place: int, row: int, given: Any) -> None:
        if isinstance(given, (list, dict)):
            given = json_files.shown(given)
        reading = self.matcher.read(key, given)
        for fault in reading.faults:
            self._add_problem(values, row, place, given, str(fault))
        for question in reading.questions:
            message = _("It is not decided yet what “%(text)s” means.") % {"text": question.text[:100]}
            asked = self.words.ask(question, self.headings[place])
            self._add_problem(values, row, place, question.text, message, question=asked)
        for column, value, added in reading.values:
            values.found.append(Value(column, value, added, place, row))

    # Rows of entries -------------------------------------------------------------------------------------------------

    def _read_parts(self, values: Values, record: Record) -> None:
        by_column: dict[str, list[tuple[int, str]]] = {}
        for place, key in enumerate(self.keys):
            if key in PARTS:
                column, part = PARTS[key]
                by_column.setdefault(column.key, []).append((place, part.key))
        for key, places in by_column.items():
            entries = [
                entry for row in record.parts if (entry := self._entry(values, BY_KEY[key], places, row)) is not None
            ]
            if entries or self.clears:
                values.found.append(Value(key, entries, False, places[0][0], record.number))

    def _entry(self, values: Values, column: Column, places: list[tuple[int, str]], row) -> dict | None:
        given = {part: cell(row.cells, place) for place, part in places}
        faulty = next((place for place, part in places if isinstance(given[part], Fault)), None)
        if faulty is not None:
            text = cell(row.cells, faulty).text
            self._add_problem(values, row.number, faulty, text, _("This cell has no value: %(text)s.") % {"text": text})
            return None
        if all(is_empty(value) for value in given.values()):
            return None
        try:
            return columns.entry_of(column, given, self.names)
        except CellFault as fault:
            self._add_problem(values, row.number, self._faulty_place(column, places, given), None, str(fault))
            return None

    def _faulty_place(self, column: Column, places: list[tuple[int, str]], given: dict) -> int:
        """The cell that cannot be read by itself; the first one where each can."""
        parts = {part.key: part for part in column.parts}
        for place, key in places:
            part = parts[key]
            try:
                value = columns.writing.scalar(part.kind, part.vocabulary, given[key], self.names)
            except CellFault:
                return place
            if part.is_required and value in ("", None):
                return place
        return places[0][0]

    def _add_problem(self, values: Values, row: int, place: int | None, value: Any, message: str, **more) -> None:
        values.problems.append(self.problem(row, place, value, message, **more))


def parsed(column: Column, given: Any, known) -> Any:
    """columns.parse, for whatever JSON may hold. Raises CellFault."""
    if isinstance(given, dict) or (isinstance(given, list) and not column.is_many):
        raise CellFault(_("One value is expected here, not several."))
    if isinstance(given, list) and column.kind == columns.Kind.LINES:
        if any(isinstance(one, (list, dict)) for one in given):
            raise CellFault(_("A list of texts is expected here."))
        given = [as_text(one) for one in given]
    return columns.parse(column, given, known)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    text = clean(json_files.shown(value))
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
