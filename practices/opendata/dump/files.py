"""The files of a dump: their names and types, for those who write them, describe them and give them out."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.exchange.formats import FORMATS

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Known:
    """One file that every dump has."""

    name: str
    format: str
    media_type: str
    label: str | Promise  # of its format
    about: Promise
    of_records: bool = False  # whether it holds the records themselves


LINES = Known("registry.jsonl", "jsonl", "application/x-ndjson", _("JSON Lines"),
    _("The public document of one practice in each line, complete and in all its languages."), of_records=True)  # fmt: skip
PACKED_LINES = Known("registry.jsonl.gz", "jsonl.gz", "application/gzip", _("JSON Lines, compressed"),
    _("The same file, compressed with gzip."), of_records=True)  # fmt: skip
TABLE = Known("practices.csv", "csv", "text/csv", _("Table (CSV)"),
    _("One practice in each row, every column; names in English and their codes side by side."), of_records=True)  # fmt: skip
WORKBOOK = Known("practices.xlsx", "xlsx", FORMATS["xlsx"].media_type, _("Excel workbook (XLSX)"),
    _("The same table as a workbook, with a sheet that explains the columns and one with all codes."), of_records=True)  # fmt: skip
DATABASE = Known("registry.sqlite", "sqlite", "application/vnd.sqlite3", _("Database (SQLite)"),
    _("Tables for practices, texts, countries, organisations, sources and figures, the vocabularies in five languages, "
      "and a search over all texts."), of_records=True)  # fmt: skip
DICTIONARY = Known("data-dictionary.csv", "csv", "text/csv", _("Data dictionary (CSV)"),
    _("What each column of the table means, how it is written and what may be chosen."))  # fmt: skip
README = Known("README.md", "md", "text/markdown", _("Read me"),
    _("What the files hold, on which terms, and how to cite them."))  # fmt: skip
PACKAGE = Known("datapackage.json", "json", "application/json", _("Data Package (JSON)"),
    _("A description of all files for programs, after the Frictionless Data Package standard: columns, types, checksums."))  # fmt: skip
CHECKSUMS = Known("SHA256SUMS", "txt", "text/plain", _("Checksums"),
    _("SHA-256 of every file, as the program sha256sum checks them."))  # fmt: skip

ALL = (TABLE, WORKBOOK, LINES, PACKED_LINES, DATABASE, DICTIONARY, PACKAGE, README, CHECKSUMS)
BY_NAME = {known.name: known for known in ALL}


def entry(known: Known, folder: Path, rows: int | None = None) -> dict:
    """What is kept of a finished file."""
    path = folder / known.name
    return {
        "name": known.name,
        "format": known.format,
        "media_type": known.media_type,
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
        "rows": rows,
    }


def sha256(path: Path) -> str:
    """Of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while piece := content.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def moment(when: datetime) -> str:
    """A time as programs write it."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
