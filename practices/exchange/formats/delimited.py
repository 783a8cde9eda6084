"""CSV by RFC 4180 in UTF-8, with the mark that tells Excel so."""

import csv
from collections.abc import Iterator
from io import StringIO
from math import isfinite

from practices.exchange.formats.formula import GUARDED, guard
from practices.exchange.formats.printable import printable
from practices.exchange.formats.table import Table

CHUNK = 32_000


def stream_csv(table: Table) -> Iterator[bytes]:
    """The file in pieces, the headings with the first rows."""
    buffer = StringIO("\ufeff")
    buffer.seek(0, 2)
    writer = csv.writer(buffer)
    labels = table.labels_as_headings
    writer.writerow([guard(printable(heading.label if labels else heading.key)) for heading in table.headings])
    # The first rows leave at once, the others in larger pieces.
    size = 1_000
    for record in table.rows:
        # Most cells are empty or stay as they are: asked here, which spares them two calls.
        writer.writerow(
            [
                cell
                if cell is None or (type(cell) is str and cell[:1] not in GUARDED and cell.isprintable())
                else written(cell)
                for cell in record.cells
            ]
        )
        if buffer.tell() > size:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
            size = CHUNK
    yield buffer.getvalue().encode()


def written(cell: object) -> object:
    """A cell as a file may say it."""
    if type(cell) is str:
        return guard(printable(cell))
    if cell is True or cell is False:
        return "true" if cell else "false"
    if type(cell) is float and not isfinite(cell):
        return None
    return cell
