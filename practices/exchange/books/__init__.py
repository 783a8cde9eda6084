"""Any spreadsheet read safely: XLSX, XLS, ODS and text of rows and columns. Knows nothing of practices or columns.

A file is told by its bytes, checked by streaming and read in a process of its own under limits of memory and time
(settings IMPORT_…). What cannot be taken in raises Unreadable with a sentence for people.

Merged cells: one over several rows counts for each of these rows that holds something. One over several columns counts
for each of them in the first rows of a sheet, down to the proposed headings, unless it is all its line says (a title).
Errors and formulas without a value come as Fault, so that nobody mistakes them for blank; in XLS, whose writers give
every formula a value, and in text files the latter do not exist.
"""

from practices.exchange.books.headings import header_row, headings
from practices.exchange.books.reading import inspect, read, read_sheets
from practices.exchange.books.shapes import Book, Cell, Fault, Row, SheetInfo, Unreadable, column_letters

__all__ = [
    "Book",
    "Cell",
    "Fault",
    "Row",
    "SheetInfo",
    "Unreadable",
    "column_letters",
    "header_row",
    "headings",
    "inspect",
    "read",
    "read_sheets",
]
