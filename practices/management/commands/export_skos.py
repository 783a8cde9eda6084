"""Write vocabularies as SKOS into a folder."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from practices import reference
from practices.opendata import skos

ALL = "vocabularies"  # the file that lists them


class Command(BaseCommand):
    """`manage.py export_skos [VOCABULARY …] --to FOLDER`: a file for each, as their addresses serve it."""

    help = "Write vocabularies as SKOS (Turtle or JSON-LD); all of them, and a list of them, where none is named."

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", metavar="VOCABULARY", help=", ".join(skos.NAMES))
        parser.add_argument("--format", choices=skos.ENDINGS, default=skos.ENDINGS[0])
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="Made where it is not there.")

    def handle(self, *args, names, format, to, **options):
        if unknown := [name for name in names if not skos.exists(name)]:
            raise CommandError(f"There is no vocabulary {unknown[0]}. There are: {', '.join(skos.NAMES)}.")
        snapshot = reference.current()
        try:
            to.mkdir(parents=True, exist_ok=True)
            for name in names or ("", *skos.NAMES):
                path = to / f"{name or ALL}.{format}"
                path.write_bytes(skos.written(name, "", format, snapshot))
                self.stdout.write(path.name)
        except OSError as error:
            raise CommandError(f"{to} cannot be written: {error.strerror}.") from None
