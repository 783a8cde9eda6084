"""What one act costs: CPU, time and peak memory of a process that does nothing else."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter

from django.urls import reverse

from practices import reference
from tests.benchmarks import database, usage


@dataclass(frozen=True)
class Cost:
    """CPU is of the process and of those it has started, never of the database server."""

    cpu: float  # seconds of the act
    wall: float  # seconds of the act
    whole_cpu: float  # seconds of the process, from its start to the end of the act
    peak: float  # megabytes: the most memory that the process has held
    answer: object = None  # what the act has to tell


def cost(act: str, suffix: str = "", /, **options: object) -> Cost:
    """Do an act ("module:function" of these benchmarks) in a process of its own, in one of the databases."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "cost.json"
        arguments = ["act", act, suffix, json.dumps(options), str(told)]
        process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.process", *arguments])
        try:
            code = process.wait()
        finally:
            process.terminate()
            process.wait()
        if code:
            raise RuntimeError(f"{act} has failed: the lines above say why.")
        return Cost(**json.loads(told.read_text()))


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure, and what the first act told."""
    numbers = [field.name for field in fields(Cost) if field.name != "answer"]
    return Cost(**{name: median(getattr(one, name) for one in costs) for name in numbers}, answer=costs[0].answer)


def perform(act: str, suffix: str, options: str, told: str) -> None:
    """The other end, as its command line says it."""
    database.use(suffix)
    database.without_limits()
    reference.current()
    reverse("practices:list")  # every page of the site is imported with the first address
    module, _colon, name = act.partition(":")
    function = getattr(import_module(f"tests.benchmarks.{module}"), name)
    cpu, begun = usage.cpu(), perf_counter()
    answer = function(**json.loads(options))
    wall, whole = perf_counter() - begun, usage.cpu()
    Path(told).write_text(json.dumps(asdict(Cost(whole - cpu, wall, whole, usage.peak(), answer))))


def idle() -> None:
    """The act of doing nothing: what every process costs that has Django, the site and the reference data ready."""
