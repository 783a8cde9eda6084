"""A whole load taken back: what it made goes, what it changed is as it was; what people have touched since stays."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import audit
from practices import reference, workflow
from practices.document import DocumentError
from practices.exchange.importing import proposing
from practices.exchange.importing.kinds import ImportRefused
from practices.exchange.importing.moving import move
from practices.exchange.importing.progress import take_turns, telling
from practices.exchange.importing.rights import Rights, may_import
from practices.locking import busy_as
from practices.models import Import, ImportRow, Link, Practice
from practices.models.exchange import ImportStep
from practices.vocabulary import Channel, State

# What the load left as a draft: what it made, and what was public; everything else stayed as it was.
MADE_DRAFTS = ("", State.PUBLISHED)
IS_TOUCHED = (
    Q(practice=None)
    | ~Q(practice__revision=F("loaded_revision"))
    | (Q(state_before__in=MADE_DRAFTS) & ~Q(practice__state=State.DRAFT))
    | (~Q(state_before__in=MADE_DRAFTS) & ~Q(practice__state=F("state_before")))
)  # of rows that were written
LONGEST_REASON = 300
LONGEST_ERROR = 500
BATCH = 200


def may_undo(one: Import, user) -> bool:
    """Whether this person may take the whole load back."""
    return one.step == ImportStep.DONE and _is_allowed(one, user)


def _is_allowed(one: Import, user) -> bool:
    return may_import(user) and (user is None or one.person_id == user.pk or Rights(user).sees_all)


def start_undo(one: Import, *, by) -> None:
    """→ UNDOING. The caller defers jobs.undo_import(str(one.key), by.pk). Raises ImportRefused."""
    if not may_undo(one, by):
        raise ImportRefused(_("This import cannot be undone now."))
    total = one.rows.filter(loaded_revision__isnull=False).count()
    now, language = timezone.now(), get_language() or ""
    move(
        one, (ImportStep.DONE,), step=ImportStep.UNDOING, error="", done=0, total=total, started_at=now,
        language=language,
    )  # fmt: skip


def undo(one: Import, *, by) -> None:
    """Job: delete what it created and bring back what it changed, in one transaction; → UNDONE. Safe to run again.

    Practices somebody has touched since are kept: ImportRow.kept says why.
    """
    one.refresh_from_db()
    begun = one.started_at
    with translation.override(one.language or "en"):
        try:
            with busy_as(ImportRefused), telling(one) as tell, transaction.atomic():
                take_turns(one)
                one.refresh_from_db()
                if one.step != ImportStep.UNDOING or one.started_at != begun:
                    return
                Undo(one, by, tell).run()
            audit.record("import_undone", by=by, key=one.key, rows=one.done)
        except (ImportRefused, workflow.TransitionRefused) as refusal:
            _back(one, begun, str(refusal))
        except DocumentError as refusal:
            _back(one, begun, _("The registry has changed since the load: %(why)s") % {"why": refusal})
        except Exception:
            _back(one, begun, _("Nothing was undone. The fault is in the registry, and its operators are told."))
            raise


def _back(one: Import, begun: datetime | None, error: str) -> None:
    reference.forget()
    Import.objects.filter(pk=one.pk, step=ImportStep.UNDOING, started_at=begun).update(
        step=ImportStep.DONE, error=error[:LONGEST_ERROR]
    )
    one.refresh_from_db()


class Undo:
    """One undo, within its transaction."""

    def __init__(self, one: Import, by, tell: Callable[[int], None]) -> None:
        self.one, self.by, self.tell = one, by, tell
        self.rights = Rights(by)
        # The registry itself acts only through channels of its own.
        self.channel = Channel.COMMAND if by is None else Channel.IMPORT
        self.rows = list(one.rows.filter(loaded_revision__isnull=False).order_by("number"))

    def run(self) -> None:
        """Take back all that can be taken back."""
        if not _is_allowed(self.one, self.by):
            raise ImportRefused(_("You may not undo this import any more."))
        held = self._held()
        rows = [row for row in self.rows if not self._keep_touched(row, held)]
        self._bring_back([row for row in rows if row.before is not None])
        self._delete([row for row in rows if row.before is None], held)
        proposing.take_back(self.one.created)
        now, done = timezone.now(), len(self.rows)
        move(self.one, (ImportStep.UNDOING,), step=ImportStep.UNDONE, undone_at=now, error="", done=done)

    def _held(self) -> dict[int, Practice]:
        keys = [row.practice_id for row in self.rows if row.practice_id]
        practices = Practice.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        return {practice.pk: practice for practice in practices}

    def _keep_touched(self, row: ImportRow, held: dict[int, Practice]) -> bool:
        practice = held.get(row.practice_id)
        if practice is None:
            reason = _("It has been deleted since.")
        elif practice.revision != row.loaded_revision:
            reason = _("It has been changed since.")
        elif practice.state != (expected := _state_after(row)):
            words = (
                _("It is no draft any more: %(state)s.")
                if expected == State.DRAFT
                else _("It has moved on: %(state)s.")
            )
            reason = words % {"state": practice.get_state_display()}
        elif row.before is not None and not self._may_change(practice):
            reason = _("You may not change this practice.")
        else:
            return False
        self._keep(row, reason)
        return True

    def _may_change(self, practice: Practice) -> bool:
        known = self.rights.known(pk=practice.pk).get(practice.code)
        return known is not None and known.may_change

    def _keep(self, row: ImportRow, reason: str) -> None:
        row.kept = reason[:LONGEST_REASON]
        row.save(update_fields=["kept"])

    # What it changed -------------------------------------------------------------------------------------------------

    def _bring_back(self, rows: list[ImportRow]) -> None:
        for start in range(0, len(rows), BATCH):
            pack = rows[start : start + BATCH]
            practices = workflow.load_many(
                [_as_before(row) for row in pack], by=self.by, channel=self.channel, note=self._note(),
                expected={row.code: row.loaded_revision for row in pack},
            )  # fmt: skip
            public = [one for row, one in zip(pack, practices, strict=True) if row.state_before == State.PUBLISHED]
            workflow.settle_back(public, by=self.by, channel=self.channel, note=self._note())
            self._forget(pack)
            self.tell(start + len(pack))

    # What it made ----------------------------------------------------------------------------------------------------

    def _delete(self, rows: list[ImportRow], held: dict[int, Practice]) -> None:
        rows = self._deletable(rows, held)
        keys = [row.practice_id for row in rows]
        # They go together: links among them keep none of them.
        Link.objects.filter(practice__in=keys, target__in=keys).delete()
        for row in rows:
            workflow.delete(held[row.practice_id], by=self.by, channel=self.channel)
        self._forget(rows)

    def _deletable(self, rows: list[ImportRow], held: dict[int, Practice]) -> list[ImportRow]:
        """Those that nothing keeps: no edition, no link from what stays, and the right to delete them."""
        rows = [row for row in rows if not self._keep_by_right(row, held[row.practice_id])]
        while True:
            keys = {row.practice_id for row in rows}
            outside = dict(
                Link.objects.filter(target__in=keys).exclude(practice__in=keys).values_list("target", "practice__code")
            )
            if not outside:
                return rows
            for row in rows:
                if row.practice_id in outside:
                    named = {"code": outside[row.practice_id]}
                    self._keep(row, _("Another practice links to it: %(code)s.") % named)
            rows = [row for row in rows if row.practice_id not in outside]

    def _keep_by_right(self, row: ImportRow, practice: Practice) -> bool:
        if practice.editions.exists():
            self._keep(row, _("It has been published."))
        elif (
            self.by is not None
            and practice.author_id != self.by.pk
            and not self.by.has_perm("practices.delete_practice")
        ):
            self._keep(row, _("Only who loaded it, or an administrator, may delete it."))
        else:
            return False
        return True

    def _forget(self, rows: list[ImportRow]) -> None:
        """The rows are not what became of these practices any more, or an equal row would be taken for known."""
        ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(
            practice=None, loaded_revision=None, before=None, state_before=""
        )

    def _note(self) -> str:
        return _("The import of “%(name)s” was undone.") % {"name": self.one.name}


def _state_after(row: ImportRow) -> str:
    """In which the load left the practice."""
    return State.DRAFT if row.state_before in MADE_DRAFTS else row.state_before


def _as_before(row: ImportRow) -> dict:
    """The document as it was, which also takes away texts that came with the load."""
    gone = [language for language in row.document.get("texts", {}) if language not in row.before["texts"]]
    return row.before | {"texts": row.before["texts"] | dict.fromkeys(gone)}
