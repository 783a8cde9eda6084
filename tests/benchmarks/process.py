"""A part of the benchmarks in its own process: a benchmark with a file for its figures, a share of the filling, a visitor,
one act whose cost is asked for."""

import importlib
import json
import signal
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

import django


def main(name: str, *options: str) -> None:
    """Work in the databases the runner has made."""
    for wish in (signal.SIGINT, signal.SIGTERM):  # what the benchmark has started is stopped on the way out
        signal.signal(wish, lambda *_: sys.exit(1))
    django.setup()
    from tests.benchmarks import bulk, costs, visits

    parts = {"bulk": bulk.share, "visits": visits.serve, "act": costs.perform}
    parts.get(name, partial(measure, name))(*options)


def measure(name: str, answer: str, *options: str) -> None:
    """One benchmark, in the first database."""
    from tests.benchmarks import database
    from tests.benchmarks.measure import FULL, QUICK

    database.use()
    benchmark = importlib.import_module(f"tests.benchmarks.{name}")
    figures = benchmark.figures(QUICK if "--quick" in options else FULL)
    Path(answer).write_text(json.dumps([asdict(figure) for figure in figures]))


if __name__ == "__main__":
    main(*sys.argv[1:])
