"""The public practices as a SQLite file for Datasette, and the addresses under which it answers the same searches.

Made to its advantage: the rows of the table hold what a card shows and the facet values, no long text, because its
facets of lists carry whole rows along; values with one code a practice have an index; all prose is in a full-text
index (FTS5) without content of its own. Rows are numbered as ours are sorted, the newest first.
"""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection

from practices import listings, search
from practices.models import Listing
from practices.search import Asked
from practices.search.facets import FACETS
from tests.benchmarks.searches import Search

TABLE = "practices"
SIZE = 20  # rows of a page
SINGLE = ("type", "modality", "scope", "evidence")  # facets of which a practice has one value
KEYS = tuple(facet.key for facet in FACETS)
LISTS = tuple(key for key in KEYS if key not in SINGLE)
_VALUES = """
    SELECT listing, facet, array_agg(code ORDER BY code) FROM bench_link JOIN bench_value USING (id, facet) GROUP BY 1, 2
"""


def create(path: Path) -> None:
    """Write the file. The tables of sql_values must be there."""
    everything = search.run(Asked(), "en")
    order = {key: number for number, key in enumerate(everything.keys(0, everything.total), start=1)}
    values: dict[int, dict[str, list[str]]] = {key: {} for key in order}
    with connection.cursor() as cursor:
        cursor.execute(_VALUES)
        for listing, facet, codes in cursor.fetchall():
            values[listing][facet] = codes
    file = sqlite3.connect(path)
    with file:
        columns = ", ".join(f'"{key}" TEXT' for key in KEYS)
        file.execute(f"CREATE TABLE {TABLE} (id INTEGER PRIMARY KEY, code TEXT, title TEXT, summary TEXT, {columns})")
        file.execute(f"CREATE VIRTUAL TABLE {TABLE}_fts USING fts5 (title, summary, body, content='')")
        for listing in Listing.objects.select_related("edition").order_by("pk").iterator(500):
            _add(file, order[listing.pk], listing, values[listing.pk])
        for key in SINGLE:
            file.execute(f'CREATE INDEX "by_{key}" ON {TABLE} ("{key}")')
        file.execute(f"INSERT INTO {TABLE}_fts ({TABLE}_fts) VALUES ('optimize')")
        file.execute("ANALYZE")
    file.execute("VACUUM")
    file.close()


def _add(file: sqlite3.Connection, number: int, listing: Listing, values: dict[str, list[str]]) -> None:
    texts, original = listing.edition.document["texts"], listing.edition.document["original_language"]
    card = texts.get("en", texts[original])
    facets = [values.get(key, [""])[0] if key in SINGLE else json.dumps(values.get(key, [])) for key in KEYS]
    row = [number, listing.code, card["title"], card["summary"], *facets]
    file.execute(f"INSERT INTO {TABLE} VALUES ({', '.join('?' * len(row))})", row)
    prose = [" ".join(text[name] for text in texts.values()) for name in listings.HEADINGS]
    body = " ".join(text for _language, text in listings.body(listing.edition.document))
    file.execute(f"INSERT INTO {TABLE}_fts (rowid, title, summary, body) VALUES (?, ?, ?, ?)", [number, *prose, body])


def metadata(keys: Iterable[str] = KEYS) -> dict:
    """What Datasette has to know: which table is the full-text index, which facets every page counts unasked."""
    facets = [key if key in SINGLE else {"array": key} for key in keys]
    table = {"fts_table": f"{TABLE}_fts", "fts_pk": "id", "facets": facets, "size": SIZE}
    return {"databases": {TABLE: {"tables": {TABLE: table}}}}


def address(sought: Search, extension: str = "", **more: object) -> str:
    """Where Datasette answers a search."""
    query: dict[str, object] = {"_search": sought.text} if sought.text else {}
    for facet, code in sought.chosen.items():
        query[facet if facet in SINGLE else f"{facet}__arraycontains"] = code
    if sought.page > 1:
        query["_next"] = SIZE * (sought.page - 1)
    return f"/{TABLE}/{TABLE}{extension}?{urlencode(query | more, doseq=True)}"


def counting(keys: Iterable[str]) -> dict[str, list[str]]:
    """The parameters by which Datasette counts these facets."""
    keys = list(keys)
    return {
        "_facet": [key for key in keys if key in SINGLE],
        "_facet_array": [key for key in keys if key not in SINGLE],
    }
