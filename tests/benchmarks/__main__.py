"""`make bench`: every benchmark in a process of its own, over databases made for the run and dropped after it.

ARGS="record_page publication" measures only these; ARGS=--quick with fewer practices; ARGS=--write keeps the table in
docs/performance.md, and so does --write with exactly the names that a table there is made of. Ends with 1 where a figure
misses its limit.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
os.environ.setdefault("REGISTRY_LOCAL", "1")

import django

from registry import embedded_postgres
from tests.benchmarks.database import FEW, LARGE, REAL, SMALL

# Each benchmark in its turn, with the databases it needs beside the first one. Publications add to the first: they come last.
BENCHMARKS = {
    "loading": (), "record_page": (), "admin_list": (FEW,), "queue": (FEW,), "facet_counts": (), "search_page": (SMALL, LARGE),
    "first_search": (LARGE,), "index_building": (LARGE,), "page_weight": (), "throughput": (), "relevance": (REAL,),
    "exporting": (LARGE,), "importing": (), "api": (), "harvest": (SMALL,), "publication": (), "transitions": (), "second_start": (),
}  # fmt: skip
LONGEST_SECONDS = 600  # one benchmark
LONGER_SECONDS = {"exporting": 3_600, "importing": 5_400}  # what they are compared with is slow
PATIENCE_SECONDS = 60  # to end what it has started


def main() -> int:
    """Parse, prepare, measure, report."""
    parser = argparse.ArgumentParser(prog="make bench", description="How quick the registry is.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"which figures: {', '.join(BENCHMARKS)} (all)")
    parser.add_argument("--quick", action="store_true", help="fewer practices and rounds")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    names = [name for name in BENCHMARKS if name in (options.names or BENCHMARKS)]
    if options.write and (options.quick or not is_kept(names)):
        parser.error("only a whole run is kept, or all benchmarks of a table of their own in docs/performance.md")
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, lambda *_: sys.exit("Stopped."))  # the databases are dropped all the same
    users = None if os.environ.get("DATABASE_URL") else embedded_postgres.join()
    try:
        return run(names, options.quick, options.write)
    finally:
        if users is not None:
            embedded_postgres.leave(users)


def is_kept(names: list[str]) -> bool:
    """Whether the page has a place for the figures of these together."""
    from tests.benchmarks import report

    return len(names) == len(BENCHMARKS) or report.has_place(names)


def run(names: list[str], quick: bool, write: bool) -> int:
    """Measure and print; the exit code."""
    django.setup()
    from tests.benchmarks import database, report
    from tests.benchmarks.measure import FULL, QUICK, Figure

    scale = QUICK if quick else FULL
    machine = report.Machine()
    needed = {suffix for name in names for suffix in BENCHMARKS[name]}
    with database.alone(), filled(scale, needed):
        figures = [Figure(**entry) for name in names for entry in measured(name, quick)]
        table = report.table(figures, machine.described(scale))
    print(f"\n{table}")
    if write:
        report.write(table, () if len(names) == len(BENCHMARKS) else names)
    missed = [figure for figure in figures if figure.is_missed]
    print("\n" + (f"{len(missed)} missed." if missed else "All within their limits."))
    return 1 if missed else 0


@contextmanager
def filled(scale, needed: set[str]) -> Iterator[None]:
    """Inside, the first database and those needed beside it stand with their practices."""
    from tests.benchmarks import bulk, database, population, reference_data

    with ExitStack() as stack:
        stack.enter_context(database.created())
        if REAL in needed:  # filled by who asks for it
            stack.enter_context(database.copied(REAL))
        reference_data.create()
        population.create_people()
        if LARGE in needed:
            stack.enter_context(database.copied(LARGE))
            print(f"Filling a database with {scale.large_practices:,} made-up practices.", flush=True)
            bulk.fill(scale.large_practices, LARGE)
        print(f"Filling a database with {scale.practices:,} made-up practices.", flush=True)
        for suffix, count in ((FEW, scale.few_practices), (SMALL, scale.small_practices)):
            if suffix in needed:
                population.publish_until(count)
                stack.enter_context(database.copied(suffix))
        population.publish_until(scale.practices)
        for suffix in needed - {REAL}:
            database.tidy(suffix)
        yield


def measured(name: str, quick: bool) -> list[dict]:
    """What one benchmark finds in its own process. Its end is asked for before it is forced: it has children too."""
    from tests.benchmarks import database

    print(f"Measuring: {name}.", flush=True)
    database.tidy()
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "tests.benchmarks.process", name, str(answer), *(["--quick"] if quick else [])]
        process = subprocess.Popen(command)
        try:
            code = process.wait(LONGER_SECONDS.get(name, LONGEST_SECONDS))
        except BaseException:
            process.terminate()
            try:
                process.wait(PATIENCE_SECONDS)
            finally:
                process.kill()
            raise
        if code:
            raise SystemExit(f"The benchmark {name} failed: the lines above say why.")
        return json.loads(answer.read_text())


if __name__ == "__main__":
    sys.exit(main())
