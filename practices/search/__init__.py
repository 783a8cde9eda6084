"""Search: text, facets, counts, order, suggestions. Nothing outside knows how text is matched."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from practices import reference
from practices.kept import Kept
from practices.search import index as indexes
from practices.search import names, spelling
from practices.search.asked import Asked, Sort
from practices.search.results import Results
from practices.search.suggestions import Suggestion
from practices.search.suggestions import suggest as _suggest
from practices.search.values import Values
from practices.search.wider import Wider, wider

__all__ = [
    "Asked", "Numbers", "Results", "Sort", "Suggestion", "Values", "Wider", "forget", "now", "numbers", "run", "suggest",
    "wider",
]  # fmt: skip

VALUES_KEPT = 2  # an old and a new version, while threads change over
_values = Kept(VALUES_KEPT)
# Columns that any statement may tell along, for `numbers_of`.
NUMBERS = """
    (SELECT n FROM practices_searchversion), (SELECT n FROM practices_referenceversion), greatest(
        (SELECT changed_at FROM practices_searchversion), (SELECT changed_at FROM practices_referenceversion)
    )
"""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What tells one state of everything public from another, and since when it has been as it is."""

    listings: int
    tables: int
    changed_at: datetime


def numbers() -> Numbers:
    """Of now: one short query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NUMBERS}")
        return numbers_of(*cursor.fetchone())


def numbers_of(listings: int | None, tables: int | None, changed_at: datetime | None) -> Numbers:
    """What the columns of NUMBERS hold."""
    # Memberships of country groups begin and end with a day.
    today = _beginning_of_today()
    return Numbers(listings or 0, tables or 0, max(changed_at, today) if changed_at else today)


def _beginning_of_today() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def now(known: Numbers | None = None) -> Values:
    """The listings and the reference tables as they are: one query where nothing has changed, none more where they are known."""
    known = known or numbers()
    index, snapshot = indexes.current(known.listings), reference.current(known.tables)
    return _values.get((id(index), index.version, snapshot.version, snapshot.day), lambda: Values(index, snapshot))


def run(asked: Asked, language: str, values: Values | None = None) -> Results:
    """Answer a search for a reader of a language. No query counts anything.

    Who has asked for the `values` of now already hands them over.
    """
    return Results(asked, language, values or now())


def suggest(text: str, language: str) -> list[Suggestion]:
    """Suggestions for what has been typed so far, in the whole registry."""
    return _suggest(text, Results(Asked(), language, now()))


def forget() -> None:
    """Read everything again next time: for tests and benchmarks."""
    for part in (indexes, names, spelling):
        part.forget()
    _values.clear()
