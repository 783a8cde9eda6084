"""Sheets into the registry: read, checked row by row, shown, confirmed, written in one transaction, and undone.

Each function takes an Import (practices.models) and saves what it finds out in it and in its rows. Steps:
FILE → read_as → COLUMNS → set_columns → CHECKING → check (job) → PREVIEW → start_load → LOADING → load (job) → DONE →
start_undo → UNDOING → undo (job) → UNDONE. What is refused is an ImportRefused or books.Unreadable with a sentence.
"""

from practices.exchange.importing.checking import check
from practices.exchange.importing.deciding import choose, decide, open_words, questions
from practices.exchange.importing.handing_back import checked_workbook
from practices.exchange.importing.kinds import ColumnFound, ImportRefused, OpenQuestion, Result
from practices.exchange.importing.loading import load, may_load, start_load
from practices.exchange.importing.mapping import DEFAULTS, apply_mapping, columns_found, save_mapping, set_columns
from practices.exchange.importing.problems import problem_count
from practices.exchange.importing.progress import is_under_way
from practices.exchange.importing.purging import purge
from practices.exchange.importing.receiving import book, read_as, receive
from practices.exchange.importing.rights import may_import, visible_to
from practices.exchange.importing.undoing import IS_TOUCHED, may_undo, start_undo, undo

__all__ = [
    "DEFAULTS",
    "IS_TOUCHED",
    "ColumnFound",
    "ImportRefused",
    "OpenQuestion",
    "Result",
    "apply_mapping",
    "book",
    "check",
    "checked_workbook",
    "choose",
    "columns_found",
    "decide",
    "is_under_way",
    "load",
    "may_import",
    "may_load",
    "may_undo",
    "open_words",
    "problem_count",
    "purge",
    "questions",
    "read_as",
    "receive",
    "save_mapping",
    "set_columns",
    "start_load",
    "start_undo",
    "undo",
    "visible_to",
]
