"""Numbers and first rows of queues, in few queries however many queues there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Aggregate, Count, F, FloatField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from practices.kept import Kept
from practices.models import Event, Practice
from practices.models.mandate import limits_of
from practices.queues.rules import Queue, asked_of, waiting
from practices.workflow import REVIEW

MOST_ROWS = 10
FRESH_SECONDS = 60
NAME = ("first_name", "last_name", "email", "deleted_at")  # what it takes to call a person something
_kept = Kept(100)  # numbers of the registry's health, by person and newest event


def counts(querysets: dict[str, QuerySet]) -> dict[str, int]:
    """How many rows each has, all in one query, each by a plan of its own."""
    if not querysets:
        return {}
    counted = [
        queryset.order_by().values(queue=Value(name)).annotate(rows=Count("pk")).values_list("queue", "rows")
        for name, queryset in querysets.items()
    ]
    found = dict(counted[0].union(*counted[1:], all=True)) if len(counted) > 1 else dict(counted[0])
    return {name: found.get(name, 0) for name in querysets}


def kept_counts(queues: Iterable[Queue], user) -> dict[str, int]:
    """How many practices each holds, counted anew when anything has happened to a practice, or after a minute.

    Whatever changes a practice leaves an Event. The minute is for an event that is committed after one with a higher
    number, for days that begin, and for what somebody changes past the registry.
    """
    queues = list(queues)
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"]
    minute = int(timezone.now().timestamp() // FRESH_SECONDS)
    sight = (user.pk, user.has_perm("practices.change_practice"), user.has_perm(REVIEW), limits_of(user))
    key = (newest, minute, sight, tuple(queue.name for queue in queues))
    return _kept.get(key, lambda: counts({queue.name: queue.practices(user) for queue in queues}))


def forget_counts() -> None:
    """Count everything anew next time."""
    _kept.clear()


def in_order(practices: QuerySet) -> QuerySet:
    """What is due first; then what has waited longest."""
    return practices.order_by(F("due").asc(nulls_last=True), "state_since", "pk")


def first_rows(queues: Iterable[Queue], user) -> dict[str, list[Practice]]:
    """The first practices of each queue, with who looks at them and by when this person is asked, in two queries."""
    queues = list(queues)
    keys = [
        in_order(queue.practices(user)).values_list("pk", Value(queue.name))[:MOST_ROWS]
        for queue in queues
    ]  # fmt: skip
    if not keys:
        return {}
    places = list(keys[0].union(*keys[1:], all=True)) if len(keys) > 1 else list(keys[0])
    asked = asked_of(user).filter(practice=OuterRef("pk")).values("due")[:1]
    practices = (
        in_order(Practice.objects.filter(pk__in={key for key, _name in places}))
        .select_related("reviewer")
        .annotate(asked_due=Subquery(asked))
        .only("code", "title", "state", "state_since", "due", "type_id", *(f"reviewer__{name}" for name in NAME))
    )
    belongs = set(places)
    found = list(practices) if places else []
    return {queue.name: [row for row in found if (row.pk, queue.name) in belongs] for queue in queues}


@dataclass(frozen=True)
class Waiting:
    """Whole days from submission until now of what is submitted or in review; `oldest` has waited longest."""

    median: int
    longest: int
    since: datetime
    oldest: Practice


class Median(Aggregate):
    """The middle value."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM %(expressions)s))"
    output_field = FloatField()


def waiting_times(user) -> Waiting | None:
    """How long authors have been waiting; None where nobody is. Two queries."""
    submitted = Event.objects.filter(practice=OuterRef("pk"), name="submit").order_by("-id").values("at")[:1]
    rows = waiting(Practice.objects.visible_to(user), user).order_by()
    rows = rows.annotate(since=Coalesce(Subquery(submitted), F("state_since")))
    oldest = rows.only("code", "title", "state").order_by("since", "pk").first()
    if oldest is None:
        return None
    middle = rows.aggregate(middle=Median("since"))["middle"]
    now = timezone.now()
    return Waiting(
        median=max(0, int((now.timestamp() - middle) // 86_400)), longest=days_since(oldest.since, now),
        since=oldest.since, oldest=oldest,
    )  # fmt: skip


def days_since(moment: datetime, now: datetime | None = None) -> int:
    """Whole days that have gone by."""
    return max(0, ((now or timezone.now()) - moment).days)


def is_overdue(due: date | None) -> bool:
    """Whether a day on which something was due is over."""
    return due is not None and due < timezone.localdate()
