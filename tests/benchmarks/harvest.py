"""A harvest of everything by a client that exists, from the site as `make run` serves it: time, and memory of the server."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from sickle import Sickle
from sickle.iterator import OAIResponseIterator

from practices.api.oai.formats import FORMATS
from tests.benchmarks import database, servers, usage
from tests.benchmarks.measure import Figure, Scale

# One process, whose memory is then that of all who are answered.
GUNICORN = "-m gunicorn --bind 127.0.0.1:{port} --workers 1 --threads 4 --no-control-socket --log-level warning --pid"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
PAGE_LIMIT_MS = 1_000
GROWTH_LIMIT_MB = 40
NO_MEMORY = "only Linux tells the memory of another process"


@dataclass(frozen=True)
class Harvest:
    """What one harvest took."""

    records: int
    seconds: float
    page: float  # seconds of the middle one of its pages


def figures(scale: Scale) -> list[Figure]:
    """Both formats in turn; the server begins anew for each number of practices."""
    few, many = scale.small_practices, scale.practices
    small, _harvests = _served(database.SMALL, few)
    large, harvests = _served("", many)
    found = [line for prefix, one in harvests.items() for line in _lines(prefix, one)]
    more = None if small is None or large is None else max(0.0, large - small)
    note = NO_MEMORY if more is None else ""
    what = f"OAI-PMH, {many:,} records twice, peak memory of the server"
    return [
        *found,
        Figure("harvest", what, large, "MB", note=note),
        Figure("harvest", f"{what}, beyond that of {few:,}", more, "MB", GROWTH_LIMIT_MB, note=note),
    ]


def _lines(prefix: str, harvest: Harvest) -> list[Figure]:
    of = f"OAI-PMH, {harvest.records:,} records as `{prefix}`, all of them, by sickle"
    return [
        Figure("harvest", of, harvest.seconds, "s"),
        Figure("harvest", f"{of}, records a second", harvest.records / harvest.seconds, ""),
        Figure("harvest", f"{of}, a page of 100", 1_000 * harvest.page, "ms", PAGE_LIMIT_MS),
    ]


def _served(suffix: str, count: int) -> tuple[float | None, dict[str, Harvest]]:
    """Peak memory of a server after both harvests from it, and what each of them took."""
    with _serving(suffix) as (port, process):
        harvests = {prefix: _harvest(port, prefix, count) for prefix in FORMATS}
        return _peak(process), harvests


@contextmanager
def _serving(suffix: str) -> Iterator[tuple[int, Path]]:
    """The port, and the file with the number of the process whose child answers."""
    name = f"/{database.name_of(suffix)}"
    url = database.url().replace(f"/{database.NAME}", name, 1)
    # Both formats of 10,000 records are more pages than one harvester may ask for within a minute.
    environment = os.environ | {"DATABASE_URL": url, "REGISTRY_LOCAL": "1", "OAI_PER_MINUTE": "100000"}
    with tempfile.TemporaryDirectory() as folder:
        process = Path(folder, "process")
        command = [sys.executable, *GUNICORN.split(), str(process), "registry.wsgi:application"]
        with servers.serving(command, "/readyz", environment) as port:
            yield port, process


def _harvest(port: int, prefix: str, count: int) -> Harvest:
    """Everything in this format, each page parsed as the client does it."""
    client = Sickle(f"http://{servers.HOST}:{port}/oai/", iterator=OAIResponseIterator, timeout=servers.LONGEST_SECONDS)
    found, pages = set(), []
    begun = page_begun = perf_counter()
    for response in client.ListRecords(metadataPrefix=prefix):
        found |= {element.text for element in response.xml.iter(f"{OAI}identifier")}
        pages.append(perf_counter() - page_begun)
        page_begun = perf_counter()
    seconds = perf_counter() - begun
    if len(found) != count:
        raise AssertionError(f"{count} records were to be harvested, {len(found)} were.")
    return Harvest(count, seconds, median(pages))


def _peak(process: Path) -> float | None:
    """Megabytes: the most that the process which answers has held."""
    parent = process.read_text().strip()
    try:
        child = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()[0]
        lines = Path(f"/proc/{child}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024 / usage.MEGABYTE
    except OSError:
        return None
