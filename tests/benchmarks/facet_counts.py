"""All facet counts of a search that finds a third of the practices: in the process, against SQL GROUP BY, and equal to it."""

from practices import search
from practices.search import Asked, Results
from practices.search.facets import FACETS
from tests.benchmarks import searches, sql_values
from tests.benchmarks.measure import Figure, Scale, medians
from tests.benchmarks.sql_values import Counter, Counts

LIMIT = 0.05
CHOICES = ({}, {"theme": ("theme-0", "theme-3")}, {"type": ("type-1",), "gcm": ("gcm_objective-0",)})


def figures(scale: Scale) -> list[Figure]:
    """Ours is given its set of listings, SQL the same listings in a table: what is measured is counting."""
    sql_values.create()
    counter = Counter()
    found = search.run(Asked(_text()), "en")
    sql_values.remember(found.keys(0, found.total))
    for chosen in CHOICES:
        check(search.run(Asked(found.asked.text, chosen), "en"), counter)
    times = medians(
        scale.lists,
        ours=lambda _number: ours(found),
        each=lambda _number: counter.a_query_each({}),
        few=lambda _number: counter.few_queries({}),
    )
    what = f"facet counts, {found.total:,} of {scale.practices:,} practices"
    return [
        Figure("facet_counts", f"{what}, in the process", times["ours"], "ms"),
        Figure("facet_counts", f"{what}, SQL, one query a facet", times["each"], "ms"),
        Figure("facet_counts", f"{what}, SQL, the quickest we found", times["few"], "ms"),
        Figure(
            "facet_counts", "facet counts against SQL, one query a facet", times["ours"] / times["each"], "×", LIMIT
        ),
        Figure("facet_counts", "facet counts against the quickest SQL", times["ours"] / times["few"], "×"),
    ]


def ours(found: Results) -> Counts:
    """Every facet's counts, as the panels ask for them."""
    return {facet.key: found.counts(facet.key) for facet in FACETS}


def check(found: Results, counter: Counter) -> None:
    """All three ways count the same; the listings remembered are those of the text without any choice."""
    counts = {facet: values for facet, values in ours(found).items() if values}
    for name in ("a_query_each", "few_queries"):
        if (theirs := getattr(counter, name)(found.asked.chosen)) != counts:
            wrong = [facet for facet in counts.keys() | theirs.keys() if counts.get(facet) != theirs.get(facet)]
            raise AssertionError(f"{name} counts otherwise with {found.asked.chosen}: {', '.join(wrong)}.")


def _text() -> str:
    """The word that finds nearest to a third."""
    everything = search.run(Asked(), "en").total
    return min(searches.words().common, key=lambda word: abs(search.run(Asked(word), "en").total - everything / 3))
