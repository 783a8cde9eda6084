"""Search: text, facets, counts, order, suggestions. Nothing outside knows how text is matched."""

from collections import OrderedDict
from threading import RLock

from practices import reference
from practices.search import index as indexes
from practices.search import names, reading, spelling
from practices.search.asked import Asked, Sort
from practices.search.results import Results
from practices.search.suggestions import Suggestion
from practices.search.suggestions import suggest as _suggest
from practices.search.values import Values
from practices.search.wider import Wider, wider

__all__ = ["Asked", "Results", "Sort", "Suggestion", "Wider", "forget", "run", "suggest", "wider"]

VALUES_KEPT = 2  # an old and a new version, while threads change over
_values: OrderedDict[tuple, Values] = OrderedDict()
_lock = RLock()


def run(asked: Asked, language: str, snapshot: reference.Snapshot | None = None) -> Results:
    """Answer a search for a reader of a language. No query counts anything.

    Who has just asked for the reference tables hands their `snapshot` over.
    """
    return Results(asked, language, *_current(snapshot))


def suggest(text: str, language: str) -> list[Suggestion]:
    """Suggestions for what has been typed so far, in the whole registry."""
    return _suggest(text, Results(Asked(), language, *_current()))


def _current(snapshot: reference.Snapshot | None = None) -> tuple[indexes.Index, Values]:
    """The listings and the facet values of now."""
    index, snapshot = indexes.current(), snapshot or reference.current()
    key = (index.version, snapshot.version, snapshot.day)
    with _lock:
        if key not in _values or _values[key].index is not index:
            _values[key] = Values(index, snapshot)
            while len(_values) > VALUES_KEPT:
                _values.popitem(last=False)
        return index, _values[key]


def forget() -> None:
    """Read everything again next time: for tests and benchmarks."""
    for part in (indexes, names, reading, spelling):
        part.forget()
    with _lock:
        _values.clear()
