"""Submissions made known to whoever may act on them, decided when mail goes out and not when the author submits."""

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Subquery

from practices import workflow
from practices.models import Event, Notice, Practice
from practices.models.mandate import remember_limits
from practices.vocabulary import State

MOST = 200  # in one run; the rest is for the next


def announce() -> int:
    """Put into the outbox the newest submission of each practice that still waits for a reviewer; returns how many.

    What was taken meanwhile needs no mail. Two runs at once make each notice once: its key is unique. A submission
    that nobody may act on yet is looked at again in the next run.
    """
    newest = Event.objects.filter(practice=OuterRef("practice"), name="submit").order_by("-id").values("pk")[:1]
    events = Event.objects.filter(
        ~Exists(Notice.objects.filter(event=OuterRef("pk"))), pk=Subquery(newest), name="submit", actor__isnull=False,
        practice__state=State.SUBMITTED,
    ).select_related("practice").order_by("pk")[:MOST]  # fmt: skip
    return sum(_tell(event) for event in events)


def _tell(event: Event) -> bool:
    notices = [
        Notice(
            key=f"event:{event.pk}:{recipient}", practice=event.practice, event=event, recipient_id=recipient,
            is_waiting_for=True, created_at=event.at, due=event.at,
        )
        for recipient in next_to_act(event.practice) if recipient != event.actor_id
    ]  # fmt: skip
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return bool(notices)


def next_to_act(practice: Practice) -> list[int]:
    """Keys of who sent it back, else of who was asked, else of everybody who may take it."""
    if practice.reviewer_id:
        return [practice.reviewer_id]
    asked = list(practice.review_requests.filter(closed_at=None).values_list("reviewer_id", flat=True))
    if asked:
        return asked
    holders = get_user_model().objects.with_perm(workflow.REVIEW).exclude(mandate__is_available=False)
    people = list(holders.only("pk", "is_superuser"))
    remember_limits(people)
    return [person.pk for person in people if workflow.is_within_reach(practice, person)]
