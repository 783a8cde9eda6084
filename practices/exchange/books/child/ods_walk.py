"""One walk over the content of an ODS: its sheets, and the rows of the wanted one."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from .limits import MERGES, TEXT, Limits, Refusal
from .markup import Budget, local, walk_stepwise
from .ods_values import fault_of, value_of
from .shape import NumberedRow, Shape, spread_check

# Within these stands what is no cell: comments, drawings, what was deleted, sheets of other files, readings of words.
IGNORED = {
    "annotation",
    "shapes",
    "tracked-changes",
    "dde-links",
    "forms",
    "ruby-text",
    "note",
    "frame",
    "named-expressions",
}
CELLS = {"table-cell", "covered-table-cell"}
SPACE = re.compile(r"[ \t\r\n]+")
MOST = 2**31  # repetitions; more is as good as endless


class ContentWalk:
    """Handlers for markup.walk. Repeated rows and cells stay folded while they are blank."""

    def __init__(self, limits: Limits, wanted: int | None = None):
        self.limits, self.wanted = limits, wanted
        self.shapes: list[Shape] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.depth = self.ignored_from = 0
        self.table_depth = 0
        self.row = self.row_repeats = 0
        self.cells: list = []
        self.used = [0, 0]
        self.characters = 0
        self.attributes: dict[str, str] = {}
        self.paragraphs: list[str] | None = None
        self.is_covered = False
        self.ready: list[tuple[int, int, list]] = []

    def walk(self, stream: BinaryIO, budget: Budget) -> Iterator[NumberedRow]:
        """Rows of the wanted sheet with something in them."""
        for _fed in walk_stepwise(stream, budget, self.start, self.end, self.text):
            for number, repeats, cells in self.ready:
                for further in range(repeats):
                    yield number + further, list(cells)
            self.ready.clear()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.depth += 1
        if self.ignored_from:
            return
        if name in IGNORED or (name == "table" and self.paragraphs is not None):
            self.ignored_from = self.depth
        elif self.paragraphs is not None:
            self._start_text(name, attributes)
        elif name in CELLS:
            self.attributes, self.paragraphs, self.is_covered = attributes, [], name != "table-cell"
        elif name == "table-row":
            self.cells, self.row_repeats = [], _repeats(attributes, "number-rows-repeated")
        elif name == "table" and not self.table_depth:
            self._start_table(attributes)
        elif name == "style":
            self.style = local(attributes, "name")
        elif name == "table-properties" and local(attributes, "display") == "false":
            self.hidden_styles.add(self.style)

    def end(self, name: str) -> None:
        """An element closes."""
        if self.ignored_from:
            if self.depth == self.ignored_from:
                self.ignored_from = 0
        elif name in CELLS and self.paragraphs is not None:
            self._end_cell()
        elif name == "table-row" and self.table_depth:
            self._end_row()
        elif name == "table" and self.depth == self.table_depth:
            self.table_depth = 0
            self.shapes[-1].merges.sort()
        self.depth -= 1

    def text(self, part: str) -> None:
        """Characters; white space counts once, as the format says."""
        if self.paragraphs and not self.ignored_from:
            self._add(SPACE.sub(" ", part))

    def _start_table(self, attributes: dict[str, str]) -> None:
        style = local(attributes, "style-name")
        shape = Shape(local(attributes, "name"), len(self.shapes), style in self.hidden_styles)
        self.shapes.append(shape)
        self.table_depth = self.depth
        self.row, self.used = 1, [0, 0]

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p":
            self.paragraphs.append("")
        elif not self.paragraphs:
            return
        elif name == "s":
            self._add(" " * min(_repeats(attributes, "c"), TEXT + 1))
        elif name == "tab":
            self._add("\t")
        elif name == "line-break":
            self._add("\n")

    def _add(self, part: str) -> None:
        self.paragraphs[-1] += part
        if len(self.paragraphs[-1]) > TEXT:
            raise Refusal("text", most=TEXT)

    def _end_cell(self) -> None:
        repeats = _repeats(self.attributes, "number-columns-repeated")
        value = None if self.is_covered else value_of(self.attributes, self.paragraphs)
        fault = None if self.is_covered else fault_of(self.attributes, self.paragraphs)
        if self.table_depth:
            self._merge()
            column = len(self.cells) + repeats
            if (value if fault is None else fault) is None:
                # Blank cells to the right of everything come by the ten thousand.
                repeats = min(repeats, max(0, self.limits.columns + 1 - len(self.cells)))
            else:
                self._use(column, len(value) if isinstance(value, str) else 1, repeats)
            self.cells += [value if fault is None else fault] * repeats
        self.paragraphs = None

    def _use(self, column: int, size: int, repeats: int) -> None:
        self.used = [max(self.used[0], self.row + self.row_repeats - 1), max(self.used[1], column)]
        spread_check(self.shapes[-1], *self.used, self.limits)
        self.characters += size * repeats * self.row_repeats
        if self.characters > self.limits.unpacked:
            raise Refusal("unpacked", most=self.limits.unpacked)

    def _merge(self) -> None:
        down, across = (
            _repeats(self.attributes, "number-rows-spanned"),
            _repeats(self.attributes, "number-columns-spanned"),
        )
        merges = self.shapes[-1].merges
        if (down > 1 or across > 1) and len(merges) < MERGES:
            column = len(self.cells) + 1
            merges.append((self.row, column, self.row + down - 1, column + across - 1))

    def _end_row(self) -> None:
        while self.cells and self.cells[-1] is None:
            self.cells.pop()
        if self.cells:
            shape = self.shapes[-1]
            shape.rows = self.row + self.row_repeats - 1
            shape.columns = max(shape.columns, len(self.cells))
            if shape.place == self.wanted:
                self.ready.append((self.row, self.row_repeats, self.cells))
        self.row += self.row_repeats


def _repeats(attributes: dict[str, str], name: str) -> int:
    value = local(attributes, name) if attributes else ""
    if not value.isdecimal():
        return 1
    return max(1, int(value)) if len(value) < 10 else MOST
