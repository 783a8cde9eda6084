"""Writers of tables: XLSX, CSV, JSON, JSON Lines and GeoJSON. They know nothing of documents or the database."""

from practices.exchange.formats.table import CodeList, Front, Heading, Record, Table, TooMany
from practices.exchange.formats.writing import FORMATS, Format, stream, write

__all__ = ["FORMATS", "CodeList", "Format", "Front", "Heading", "Record", "Table", "TooMany", "stream", "write"]
