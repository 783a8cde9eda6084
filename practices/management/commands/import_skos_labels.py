"""Take labels and other names of our terms out of a file of SKOS."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from practices.opendata.skos import importing
from practices.opendata.skos.importing import Outcome
from practices.opendata.skos.reading import MOST_BYTES, FileRefused, graph_of
from practices.text import clean
from practices.vocabulary import Channel, Language

SHOWN = 60  # characters of a text in the table


class Command(BaseCommand):
    """`manage.py import_skos_labels FILE`: shows what is new, changed, unchanged and refused; writes all or nothing."""

    help = (
        "Take prefLabels, and altLabels as other names, of terms the registry has out of Turtle, JSON-LD or RDF/XML."
        " Codes and relations are never changed, and no term is added."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="Ends in .ttl, .jsonld, .json, .rdf or .xml; at most 10 MiB.")
        parser.add_argument("--language", nargs="+", choices=Language.values, default=Language.values, metavar="CODE")
        parser.add_argument("--overwrite", action="store_true", help="Change English labels, too.")
        parser.add_argument(
            "--base",
            default="",
            metavar="ADDRESS",
            help="The site that the addresses in the file name, where it is not this one.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Show what would happen, and write nothing.")

    def handle(self, *args, file, language, overwrite, base, dry_run, verbosity, **options):
        try:
            with file.open("rb") as handle:
                content = handle.read(MOST_BYTES + 1)
            graph = graph_of(content, file.name)
            report = importing.bring_in(
                graph, languages=language, overwrite=overwrite, is_trial=dry_run, base=base, channel=Channel.COMMAND
            )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except (FileRefused, importing.ImportRefused) as refusal:
            raise CommandError(str(refusal)) from None
        self._show(report, verbosity)
        counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Outcome)
        self.stdout.write(f"{counts}. {'Nothing was written.' if dry_run else ''}".strip())

    def _show(self, report: importing.Report, verbosity: int) -> None:
        """A line for each row; unchanged ones only where more is asked for."""
        for row in report.rows:
            if row.outcome != Outcome.UNCHANGED or verbosity > 1:
                old = f" (was: {row.old[:SHOWN]})" if row.outcome == Outcome.CHANGED else ""
                reason = f" – {row.reason}" if row.reason else ""
                name = clean("/".join(row.of))
                self.stdout.write(
                    f"{row.outcome:<9}  {name}  {row.what} {clean(row.language)[:20] or '–'}: {row.text[:SHOWN]}{old}{reason}"
                )
        for address in report.unknown:
            self.stdout.write(f"unknown    {' '.join(clean(address).split())[:200]}: no term of the registry")
