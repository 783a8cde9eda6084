"""The benchmarks of sheets compare like with like: both sides write the same cells, and leave the same rows."""

import csv
import subprocess
import sys

from django.conf import settings
from django.db import transaction
from python_calamine import CalamineWorkbook

from accounts.models import User
from practices import document
from practices.models import Practice
from practices.vocabulary import Channel
from tests.benchmarks import costs, exporting, incoming, outgoing, population, sheets, stock_export, stock_import, usage
from tests.test_benchmarks import TINY, practices  # noqa: F401

ROWS = 12


def rows_of(path) -> list[list]:
    book = CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_index(len(book.sheet_names) > 1).to_python(skip_empty_area=False)


def test_forty_columns_go_out_and_forty_come_in():
    assert len(sheets.OUT) == len(sheets.IN) == len(set(sheets.IN)) == 40


def test_both_workbooks_hold_the_same_cells(practices, tmp_path):  # noqa: F811
    ours, theirs = tmp_path / "ours.xlsx", tmp_path / "theirs.xlsx"
    assert outgoing.ours("xlsx", str(ours), ROWS) == stock_export.export(str(theirs), ROWS) == ROWS
    keys, _labels, *cells = rows_of(ours)
    assert keys == list(sheets.OUT)
    published = keys.index("published")  # a real date in ours, text in theirs
    alike = [[*row[:published], str(row[published]), *row[published + 1 :]] for row in cells]
    assert alike == rows_of(theirs)[1:]


def test_copy_gives_back_the_cells_of_our_csv(practices, tmp_path):  # noqa: F811
    ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"
    outgoing.ours("csv", str(ours), ROWS)
    try:
        assert outgoing.prepare_copy(str(ours)) == ROWS
        assert outgoing.copy(str(theirs)) == theirs.stat().st_size
    finally:
        outgoing.forget_copy()
    with ours.open(encoding="utf-8-sig", newline="") as one, theirs.open(encoding="utf-8", newline="") as other:
        assert list(csv.reader(one)) == list(csv.reader(other))


def test_copy_takes_the_columns_out_of_the_documents(practices, tmp_path):  # noqa: F811
    ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"
    outgoing.ours("csv", str(ours), TINY.practices)
    outgoing.copy_columns(str(theirs))
    with ours.open(encoding="utf-8-sig", newline="") as one, theirs.open(encoding="utf-8", newline="") as other:
        rows, others = list(csv.DictReader(one)), list(csv.DictReader(other))
    assert list(others[0]) == list(sheets.OUT)
    alike = ("code", "title", "summary", "edition", "published", "start_year", "approach", "caution")
    assert [[row[key] for key in alike] for row in others] == [[row[key] for key in alike] for row in rows]


def test_the_peak_of_a_process_is_its_own():
    held = bytearray(300_000_000)
    command = [sys.executable, "-c", "from tests.benchmarks import usage; print(usage.peak())"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR)
    if sys.platform == "linux":
        assert float(run.stdout) < 100 < len(held) / usage.MEGABYTE
    assert usage.peak() > 300


def cost(cpu: float, peak: float) -> costs.Cost:
    return costs.Cost(cpu=cpu, wall=2 * cpu, whole_cpu=cpu + 1, peak=peak)


def test_what_exporting_adds_to_an_idle_process_is_compared():
    found = {"idle": cost(0, 100), "xlsx": cost(4, 120), "stock": cost(10, 500)}
    figures = {figure.what.partition("columns, ")[2]: figure for figure in exporting._workbooks(found, 10_000)}
    cpu, memory = (
        figures["CPU against django-import-export"],
        figures["peak memory beyond it, against django-import-export"],
    )
    assert (cpu.value, cpu.limit) == (0.4, 0.4)
    assert (memory.value, memory.limit) == (0.05, 0.1)
    whole = figures["peak memory of the whole process, against django-import-export"]
    assert (whole.value, whole.limit) == (0.24, None)


def test_the_middle_of_several_costs_is_taken_figure_by_figure():
    found = costs.middle([cost(1, 30), cost(3, 10), cost(2, 20)])
    assert (found.cpu, found.wall, found.peak) == (2, 4, 20)


def test_both_imports_leave_the_same_rows(practices, tmp_path):  # noqa: F811
    path, before = tmp_path / "in.xlsx", incoming.latest()
    incoming.write(str(path), ROWS)
    with transaction.atomic():
        assert stock_import.load(str(path), []) == ROWS
        theirs, left = by_title(before), incoming.left(before)
        transaction.set_rollback(True)
    made = [{key: value for key, value in one.items() if key != "staff"} for one in sheets.incoming(ROWS)]
    document.load_many(made, by=User.objects.get(email=population.ADMINISTRATOR), channel=Channel.IMPORT)
    assert by_title(before) == theirs
    assert incoming.left(before) == left


def by_title(after: int) -> dict:
    """The practices that came after this one, with what staff lists keep of them, whatever their codes."""
    rows = Practice.objects.filter(pk__gt=after).values("pk", "title", "search_text", "code", "revision", "author")
    documents_ = document.build_many([row["pk"] for row in rows], staff=True)
    return {
        row["title"]: (
            documents_[row["pk"]] | {"code": ""}, row["search_text"].replace(row["code"].lower(), ""), row["revision"],
            row["author"],
        )
        for row in rows
    }  # fmt: skip
