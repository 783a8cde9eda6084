"""Not offered: the library's own command of this name would write and read tables past columns, checks and workflow."""

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Names the command to use."""

    help = "Not offered here: use import_practices."

    def add_arguments(self, parser) -> None:
        """Whatever is given, the answer is the same."""
        parser.add_argument("arguments", nargs="*")

    def handle(self, *args, **options) -> None:
        """Refuse."""
        raise CommandError("Use manage.py import_practices: it knows the columns and keeps to the rules.")
