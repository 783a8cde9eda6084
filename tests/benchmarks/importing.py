"""Sheets in: a workbook by the command line, against django-import-export with the same workbook and the same tables."""

import tempfile
from pathlib import Path

from tests.benchmarks import database, sheets
from tests.benchmarks.costs import Cost, cost
from tests.benchmarks.measure import Figure, Scale

LIMIT = 0.25
OURS, STOCK = "import_ours", "import_stock"
LIBRARY = "django-import-export"
TABLE = "practices.Practice"


def figures(scale: Scale) -> list[Figure]:
    """Each side in a process of its own, in a copy of its own of the first database."""
    count = scale.incoming_rows
    with tempfile.TemporaryDirectory() as folder, database.copied(OURS), database.copied(STOCK):
        path = str(Path(folder) / "practices.xlsx")
        cost("incoming:write", path=path, count=count)
        before = cost("incoming:latest").answer
        database.tidy(OURS)
        ours = cost("incoming:ours", OURS, path=path)
        database.tidy(STOCK)
        theirs = cost("stock_import:load", STOCK, path=path, without=ours.answer)
        _check_alike(before, count - len(ours.answer))
        return _compared(ours, theirs, count)


def _check_alike(before: int, count: int) -> None:
    """Both have left the same rows, or one has not done the work of the other."""
    none, ours, theirs = (cost("incoming:left", suffix, after=before).answer for suffix in ("", OURS, STOCK))
    if ours != theirs:
        raise AssertionError(f"Ours has left {ours}, {LIBRARY} {theirs}.")
    added = ours["counts"][TABLE] - none["counts"][TABLE]
    if not 0 < added == count:
        raise AssertionError(f"{count} practices were to be taken in, {added} are.")


def _compared(ours: Cost, theirs: Cost, count: int) -> list[Figure]:
    of = f"import, {count:,} rows × {len(sheets.IN)} columns"
    return [
        _figure(f"{of}, ours by the command line", ours.wall, "s"),
        _figure(f"{of}, {LIBRARY}", theirs.wall, "s"),
        _figure(f"{of}, against {LIBRARY}", ours.wall / theirs.wall, "×", LIMIT),
        _figure(f"{of}, ours, CPU", ours.cpu, "s"),
        _figure(f"{of}, {LIBRARY}, CPU", theirs.cpu, "s"),
        _figure(f"{of}, CPU against {LIBRARY}", ours.cpu / theirs.cpu, "×", LIMIT),
        _figure(f"{of}, ours, peak memory", ours.peak, "MB"),
        _figure(f"{of}, {LIBRARY}, peak memory", theirs.peak, "MB"),
    ]


def _figure(what: str, value: float, unit: str, limit: float | None = None) -> Figure:
    return Figure("importing", what, value, unit, limit)
