"""What the writers are given: headings, rows and what is told about them. Nothing here knows of documents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

KINDS = {"text", "long", "number", "year", "date", "flag", "address", "list", "entries", "code"}


class TooMany(ValueError):
    """More rows, columns or codes than a workbook can hold; nothing was written."""


@dataclass(frozen=True)
class Heading:
    """One column: its stable key, and what people read above it."""

    key: str
    label: str
    kind: str  # one of KINDS
    help: str = ""
    width: int = 0  # in characters; 0: by kind


@dataclass(frozen=True)
class Front:
    """What tells a reader what this file is; each text finished and in the language of the sheet."""

    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)  # label, value
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CodeList:
    """One vocabulary: (code, label, definition) of each of its terms."""

    name: str
    entries: Iterable[tuple[str, str, str]]


@dataclass(slots=True)
class Record:
    """One row, as flat cells and as structured values; one of each for every heading."""

    key: str  # the practice's code; "" if none
    cells: list  # str, int, float, bool or None; a partial date is text: "2019", "2019-05"
    values: list  # str, int, float, bool, None, list or dict
    url: str = ""  # absolute; the link of the cells under the headings "code" and "url"
    points: list[tuple[float, float]] = ()  # (longitude, latitude)
    place: int = 0  # among the rows of the practice, from 1 where it has several; 0 where it has one


@dataclass(frozen=True)
class Table:
    """All a writer needs. The rows are taken once, in order, one at a time."""

    language: str
    name: str  # of the main sheet
    headings: list[Heading]
    rows: Iterator[Record]
    front: Front
    words: dict[str, str] = field(default_factory=dict)  # see words.WORDS
    code_lists: Iterable[CodeList] = ()
    labels_as_headings: bool = False  # CSV only: labels instead of keys
    made_at: datetime | None = None  # now, where not told
