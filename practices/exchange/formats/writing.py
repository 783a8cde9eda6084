"""The formats by name, and the two ways to have one: as a stream, or in a file."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.exchange.formats.delimited import stream_csv
from practices.exchange.formats.structured import stream_geojson, stream_json, stream_jsonl
from practices.exchange.formats.table import Record, Table
from practices.exchange.formats.workbook import write_xlsx


@dataclass(frozen=True)
class Format:
    """One way to take a table away."""

    name: str
    label: str | Promise
    media_type: str
    extension: str
    streamer: Callable[[Table], Iterator[bytes]] | None = None

    @property
    def is_streamed(self) -> bool:
        """Whether its first bytes may leave before the last row is known."""
        return self.streamer is not None


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    one.name: one
    for one in (
        Format("xlsx", _("Excel workbook (XLSX)"), SHEET, "xlsx"),
        Format("csv", _("Plain table (CSV)"), "text/csv; charset=utf-8", "csv", stream_csv),
        Format("json", _("JSON"), "application/json", "json", stream_json),
        Format("jsonl", _("JSON Lines"), "application/x-ndjson", "jsonl", stream_jsonl),
        Format("geojson", _("GeoJSON, for maps"), "application/geo+json", "geojson", stream_geojson),
    )
}


def stream(name: str, table: Table) -> Iterator[bytes]:
    """The file in pieces of some 32 kB; refused for a format that is only known when it is finished."""
    streamer = FORMATS[name].streamer
    if streamer is None:
        raise ValueError(f"{name} cannot be streamed.")
    return streamer(table)


def write(name: str, table: Table, path: Path, *, on_row: Callable[[int], None] | None = None) -> int:
    """Write the file, in any format; the number of its rows. It is there whole or not at all."""
    path = Path(path)
    # Beside the file it becomes, so that the last step is one rename.
    with NamedTemporaryFile(dir=path.parent, prefix=".writing-", delete=False) as part:
        try:
            count = _write(FORMATS[name], table, Path(part.name), on_row)
            os.replace(part.name, path)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    return count


def _write(form: Format, table: Table, path: Path, on_row: Callable[[int], None] | None) -> int:
    if form.streamer is None:
        return write_xlsx(table, path, on_row)
    count = 0

    def counted() -> Iterator[Record]:
        nonlocal count
        for record in table.rows:
            count += 1
            yield record
            if on_row:
                on_row(count)

    with path.open("wb") as file:
        file.writelines(form.streamer(replace(table, rows=counted())))
    return count
