"""Reminders both ways: to reviewers whose review is overdue, to authors who have not answered. Never to bystanders."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from practices import workflow
from practices.models import Notice, Practice, ReviewRequest
from practices.notices.sifting import REVIEWED
from practices.vocabulary import NoticeKind, State

EDITS = "practices.change_practice"


@dataclass(frozen=True)
class Late:
    """One person who should have acted on a practice by a day that has passed."""

    kind: str
    practice: int
    recipient: int

    def key(self, due: date, today: date) -> str:
        """The same for every day of one period between two reminders, so that each is made once by whoever is first."""
        period = (today - due).days - 1
        first = today - timedelta(days=period % settings.REMIND_EVERY_DAYS)
        return f"{self.kind}:{self.practice}:{first.isoformat()}:{self.recipient}"


def remind(now: datetime | None = None) -> int:
    """Put a reminder into the outbox for everybody who is late and has none in this period. Returns how many.

    Twice, or on two machines at once, makes none twice.
    """
    today = timezone.localdate(now)
    late = {late.key(due, today): late for late, due in _late(today).items()}
    known = set(Notice.objects.filter(key__in=late).values_list("key", flat=True))
    notices = [
        Notice(
            key=key, kind=late.kind, practice_id=late.practice, recipient_id=late.recipient, is_waiting_for=True
        )
        for key, late in late.items() if key not in known
    ]  # fmt: skip
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


def _late(today: date) -> dict[Late, date]:
    """Everybody who is late, since when; who is late in two ways on the same practice is so once, since the earlier day."""
    found: dict[Late, date] = {}
    for late, due in (*_reviewers(today), *_authors(today)):
        found[late] = min(due, found.get(late, due))
    return found


def _reviewers(today: date) -> list[tuple[Late, date]]:
    """Whoever has it; else those asked, by the day they were given; else the editors, who may ask somebody else."""
    reviewers, editors = Able(workflow.REVIEW), Able(EDITS, only_available=True)
    found, asked = [], set()
    # What is back with its author, or declined, is nothing to review, unless it is public all the same.
    reviewable = Q(practice__state__in=REVIEWED) | Q(practice__listing__isnull=False)
    requests = ReviewRequest.objects.filter(reviewable, closed_at=None)
    for practice, reviewer, due in requests.values_list("practice", "reviewer", "due"):
        if reviewers.can_act_on(practice, reviewer):
            asked.add(practice)
            if due < today:
                found.append((Late(NoticeKind.REVIEW_OVERDUE, practice, reviewer), due))
    overdue = Practice.objects.filter(state__in=REVIEWED, due__lt=today)
    for practice, due, reviewer, author in overdue.values_list("pk", "due", "reviewer", "author"):
        if reviewer and reviewers.can_act_on(practice, reviewer):
            people = {reviewer}
        elif practice in asked:
            continue
        else:
            people = editors.who_can_act_on(practice) - {author}
        found.extend((Late(NoticeKind.REVIEW_OVERDUE, practice, person), due) for person in people)
    return found


def _authors(today: date) -> list[tuple[Late, date]]:
    silent = Practice.objects.filter(
        state=State.CHANGES_REQUESTED, due__lt=today, author__is_active=True, author__deleted_at=None
    )
    rows = silent.values_list("pk", "author", "due")
    return [(Late(NoticeKind.ANSWER_OVERDUE, practice, author), due) for practice, author, due in rows]


class Able:
    """The active people who hold a permission, and how far the limits of their mandates let it reach."""

    def __init__(self, permission: str, only_available: bool = False) -> None:
        people = get_user_model().objects.with_perm(permission)
        if only_available:
            people = people.exclude(mandate__is_available=False)
        limited = Q(mandate__scope_regions__isnull=False) | Q(mandate__scope_organisations__isnull=False)
        self.people = set(people.values_list("pk", flat=True))
        self.reach = {person.pk: _within_reach_of(person) for person in people.filter(limited)}

    def can_act_on(self, practice: int, person: int) -> bool:
        """Whether this person may still act on this practice."""
        return person in self.people and (person not in self.reach or practice in self.reach[person])

    def who_can_act_on(self, practice: int) -> set[int]:
        """Everybody who may."""
        return {person for person in self.people if self.can_act_on(practice, person)}


def _within_reach_of(person) -> set[int]:
    asked = ReviewRequest.objects.filter(closed_at=None).values("practice")
    waiting = Practice.objects.filter(Q(state__in=REVIEWED) | Q(pk__in=asked))
    return set(waiting.within_reach_of(person).values_list("pk", flat=True))
