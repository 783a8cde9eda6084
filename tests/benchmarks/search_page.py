"""The search page: against the same page by SQL and the ORM, at a hundred thousand against a thousand, and its queries."""

from itertools import product
from statistics import median

from practices import search
from practices.search import Asked
from tests.benchmarks import database, searches, sql_page, sql_search, sql_values
from tests.benchmarks.first_search import check_alike
from tests.benchmarks.measure import Figure, Scale, medians
from tests.benchmarks.searches import PAGE, Search
from tests.benchmarks.site import Site
from tests.benchmarks.visits import Visitor

SQL_LIMIT = 0.25
GROWTH_LIMIT = 4
QUERIES_LIMIT = 6
WARMING = 3


def figures(scale: Scale) -> list[Figure]:
    """Every round is another choice for a common word that has been searched for before."""
    sought = _choices(scale.lists + WARMING)
    return [*_against_sql(scale, sought), *_growth(scale, sought), *_queries(scale)]


def _choices(count: int) -> list[Search]:
    """A common word with one value chosen; the words in turns."""
    words = searches.words().common[:5]
    values = product(("theme", "gcm", "evidence", "type"), range(6))
    chosen = [
        {facet: searches.FREQUENT[facet][place]} for facet, place in values if place < len(searches.FREQUENT[facet])
    ]
    every = [Search("choice", word, choice) for choice in chosen for word in words]
    if len(every) < count:
        raise AssertionError(f"{count} different choices were to be made; there are {len(every)}.")
    return every[:count]


def _against_sql(scale: Scale, sought: list[Search]) -> list[Figure]:
    sql_values.create()
    sql_search.create()
    site, page = Site(), sql_page.SqlPage()
    for text in {one.text for one in sought}:
        check_alike(search.run(Asked(text), "en").total, sql_search.best(text, 1)[0], text)
        site.get(Search("word", text).address)

    def by_sql(place: int) -> None:
        with page.in_place():
            site.get(sought[place].address)

    for place in range(WARMING):
        by_sql(place)
    times = medians(
        len(sought),
        new=lambda place: site.get(sought[place].address),
        again=lambda place: site.get(sought[place].address),
        sql=by_sql,
    )
    return _compared(times, f"{scale.practices:,} practices")


def _compared(times: dict[str, float], at: str) -> list[Figure]:
    return [
        _figure(f"a choice not made before, {at}", times["new"], "ms"),
        _figure(f"the same again, {at}", times["again"], "ms"),
        _figure("the same by SQL and the ORM", times["sql"], "ms"),
        _figure("the same again against SQL and the ORM", times["again"] / times["sql"], "×", SQL_LIMIT),
        _figure("a choice not made before against SQL and the ORM", times["new"] / times["sql"], "×"),
    ]


def _growth(scale: Scale, sought: list[Search]) -> list[Figure]:
    """Both sizes in turns."""
    times: dict[str, list[float]] = {}
    with Visitor(database.SMALL) as small, Visitor(database.LARGE) as large:
        visitors = {"small": small, "large": large}
        for text in {one.text for one in sought}:
            for visitor in visitors.values():
                visitor.visit(Search("word", text).address)
        for one in sought:
            for when in ("new", "again"):
                for name, visitor in visitors.items():
                    took = visitor.visit(one.address).milliseconds
                    times.setdefault(f"{when} {name}", []).append(took)
    found = {name: median(values[WARMING:]) for name, values in times.items()}
    at = f"{scale.large_practices:,} practices"
    against = f"at {scale.large_practices:,} against {scale.small_practices:,}"
    return [
        _figure(f"a choice not made before, {at}", found["new large"], "ms"),
        _figure(f"the same again, {at}", found["again large"], "ms"),
        _figure(f"the same again, {against}", found["again large"] / found["again small"], "×", GROWTH_LIMIT),
        _figure(f"a choice not made before, {against}", found["new large"] / found["new small"], "×"),
    ]


def _queries(scale: Scale) -> list[Figure]:
    """The most that any page sends, seen for the first time by a process that has served a page before."""
    words = searches.words()
    common, rare = words.common[-1], [word for word in words.rare if word.isascii() and len(word) > 6][-1]
    asked = [
        Search("everything"), Search("text", common), Search("rare", rare), Search("phrase", f'"{words.phrases[-1]}"'),
        Search("misspelt", f"{rare[:3]}x{rare[4:]}"), Search("filters", chosen={"type": "type-0", "theme": "theme-1"}),
        Search("words and filters", f"{common} {rare}", {"country": searches.FREQUENT["country"][0]}),
    ]  # fmt: skip
    most = 0
    for suffix in (database.SMALL, "", database.LARGE):
        with Visitor(suffix) as visitor:
            visitor.visit(PAGE)
            most = max(most, *(visitor.visit(one.address, count=True).queries for one in asked))
    return [_figure("queries (the most of any, at any size)", most, "", QUERIES_LIMIT)]


def _figure(what: str, value: float, unit: str, limit: float | None = None) -> Figure:
    return Figure("search_page", f"search page, {what}", value, unit, limit)
