"""What is asked of a person: a word with the values it may mean, and the outcome of reading one cell."""

from dataclasses import dataclass, field
from typing import Any

MOST_CANDIDATES = 5
# Readings of figures and days hold for one sheet; what a word means is remembered for the next one.
OF_ONE_SHEET = frozenset({"period", "date", "number"})
MAY_BE_NEW = frozenset({"organisation", "tag"})
NEW = "+"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that a word may mean; 100 is the same word."""

    code: str
    label: str
    score: int


@dataclass(frozen=True, slots=True)
class Question:
    """A word of the sheet that is unknown or may mean several things."""

    vocabulary: str
    text: str
    folded: str
    candidates: tuple[Candidate, ...] = ()
    may_be_new: bool = False


@dataclass(slots=True)
class Reading:
    """What a cell says: (key of a column, value, whether it adds to what other cells of the row gave)."""

    values: list[tuple[str, Any, bool]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    is_empty: bool = False


class Unclear(Exception):
    """A text that can be read in several ways, or only roughly: pairs of reading and words for it."""

    def __init__(self, *readings: tuple[str, str]) -> None:
        self.readings = readings


class Unread(Exception):
    """A text that cannot be read; str() is a sentence for the reader."""


def is_remembered(vocabulary: str) -> bool:
    """Whether a decision on such a word holds for the next sheet as well."""
    return vocabulary not in OF_ONE_SHEET
