"""The confirmed rows into the registry: all in one transaction, or none."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import audit
from practices import document, reference, workflow
from practices.document import DocumentError
from practices.exchange.importing import making, proposing
from practices.exchange.importing.kinds import ImportRefused
from practices.exchange.importing.moving import move
from practices.exchange.importing.packing import packs
from practices.exchange.importing.progress import take_turns, telling
from practices.exchange.importing.rights import Rights, may_import
from practices.exchange.importing.written import remember
from practices.locking import busy_as
from practices.models import Import, ImportRow, Practice
from practices.models.exchange import ImportStep, RowOutcome
from practices.text import fold
from practices.vocabulary import Channel

WRITTEN = (RowOutcome.NEW, RowOutcome.CHANGED)
BATCH = 200
LONGEST_ERROR = 500
MOST_TOLD = 5  # faults of a load that comes to nothing


def may_load(one: Import, user) -> bool:
    """Whether this person may have its right rows written now."""
    if not may_import(user) or (user is not None and one.person_id != user.pk):
        return False
    return one.step == ImportStep.PREVIEW and any(one.counts.get(outcome) for outcome in WRITTEN)


def start_load(one: Import, *, by) -> None:
    """Confirm: → LOADING. The caller defers jobs.load_import(str(one.key)). Raises ImportRefused."""
    if not may_load(one, by):
        raise ImportRefused(_("This import cannot be written now."))
    total = sum(one.counts.get(outcome, 0) for outcome in WRITTEN)
    now, language = timezone.now(), get_language() or ""
    move(
        one, (ImportStep.PREVIEW,), step=ImportStep.LOADING, error="", done=0, total=total, started_at=now,
        language=language,
    )  # fmt: skip


def load(one: Import) -> None:
    """Job: write new and changed rows in one transaction; → DONE, or back to PREVIEW with `error`. Safe to run again.

    Rows whose practice moved since the preview, or that somebody else has loaded meanwhile, are left out and say so.
    """
    one.refresh_from_db()
    begun = one.started_at
    with translation.override(one.language or "en"):
        try:
            with busy_as(ImportRefused), telling(one) as tell, transaction.atomic():
                take_turns(one)
                one.refresh_from_db()
                # Somebody else has done it; or it failed, and nobody has confirmed it again.
                if one.step != ImportStep.LOADING or one.started_at != begun:
                    return
                Load(one, tell).run()
            audit.record("import_loaded", by=one.person, key=one.key, rows=one.done)
        except ImportRefused as refusal:
            _back(one, begun, str(refusal))
        except Exception:
            _back(one, begun, _("Nothing was written. The fault is in the registry, and its operators are told."))
            raise


def _back(one: Import, begun: datetime | None, error: str) -> None:
    # What this process remembers of the tables may have been undone with the transaction.
    reference.forget()
    Import.objects.filter(pk=one.pk, step=ImportStep.LOADING, started_at=begun).update(
        step=ImportStep.PREVIEW, error=error[:LONGEST_ERROR]
    )
    one.refresh_from_db()


class Load:
    """One load, within its transaction."""

    def __init__(self, one: Import, tell: Callable[[int], None]) -> None:
        self.one, self.tell = one, tell
        self.rights = Rights(one.person)
        self.snapshot = reference.current()
        self.rows = list(one.rows.filter(outcome__in=WRITTEN).order_by("number"))
        self.done = 0

    def run(self) -> None:
        """Write all that can be written."""
        if not may_import(self.one.person):
            raise ImportRefused(_("You may not import practices any more."))
        rows = self._still_right()
        rows = self._with_their_links(rows)
        codes, self.one.created = self._proposed(rows)
        for row in rows:
            row.document = proposing.with_codes(row.document, codes)
        # Practices that name each other come in together.
        for pack in packs(rows, BATCH):
            self._write(pack)
        self._finish()

    # What has changed since the preview ------------------------------------------------------------------------------

    def _still_right(self) -> list[ImportRow]:
        """Rows that may be written as they were shown; their practices are held. The others say why not."""
        codes = [row.code for row in self.rows if row.code]
        locked = Practice.objects.select_for_update(of=("self",)).filter(code__in=codes).order_by("pk")
        held = dict(locked.values_list("code", "revision"))
        known = self.rights.by_codes(codes)
        again = self._loaded_meanwhile()
        found = []
        for row in self.rows:
            if reason := self._reason(row, held, known, again):
                self._leave_out(row, reason)
            else:
                found.append(row)
        return found

    def _reason(self, row: ImportRow, held: dict, known: dict, again: set[str]) -> str:
        return self._reason_of_practice(row, held, known, again) or " ".join(making.gone(row.document, self.snapshot))

    def _reason_of_practice(self, row: ImportRow, held: dict, known: dict, again: set[str]) -> str:
        if row.outcome == RowOutcome.NEW:
            if not self.rights.may_add:
                return _("You may not add practices.")
            if row.code in held:
                return _("Meanwhile there is a practice with this code. Check the rows again.")
            if row.digest in again and row.choice != "add":
                return _("This row has been loaded meanwhile. Check the rows again.")
            return ""
        if row.code not in known:
            return _("There is no practice with this code any more.")
        if not known[row.code].may_change:
            return _("You may not change this practice.")
        if held.get(row.code) != row.revision:
            return _("Somebody has changed this practice since the preview. Check the rows again.")
        return ""

    def _loaded_meanwhile(self) -> set[str]:
        """Digests of new rows that another import has loaded since."""
        digests = [row.digest for row in self.rows if row.outcome == RowOutcome.NEW and not row.code]
        return set(
            ImportRow.objects.filter(
                digest__in=digests, loaded_revision__isnull=False, practice__in=self.rights.practices()
            )
            .exclude(of=self.one)
            .values_list("digest", flat=True)
        )

    def _with_their_links(self, rows: list[ImportRow]) -> list[ImportRow]:
        """Without rows that name a practice that does not come into being after all."""
        while True:
            coming = {row.code for row in rows if row.outcome == RowOutcome.NEW and row.code}
            named = {link["practice"] for row in rows for link in row.document.get("links", [])}
            there = set(Practice.objects.filter(code__in=named - coming).values_list("code", flat=True)) | coming
            missing = {
                row.pk for row in rows if any(link["practice"] not in there for link in row.document.get("links", []))
            }
            if not missing:
                return rows
            for row in rows:
                if row.pk in missing:
                    self._leave_out(row, _("It names a practice that does not come into being with this load."))
            rows = [row for row in rows if row.pk not in missing]

    def _leave_out(self, row: ImportRow, message: str) -> None:
        problem = {"row": row.number, "place": None, "column": "", "value": "", "message": message}
        row.outcome, row.problems = RowOutcome.REFUSED, [*row.problems, problem]
        row.save(update_fields=["outcome", "problems"])
        self._count(1)

    # Writing ---------------------------------------------------------------------------------------------------------

    def _proposed(self, rows: list[ImportRow]) -> tuple[dict, dict]:
        wanted = [pair for row in rows for pair in proposing.names_in(row.document)]
        if not wanted:
            return {}, {}
        types = {fold(text): code for text, code in self.one.decisions.get("types", {}).items()}
        return proposing.propose(wanted, self.one.mapping.get("language", ""), types)

    def _write(self, rows: list[ImportRow]) -> None:
        changed = {row.code: row.revision for row in rows if row.outcome == RowOutcome.CHANGED}
        states = dict(Practice.objects.filter(code__in=changed).values_list("pk", "state"))
        before = document.build_many(states, staff=True) if states else {}
        documents = [row.document for row in rows]
        try:
            practices = workflow.load_many(
                documents, by=self.one.person, channel=Channel.IMPORT, note=self._note(), expected=changed
            )
        except DocumentError as refusal:
            raise ImportRefused(_told(refusal, rows)) from None
        for row, practice in zip(rows, practices, strict=True):
            row.practice, row.code, row.loaded_revision = practice, practice.code, practice.revision
            row.before, row.state_before = before.get(practice.pk), states.get(practice.pk, "")
        remember(rows, documents=bool(self.one.created))
        self._count(len(rows))

    def _note(self) -> str:
        return _("From the sheet “%(name)s”.") % {"name": self.one.name}

    def _count(self, more: int) -> None:
        self.done += more
        self.tell(self.done)

    def _finish(self) -> None:
        one = self.one
        one.counts = dict.fromkeys(RowOutcome.values, 0)
        for outcome in one.rows.values_list("outcome", flat=True):
            one.counts[outcome] += 1
        # Where another job of this import has given up meanwhile, this one gives up, too.
        move(
            one, (ImportStep.LOADING,), counts=one.counts, created=one.created, step=ImportStep.DONE,
            loaded_at=timezone.now(), error="", done=self.done,
        )  # fmt: skip


def _told(refusal: DocumentError, rows: list[ImportRow]) -> str:
    """What is wrong, of the rows that it is in."""
    words = _("Row %(row)s: %(path)s: %(message)s")
    found = [words % {**fault, "row": rows[fault["index"]].number} for fault in refusal.errors[:MOST_TOLD]]
    return _("The registry has changed since the preview: %(why)s") % {"why": " ".join(found)}
