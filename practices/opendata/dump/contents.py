"""The files that hold the records, all of the same editions: each is read in batches and written row by row."""

import gzip
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices import document as documents
from practices import licence
from practices.exchange import dictionary
from practices.exchange.columns import Layout
from practices.exchange.exporting import Asked, front, of_listings, reading
from practices.exchange.exporting.asked import offered
from practices.exchange.exporting.reading import Row
from practices.exchange.formats import Front, Table, write
from practices.exchange.formats.structured import cleaned
from practices.models import Dump
from practices.opendata import addresses
from practices.opendata.dump import files
from practices.opendata.dump.database import DatabaseFile

LANGUAGE = "en"  # of headings and names in the sheets; the texts of a row are in it where there are any
ASKED = Asked(columns=tuple(offered()), layout=Layout.PRACTICES, codes=True)

Told = Callable[[str, int, int], None]  # file, rows written, rows in all

logger = logging.getLogger(__name__)


def write_all(dump: Dump, folder: Path, on_row: Told) -> dict[str, int]:
    """Write every file with records, and what explains their columns; how many rows each has."""
    _write_records(dump, folder, on_row)
    _compress(folder / files.LINES.name, folder / files.PACKED_LINES.name)
    rows = {files.LINES.name: dump.total, files.PACKED_LINES.name: dump.total, files.DATABASE.name: dump.total}
    for known in (files.TABLE, files.WORKBOOK):
        told = _told(on_row, known.name, dump.total)
        rows[known.name] = write(known.format, table(dump, known.format), folder / known.name, on_row=told)
    explained = dictionary.table(LANGUAGE, address=addresses.data())
    rows[files.DICTIONARY.name] = write("csv", explained, folder / files.DICTIONARY.name)
    return rows


def _write_records(dump: Dump, folder: Path, on_row: Told) -> None:
    with (
        (folder / files.LINES.name).open("wb") as lines,
        DatabaseFile(folder / files.DATABASE.name) as database,
    ):
        for count, (facts, document) in enumerate(records(dump.marks["keys"]), start=1):
            lines.write(line(facts, document))
            database.add(facts, document)
            on_row(files.LINES.name, count, dump.total)
        database.add_reference()
        database.finish(meta(dump))


def records(keys: list[int]) -> Iterator[tuple[dict, dict | None]]:
    """What is told beside each document, and the document itself; None for one that cannot be read."""
    for batch in reading.of_listings(keys, with_links=True):
        for row in batch:
            facts = {
                "code": row.code,
                "address": addresses.practice(row.code),
                "edition": row.number,
                "edition_address": addresses.edition(row.code, row.number),
                "published": timezone.localtime(row.published_at).date().isoformat(),
                "grade": _grade(row),
            }
            yield facts, _document(row)


def line(facts: dict, document: dict | None) -> bytes:
    """A record as a line of JSON, its keys in order: the same record always makes the same line."""
    return documents.canonical(cleaned({**facts, "document": document})) + b"\n"


def table(dump: Dump, format: str) -> Table:
    """The same editions for a writer of sheets."""
    return of_listings(dump.marks["keys"], ASKED, LANGUAGE, front=_front(dump, format), format=format)


def meta(dump: Dump) -> dict[str, str]:
    """What the database file says of itself."""
    return {
        "title": str(settings.SITE_NAME),
        "address": addresses.data(),
        "made_at": files.moment(dump.made_at),
        "practices": str(dump.total),
        "dump": str(dump.key),
        "licence": licence.in_words(),
        "contact": settings.CONTACT_EMAIL,
        "document_schema": str(documents.SCHEMA),
    }


def _grade(row: Row) -> str | None:
    has_lapsed = row.grade_expires is not None and row.grade_expires < timezone.localdate()
    return None if has_lapsed else row.grade or None


def _document(row: Row) -> dict | None:
    try:
        return row.document()
    except Exception:
        logger.exception("The document of %s, edition %s, cannot be read", row.code, row.number)
        return None


def _front(dump: Dump, format: str) -> Front:
    count = ngettext("%(total)s practice", "%(total)s practices", dump.total) % {"total": dump.total}
    facts = [
        (_("What"), _("Every public practice, with every column")),
        (_("How many"), count),
        (_("Made"), _("%(moment)s UTC") % {"moment": f"{dump.made_at:%Y-%m-%d %H:%M}"}),
        (_("Licence"), licence.in_words()),
        (_("How to cite"), citation(dump)),
        (_("The newest files"), addresses.data()),
        *([(_("Contact"), settings.CONTACT_EMAIL)] if settings.CONTACT_EMAIL else []),
    ]
    return Front(str(settings.SITE_NAME), facts, front.notes(format))


def citation(dump: Dump) -> str:
    """How to name the data of a day."""
    return _("%(site)s, full data of %(day)s, %(address)s") % {
        "site": settings.SITE_NAME,
        "day": f"{dump.made_at:%Y-%m-%d}",
        "address": addresses.data(),
    }


def _compress(path: Path, packed: Path) -> None:
    # No name and no time within: the same lines make the same bytes.
    with path.open("rb") as plain, packed.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as out:
        shutil.copyfileobj(plain, out, files.CHUNK)


def _told(on_row: Told, name: str, total: int) -> Callable[[int], None]:
    return lambda done: on_row(name, done, total)
