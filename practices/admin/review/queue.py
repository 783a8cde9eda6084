"""One person's queue in the order in which it is worked through: what is next, and how many wait still."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce

from practices import queues
from practices.models import Practice, ReviewRequest
from practices.workflow import REVIEW

MOST = 500  # places that are told apart; who has more before them starts at the first again


@dataclass(frozen=True)
class Place:
    """Where a practice stands in a person's queue; `number` is 0 where it is not in it."""

    number: int
    waiting: int
    next: int | None
    previous: int | None


def of(user) -> QuerySet:
    """What waits for this person: for reviewers mine, then asked of me, then nobody's; for authors what came back."""
    seen = Practice.objects.visible_to(user)
    if not user.has_perm(REVIEW):
        return queues.in_order(queues.sent_back(seen, user))
    everything = Practice.objects.order_by()
    mine, free = (rule(everything, user).values("pk") for rule in (queues.to_review, queues.unassigned))
    asked = ReviewRequest.objects.filter(reviewer=user.pk, closed_at=None, practice=OuterRef("pk")).order_by()
    return (
        seen.filter(Q(pk__in=mine) | Q(pk__in=free))
        .annotate(asked_due=Subquery(asked.values("due")[:1]))
        .annotate(
            turn=Case(When(reviewer=user.pk, then=Value(0)), When(asked_due__isnull=False, then=Value(1)), default=2),
            act_by=Coalesce("asked_due", "due"),
        )
        .order_by("turn", F("act_by").asc(nulls_last=True), "state_since", "pk")
    )


def place(practice: Practice, user) -> Place:
    """Where a practice stands in the queue of a person, in one query."""
    keys, waiting = _first(user)
    if practice.pk not in keys:
        return Place(0, waiting, keys[0] if keys else None, None)
    here = keys.index(practice.pk)
    return Place(
        number=here + 1,
        waiting=waiting,
        next=keys[here + 1] if here + 1 < len(keys) else None,
        previous=keys[here - 1] if here else None,
    )


def after(practice: Practice, user, before: Place) -> tuple[int | None, int]:
    """What comes after a practice that had this place until it was acted upon, and how many wait now."""
    keys, waiting = _first(user)
    others = [key for key in keys if key != practice.pk]
    if before.next in others:
        return before.next, waiting
    return (others[0] if others else None), waiting


def _first(user) -> tuple[list[int], int]:
    rows = list(of(user).annotate(waiting=Window(Count("*"))).values_list("pk", "waiting")[:MOST])
    return [key for key, _waiting in rows], rows[0][1] if rows else 0
