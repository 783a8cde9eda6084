"""A sheet into the registry without the wizard: the same reading, checking and loading, and the same undo afterwards."""

import gc
import json
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from practices.exchange import importing, matching
from practices.exchange.books import Unreadable
from practices.exchange.importing import ImportRefused, OpenQuestion, store
from practices.management.progress import Bar, watched
from practices.models import Import, Mapping
from practices.models.exchange import ImportStep, RowOutcome
from practices.vocabulary import Language

OPEN, USAGE, UNREADABLE = 1, 2, 3
WAITING = (RowOutcome.REFUSED, RowOutcome.ALIKE)
MOST_TOLD = 20
EPILOG = """\
Nothing is written unless every row can be, or --only-valid is given. Rows become drafts; what was written can be undone
as a whole in the admin. The same file again changes nothing.

answers (--answers, --questions): {"values": {"country": {"Holland": "NL", "Atlantis": ""}}, "rows": {"12": "skip"}}
  a code, "" to leave the word out, "+" to propose a new organisation or tag; of rows "add", "skip", "update:CODE"

examples:
  manage.py import_practices partner.ods --by curator@registry.example --dry-run --questions open.json
  manage.py import_practices partner.ods --by curator@registry.example --mapping "Partner A" --answers open.json
  manage.py import_practices everything.xlsx --most-rows 100000 --add-unknown-codes

exit codes: 0 done, or nothing to do · 1 rows refused or questions open · 2 something asked for is not possible ·
  3 the file cannot be read
"""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Have Python look for unreachable objects less often: documents are many and make no circles."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


class Command(BaseCommand):
    """`manage.py import_practices FILE`."""

    help = "Bring practices in from XLSX, XLS, ODS, CSV, JSON or JSON Lines."

    def create_parser(self, *args, **options):
        return super().create_parser(*args, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", default="", help="E-mail address of who imports; without it, the registry itself.")
        parser.add_argument("--sheet", default="", help="By default the one that is proposed.")
        parser.add_argument("--header-row", type=int, default=0, help="Counted from 1, as the spreadsheet shows it.")
        parser.add_argument("--encoding", default="", help="Of a CSV file; by default the one that is proposed.")
        parser.add_argument("--separator", default="", help="Of a CSV file; by default the one that is proposed.")
        parser.add_argument("--mapping", default="", help="Name of a kept mapping of columns.")
        parser.add_argument("--language", choices=Language.values, default="", help="Of the names and texts in it.")
        parser.add_argument("--empty", choices=("keep", "clear"), default="", help="What an empty cell does.")
        parser.add_argument("--add-unknown-codes", action="store_true",
            help="A code that no practice has makes a new one, as when a registry is filled again from its export.")  # fmt: skip
        parser.add_argument(
            "--answers", type=Path, help="JSON with what uncertain words mean and what to do with rows."
        )
        parser.add_argument("--questions", type=Path, help="Write the words that are still uncertain into this file.")
        parser.add_argument("--only-valid", action="store_true", help="Write the right rows and leave the others out.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen; write and keep nothing.")
        parser.add_argument("--most-rows", type=int, default=None, help="Allow more rows than an upload may have.")

    def handle(self, *args, file, **options):
        with seldom_collected():
            return self._handle(file, options)

    def _handle(self, file: Path, options: dict):
        one = None
        try:
            one = self._received(file, options)
            self._checked(one, options)
            return self._finish(one, options)
        except Unreadable as refusal:
            raise CommandError(str(refusal), returncode=UNREADABLE) from None
        except ImportRefused as refusal:
            raise CommandError(str(refusal), returncode=USAGE) from None
        finally:
            if one is not None and (options["dry_run"] or one.step != ImportStep.DONE):
                one.delete()
                store.drop(one)

    # Steps, as the wizard takes them ---------------------------------------------------------------------------------

    def _received(self, file: Path, options: dict) -> Import:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.", returncode=UNREADABLE)
        person = _person(options["by"])
        return importing.receive(file, by=person, name=file.name, most_rows=options["most_rows"])

    def _checked(self, one: Import, options: dict) -> None:
        reading = one.reading
        importing.read_as(
            one, sheet=options["sheet"] or reading["sheet"], header_row=options["header_row"] or reading["header_row"],
            encoding=options["encoding"], separator=options["separator"],
        )  # fmt: skip
        if options["mapping"]:
            importing.apply_mapping(one, _mapping(options["mapping"]))
        given, answers = one.mapping, _answers(options["answers"])
        importing.set_columns(
            one, columns=given["columns"], language=options["language"] or given["language"],
            empty=options["empty"] or given["empty"], unknown="add" if options["add_unknown_codes"] else given["unknown"],
        )  # fmt: skip
        self._check(one)
        if answers["values"]:
            importing.decide(one, folded(answers["values"], importing.questions(one)), one.person, remember=False)
            self._check(one)
        if answers["rows"]:
            importing.choose(one, answers["rows"])
            self._check(one)

    def _check(self, one: Import) -> None:
        with self._bar(one, "Checking"):
            importing.check(one)
        if one.step != ImportStep.PREVIEW:
            raise Unreadable(one.error)

    def _finish(self, one: Import, options: dict) -> None:
        questions = importing.questions(one)
        self._tell(one, questions)
        if options["questions"]:
            _write_questions(options["questions"], questions)
        waiting = sum(one.counts[outcome] for outcome in WAITING)
        if waiting and not options["only_valid"]:
            raise CommandError("Nothing was written: see the rows above.", returncode=OPEN)
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
        elif not (one.counts[RowOutcome.NEW] or one.counts[RowOutcome.CHANGED]):
            self.stdout.write("There is nothing to write.")
        else:
            self._load(one)

    def _load(self, one: Import) -> None:
        importing.start_load(one, by=one.person)
        with self._bar(one, "Writing"):
            importing.load(one)
        if one.step != ImportStep.DONE:
            raise CommandError(one.error, returncode=OPEN)
        written = one.rows.filter(loaded_revision__isnull=False).count()
        self.stdout.write(f"{written:,} practices were written as drafts. Import {one.key} can be undone in the admin.")

    # What is said ----------------------------------------------------------------------------------------------------

    def _bar(self, one: Import, label: str):
        def ask() -> tuple[int, int] | None:
            return Import.objects.filter(pk=one.pk).values_list("done", "total").first()

        return watched(Bar(self.stderr._out, label, one.total), ask)

    def _tell(self, one: Import, questions: list[OpenQuestion]) -> None:
        told = [f"{RowOutcome(outcome).label}: {count:,}" for outcome, count in one.counts.items() if count]
        self.stdout.write(f"{one.name}: {', '.join(told) or 'no rows'}.")
        for row in one.rows.filter(outcome__in=WAITING)[:MOST_TOLD]:
            self.stdout.write(f"  row {row.number} {row.title[:60]!r}: {row.get_outcome_display()}")
            for problem in row.problems:
                self.stdout.write(f"    {problem['column']} {str(problem['value'])[:60]!r}: {problem['message']}")
            for alike in row.alike:
                self.stdout.write(f"    {alike['code']} {alike['title'][:60]!r}")
        for question in questions[:MOST_TOLD]:
            likely = ", ".join(f"{one['code']} {one['label']}" for one in question.candidates) or "nothing alike"
            self.stdout.write(f"  {question.vocabulary} {question.text!r} in {question.rows} rows? {likely}")


def folded(given: dict[str, dict[str, str]], questions: list[OpenQuestion]) -> dict[str, dict[str, str]]:
    """Answers by the words of the sheet, as they are looked for."""
    asked = {question.vocabulary for question in questions}
    return {
        vocabulary: {matching.folded(text): code for text, code in words.items()}
        for vocabulary, words in given.items()
        if vocabulary in asked
    }


def _person(address: str):
    if not address:
        return None
    person = get_user_model().objects.filter(email__iexact=address).first()
    if person is None or not importing.may_import(person):
        raise CommandError("This person may not import practices.", returncode=USAGE)
    return person


def _mapping(name: str) -> Mapping:
    found = Mapping.objects.filter(name=name).first()
    if found is None:
        names = ", ".join(Mapping.objects.values_list("name", flat=True)) or "none is kept"
        raise CommandError(f"There is no mapping “{name}”: {names}.", returncode=USAGE)
    return found


def _answers(path: Path | None) -> dict:
    """What a file of answers says, in its shape."""
    if path is None:
        return {"values": {}, "rows": {}}
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        values = {str(key): {str(text): str(code) for text, code in words.items()}
                  for key, words in given.get("values", {}).items()}  # fmt: skip
        return {"values": values, "rows": {int(row): str(choice) for row, choice in given.get("rows", {}).items()}}
    except (OSError, ValueError, AttributeError) as error:
        raise CommandError(f"{path} holds no answers: {error}", returncode=USAGE) from error


def _write_questions(path: Path, questions: list[OpenQuestion]) -> None:
    """The open words with the likeliest answer to each, to be looked through and given back."""
    values: dict[str, dict[str, str]] = {}
    for question in questions:
        likely = question.candidates[0]["code"] if question.candidates else ""
        values.setdefault(question.vocabulary, {})[question.text] = likely
    path.write_text(json.dumps({"values": values, "rows": {}}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
