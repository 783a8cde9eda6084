"""What a check learns of a sheet before anything is read, and how rows leave the process."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from .limits import FAULTS, Limits, Refusal

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1
NumberedRow = tuple[int, list]  # rows with nothing in them are left out


@dataclass(frozen=True)
class Fault:
    """A cell that shows an error or holds a formula nobody has calculated."""

    kind: str  # "error", "formula" or "number"
    text: str = ""


@dataclass
class Shape:
    """One sheet: how far its content reaches, what is merged, which cells are at fault."""

    name: str
    place: int = 0  # among the sheets as calamine counts them
    is_hidden: bool = False
    rows: int = 0  # the last row that shows something, from 1
    columns: int = 0
    merges: list[Merge] = field(default_factory=list)
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)

    def add_fault(self, row: int, column: int, fault: Fault) -> None:
        """Remember a cell at fault."""
        self.faults[row, column] = fault
        if len(self.faults) > FAULTS:
            raise Refusal("faults", most=FAULTS)


class Workbook(Protocol):
    """What each kind of file offers the process."""

    shapes: list[Shape]

    def rows(self, shape: Shape) -> Iterator[NumberedRow]:
        """Rows with something in them, as wide as the sheet; nothing is None."""


def carry_down(rows: Iterable[NumberedRow], merges: list[Merge]) -> Iterator[NumberedRow]:
    """Give a cell merged over several rows to each of them that holds something: it is true of them all.

    Sideways nothing is spread here: a line across the table is a title or a divider, no value of every column.
    """
    starting: dict[int, list[Merge]] = {}
    for merge in merges:
        if merge[2] > merge[0]:
            starting.setdefault(merge[0], []).append(merge)
    carried: dict[int, tuple[int, object]] = {}  # column: last row, value
    waiting = sorted(starting)
    for number, cells in rows:
        while waiting and waiting[0] < number:
            waiting.pop(0)  # its own row is blank: nothing to carry
        for column, (last, value) in list(carried.items()):
            if number > last:
                del carried[column]
            elif cells[column - 1] is None:
                cells[column - 1] = value
        for _first, column, last, _right in starting.get(number, ()):
            if column <= len(cells) and cells[column - 1] is not None:
                carried[column] = (last, cells[column - 1])
        yield number, cells


def faults_check(shapes: list[Shape]) -> None:
    """Refuse a book of which most sheets are at fault, each just within its bound."""
    if sum(len(shape.faults) for shape in shapes) > FAULTS:
        raise Refusal("faults", most=FAULTS)


def spread_check(shape: Shape, used_rows: int, used_columns: int, limits: Limits) -> None:
    """Refuse a sheet whose cells lie further apart than could be read; `used` counts cells that show nothing too."""
    if used_columns > limits.columns:
        raise Refusal("columns", sheet=shape.name, found=used_columns, most=limits.columns)
    if used_rows * used_columns > limits.cells:
        raise Refusal("spread", sheet=shape.name, row=used_rows, column=used_columns)
