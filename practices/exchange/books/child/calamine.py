"""Reading XLSX and XLS with calamine, once a file has been checked, and mending what it does not tell."""

import math
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from typing import BinaryIO

import python_calamine

from .limits import Refusal
from .shape import Fault, NumberedRow, Shape

WHOLE = 2**53  # beyond it a spreadsheet does not tell one whole number from the next


class Reader:
    """A workbook, opened when the first row is asked for."""

    def __init__(self, opener: Callable[[], BinaryIO]):
        self.opener = opener
        self.workbook: python_calamine.CalamineWorkbook | None = None

    def rows(self, shape: Shape) -> Iterator[NumberedRow]:
        """Rows with something in them, as wide as the sheet."""
        if not shape.rows:
            return
        sheet = self._sheet(shape)
        # Blank rows above the first are given, blank columns before the first are not.
        indent = [None] * (sheet.start[1] if sheet.start else 0)
        faults: dict[int, list[tuple[int, Fault]]] = {}
        for (row, column), fault in shape.faults.items():
            faults.setdefault(row, []).append((column, fault))
        for number, line in enumerate(islice(sheet.iter_rows(), shape.rows), 1):
            cells = (indent + [value_of(value) for value in line])[: shape.columns]
            cells += [None] * (shape.columns - len(cells))
            for column, fault in faults.pop(number, ()):
                cells[column - 1] = fault
            if any(cell is not None for cell in cells):
                yield number, cells
        for number in sorted(faults):  # below everything calamine sees
            cells = [None] * shape.columns
            for column, fault in faults[number]:
                cells[column - 1] = fault
            yield number, cells

    def _sheet(self, shape: Shape) -> python_calamine.CalamineSheet:
        try:
            if self.workbook is None:
                # By its bytes: given a path, calamine would go by the extension.
                with self.opener() as stream:
                    self.workbook = python_calamine.CalamineWorkbook.from_filelike(stream)
            return self.workbook.get_sheet_by_index(shape.place)
        except python_calamine.PasswordError as error:
            raise Refusal("password") from error
        except python_calamine.CalamineError as error:
            raise Refusal("damaged") from error


def value_of(value: object) -> object:
    """A cell as it leaves this process."""
    if value == "":
        return None
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, float):
        return number_of(value)
    if isinstance(value, datetime):
        return value if value.time() != time() else value.date()
    if isinstance(value, time):
        return value.isoformat("auto" if value.second or value.microsecond else "minutes")
    return duration_of(value) if isinstance(value, timedelta) else value


def number_of(value: float) -> int | float | Fault:
    """Whole numbers as such: spreadsheets keep all of them as fractions."""
    if not math.isfinite(value):
        return Fault("number")
    return int(value) if value.is_integer() and abs(value) < WHOLE else value


def duration_of(value: timedelta) -> str:
    """Hours, minutes and seconds, as the sheet shows them."""
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    hours, rest = divmod(abs(seconds), 3600)
    return f"{sign}{hours:02}:{rest // 60:02}:{rest % 60:02}"
