"""XLS: the records of the workbook stream are walked before calamine reads them.

A formula without a cached value cannot be told here: the format has no such thing, its writers put 0.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from .calamine import Reader
from .compound import Compound
from .limits import MERGES, SHEETS, Limits, Refusal
from .process import tighten
from .shape import Fault, NumberedRow, Shape, faults_check, spread_check

BOF, EOF, FILEPASS, BOUNDSHEET, SST = 0x809, 0x0A, 0x2F, 0x85, 0xFC
DIMENSIONS, MERGED, FORMULA, STRING, BOOLERR, MULRK, LABEL = 0x200, 0xE5, 0x06, 0x207, 0x205, 0xBD, 0x204
SINGLE = {0x203, 0x27E, 0xFD, LABEL, 0xD6}  # number, RK, shared string, label, rich string
BIFF8 = 0x600
WORKSHEET, MACROS = 0, {1, 6}
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
# Memory calamine may take: of the file and of each cell between the first and the last, and some to start with. It
# copies a shared text for each cell that shows it, and a small file can ask for gigabytes in this way.
PER_BYTE, PER_CELL, TO_START = 10, 150, 48 * 1024 * 1024
DECLARED = 4_000_000  # cells a sheet may claim: calamine sets room for them aside

Record = tuple[int, int, int]  # type, start, length


class Xls:
    """A checked XLS."""

    def __init__(self, path: Path, limits: Limits):
        self.limits = limits
        self.reader = Reader(lambda: path.open("rb"))
        self.size = path.stat().st_size
        self.stream = Compound(path).stream("workbook", "book")
        self.records = 0
        self.area = 0
        self.is_new = True  # BIFF8, of Excel 97 and later
        self.shapes: list[Shape] = []
        for sheet_place, (name, start, is_hidden, sheet_type) in enumerate(self._sheets()):
            if sheet_type == WORKSHEET:
                self.shapes.append(self._shape(sheet_place, name, start, is_hidden))
                faults_check(self.shapes)

    def rows(self, shape: Shape) -> Iterator[NumberedRow]:
        """Rows with something in them."""
        tighten(TO_START + PER_BYTE * self.size + PER_CELL * self.area)
        return self.reader.rows(shape)

    def _from(self, place: int) -> Iterator[Record]:
        """Records from a beginning of file to its end, those of charts within left out."""
        depth = 0
        while place + 4 <= len(self.stream):
            kind, length = struct.unpack_from("<HH", self.stream, place)
            self.records += 1
            if self.records > self.limits.cells * 2:
                raise Refusal("elements")
            place += 4
            if place + length > len(self.stream) or (not depth and kind != BOF):
                raise Refusal("damaged")
            depth += (kind == BOF) - (kind == EOF)
            if not depth:
                return
            if depth == 1:
                yield kind, place, length
            place += length
        raise Refusal("damaged")

    def _sheets(self) -> list[tuple[str, int, bool, int]]:
        """Name, place in the stream, whether hidden, and type."""
        found = []
        for kind, start, length in self._from(0):
            if kind == BOF:
                self.is_new = struct.unpack_from("<H", self.stream, start)[0] == BIFF8
            elif kind == FILEPASS:
                raise Refusal("password")
            elif kind == SST and struct.unpack_from("<I", self.stream, start + 4)[0] > len(self.stream):
                raise Refusal("damaged")
            elif kind == BOUNDSHEET:
                place, state, sheet_type, size = struct.unpack_from("<IBBB", self.stream, start)
                name = self._name(self.stream[start + 7 : start + length], size)
                found.append((name, place, bool(state & 3), sheet_type))
        if any(sheet_type in MACROS for *_rest, sheet_type in found):
            raise Refusal("macros")
        if len(found) > SHEETS:
            raise Refusal("sheets", most=SHEETS)
        if len({place for _name, place, *_rest in found}) < len(found):
            raise Refusal("damaged")
        return found

    def _name(self, text: bytes, size: int) -> str:
        if not self.is_new:
            return text[:size].decode("cp1252", "replace")
        if text[:1] and text[0] & 1:
            return text[1 : 1 + 2 * size].decode("utf-16-le", "replace")
        return text[1 : 1 + size].decode("latin-1")

    def _shape(self, place: int, name: str, start: int, is_hidden: bool) -> Shape:
        shape = Shape(name=name, place=place, is_hidden=is_hidden)
        used = _Used(shape, self.limits)
        for kind, at, length in self._from(start):
            if kind in SINGLE:
                row, column = struct.unpack_from("<HH", self.stream, at)
                used.add(row, column, kind != LABEL or length > 8)
            elif kind == MULRK:
                row, _first, last = *struct.unpack_from("<HH", self.stream, at), *self._end(at, length)
                used.add(row, last, True)
            elif kind == FORMULA:
                used.formula(*struct.unpack_from("<HHxxBxBxxxH", self.stream, at))
            elif kind == STRING and struct.unpack_from("<H", self.stream, at)[0]:
                used.add(*used.last, True)
            elif kind == BOOLERR:
                row, column, code, is_error = struct.unpack_from("<HHxxBB", self.stream, at)
                used.add(row, column, True, code if is_error else None)
            elif kind == MERGED:
                self._merges(shape, at)
            elif kind == DIMENSIONS:
                self._declared(shape, at)
        self.area += used.rows * used.columns
        shape.merges.sort()
        return shape

    def _end(self, at: int, length: int) -> tuple[int]:
        return struct.unpack_from("<H", self.stream, at + length - 2)

    def _merges(self, shape: Shape, at: int) -> None:
        (count,) = struct.unpack_from("<H", self.stream, at)
        for number in range(min(count, MERGES - len(shape.merges))):
            top, bottom, left, right = struct.unpack_from("<HHHH", self.stream, at + 2 + 8 * number)
            shape.merges.append((top + 1, left + 1, bottom + 1, right + 1))

    def _declared(self, shape: Shape, at: int) -> None:
        top, bottom, left, right = struct.unpack_from("<IIHH" if self.is_new else "<HHHH", self.stream, at)
        if bottom < top or right < left:
            raise Refusal("damaged")
        if (bottom - top + 1) * (right - left + 1) > DECLARED:
            raise Refusal("spread", sheet=shape.name, row=bottom, column=right)


class _Used:
    """The area of the cells of one sheet, as they come."""

    def __init__(self, shape: Shape, limits: Limits):
        self.shape, self.limits = shape, limits
        self.rows = self.columns = 0
        self.last = (0, 0)

    def add(self, row: int, column: int, shown: bool, error: int | None = None) -> None:
        """A cell, counted from 0 as the format does."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        spread_check(self.shape, self.rows, self.columns, self.limits)
        if error is not None:
            self.shape.add_fault(row + 1, column + 1, Fault("error", ERRORS.get(error, "#ERROR!")))
        if shown:
            self.shape.rows = max(self.shape.rows, row + 1)
            self.shape.columns = max(self.shape.columns, column + 1)

    def formula(self, row: int, column: int, result: int, code: int, marker: int) -> None:
        """A formula: a number, or by a marker a text to follow, a truth value, an error or nothing."""
        self.last = (row, column)
        is_number = marker != 0xFFFF
        is_error = not is_number and result == 2
        self.add(row, column, is_number or result in (1, 2), code if is_error else None)


def open_xls(path: Path, limits: Limits) -> Xls:
    """Check an XLS."""
    try:
        return Xls(path, limits)
    except (struct.error, IndexError) as error:
        raise Refusal("damaged") from error
