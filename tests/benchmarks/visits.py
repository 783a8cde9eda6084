"""A visitor of the site over another of the databases: in a process of its own, since an index belongs to its process."""

import json
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import dataclass

from tests.benchmarks import database
from tests.benchmarks.measure import milliseconds
from tests.benchmarks.site import Site, queries


@dataclass(frozen=True)
class Visit:
    """What one page took."""

    milliseconds: float
    queries: int


class Visitor:
    """Asks the site for pages, one after the other, and tells what each took."""

    def __init__(self, suffix: str) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.process", "visits", suffix]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait()

    def visit(self, address: str, count: bool = False) -> Visit:
        """One page: how long it took, or how many queries were sent for it."""
        self.process.stdin.write(json.dumps([address, count]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"The visitor of {address} has ended: the lines above say why.")
        return Visit(*json.loads(answer))


def serve(suffix: str) -> None:
    """The other end: answer on standard output what is asked for on standard input."""
    database.use(suffix)
    site = Site()
    for line in sys.stdin:
        address, count = json.loads(line)
        with queries() if count else nullcontext([]) as sent:
            time = milliseconds(lambda address=address: site.get(address))
        sys.stdout.write(json.dumps([time, len(sent)]) + "\n")
        sys.stdout.flush()
