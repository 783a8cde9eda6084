"""The first search for a word in a third of a hundred thousand practices, against PostgreSQL's own full-text search."""

from practices import search
from practices.search import Asked
from tests.benchmarks import database, searches, sql_search
from tests.benchmarks.measure import Figure, Scale, medians

LIMIT = 0.5
WARMING = 3  # words, so that neither pays for the first reading of tables
ROUNDS = 12
BEST = 20  # results of a page
ALIKE = 0.15


def figures(scale: Scale) -> list[Figure]:
    """Each round is another word, which ours has not looked up in this process; both give the total and the best 20."""
    database.use(database.LARGE)
    database.without_limits()
    sql_search.create()
    words = searches.words().common[: WARMING + ROUNDS]
    for word in words[:WARMING]:
        _ours(word), sql_search.best(word, BEST)
    words = words[WARMING:]
    times = medians(
        len(words),
        ours=lambda place: _ours(words[place]),
        sql=lambda place: sql_search.best(words[place], BEST),
    )
    for word in words:
        check_alike(_ours(word), sql_search.best(word, BEST)[0], word)
    what = f"first search for a common word, {scale.large_practices:,} practices"
    return [
        Figure("first_search", what, times["ours"], "ms"),
        Figure("first_search", "the same by `websearch_to_tsquery` and `ts_rank`", times["sql"], "ms"),
        Figure("first_search", "first search against PostgreSQL's own", times["ours"] / times["sql"], "×", LIMIT),
    ]


def check_alike(ours: int, theirs: int, text: str) -> None:
    """The comparison is fair only while both find about as much; ours finds by names, too."""
    if abs(ours - theirs) > ALIKE * max(ours, theirs):
        raise AssertionError(f"For {text!r} ours finds {ours}, SQL {theirs}.")


def _ours(word: str) -> int:
    found = search.run(Asked(word), "en")
    found.keys(0, BEST)
    return found.total
