"""The data dictionary, made of the columns: as a table to download and as a page of the documentation."""

from practices.exchange.dictionary.page import markdown
from practices.exchange.dictionary.sheet import table

__all__ = ["markdown", "table"]
