"""What one row would do: add, change, nothing, or why not. Asked in batches, so that each costs few queries."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices import document, reference
from practices.codes import read_code
from practices.exchange import template
from practices.exchange.importing import allowing, deciding, editions, making, problems, proposing
from practices.exchange.importing.cases import Case
from practices.exchange.importing.comparing import Comparing
from practices.exchange.importing.familiar import SKIP, Familiar, digest
from practices.exchange.importing.mapping import ADD, CLEAR
from practices.exchange.importing.rights import Known, Rights
from practices.exchange.importing.sheet import Record
from practices.exchange.importing.unknown_words import OpenWords
from practices.exchange.importing.values import CellReader
from practices.models import Import, ImportRow
from practices.models.exchange import RowOutcome
from practices.models.practice import LONGEST_TITLE

UPDATE, ADD_CHOICE = "update:", "add"


class Judge:
    """Judges the rows of one import for the person who brought it."""

    def __init__(self, one: Import, records: list[Record], choices: dict[int, str]) -> None:
        self.one, self.choices = one, choices
        self.rights = Rights(one.person)
        self.language = one.mapping["language"]
        self.clears = one.mapping["empty"] == CLEAR
        self.words = OpenWords(one)
        self.reader = CellReader(one.mapping, one.reading, self.language, deciding.known_decisions(one), self.words)
        self.familiar = Familiar(one, self.rights)
        self.snapshot = reference.current()
        self.seen: dict[str, int] = {}  # code or digest: the first row that has it
        self.documents: dict[int, dict] = {}
        self.editions: dict[int, dict] = {}  # what rows of working copies that have moved on were taken from
        self.empty = document.empty()
        self.allowing = allowing.Allowing(self.rights, self._codes(records))
        self.comparing = Comparing(get_language() or "en")

    def judged(self, records: list[Record]) -> list[ImportRow]:
        """The rows of some records, in their order."""
        cases = [self._begun(record) for record in records]
        self._find(cases)
        new = [case for case in cases if not self._is_settled(case)]
        self._find_same_titles(new)
        for case in new:
            self._judge_new(case)
        return [case.row for case in cases]

    # Which practice it is --------------------------------------------------------------------------------------------

    def _begun(self, record: Record) -> Case:
        values = self.reader.read(record)
        choice = self.choices.get(record.number, "")
        row = ImportRow(of=self.one, number=record.number, choice=choice, digest=digest(record, self.reader.keys))
        return Case(record, values, row, problems=[*values.problems])

    def _find(self, cases: list[Case]) -> None:
        for case in cases:
            self._read_code(case)
        known = self.rights.by_codes(case.code for case in cases if case.code)
        before = self.familiar.before(case.row.digest for case in cases if not case.code)
        for case in cases:
            if case.code:
                self._settle_code(case, known)
            else:
                case.before = before.get(case.row.digest)
        keys = {case.base.pk for case in cases if case.base}
        keys |= {case.before.practice.pk for case in cases if case.before and case.before.practice}
        self.documents = document.build_many(keys, staff=True) if keys else {}
        told = {case.base.pk: (case.values.edition, case.base.revision) for case in cases if case.base}
        self.editions = editions.behind(told)

    def _find_same_titles(self, cases: list[Case]) -> None:
        """Of practices that new rows may be, the documents: for all of these rows at once."""
        asked = [case for case in cases if not case.code and not case.problems and case.row.choice != ADD_CHOICE]
        for case, same in zip(asked, self.familiar.of_same_titles([case.after for case in asked]), strict=True):
            case.same = same
        keys = {known.pk for case in asked for known in case.same} - set(self.documents)
        self.documents |= document.build_many(keys, staff=True) if keys else {}

    def _read_code(self, case: Case) -> None:
        written = case.values.of("code") or ""
        if not written:
            if case.row.choice.startswith(UPDATE):
                case.code = read_code(case.row.choice.removeprefix(UPDATE)) or ""
                self._take(case, case.code)
            return
        if written == template.EXAMPLE_CODE:
            self._read_example(case)
            return
        case.code = read_code(written) or ""
        if not case.code:
            self._refuse_code(case, written, _("This is not the code of a practice."))
        else:
            self._take(case, written)

    def _take(self, case: Case, written: str) -> None:
        """One practice is what one row says of it, by its code or by a decision."""
        if case.row.choice == SKIP:
            return
        first = self.seen.setdefault(case.code, case.record.number)
        if first != case.record.number:
            message = _("The practice of this row is in row %(row)s already.")
            self._refuse_code(case, written, message % {"row": first})
            case.row.choice = ""  # what was decided is impossible: the next check asks again

    def _read_example(self, case: Case) -> None:
        if template.is_example(template.EXAMPLE_CODE, case.values.of("title") or ""):
            case.row.choice = SKIP
        else:
            message = _("Empty the code cell of this row: it still says that it is the example.")
            self._refuse_code(case, template.EXAMPLE_CODE, message)

    def _settle_code(self, case: Case, known: dict[str, Known]) -> None:
        case.base = known.get(case.code)
        if case.base is None:
            if self.one.mapping["unknown"] == ADD and self.rights.sees_all and not case.row.choice.startswith(UPDATE):
                case.is_unknown = True
            else:
                self._refuse_code(case, case.code, _("There is no practice with this code."))
        elif not case.base.may_change:
            self._refuse_code(case, case.code, _("You may not change this practice."))

    def _refuse_code(self, case: Case, value: str, message: str) -> None:
        place = self.reader.place_of("code")
        case.problems.append(self.reader.problem(case.record.number, place, value, message))

    def _codes(self, records: list[Record]) -> set[str]:
        """The codes that rows of this sheet would make practices of."""
        place = self.reader.place_of("code")
        if place is None or self.one.mapping["unknown"] != ADD:
            return set()
        written = (str(record.cells[place]) for record in records if place < len(record.cells))
        return {code for text in written if (code := read_code(text))}

    # What it does ----------------------------------------------------------------------------------------------------

    def _is_settled(self, case: Case) -> bool:
        """Judge what is there or is left out; of a new practice make the document."""
        row = case.row
        row.code = case.base.code if case.base else case.code
        row.title = self._title(case)
        if row.choice == SKIP or (case.before and case.before.is_left_out and not row.choice):
            row.outcome, row.choice = RowOutcome.SKIPPED, SKIP
        elif case.before and case.before.practice and not row.choice:
            self._is_there(row, case.before.practice)
        elif case.base is not None:
            self._judge_change(case)
        else:
            case.after = self._made(case, None)
            return False
        return True

    def _judge_change(self, case: Case) -> None:
        base = self.documents[case.base.pk]
        if edition := self.editions.get(case.base.pk):
            # The texts are in the language that the record showed when the sheet was made.
            language = making.text_language(case.values, edition, self.language, is_new=False, is_own=True)
            editions.leave_out_what_it_says(case.values, edition, language)
        after = self._made(case, base)
        case.row.title, case.row.revision = case.base.title, case.base.revision
        if case.problems:
            self._refuse(case)
        elif changed := self._difference(base, after):
            case.row.outcome, case.row.document = RowOutcome.CHANGED, changed
            case.row.changes = self.comparing.changes(base, after)
        else:
            self._is_there(case.row, case.base)

    def _judge_new(self, case: Case) -> None:
        row, after = case.row, case.after
        if not self.rights.may_add:
            self._refuse_row(case, _("You may not add practices."))
        if not case.code and row.digest in self.seen and row.choice != ADD_CHOICE:
            self._refuse_row(case, _("This row says the same as row %(row)s.") % {"row": self.seen[row.digest]})
        self.seen.setdefault(row.digest, case.record.number)
        if not row.title:
            # A line of totals: nobody should be asked what its words mean.
            case.problems = [problem for problem in case.problems if "question" not in problem]
        if case.problems:
            self._refuse(case)
        elif not case.code and row.choice != ADD_CHOICE and (there := self._there(case)):
            self._is_there(row, there)
        else:
            row.alike = [] if case.code or row.choice == ADD_CHOICE else self.familiar.alike(after)
            row.outcome = RowOutcome.ALIKE if row.alike else RowOutcome.NEW
            row.document = {key: value for key, value in after.items() if key != "schema" and (key != "code" or value)}

    def _there(self, case: Case) -> Known | None:
        """A practice of the same title and countries that this row would not change."""
        for known in case.same:
            base = self.documents.get(known.pk)
            if base and not self._difference(base, self._made(Case(case.record, case.values, case.row), base)):
                return known
        return None

    def _is_there(self, row: ImportRow, known: Known) -> None:
        row.outcome, row.code, row.title = RowOutcome.UNCHANGED, known.code, known.title
        row.practice_id, row.revision = known.pk, known.revision

    def _refuse(self, case: Case) -> None:
        number = case.record.number
        self.words.wait(number, case.problems)
        case.row.outcome, case.row.problems = RowOutcome.REFUSED, problems.shortened(number, case.problems)

    def _refuse_row(self, case: Case, message: str) -> None:
        case.problems.append(self.reader.problem(case.record.number, None, None, message))

    # Documents -------------------------------------------------------------------------------------------------------

    def _made(self, case: Case, base: dict | None) -> dict:
        """The document after this row; what is wrong with it is added to the problems."""
        values, number = case.values, case.record.number
        start = self.empty if base is None else base
        is_own = self.one.reading["is_own"]
        language = making.text_language(values, start, self.language, is_new=base is None, is_own=is_own)
        if base is None:
            start = start | {"original_language": values.of("original_language") or language, "code": case.code or None}
        found = making.made(start, values, language, clears=self.clears)
        if base is None:
            found |= {key: code for key, code in self.one.mapping.get("defaults", {}).items() if not found[key]}
        whole, faults = making.checked(found, self.snapshot)
        if not whole["texts"]:
            faults.append((f"texts.{language}.title", _("A practice needs a title.")))
        faults += self.allowing.faults(start, whole)
        case.problems += making.told(faults, values, self.reader, number, language)
        return proposing.named(whole, found)

    def _difference(self, base: dict, after: dict) -> dict:
        changed = making.changed_keys(base, after)
        return changed if len(changed) > 1 else {}

    def _title(self, case: Case) -> str:
        if case.base:
            return case.base.title
        keys = ("title", *(f"title_{language}" for language in reference.Language.values))
        told = next((text for key in keys if (text := case.values.of(key))), "")
        return str(told)[:LONGEST_TITLE]
