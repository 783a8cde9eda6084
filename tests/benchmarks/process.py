"""One benchmark in its own process: the runner calls this module with a name and a file for the figures."""

import importlib
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

import django


def main(name: str, answer: str, *options: str) -> None:
    """Measure in the database the runner has filled."""
    for wish in (signal.SIGINT, signal.SIGTERM):  # what the benchmark has started is stopped on the way out
        signal.signal(wish, lambda *_: sys.exit(1))
    django.setup()
    from tests.benchmarks import database
    from tests.benchmarks.measure import FULL, QUICK

    database.use_first()
    benchmark = importlib.import_module(f"tests.benchmarks.{name}")
    figures = benchmark.figures(QUICK if "--quick" in options else FULL)
    Path(answer).write_text(json.dumps([asdict(figure) for figure in figures]))


if __name__ == "__main__":
    main(*sys.argv[1:])
