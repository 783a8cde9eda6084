"""Searches a second: ours as `make run` serves it, against Datasette over a SQLite file of the same practices.

Both answer with a page of HTML with twenty rows and all facets; Datasette without labels, ranking or found words marked,
and each facet counts what the others leave and its own choice does, too.
"""

import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from itertools import chain, product, zip_longest
from pathlib import Path
from statistics import median

from practices import search
from tests.benchmarks import database, datasette_file, searches, servers, sql_values
from tests.benchmarks.first_search import check_alike
from tests.benchmarks.measure import Figure, Scale
from tests.benchmarks.searches import Search

LIMIT = 20
TURNS = 3
ROUNDS = 20  # in which every search comes once, in another order each time
WARMING_SECONDS = 10
NO_WRK = "wrk is not installed (Debian: apt-get install wrk; macOS: brew install wrk)"
# As registry.serve starts it; a test compares the two.
GUNICORN = "-m gunicorn --bind 127.0.0.1:{port} --workers 2 --threads 4 --no-control-socket --graceful-timeout 5 --log-level warning"
DATASETTE = "-m datasette serve --host 127.0.0.1 --port {port}"
SETTINGS = {  # no limit that would cut an answer short, nothing done that was not asked for
    "sql_time_limit_ms": 120_000, "facet_time_limit_ms": 120_000, "suggest_facets": "off", "num_sql_threads": 4,
    "default_page_size": datasette_file.SIZE,
}  # fmt: skip
SEARCHES = "searches a second"


def figures(scale: Scale) -> list[Figure]:
    """Both servers in turns, each warm, wrk on the same machine; ours also where no search comes twice."""
    at = f"{scale.practices:,} practices"
    if not servers.has_wrk():
        return [
            Figure("throughput", f"{SEARCHES}, {at}", None, "", note=NO_WRK),
            Figure("throughput", f"{SEARCHES} against Datasette", None, "×", LIMIT, at_least=True, note=NO_WRK),
        ]
    sought = searches.searches()
    ours, new, theirs = (middle(rates) for rates in _measured(scale, sought))
    return [
        Figure("throughput", f"{SEARCHES}, {at}, {len(sought)} different", ours.per_second, ""),
        Figure("throughput", "half of them answered within", ours.median, "ms"),
        Figure("throughput", "99 of 100 answered within", ours.late, "ms"),
        Figure("throughput", f"{SEARCHES}, none of them twice", new.per_second, ""),
        Figure("throughput", f"{SEARCHES}, Datasette, the same {len(sought)}", theirs.per_second, ""),
        Figure("throughput", "half of Datasette's answered within", theirs.median, "ms"),
        Figure(
            "throughput",
            f"{SEARCHES} against Datasette",
            ours.per_second / theirs.per_second,
            "×",
            LIMIT,
            at_least=True,
        ),
        Figure(
            "throughput", f"{SEARCHES}, none of them twice, against Datasette", new.per_second / theirs.per_second, "×"
        ),
    ]


def middle(rates: list[servers.Rate]) -> servers.Rate:
    """The median of each figure over the turns."""
    return servers.Rate(*(median(getattr(rate, field.name) for rate in rates) for field in fields(servers.Rate)))


def _measured(scale: Scale, sought: list[Search]) -> tuple[list[servers.Rate], list[servers.Rate], list[servers.Rate]]:
    """Ours, ours without any search twice, and Datasette's, in turns; the server that is not asked does nothing."""
    rounds, once = in_rounds(sought), never_twice(sought)
    ours, new, theirs = [], [], []
    with serving_ours() as port, serving_datasette(datasette_file.metadata()) as other:
        for one in sought[: 2 * len({one.kind for one in sought})]:
            _check_alike(other, one)
        servers.rate(port, [one.address for one in rounds], WARMING_SECONDS)
        for turn in range(TURNS):
            asked = rounds[turn * len(sought) // TURNS :]
            ours.append(servers.rate(port, [one.address for one in asked], scale.seconds))
            new.append(servers.rate(port, [one.address for one in once[turn::TURNS]], scale.seconds))
            theirs.append(servers.rate(other, [datasette_file.address(one) for one in asked], scale.datasette_seconds))
    return ours, new, theirs


@contextmanager
def serving_ours(**variables: str) -> Iterator[int]:
    """Inside, gunicorn serves the first database, told these variables of the environment; the port it answers on."""
    command = [sys.executable, *GUNICORN.split(), "registry.wsgi:application"]
    environment = os.environ | {"DATABASE_URL": database.url(), "REGISTRY_LOCAL": "1"} | variables
    with servers.serving(command, "/readyz", environment) as port:
        yield port


@contextmanager
def serving_datasette(metadata: dict) -> Iterator[int]:
    """Inside, Datasette serves the same practices from a file of its own; the port it answers on."""
    sql_values.create()
    with tempfile.TemporaryDirectory() as folder:
        file, described = Path(folder, f"{datasette_file.TABLE}.db"), Path(folder, "metadata.json")
        datasette_file.create(file)
        described.write_text(json.dumps(metadata))
        settings = chain.from_iterable(("--setting", name, str(value)) for name, value in SETTINGS.items())
        options = ["--immutable", str(file), "--metadata", str(described), *settings]
        with servers.serving([sys.executable, *DATASETTE.split(), *options], "/-/versions.json") as port:
            yield port


def _check_alike(port: int, sought: Search) -> None:
    """Datasette finds what ours finds, exactly where there is no text, and counts every facet to the end."""
    found = json.loads(servers.fetch(port, datasette_file.address(sought, ".json")))
    ours, theirs = search.run(sought.asked, "en").total, found["filtered_table_rows_count"]
    if sought.kind == "common":
        check_alike(ours, theirs, sought.text)
    elif not sought.text and ours != theirs:
        raise AssertionError(f"Ours finds {ours} for {sought.address}, Datasette {theirs}.")
    if set(found["facet_results"]) != set(datasette_file.KEYS):  # one that takes too long would be missing
        raise AssertionError(f"Datasette does not count every facet for {sought.address}.")


def in_rounds(sought: list[Search]) -> list[Search]:
    """Every search once a round, each round in another order, the kinds always in turns: any stretch holds the mix."""
    chance, found = random.Random("rounds"), []
    for _ in range(ROUNDS):
        kinds: dict[str, list[Search]] = {}
        for one in chance.sample(sought, len(sought)):
            kinds.setdefault(one.kind, []).append(one)
        found += [one for turn in zip_longest(*kinds.values()) for one in turn if one]
    return found


def never_twice(sought: list[Search]) -> list[Search]:
    """Common words with two filters each, more than can be asked for in the time, and none that was asked for before."""
    before = {one.address for one in sought}
    every = [Search("new", word, chosen) for word, chosen in product(searches.words().common, searches.choices("new"))]
    random.Random("never twice").shuffle(every)
    return [one for one in every if one.address not in before]
