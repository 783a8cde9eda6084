"""Bring fixtures/ into the database."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.document import DocumentError
from practices.fixtures.files import FixtureError
from practices.fixtures.loading import load_practices, load_reference
from practices.fixtures.upserting import Outcome
from practices.workflow import TransitionRefused


class Command(BaseCommand):
    help = "Load vocabularies, countries, organisations and practices. What is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", choices=["reference", "practices"], help="Load one of the two parts.")
        parser.add_argument("--path", type=Path, default=settings.BASE_DIR / "fixtures", help="Folder to read from.")
        parser.add_argument(
            "--refresh",
            action="store_true",
            help="Bring reference rows that exist to what the files say, over what curators wrote. Practices stay.",
        )

    def handle(self, *args: object, only: str | None, path: Path, refresh: bool, **options: object) -> None:
        outcomes = {}
        try:
            if only != "practices":
                outcomes |= load_reference(path, refresh=refresh)
            if only != "reference":
                outcomes["practices"] = load_practices(path)
        except (FixtureError, DocumentError, TransitionRefused) as error:
            raise CommandError(str(error)) from error
        for kind, outcome in outcomes.items():
            self.stdout.write(sentence(kind, outcome))


def sentence(kind: str, outcome: Outcome) -> str:
    """What happened to one kind."""
    return f"{kind}: {outcome.added} added, {outcome.changed} changed, {outcome.left} left as they were"
