"""The first page of the workplace: what waits for the person, how the registry is doing, and the way to every list."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices import queues, reference
from practices.admin.importing import access as imports
from practices.models import Notice, Organisation, Practice, Term
from practices.vocabulary import Acceptance

PARAMETER = "queue"  # of the list of practices


@dataclass(frozen=True)
class Row:
    """One practice in a queue."""

    practice: Practice
    address: str
    type: str
    days: int
    due: date | None
    is_overdue: bool
    is_asked: bool


@dataclass(frozen=True)
class Number:
    """One number, what it counts, and the list that shows just these."""

    title: str
    count: int
    address: str


def context(request) -> dict:
    """All that the page shows."""
    user = request.user
    mine, health = queues.offered(queues.MINE, user), queues.offered(queues.HEALTH, user)
    languages = queues.offered(queues.LANGUAGES, user)
    others = _beside_practices(user)
    counted = queues.counts(
        {queue.name: queue.practices(user) for queue in mine}
        | {name: queryset for name, (_title, queryset, _address) in others.items()}
    )
    if health:
        counted |= queues.kept_counts((*health, *languages), user)
    rows = _rows([queue for queue in mine if counted[queue.name]], user)
    return {
        "queues": [
            {"queue": queue, "count": counted[queue.name], "rows": rows.get(queue.name, []), "address": _list(queue)}
            for queue in mine
        ],
        "is_anything_waiting": any(counted[queue.name] for queue in mine),
        "health": [Number(queue.title, counted[queue.name], _list(queue)) for queue in health],
        "missing_languages": [Number(queue.title, counted[queue.name], _list(queue)) for queue in languages],
        "others": [Number(title, counted[name], address) for name, (title, _queryset, address) in others.items()],
        "waiting": _waiting(user) if health and counted["waiting"] else None,
        "may_add": user.has_perm("practices.add_practice"),
        "may_import": imports.may_import(user),
        "may_look": user.has_perm("practices.add_practice") or user.has_perm("practices.view_practice"),
    }


def _list(queue: queues.Queue) -> str:
    return f"{reverse('admin:practices_practice_changelist')}?{urlencode({PARAMETER: queue.name})}"


def _rows(wanted: list[queues.Queue], user) -> dict[str, list[Row]]:
    found = queues.first_rows(wanted, user)
    if not found:
        return {}
    snapshot, language, now = reference.current(), get_language() or "en", timezone.now()
    # What is overdue stands in another queue already as a rule: nobody reads it twice.
    elsewhere = {one.pk for name, practices in found.items() if name != queues.OVERDUE for one in practices}
    found[queues.OVERDUE] = [one for one in found.get(queues.OVERDUE, []) if one.pk not in elsewhere]
    return {name: [_row(one, name, snapshot, language, now) for one in practices] for name, practices in found.items()}


def _row(practice: Practice, queue: str, snapshot: reference.Snapshot, language: str, now) -> Row:
    dates = [day for day in (practice.due, practice.asked_due) if day]
    due = min(dates) if dates else None
    kind = snapshot.by_pk("term", practice.type_id).label(language)[0] if practice.type_id else ""
    is_draft = queue == queues.DRAFTS  # there is nothing to review yet, only to write on
    address = (
        reverse("admin:practices_practice_change", args=[practice.pk]) if is_draft else review_address(practice.pk)
    )
    return Row(
        address=address, practice=practice, type=kind, days=queues.days_since(practice.state_since, now),
        due=due, is_overdue=queues.is_overdue(due), is_asked=practice.asked_due is not None,
    )  # fmt: skip


def review_address(pk: int) -> str:
    """Where a practice is reviewed, and where its author reads what reviewers say."""
    return reverse("admin:practices_practice_review", args=[pk])


def _waiting(user) -> dict | None:
    times = queues.waiting_times(user)
    return times and {"times": times, "address": review_address(times.oldest.pk)}


def _beside_practices(user) -> dict[str, tuple]:
    """Title, rows and list of what else waits for somebody, as far as this person may act on it."""
    found = {}
    for model, title in ((Term, _("Proposed terms")), (Organisation, _("Proposed organisations"))):
        if user.has_perm(f"practices.change_{model._meta.model_name}"):
            address = _changelist(model, acceptance__exact=Acceptance.PROPOSED)
            found[model._meta.model_name] = (title, queues.proposed(model), address)
    if imports.may_approve(user):
        address = reverse("admin:practices_import_changelist")
        found["imports"] = (_("Imports waiting for a reviewer"), imports.waiting_for(user), address)
    if user.has_perm("accounts.view_user"):
        model = queues.without_role().model
        found["accounts"] = (_("Accounts waiting for a role"), queues.without_role(), _changelist(model, waiting="yes"))
    if user.has_perm("practices.view_notice"):
        found["mail"] = (_("Mail that could not be sent"), queues.undelivered(), _changelist(Notice, mail="failing"))
    return found


def _changelist(model, **parameters) -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(parameters)}"
