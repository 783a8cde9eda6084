"""Retiring terms and organisations instead of deleting them: no longer offered, still on the records that name them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from practices.locking import busy_as
from practices.models import Event, Term
from practices.vocabulary import CLOSED_KINDS, Acceptance

LONGEST_NOTE = 1_000


class RetirementRefused(Exception):
    """It cannot be done now; the text is a sentence for the person."""


def is_allowed(entry: Model, user) -> bool:
    """Whether this person may retire such an entry and bring it back."""
    return user.is_active and user.has_perm(f"practices.change_{entry._meta.model_name}")


def refuse(entry: Model) -> None:
    """Raise RetirementRefused where an entry is neither retired nor brought back by anybody."""
    if isinstance(entry, Term) and entry.kind in CLOSED_KINDS:
        raise RetirementRefused(_("This vocabulary is closed: the registry itself relies on its terms."))
    if entry.replaced_by_id:
        raise RetirementRefused(_("It has been merged into another entry and stays retired."))


def retire(entry: Model, *, by, channel: str, note: str = "") -> Event:
    """Offer it no more. Raises PermissionDenied, RetirementRefused."""
    return _settle(entry, Acceptance.RETIRED, by, channel, note)


def bring_back(entry: Model, *, by, channel: str, note: str = "") -> Event:
    """Offer it again. Raises PermissionDenied, RetirementRefused."""
    return _settle(entry, Acceptance.ACCEPTED, by, channel, note)


def _settle(entry: Model, target: str, by, channel: str, note: str) -> Event:
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise RetirementRefused(_("A note has at most 1,000 characters."))
    with busy_as(RetirementRefused), transaction.atomic():
        # Their keys do not change, so whoever saves a practice that names them need not wait.
        locked = type(entry).objects.select_for_update(no_key=True).get(pk=entry.pk)
        if by is not None and not is_allowed(locked, by):
            raise PermissionDenied(_("You may not do this."))
        refuse(locked)
        was_retired = locked.acceptance == Acceptance.RETIRED
        if target == Acceptance.RETIRED and was_retired:
            raise RetirementRefused(_("It is retired already."))
        if target == Acceptance.ACCEPTED and not was_retired:
            raise RetirementRefused(_("It is not retired."))
        old, locked.acceptance = locked.acceptance, target
        locked.save(update_fields=["acceptance"])
        entry.acceptance = target
        kind = locked.kind if isinstance(locked, Term) else "organisation"
        return Event.objects.create(
            code=locked.code[:60], name="retired" if target == Acceptance.RETIRED else "brought_back", actor=by,
            channel=channel, note=note, changes=[{"path": kind, "old": old, "new": target}],
        )  # fmt: skip
