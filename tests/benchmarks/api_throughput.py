"""Answers of the API a second: ours as `make run` serves it, against Datasette's JSON over the same practices.

Both count the same six facets and answer with twenty rows. Requests are counted against the limit of an address as in
service, only the limit itself is out of reach. The 200 searches are those of the search page.
"""

import json
from itertools import chain
from urllib.parse import urlencode

from practices.search.facets import FACETS
from tests.benchmarks import datasette_file, searches, servers
from tests.benchmarks.first_search import check_alike
from tests.benchmarks.measure import Figure, Scale
from tests.benchmarks.searches import Search
from tests.benchmarks.throughput import (  # fmt: skip
    NO_WRK,
    TURNS,
    WARMING_SECONDS,
    in_rounds,
    middle,
    never_twice,
    serving_datasette,
    serving_ours,
)

LIMIT = 20
ADDRESS = "/api/v1/practices/"
COUNTED = tuple(facet.key for facet in FACETS if facet.key in searches.FREQUENT)  # six
UNLIMITED = {"API_ANONYMOUS_PER_MINUTE": str(10**9)}
COMPRESSED = {"Accept-Encoding": "gzip"}
ANSWERS = "answers of the API a second"
Rates = dict[str, list[servers.Rate]]


def address(sought: Search) -> str:
    """Where our API answers a search."""
    query = ({"q": sought.text} if sought.text else {}) | dict(sought.chosen)
    query |= {"page": sought.page} if sought.page > 1 else {}
    return f"{ADDRESS}?{urlencode(query | {'facets': ','.join(COUNTED), 'page_size': datasette_file.SIZE})}"


def address_there(sought: Search) -> str:
    """Where Datasette answers the same."""
    return datasette_file.address(sought, ".json", _size=datasette_file.SIZE, **datasette_file.counting(COUNTED))


def figures(scale: Scale) -> list[Figure]:
    """Both servers in turns, each warm, wrk on the same machine; ours also where no search comes twice."""
    against = f"{ANSWERS} against Datasette"
    if not servers.has_wrk():
        return [Figure("api", against, None, "×", LIMIT, at_least=True, note=NO_WRK)]
    sought = searches.searches()
    found = {name: middle(rates) for name, rates in _measured(scale, sought).items()}
    ours, packed, new, theirs = (found[name] for name in ("ours", "packed", "new", "theirs"))
    lines = [
        (f"{ANSWERS}, {scale.practices:,} practices, {len(sought)} different", ours.per_second, ""),
        ("half of these answered within", ours.median, "ms"),
        ("99 of 100 of these answered within", ours.late, "ms"),
        (f"{ANSWERS}, compressed", packed.per_second, ""),
        (f"{ANSWERS}, none of them twice", new.per_second, ""),
        (f"{ANSWERS}, Datasette, the same {len(sought)}", theirs.per_second, ""),
        ("half of these answered by Datasette within", theirs.median, "ms"),
    ]
    return [
        *(Figure("api", *line) for line in lines),
        Figure("api", against, ours.per_second / theirs.per_second, "×", LIMIT, at_least=True),
        Figure("api", f"{ANSWERS}, compressed, against Datasette", packed.per_second / theirs.per_second, "×"),
        Figure(
            "api", f"{ANSWERS}, none of them twice, against Datasette",
            new.per_second / theirs.per_second, "×",
        ),
    ]  # fmt: skip


def _measured(scale: Scale, sought: list[Search]) -> Rates:
    """Ours plain and compressed, ours without any search twice, and Datasette's; a server that is not asked does nothing."""
    rounds, once = in_rounds(sought), never_twice(sought)
    found: Rates = {"ours": [], "packed": [], "new": [], "theirs": []}
    with serving_ours(**UNLIMITED) as port, serving_datasette(datasette_file.metadata(())) as other:
        for one in sought[: 2 * len({one.kind for one in sought})]:
            check(port, other, one)
        servers.rate(port, [address(one) for one in rounds], WARMING_SECONDS)
        for turn in range(TURNS):
            asked = rounds[turn * len(sought) // TURNS :]
            here = [address(one) for one in asked]
            there = [address_there(one) for one in asked]
            new = [address(one) for one in once[turn::TURNS]]
            found["ours"].append(servers.rate(port, here, scale.seconds))
            found["packed"].append(servers.rate(port, here, scale.seconds, COMPRESSED))
            found["new"].append(servers.rate(port, new, scale.seconds))
            found["theirs"].append(servers.rate(other, there, scale.datasette_seconds))
    return found


def check(port: int, other: int, sought: Search) -> None:
    """Ask both, and compare."""
    found = (servers.fetch(port, address(sought)), servers.fetch(other, address_there(sought)))
    compare(sought, *map(json.loads, found))


def compare(sought: Search, ours: dict, theirs: dict) -> None:
    """Both find the same, exactly where there is no text; then every value of a facet nobody has chosen counts the same."""
    count, count_there = ours["count"], theirs["filtered_table_rows_count"]
    if set(theirs["facet_results"]) != set(COUNTED) or {one["key"] for one in ours["facets"]} != set(COUNTED):
        raise AssertionError(f"Not every facet is counted for {sought}.")
    if sought.kind == "common":
        check_alike(count, count_there, sought.text)
    if sought.text:
        return
    if count != count_there or len(ours["results"]) != len(theirs["rows"]):
        raise AssertionError(f"Ours finds {count} for {sought}, Datasette {count_there}.")
    for facet in ours["facets"] if sought.page == 1 else ():  # on later pages Datasette counts what is left
        if facet["key"] not in sought.chosen:  # a choice narrows its own facet there
            _check_counts(sought, facet, theirs["facet_results"][facet["key"]]["results"])


def _check_counts(sought: Search, facet: dict, theirs: list[dict]) -> None:
    ours = {value["code"]: value["count"] for value in _flat(facet["values"])}
    if wrong := [one["value"] for one in theirs if ours.get(one["value"]) != one["count"]]:
        raise AssertionError(f"{facet['key']} is counted otherwise for {sought}: {', '.join(wrong)}.")


def _flat(values: list[dict]) -> list[dict]:
    return [*values, *chain.from_iterable(_flat(value["children"]) for value in values)]
