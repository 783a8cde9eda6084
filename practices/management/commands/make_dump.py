"""Make the full dump now, or see that it is current; and put a copy of its files where one wants them."""

import shutil
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from practices.management.progress import Bar
from practices.models import Dump
from practices.opendata import dump

BEING_MADE, NOT_WRITTEN = 1, 3
EPILOG = """\
examples:
  manage.py make_dump                    what the worker does by itself after changes
  manage.py make_dump --to /srv/deposit  and a copy of the files

exit codes: 0 done, or nothing to do · 1 somebody else is making it · 3 a file cannot be written
"""


class Command(BaseCommand):
    """`manage.py make_dump`: run again it does nothing, until something has changed."""

    help = "Make the files of all that is public, where the newest ones are not current."

    def create_parser(self, *args, **options):
        return super().create_parser(*args, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="Copy the files into this folder as well.")

    def handle(self, *args, to: Path | None = None, **options):
        before = dump.latest()
        bars: dict[str, Bar] = {}

        def told(file: str, done: int, total: int) -> None:
            if file not in bars:
                finish(bars)
                bars[file] = Bar(self.stderr._out, file, total)
            bars[file](done)

        try:
            made = dump.make(told)
        except dump.BeingMade:
            raise CommandError(
                "Somebody else is making the dump. Try again in a minute.", returncode=BEING_MADE
            ) from None
        except OSError as error:
            raise CommandError(f"The dump cannot be written: {error}", returncode=NOT_WRITTEN) from error
        finally:
            finish(bars)
        is_new = before is None or before.key != made.key
        size = sum(one["bytes"] for one in made.files)
        self.stdout.write(
            f"{'Made' if is_new else 'Current already'}: {made.total:,} practices, {len(made.files)} files, {size:,} bytes."
        )
        if to is not None:
            self._copy(made, to)

    def _copy(self, made: Dump, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for one in made.files:
                part = folder / f".{one['name']}.part"
                with dump.open_file(made, one["name"]) as content, part.open("wb") as copy:
                    shutil.copyfileobj(content, copy)
                part.replace(folder / one["name"])
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error}", returncode=NOT_WRITTEN) from error
        self.stdout.write(f"Copied to {folder}.")


def finish(bars: dict[str, Bar]) -> None:
    """Take away the lines that are drawn."""
    for bar in bars.values():
        bar.finish()
