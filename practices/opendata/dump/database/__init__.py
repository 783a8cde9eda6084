"""The dump as one SQLite file: tables, references between them, and a search over all texts."""

from practices.opendata.dump.database.file import DatabaseFile

__all__ = ["DatabaseFile"]
