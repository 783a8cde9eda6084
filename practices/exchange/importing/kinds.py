"""What the functions of this package give back and refuse with."""

from dataclasses import dataclass
from typing import Any


class ImportRefused(Exception):
    """This cannot be done with this import now; str() is a sentence for the person."""


@dataclass(frozen=True)
class ColumnFound:
    """A column of the sheet as it was found. `place` counts from 0; samples are the first cells that are not empty."""

    place: int
    heading: str
    samples: list[str]
    proposal: Any  # matching.Proposal: key ("" = leave out), score, why, others


@dataclass(frozen=True)
class OpenQuestion:
    """A word of the sheet whose meaning somebody must decide, once for all rows that use it."""

    vocabulary: str  # as columns name it
    text: str  # as it is written in the sheet
    folded: str  # its key in decisions
    candidates: list[dict]  # {"code", "label", "score"}, the likeliest first
    may_be_new: bool  # organisations and tags: "+" proposes a new one
    rows: int  # how many use it
    first_row: int  # as the spreadsheet shows it


@dataclass(frozen=True)
class Result:
    """What became of one practice of a batch."""

    code: str
    title: str
    pk: int
    reason: str = ""  # why not; empty: it was done

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return not self.reason
