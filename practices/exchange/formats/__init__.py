"""Writers of tables: XLSX, CSV, JSON, JSON Lines and GeoJSON. They know nothing of documents or the database."""

from .table import CodeList, Front, Heading, Record, Table, TooMany
from .writing import FORMATS, Format, stream, write

__all__ = ["FORMATS", "CodeList", "Format", "Front", "Heading", "Record", "Table", "TooMany", "stream", "write"]
