"""Sheets out: our workbook against django-import-export's, our CSV against COPY, memory, and the first bytes of streams."""

import tempfile
from pathlib import Path

from django.urls import reverse

from tests.benchmarks import database, sheets
from tests.benchmarks.costs import Cost, cost, middle
from tests.benchmarks.measure import Figure, Scale

CPU_LIMIT = 0.4
PEAK_LIMIT = 0.1
COPY_LIMIT = 8
GROWTH_LIMIT_MB = 40
FIRST_BYTES_LIMIT_MS = 1_000
FORMATS = {"xlsx": "XLSX", "csv": "CSV", "json": "JSON", "jsonl": "JSON Lines"}
STREAMED = ("csv", "json", "jsonl")
FIRST_ROUNDS = 6  # of which the first is told apart: that process has served nothing yet
STOCK = "django-import-export"


def figures(scale: Scale) -> list[Figure]:
    """Each act in a process of its own; ours and theirs in turns."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(scale, Path(folder))
        small = bench.compared(scale.practices, "", scale.sheet_rounds)
        large = bench.compared(scale.large_practices, database.LARGE, scale.large_sheet_rounds)
        return [*small, *large, *bench.growth(), *bench.first_bytes()]


class Bench:
    """The acts of one run, with the files they write."""

    def __init__(self, scale: Scale, folder: Path) -> None:
        self.scale, self.folder = scale, folder
        self.large: dict[str, Cost] = {}  # ours over the largest database, by format

    def compared(self, count: int, suffix: str, rounds: int) -> list[Figure]:
        """Workbook and CSV of all practices of one database, both against what they are compared with."""
        self.done("csv", count, suffix)  # warms the database, and is what COPY copies
        prepared = cost("outgoing:prepare_copy", suffix, path=self.path("csv"))
        found: dict[str, list[Cost]] = {name: [] for name in ("idle", "xlsx", "stock", "csv", "columns", "cells")}
        for _ in range(rounds):
            found["idle"].append(cost("costs:idle", suffix))
            found["xlsx"].append(self.done("xlsx", count, suffix))
            found["stock"].append(cost("stock_export:export", suffix, path=self.path("stock.xlsx"), count=count))
            found["csv"].append(self.done("csv", count, suffix))
            found["columns"].append(cost("outgoing:copy_columns", suffix, path=self.path("copy.csv")))
            found["cells"].append(cost("outgoing:copy", suffix, path=self.path("copy.csv")))
        cost("outgoing:forget_copy", suffix)
        rows = {"COPY": prepared, "XLSX": found["xlsx"][0], STOCK: found["stock"][0], "CSV": found["csv"][0]}
        if wrong := {name: one.answer for name, one in rows.items() if one.answer != count}:
            raise AssertionError(f"{count} rows were to be written: {wrong}")
        costs = {name: middle(several) for name, several in found.items()}
        if suffix == database.LARGE:
            self.large |= {"xlsx": costs["xlsx"], "csv": costs["csv"]}
        return [*_workbooks(costs, count), *_tables(costs, count)]

    def growth(self) -> list[Figure]:
        """Peak memory of each format over the largest database, against a hundredth of it."""
        lines = []
        few, many = self.scale.small_practices, self.scale.large_practices
        for format, label in FORMATS.items():
            small = self.done(format, few, database.LARGE)
            large = self.large.get(format) or self.done(format, many, database.LARGE)
            more = max(0.0, large.peak - small.peak)
            what = f"{label}, {many:,} practices, peak memory beyond that of {few:,}"
            lines.append(_figure(what, more, "MB", GROWTH_LIMIT_MB))
        return lines

    def first_bytes(self) -> list[Figure]:
        """From the request of everything to the first piece of the answer, with all that the site does before."""
        lines = []
        for format in STREAMED:
            address = reverse("practices:export", args=[format])
            options = {"address": address, "rounds": FIRST_ROUNDS}
            first, *later = cost("outgoing:first_bytes", database.LARGE, **options).answer
            of = f"{FORMATS[format]}, {self.scale.large_practices:,} practices, first bytes"
            lines.append(_figure(of, 1_000 * sorted(later)[len(later) // 2], "ms", FIRST_BYTES_LIMIT_MS))
            lines.append(_figure(f"{of}, first request of a process", 1_000 * first, "ms"))
        return lines

    def done(self, format: str, count: int, suffix: str) -> Cost:
        """Our file of the first so many practices."""
        return cost("outgoing:ours", suffix, format=format, path=self.path(format), count=count)

    def path(self, ending: str) -> str:
        """Where a file goes; the same act writes over what it wrote before."""
        return str(self.folder / f"practices.{ending}")


def _workbooks(costs: dict[str, Cost], count: int) -> list[Figure]:
    idle, ours, theirs = costs["idle"], costs["xlsx"], costs["stock"]
    of = f"XLSX, {count:,} practices × {len(sheets.OUT)} columns"
    added, their_added = ours.peak - idle.peak, theirs.peak - idle.peak
    return [
        _figure(f"{of}, ours, CPU", ours.cpu, "s"),
        _figure(f"{of}, {STOCK}, CPU", theirs.cpu, "s"),
        _figure(f"{of}, CPU against {STOCK}", ours.cpu / theirs.cpu, "×", CPU_LIMIT),
        _figure(f"{of}, the same with the start of both processes", ours.whole_cpu / theirs.whole_cpu, "×"),
        _figure(f"{of}, an idle process, peak memory", idle.peak, "MB"),
        _figure(f"{of}, ours, peak memory beyond it", added, "MB"),
        _figure(f"{of}, {STOCK}, peak memory beyond it", their_added, "MB"),
        _figure(f"{of}, peak memory beyond it, against {STOCK}", added / their_added, "×", PEAK_LIMIT),
        _figure(f"{of}, peak memory of the whole process, against {STOCK}", ours.peak / theirs.peak, "×"),
    ]


def _tables(costs: dict[str, Cost], count: int) -> list[Figure]:
    ours, columns, cells = costs["csv"], costs["columns"], costs["cells"]
    of = f"CSV, {count:,} practices × {len(sheets.OUT)} columns"
    return [
        _figure(f"{of}, ours", ours.wall, "s"),
        _figure(f"{of}, `COPY` of the same columns out of the same documents, without labels", columns.wall, "s"),
        _figure(f"{of}, `COPY` of a flat table of its cells", cells.wall, "s"),
        _figure(f"{of}, against `COPY` out of the documents", ours.wall / columns.wall, "×", COPY_LIMIT),
        _figure(f"{of}, against `COPY` of a flat table", ours.wall / cells.wall, "×"),
        _figure(f"{of}, ours, CPU", ours.cpu, "s"),
        _figure(f"{of}, `COPY` of a flat table, CPU of the client", cells.cpu, "s"),
    ]


def _figure(what: str, value: float, unit: str, limit: float | None = None) -> Figure:
    return Figure("exporting", what, value, unit, limit)
