"""Make fixtures/ out of a domain pack."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.fixtures.additions import ADDITIONS
from practices.fixtures.building import build_files
from practices.fixtures.pack import PackError


class Command(BaseCommand):
    help = "Make the files of fixtures/ out of the domain pack in a folder."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pack", type=Path, help="Folder of the domain pack.")
        parser.add_argument(
            "--additions", type=Path, default=ADDITIONS, help="YAML file with what this registry adds to the pack."
        )
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "fixtures", help="Folder to write to.")

    def handle(self, *args: object, pack: Path, additions: Path, to: Path, **options: object) -> None:
        try:
            counts = build_files(pack, to, additions)
        except PackError as error:
            raise CommandError(str(error)) from error
        for kind, count in counts.items():
            self.stdout.write(f"{kind}: {count}")
