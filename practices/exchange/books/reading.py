"""The ways to a file: inspect it, read one sheet, read several."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from practices.exchange.books.asking import asked, cell, limits
from practices.exchange.books.headings import proposed_row, spread
from practices.exchange.books.refusals import unreadable
from practices.exchange.books.shapes import Book, Cell, Row, SheetInfo

SHEETS_TIMES = 10  # read_sheets: rows of a sheet of parts, as against a sheet of whole records


def inspect(path: Path, name: str, *, encoding: str = "", separator: str = "", most_rows: int | None = None) -> Book:
    """What the file is and what its sheets begin with. `name` is the file's name as its owner gave it.

    Sheets with more rows than may be read are listed all the same, unless no other is there.
    """
    with asked(path, name, None, limits(most_rows), encoding=encoding, separator=separator) as answers:
        about = json.loads(answers.readline())["book"]
        sheets = [_sheet(sheet, rows) for sheet, rows in _sheets(answers)]
    return Book(sheets=sheets, **about)


def read(
    path: Path, name: str, sheet: str, *, encoding: str = "", separator: str = "", most_rows: int | None = None
) -> Iterator[Row]:
    """Every row of a sheet, blank ones in their place. Refusals are raised by the call, not on the way.

    Of a text file there is one sheet, whatever name is given.
    """
    allowed = limits(most_rows)
    request = {"encoding": encoding, "separator": separator, "most_rows": allowed["rows"]}
    with ExitStack() as stack:
        answers = stack.enter_context(asked(path, name, [sheet], allowed, **request))
        answers.readline()
        first = answers.readline()
        if b'"sheet"' not in first[:12]:
            raise unreadable("no sheet", sheet=sheet)
        return _all_rows(json.loads(first)["sheet"], answers, stack.pop_all())


def read_sheets(
    path: Path,
    name: str,
    names: list[str],
    *,
    encoding: str = "",
    separator: str = "",
    most_rows: int | None = None,
) -> dict[str, list[Row]]:
    """Several sheets in one go, absent ones left out. Each may have ten times the rows of one read on its own."""
    allowed = limits(most_rows)
    request = {"encoding": encoding, "separator": separator, "most_rows": allowed["rows"] * SHEETS_TIMES}
    with asked(path, name, names, allowed, **request) as answers:
        answers.readline()
        return {sheet["name"]: list(_in_place(sheet, rows)) for sheet, rows in _sheets(answers)}


def _sheets(answers: BinaryIO) -> Iterator[tuple[dict, list[tuple[int, list[Cell]]]]]:
    """Each sheet with its rows."""
    sheet, rows = None, []
    for line in answers:
        answer = json.loads(line)
        if isinstance(answer, list):
            rows.append((answer[0], [cell(value) for value in answer[1]]))
            continue
        if sheet is not None:
            yield sheet, rows
        sheet, rows = answer.get("sheet"), []


def _all_rows(sheet: dict, answers: BinaryIO, stack: ExitStack) -> Iterator[Row]:
    with stack:
        lines = (json.loads(line) for line in answers if line.startswith(b"["))
        yield from _in_place(sheet, ((number, [cell(value) for value in cells]) for number, cells in lines))


def _in_place(sheet: dict, rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[Row]:
    """Rows with the blank ones between them."""
    expected = 1
    for number, cells in rows:
        for blank in range(expected, number):
            yield Row(blank, [None] * sheet["columns"])
        yield Row(number, cells)
        expected = number + 1


def _sheet(sheet: dict, rows: list[tuple[int, list[Cell]]]) -> SheetInfo:
    first_rows = [row.cells for row in _in_place(sheet, rows)]
    merges = [tuple(merge) for merge in sheet["merges"]]
    heading = proposed_row(first_rows)
    return SheetInfo(
        name=sheet["name"],
        rows=sheet["rows"],
        columns=sheet["columns"],
        is_hidden=sheet["hidden"],
        first_rows=spread(first_rows, merges, heading),
        merges=merges,
        heading=heading,
    )
