"""A whole load taken back: what it made goes, what it changed is as it was; what people have touched since stays."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import audit
from practices import reference, workflow
from practices.document import DocumentError
from practices.exchange.importing import proposing
from practices.exchange.importing.kinds import ImportRefused
from practices.exchange.importing.progress import take_turns, telling
from practices.exchange.importing.rights import Rights, may_import
from practices.locking import busy_as
from practices.models import Import, ImportRow, Link, Practice
from practices.models.exchange import ImportStep
from practices.vocabulary import Channel, State

LONGEST_REASON = 300
LONGEST_ERROR = 500
BATCH = 200


def may_undo(one: Import, user) -> bool:
    """Whether this person may take the whole load back."""
    if one.step != ImportStep.DONE or not may_import(user):
        return False
    return user is None or one.person_id == user.pk or Rights(user).sees_all


def start_undo(one: Import, *, by) -> None:
    """→ UNDOING. The caller defers jobs.undo_import(str(one.key), by.pk). Raises ImportRefused."""
    if not may_undo(one, by):
        raise ImportRefused(_("This import cannot be undone now."))
    total = one.rows.filter(loaded_revision__isnull=False).count()
    begun = Import.objects.filter(pk=one.pk, step=ImportStep.DONE).update(
        step=ImportStep.UNDOING, error="", done=0, total=total, started_at=timezone.now(), language=get_language() or ""
    )
    if not begun:
        raise ImportRefused(_("This import cannot be undone now."))
    one.refresh_from_db()


def undo(one: Import, *, by) -> None:
    """Job: delete what it created and bring back what it changed, in one transaction; → UNDONE. Safe to run again.

    Practices somebody has touched since are kept: ImportRow.kept says why.
    """
    one.refresh_from_db()
    with translation.override(one.language or "en"):
        try:
            with busy_as(ImportRefused), telling(one) as tell, transaction.atomic():
                take_turns()
                one.refresh_from_db()
                if one.step not in (ImportStep.DONE, ImportStep.UNDOING):
                    return
                Undo(one, by, tell).run()
            audit.record("import_undone", by=by, key=one.key, rows=one.done)
        except (ImportRefused, workflow.TransitionRefused) as refusal:
            _back(one, str(refusal))
        except DocumentError as refusal:
            _back(one, _("The registry has changed since the load: %(why)s") % {"why": refusal})
        except Exception:
            _back(one, _("Nothing was undone. The fault is in the registry, and its operators are told."))
            raise


def _back(one: Import, error: str) -> None:
    reference.forget()
    Import.objects.filter(pk=one.pk, step=ImportStep.UNDOING).update(step=ImportStep.DONE, error=error[:LONGEST_ERROR])
    one.refresh_from_db()


class Undo:
    """One undo, within its transaction."""

    def __init__(self, one: Import, by, tell: Callable[[int], None]) -> None:
        self.one, self.by, self.tell = one, by, tell
        self.rights = Rights(by)
        self.rows = list(one.rows.filter(loaded_revision__isnull=False).order_by("number"))

    def run(self) -> None:
        """Take back all that can be taken back."""
        held = self._held()
        rows = [row for row in self.rows if not self._keep_touched(row, held)]
        self._bring_back([row for row in rows if row.before is not None])
        self._delete([row for row in rows if row.before is None], held)
        proposing.take_back(self.one.created)
        one = self.one
        one.step, one.undone_at, one.error, one.done = ImportStep.UNDONE, timezone.now(), "", len(self.rows)
        one.save(update_fields=["step", "undone_at", "error", "done"])

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
        elif practice.state != State.DRAFT:
            reason = _("It is no draft any more: %(state)s.") % {"state": practice.get_state_display()}
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
            workflow.load_many(
                [_as_before(row) for row in pack], by=self.by, channel=Channel.IMPORT, note=self._note(),
                expected={row.code: row.loaded_revision for row in pack},
            )  # fmt: skip
            self._forget(pack)
            self.tell(start + len(pack))

    # What it made ----------------------------------------------------------------------------------------------------

    def _delete(self, rows: list[ImportRow], held: dict[int, Practice]) -> None:
        rows = self._deletable(rows, held)
        keys = [row.practice_id for row in rows]
        # They go together: links among them keep none of them.
        Link.objects.filter(practice__in=keys, target__in=keys).delete()
        for row in rows:
            workflow.delete(held[row.practice_id], by=self.by, channel=Channel.IMPORT)
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
            practice=None, loaded_revision=None, before=None
        )

    def _note(self) -> str:
        return _("The import of “%(name)s” was undone.") % {"name": self.one.name}


def _as_before(row: ImportRow) -> dict:
    """The document as it was, which also takes away texts that came with the load."""
    gone = [language for language in row.document.get("texts", {}) if language not in row.before["texts"]]
    return row.before | {"texts": row.before["texts"] | dict.fromkeys(gone)}
