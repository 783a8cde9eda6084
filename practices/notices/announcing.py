"""Submissions made known to whoever may act on them, decided when mail goes out and not when the author submits."""

import logging

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from practices import workflow
from practices.models import Event, Notice, Practice
from practices.models.mandate import remember_limits
from practices.vocabulary import State

logger = logging.getLogger(__name__)


def announce() -> int:
    """Put into the outbox the newest submission of each practice that still waits for a reviewer; returns how many.

    What was taken meanwhile needs no mail. Two runs at once make each notice once: its key is unique. A submission
    that nobody may act on yet is looked at again in the next run; one that fails keeps no other from being told.
    """
    newest = Event.objects.filter(practice=OuterRef("practice"), name="submit").order_by("-id").values("pk")[:1]
    events = Event.objects.filter(
        ~Exists(Notice.objects.filter(event=OuterRef("pk"))), pk=Subquery(newest), name="submit", actor__isnull=False,
        practice__state=State.SUBMITTED,
    ).select_related("practice").order_by("pk")  # fmt: skip
    if not (waiting := list(events)):
        return 0
    people, count = _reviewers(), 0
    for event in waiting:
        try:
            with transaction.atomic():
                count += _tell(event, people)
        except Exception:
            logger.exception("A submission was not announced: %s.", event.code)
    return count


def _tell(event: Event, people: list) -> bool:
    notices = [
        Notice(
            key=f"event:{event.pk}:{recipient}", practice=event.practice, event=event, recipient_id=recipient,
            is_waiting_for=True, created_at=event.at, due=event.at,
        )
        for recipient in next_to_act(event.practice, people) if recipient != event.actor_id
    ]  # fmt: skip
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return bool(notices)


def _reviewers() -> list:
    """Everybody who may take a submission and is not away, with their limits."""
    holders = get_user_model().objects.with_perm(workflow.REVIEW).exclude(mandate__is_available=False)
    people = list(holders.only("pk", "is_superuser"))
    remember_limits(people)
    return people


def next_to_act(practice: Practice, people: list) -> list[int]:
    """Keys of who sent it back, else of who was asked, else of everybody of these people who may take it."""
    if practice.reviewer_id:
        return [practice.reviewer_id]
    asked = list(practice.review_requests.filter(closed_at=None).values_list("reviewer_id", flat=True))
    return asked or [person.pk for person in people if workflow.is_within_reach(practice, person)]
