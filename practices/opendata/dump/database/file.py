"""An SQLite file being written: rows leave memory as they come, the indexes follow at the end."""

import logging
import sqlite3
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from types import TracebackType

from practices.opendata.dump.database import practices, reference

VERSION = 1  # PRAGMA user_version; raised when a table or column changes its meaning or goes
HERE = Path(__file__).parent
BATCH = 500
# Nothing is at stake before the file is finished: it is thrown away where it is not. Pages beyond 16 MB go to the disk.
PRAGMAS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000; PRAGMA temp_store = FILE;"

logger = logging.getLogger(__name__)


class DatabaseFile:
    """Filled within `with`: practices in any order, the reference tables, and then it is finished."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(PRAGMAS + (HERE / "schema.sql").read_text(encoding="utf-8"))
        self._connection.execute(f"PRAGMA user_version = {VERSION}")
        self._connection.execute("BEGIN")
        self._columns: dict[str, list[str]] = {}

    def __enter__(self) -> "DatabaseFile":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._connection.close()

    def add(self, facts: Mapping, document: dict | None) -> None:
        """A practice: the facts beside its document, and this; None where it cannot be read."""
        try:
            made = list(practices.rows(facts, document))
        except Exception:
            logger.exception("The document of %s cannot be taken apart", facts["code"])
            made = list(practices.rows(facts, None))
        for table, rows in made:
            self._insert(table, rows)

    def add_reference(self) -> None:
        """Vocabularies, countries, organisations; after the practices, whose codes all have to be there."""
        tables = []
        for table, rows in reference.tables():
            self._insert(table, rows)
            tables.append(table)
        for table in (*practices.TABLES, *tables):
            self._add_unknown(table)

    def finish(self, meta: Mapping[str, str]) -> None:
        """Say what the file is, and make its indexes. Raises sqlite3.IntegrityError where a reference leads nowhere."""
        self._insert("meta", ({"key": key, "value": value} for key, value in meta.items() if value))
        self._connection.execute("COMMIT")
        self._connection.executescript("BEGIN;" + (HERE / "indexes.sql").read_text(encoding="utf-8") + "COMMIT;")
        if lost := self._connection.execute("PRAGMA foreign_key_check").fetchmany(5):
            raise sqlite3.IntegrityError(f"References lead nowhere: {lost}")
        self._connection.execute("ANALYZE")

    def _add_unknown(self, table: str) -> None:
        """Codes that a table names and the one it refers to does not have."""
        keys: dict[int, list[tuple]] = {}
        for key, _place, parent, ours, theirs, *_rest in self._connection.execute(f"PRAGMA foreign_key_list({table})"):
            keys.setdefault(key, []).append((parent, ours, theirs))
        for pairs in keys.values():
            parent, ours, theirs = pairs[0][0], [pair[1] for pair in pairs], [pair[2] for pair in pairs]
            name = next((one for one in ("label_en", "name") if one in self._columns_of(parent)), None)
            if name and "code" in theirs:
                code = ours[theirs.index("code")]
                self._connection.execute(
                    f"INSERT OR IGNORE INTO {parent} ({', '.join(theirs)}, {name}) "  # noqa: S608 - our own names
                    f"SELECT DISTINCT {', '.join(ours)}, {code} FROM {table} WHERE {code} IS NOT NULL"
                )

    def _insert(self, table: str, rows: Iterable[Mapping]) -> None:
        columns, rows = self._columns_of(table), iter(rows)
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our own names
        while batch := list(islice(rows, BATCH)):
            self._connection.executemany(statement, [[row.get(name) for name in columns] for row in batch])

    def _columns_of(self, table: str) -> list[str]:
        if table not in self._columns:
            found = self._connection.execute(f"PRAGMA table_info({table})")
            self._columns[table] = [name for _place, name, *_rest in found if (table, name) != ("texts", "id")]
        return self._columns[table]
