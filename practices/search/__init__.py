"""Search: text, facets, counts, order, suggestions. Nothing outside knows how text is matched."""

from django.db import connection

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

__all__ = ["Asked", "Results", "Sort", "Suggestion", "Values", "Wider", "forget", "now", "run", "suggest", "wider"]

VALUES_KEPT = 2  # an old and a new version, while threads change over
_values = Kept(VALUES_KEPT)
_NUMBERS = "SELECT (SELECT n FROM practices_searchversion), (SELECT n FROM practices_referenceversion)"


def now() -> Values:
    """The listings and the reference tables as they are: one query where nothing has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS)
        listings, tables = cursor.fetchone()
    index, snapshot = indexes.current(listings or 0), reference.current(tables or 0)
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
