"""Write the page of the documentation that describes every column."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.exchange import dictionary

PAGE = settings.BASE_DIR / "docs" / "data-dictionary.md"


class Command(BaseCommand):
    """`manage.py build_data_dictionary`: after a change of the columns; needs no database."""

    help = "Write docs/data-dictionary.md from the declaration of the columns."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--path", type=Path, default=PAGE, help="File to write.")
        parser.add_argument("--check", action="store_true", help="Write nothing; fail where the file is not current.")

    def handle(self, *args, path, check, **options):
        made = dictionary.markdown()
        current = path.read_text(encoding="utf-8") if path.exists() else ""
        if made == current:
            self.stdout.write(f"{path.name} is current.")
        elif check:
            raise CommandError(f"{path.name} is not current. Run manage.py build_data_dictionary.")
        else:
            path.write_text(made, encoding="utf-8")
            self.stdout.write(f"{path.name} was written.")
