"""The table of figures, with the machine they were measured on."""

import os
import platform
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import django
from django.db import connection

from tests.benchmarks.measure import Figure, Scale

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by make bench ARGS=--write -->", "<!-- end of figures -->"


class Machine:
    """What the figures depend on; made before measuring, so that the load at the start is not our own."""

    def __init__(self) -> None:
        self.load = os.getloadavg()[0]

    def described(self, scale: Scale) -> str:
        """One paragraph."""
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            server = cursor.fetchone()[0].split()[0]
        return (
            f"{scale.practices:,} practices. {date.today():%d %B %Y}; {os.cpu_count()} cores ({_processor()}),"
            f" {_memory()}; load average {self.load:.1f} before the run and {os.getloadavg()[0]:.1f} at its end;"
            f" Python {platform.python_version()}, Django {django.__version__}, PostgreSQL {server}, {sys.platform}."
        )


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found.group(1).strip() if found else platform.machine()


def _memory() -> str:
    try:
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return "memory not known"
    return f"{size / 2**30:.0f} GiB of memory"


def table(figures: list[Figure], machine: str) -> str:
    """Markdown."""
    lines = ["| figure | measured | limit | |", "|---|---:|---:|---|"]
    for figure in figures:
        value = "not measured" if figure.value is None else _worded(figure.value, figure.unit)
        lines.append(f"| {figure.what} | {value} | {_limit(figure)} | {_verdict(figure)} |")
    return "\n".join([*lines, "", machine])


def _limit(figure: Figure) -> str:
    if figure.limit is None:
        return ""
    return f"{'≥' if figure.at_least else '≤'} {_worded(figure.limit, figure.unit)}"


def _verdict(figure: Figure) -> str:
    if figure.value is None or figure.limit is None:
        return figure.note
    return "**missed**" if figure.is_missed else "met"


def _worded(value: float, unit: str) -> str:
    if value >= 100 or value == int(value):
        number = f"{value:.0f}"
    elif value >= 10:
        number = f"{value:.1f}"
    else:
        number = f"{value:.2f}" if value >= 1 or unit else f"{value:.3f}"  # shares: 0.968 is not 0.97
    return f"{number} {unit}".strip()


def marks(names: Sequence[str] = ()) -> tuple[str, str]:
    """The lines between which the table of a whole run stands, or that of these benchmarks alone."""
    if not names:
        return BEGIN, END
    listed = " ".join(names)
    return f'<!-- figures of {listed}: written by make bench ARGS="{listed} --write" -->', f"<!-- end of {listed} -->"


def has_place(names: Sequence[str]) -> bool:
    """Whether the page has a table of these benchmarks alone."""
    return all(mark in PAGE.read_text() for mark in marks(names))


def write(text: str, names: Sequence[str] = ()) -> None:
    """Put the table between its marks in docs/performance.md."""
    begin, end = marks(names)
    before, _begin, rest = PAGE.read_text().partition(begin)
    _old, _end, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
