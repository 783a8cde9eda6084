"""Practices into a file, as the page of a search or the export screen of the admin gives them."""

import os
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import timezone

from practices.exchange import exporting
from practices.exchange.columns import Layout
from practices.exchange.exporting.asked import LABELS, YES, offered
from practices.exchange.formats import FORMATS, Front, Table, TooMany, stream, write
from practices.management.progress import Bar
from practices.models import Practice

USAGE, NOT_WRITTEN = 2, 3
ALL, STDOUT = "all", "-"
EPILOG = """\
examples:
  manage.py export_practices practices.xlsx
  manage.py export_practices kenya.csv --query "q=recruitment&country=KE" --language fr --labels
  manage.py export_practices everything.jsonl --columns all --codes
  manage.py export_practices - --format csv --layout figures | gzip > figures.csv.gz
  manage.py export_practices desk.xlsx --working-copies --staff --columns all

exit codes: 0 done · 2 something asked for does not exist · 3 the file cannot be written
"""


class Command(BaseCommand):
    """`manage.py export_practices OUT`: the public practices, or with --working-copies what staff work on."""

    help = "Write practices into a workbook (XLSX), CSV, JSON, JSON Lines or GeoJSON."

    def create_parser(self, *args, **options):
        return super().create_parser(*args, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser):
        parser.add_argument("out", help=f'File to write; "{STDOUT}" is standard output (not for xlsx).')
        parser.add_argument("--format", choices=FORMATS, help="By default what the name of the file ends with.")
        parser.add_argument("--query", default="", help="Which practices: the query of a search page, or its address.")
        parser.add_argument("--columns", default="", help=f'Keys with commas between them, or "{ALL}".')
        parser.add_argument("--layout", choices=Layout.values, default="", help="What one row is.")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")
        parser.add_argument("--codes", action="store_true", help="Codes beside names.")
        parser.add_argument("--labels", action="store_true", help="Labels instead of keys as headings (CSV).")
        parser.add_argument("--working-copies", action="store_true", help="Working copies of all practices instead.")
        parser.add_argument("--staff", action="store_true", help="With what is for staff only; of working copies.")

    def handle(self, *args, out, **options):
        format = options["format"] or Path(out).suffix.lstrip(".").lower()
        if format not in FORMATS:
            raise CommandError(f"Give a --format: {', '.join(FORMATS)}.", returncode=USAGE)
        if options["staff"] and not options["working_copies"]:
            raise CommandError(
                "--staff goes with --working-copies: public records have no such columns.", returncode=USAGE
            )
        if out == STDOUT and not FORMATS[format].is_streamed:
            raise CommandError(f"{format} cannot go to standard output: name a file.", returncode=USAGE)
        table, total = working_copies(options, format) if options["working_copies"] else public(options, format)
        if out == STDOUT:
            self._stream(format, table)
        else:
            self._write(format, table, Path(out), total)

    def _write(self, format: str, table: Table, path: Path, total: int) -> None:
        bar = Bar(self.stderr._out, path.name, total)
        try:
            rows = write(format, table, path, on_row=bar)
        except (OSError, TooMany) as error:
            raise CommandError(f"{path} cannot be written: {error}", returncode=NOT_WRITTEN) from error
        finally:
            bar.finish()
        size = path.stat().st_size
        self.stdout.write(f"{path}: {total:,} practices in {rows:,} rows, {size:,} bytes.")

    def _stream(self, format: str, table: Table) -> None:
        out = getattr(self.stdout._out, "buffer", None) or sys.stdout.buffer
        try:
            for piece in stream(format, table):
                out.write(piece)
            out.flush()
        except BrokenPipeError:
            # Whoever reads has enough, as `head` has; nor may Python find the pipe broken once more when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def public(options: dict, format: str) -> tuple[Table, int]:
    """The table of a search's public practices, and how many these are. Raises CommandError."""
    query = options["query"]
    given = QueryDict(urlsplit(query).query if "?" in query else query, mutable=True)
    for name, value in _parameters(options, staff=False):
        given[name] = value
    order = exporting.read_order(given, options["language"])
    _refuse([f"{problem.label}: {problem.message}" for problem in order.problems])
    return exporting.table_of(order, exporting.front_of(order, format), format), order.total


def working_copies(options: dict, format: str) -> tuple[Table, int]:
    """The table of all working copies, and how many these are. Raises CommandError."""
    if options["query"]:
        raise CommandError("--query searches what is public; --working-copies are all of them.", returncode=USAGE)
    given = QueryDict(mutable=True)
    given.update(dict(_parameters(options, staff=options["staff"])))
    asked, problems = exporting.asked_of(given, staff=options["staff"])
    _refuse(problems)
    keys = [*Practice.objects.order_by("pk").values_list("pk", flat=True)]
    facts = [("What", "Working copies, not published"), ("Made", f"{timezone.now():%Y-%m-%d %H:%M} UTC")]
    front = Front(str(settings.SITE_NAME), facts)
    table = exporting.of_working_copies(
        keys, asked, options["language"], front=front, staff=options["staff"], format=format
    )
    return table, len(keys)


def _parameters(options: dict, *, staff: bool) -> list[tuple[str, str]]:
    """What is asked for, as an address has it."""
    columns = ",".join(offered(staff=staff)) if options["columns"] == ALL else options["columns"]
    found = [
        ("columns", columns),
        ("layout", options["layout"]),
        ("codes", YES if options["codes"] else ""),
        ("headings", LABELS if options["labels"] else ""),
    ]
    return [(name, value) for name, value in found if value]


def _refuse(problems: list[str]) -> None:
    if problems:
        raise CommandError("\n".join(map(str, problems)), returncode=USAGE)
