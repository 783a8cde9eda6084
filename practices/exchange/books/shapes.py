"""What reading a spreadsheet gives: a book, its sheets, rows and cells."""

from dataclasses import dataclass, field
from datetime import date, datetime


class Unreadable(Exception):
    """The file cannot be taken in; str() is a sentence for the reader, in the language of the moment it was raised.

    `code` says why in one word: empty, blank, type, macros, password, damaged, rows, columns, encoding, …
    """

    def __init__(self, sentence: str, code: str):
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Fault:
    """A cell that shows an error, or holds a formula nobody has calculated: it has no value, and is not blank either.

    `kind` is "error" (text: "#N/A"), "formula" or "number" (one that is not finite).
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


# Whole floats come as int, a moment at midnight as a date, times of day and durations as text ("03:04", "51:00:00"),
# empty text as None. Text keeps all its characters, only "\r\n" is "\n".
Cell = str | int | float | bool | date | datetime | Fault | None
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1


def column_letters(number: int) -> str:
    """A for 1, XFD for 16384: what the spreadsheet shows above the column."""
    letters = ""
    while number > 0:
        number, place = divmod(number - 1, 26)
        letters = chr(65 + place) + letters
    return letters


@dataclass(frozen=True)
class Row:
    """One row, as wide as its sheet."""

    number: int  # as the spreadsheet shows it, from 1
    cells: list[Cell]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True)
class SheetInfo:
    """One sheet. `rows` and `columns` reach to the last cell that shows something; both are 0 for a blank sheet."""

    name: str
    rows: int
    columns: int
    is_hidden: bool
    first_rows: list[list[Cell]]  # the first 30
    merges: list[Merge] = field(default_factory=list)  # those that begin in the first rows
    heading: int = 1  # proposed row of the headings


@dataclass(frozen=True)
class Book:
    """A file that can be read."""

    kind: str  # "xlsx", "xls", "ods" or "csv"
    sheets: list[SheetInfo]
    encoding: str = ""  # of text files: what reading uses unless told otherwise
    separator: str = ""
    encodings: list[str] = field(default_factory=list)  # what may be chosen, the likelier first
    separators: list[str] = field(default_factory=list)
