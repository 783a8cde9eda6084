"""CSV, TSV and the like: encoding and separator are proposed, quotes kept to, lines and cells bounded."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from .letters import CODECS, SAMPLE, can_read, proposals
from .limits import TEXT, Limits, Refusal
from .shape import NumberedRow, Shape

SEPARATORS = [",", ";", "\t", "|"]
SAMPLE_ROWS = 200
MOST_IN_A_LINE = 100_000  # separators; a line of prose within quotes has some hundred
END = "\x00end"  # fed after the last line: it ends up in a cell if a quotation mark was never closed
HINT = re.compile(r'"?sep=([,;\t|])"?\r?\n?', re.IGNORECASE)  # first line Excel understands and does not show
BOM = "\ufeff"


class Delimited:
    """A checked text file of cells; all of them are text or None."""

    def __init__(self, path: Path, limits: Limits, name: str, encoding: str = "", separator: str = ""):
        self.limits = limits
        self.name = Path(name).stem[:100] or "CSV"
        self.content = path.read_bytes()
        self.encodings = proposals(self.content)
        if encoding and (encoding not in CODECS or not can_read(self.content, encoding)):
            raise Refusal("encoding", encoding=encoding)
        if not encoding and not self.encodings:
            raise Refusal("encoding", encoding="")
        if separator and separator not in SEPARATORS:
            raise Refusal("separator")
        self.encoding = encoding or self.encodings[0]
        self.separators = SEPARATORS
        self.separator = separator or self._propose()
        shape = Shape(self.name)
        for number, cells in self._records():
            shape.rows = number
            shape.columns = max(shape.columns, len(cells))
        self.shapes = [shape]

    def rows(self, shape: Shape) -> Iterator[NumberedRow]:
        """Rows with something in them, as wide as the sheet."""
        for number, cells in self._records():
            yield number, cells + [None] * (shape.columns - len(cells))

    def _lines(self) -> Iterator[str]:
        text = io.TextIOWrapper(io.BytesIO(self.content), encoding=CODECS[self.encoding], newline="")
        for number, line in enumerate(text):
            if number == 0 and HINT.fullmatch(line.lstrip(BOM)):
                continue
            yield line

    def _bounded_lines(self) -> Iterator[str]:
        for line in self._lines():
            if line.count(self.separator) > MOST_IN_A_LINE:
                raise Refusal("columns", sheet="", found=line.count(self.separator), most=self.limits.columns)
            yield line
        yield END

    def _records(self) -> Iterator[NumberedRow]:
        csv.field_size_limit(TEXT)
        reader = csv.reader(self._bounded_lines(), delimiter=self.separator)
        number = 0
        try:
            for record in reader:
                number += 1
                if number > self.limits.last_row:
                    raise Refusal("rows", sheet=self.name, found=0, most=self.limits.rows)
                if record and record[-1].endswith(END):
                    if record == [END]:
                        return
                    raise Refusal("quotes", row=number)
                cells = [cell.replace("\r\n", "\n") or None for cell in record]
                while cells and cells[-1] is None:
                    cells.pop()
                if len(cells) > self.limits.columns:
                    raise Refusal("columns", sheet="", found=len(cells), most=self.limits.columns)
                if cells:
                    yield number, cells
        except csv.Error as error:
            raise Refusal("long line", row=number + 1, most=TEXT) from error

    def _propose(self) -> str:
        """The separator that cuts most lines into the same number of cells, more than one."""
        first = next(islice(io.StringIO(self._sample(), newline=""), 1), "")
        hint = HINT.fullmatch(first.lstrip(BOM))
        if hint:
            return hint[1]
        return max(SEPARATORS, key=self._consistency)  # the first of equals

    def _sample(self) -> str:
        return self.content[:SAMPLE].decode(CODECS[self.encoding], "ignore")

    def _consistency(self, separator: str) -> tuple[float, int]:
        csv.field_size_limit(SAMPLE * 2)
        lines = io.StringIO(self._sample(), newline="")
        counts = Counter(
            len(record) for record in islice(csv.reader(lines, delimiter=separator), SAMPLE_ROWS) if any(record)
        )
        if not counts:
            return 0, 0
        cells, rows = max(counts.items(), key=lambda item: (item[0] > 1, item[1]))
        return (rows / counts.total(), cells) if cells > 1 else (0, 0)
