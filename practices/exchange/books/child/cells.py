"""One walk over the XML of a worksheet: how far it reaches, what is merged, and which cells are at fault."""

import re
from array import array

from .limits import MERGES, TEXT, Limits, Refusal
from .shape import Fault, Merge, Shape, spread_check

DIGITS = "0123456789"
RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
MOST_DIGITS = 9
_COLUMNS: dict[str, int] = {}


def column_number(letters: str) -> int:
    """1 for A, 16384 for XFD."""
    number = _COLUMNS.get(letters)
    if number is None:
        if not letters or len(letters) > 4 or not letters.isascii() or not letters.isalpha():
            raise Refusal("damaged")
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - 64
        _COLUMNS[letters] = number
    return number


class SheetWalk:
    """Handlers for markup.walk. A cell without reference follows the one before it, as for every reader."""

    def __init__(self, shape: Shape, strings: array, limits: Limits):
        self.shape, self.strings, self.limits = shape, strings, limits
        self.characters = 0
        self.used_rows = self.used_columns = 0
        self.row = self.column = 0
        self.kind = self.value = ""
        self.is_formula = self.is_reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if name == "c":
            self._place(attributes.get("r", ""))
            self.kind = attributes.get("t", "")
            self.value = ""
            self.is_formula = False
        elif name in ("v", "t"):
            self.is_reading = True
        elif name == "f":
            self.is_formula = True
        elif name == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isdecimal() and len(number) <= MOST_DIGITS else self.row + 1
            self.column = 0
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        """An element closes."""
        if name == "c":
            self._cell()
        elif name in ("v", "t"):
            self.is_reading = False

    def text(self, part: str) -> None:
        """Characters, of a value or of what stands between."""
        if self.is_reading:
            self.value += part
            if len(self.value) > TEXT:
                raise Refusal("text", most=TEXT)

    def finish(self) -> None:
        """After the last element."""
        self.shape.merges.sort()

    def _place(self, reference: str) -> None:
        if reference:
            letters = reference.rstrip(DIGITS)
            digits = reference[len(letters) :]
            if not digits or len(digits) > MOST_DIGITS:
                raise Refusal("damaged")
            self.column, self.row = column_number(letters), int(digits)
        else:
            self.column += 1
        if self.row < 1:
            raise Refusal("damaged")

    def _cell(self) -> None:
        shown = bool(self.value)
        if shown or self.is_formula or self.kind in ("str", "inlineStr"):
            self._use(shown)

    def _use(self, shown: bool) -> None:
        row, column, shape = self.row, self.column, self.shape
        if row > self.used_rows or column > self.used_columns:
            self.used_rows, self.used_columns = max(row, self.used_rows), max(column, self.used_columns)
            spread_check(shape, self.used_rows, self.used_columns, self.limits)
        if self.kind == "s" and self.value.isdecimal() and int(self.value) < len(self.strings):
            length = self.strings[int(self.value)]
            self.characters += length
            shown = bool(length)
        elif self.kind == "e":
            shape.add_fault(row, column, Fault("error", self.value[:40]))
        elif self.is_formula and not shown and self.kind not in ("str", "inlineStr"):
            shape.add_fault(row, column, Fault("formula"))
            shown = True
        else:
            self.characters += len(self.value)
        if shown:
            shape.rows, shape.columns = max(shape.rows, row), max(shape.columns, column)

    def _merge(self, reference: str) -> None:
        match = RANGE.fullmatch(reference.upper())
        if match and len(self.shape.merges) < MERGES:
            left, top, right, bottom = match.groups()
            merge: Merge = (int(top), column_number(left), int(bottom), column_number(right))
            self.shape.merges.append(merge)
