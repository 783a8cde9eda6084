"""The rows of a sheet, each record once: long texts put together again, rows of one practice gathered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from practices.exchange import books
from practices.exchange.books import Row
from practices.exchange.columns import PARTS
from practices.exchange.formats import formula, longtext
from practices.exchange.importing import json_files, store
from practices.models import Import


@dataclass
class Record:
    """One record of the sheet: the cells of its first row, and for parts of entries those of each of its rows."""

    number: int  # of its first row, as the spreadsheet shows it
    cells: list[Any]
    parts: list[Row] = field(default_factory=list)  # of a layout with a row an entry
    differing: tuple[int, int] | None = None  # row and place of a cell that contradicts the first row


def rows(one: Import) -> list[Row]:
    """All rows below the headings that are not blank. Raises books.Unreadable."""
    reading = one.reading
    with store.kept(one) as path:
        if reading["kind"] in json_files.ENDINGS.values():
            keys = [column["heading"] for column in reading["columns"]]
            found = [*json_files.read(path, reading["kind"], keys, reading.get("most_rows"))]
        else:
            found = _of_book(one, path)
    return [row for row in found if row.number > reading["header_row"] and not row.is_blank]


def records(given: Iterable[Row], columns: list[str]) -> Iterator[Record]:
    """The rows as records. Rows of one practice that follow each other are one, where columns are parts of entries."""
    is_part = [key in PARTS for key in columns]
    if not any(is_part):
        yield from (Record(row.number, row.cells) for row in given)
        return
    code = columns.index("code") if "code" in columns else None
    shared = [place for place, key in enumerate(columns) if key and not is_part[place]]
    record = None
    for row in given:
        if record is not None and _continues(record, row, code, shared):
            _add(record, row, shared)
            continue
        if record is not None:
            yield record
        record = Record(row.number, row.cells, [row])
    if record is not None:
        yield record


def cell(row: list[Any], place: int) -> Any:
    """The cell at a place; None beyond the end of the row."""
    return row[place] if place < len(row) else None


def is_empty(value: Any) -> bool:
    """Whether a cell says nothing at all."""
    return value is None or value == "" or value == [] or (isinstance(value, str) and not value.strip())


def _of_book(one: Import, path) -> list[Row]:
    reading = one.reading
    options = {name: reading.get(name) for name in ("encoding", "separator") if reading.get(name)}
    options["most_rows"] = reading.get("most_rows")
    found = [*books.read(path, one.name, reading["sheet"], **options)]
    if not reading["is_own"]:
        return found
    if reading["kind"] == "csv":
        return [Row(row.number, [_unguarded(value) for value in row.cells]) for row in found]
    if reading["long_texts"]:
        sheets = books.read_sheets(path, one.name, [reading["long_texts"]], **options)
        further = longtext.gather(row.cells for row in sheets.get(reading["long_texts"], []))
        return [Row(row.number, [_rejoined(value, further) for value in row.cells]) for row in found]
    return found


def _unguarded(value: Any) -> Any:
    return formula.unguard(value) if isinstance(value, str) else value


def _rejoined(value: Any, further: dict[int, list[str]]) -> Any:
    number = longtext.reference(value)
    return value if number is None or number not in further else longtext.rejoin(value, further[number])


def _continues(record: Record, row: Row, code: int | None, shared: list[int]) -> bool:
    """Whether a row is about the same practice as the one above it."""
    if code is not None and not is_empty(own := cell(row.cells, code)):
        return own == cell(record.cells, code)
    # Without a code: nothing of its own, or the same again.
    values = [cell(row.cells, place) for place in shared]
    if all(is_empty(value) for value in values):
        return True
    return is_empty(cell(record.cells, code) if code is not None else None) and values == [
        cell(record.cells, place) for place in shared
    ]


def _add(record: Record, row: Row, shared: list[int]) -> None:
    record.parts.append(row)
    for place in shared:
        value = cell(row.cells, place)
        if not is_empty(value) and value != cell(record.cells, place) and record.differing is None:
            record.differing = (row.number, place)
