"""The columns of sheets, declared once: for export, import, template, data dictionary and the admin's resource."""

from practices.exchange.columns.cells import CellFault
from practices.exchange.columns.declared import BY_KEY, COLUMNS, DEFAULT, PARTS, columns_of, part_key
from practices.exchange.columns.kinds import Column, Group, Kind, Layout, Part
from practices.exchange.columns.names import Names, names
from practices.exchange.columns.reading import Facts, Reader
from practices.exchange.columns.writing import entry_of, get, parse, put, put_entries

__all__ = [
    "BY_KEY",
    "COLUMNS",
    "DEFAULT",
    "PARTS",
    "CellFault",
    "Column",
    "Facts",
    "Group",
    "Kind",
    "Layout",
    "Names",
    "Part",
    "Reader",
    "columns_of",
    "entry_of",
    "get",
    "names",
    "parse",
    "part_key",
    "put",
    "put_entries",
]
