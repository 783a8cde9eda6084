"""The rules: what waits for whom, and what tells how the registry is doing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.models import (
    Assessment,
    Notice,
    Organisation,
    Practice,
    PracticeText,
    ReviewRequest,
    Standing,
    Term,
    UnverifiedStatement,
)
from practices.vocabulary import Acceptance, Language, State, TextOrigin
from practices.workflow import REVIEW

DRAFTS, OVERDUE = "drafts", "overdue"
EXPIRING_DAYS = 90
ENOUGH_ASSESSORS = 2
WAITING_STATES = (State.SUBMITTED, State.IN_REVIEW)

Rule = Callable[[QuerySet, object], QuerySet]


@dataclass(frozen=True)
class Queue:
    """Practices that have something in common which somebody should act on. `rule` narrows any practices to them."""

    name: str
    title: str
    rule: Rule
    permission: str = ""  # without it the queue is not offered

    def of(self, practices: QuerySet, user) -> QuerySet:
        """Those of these practices that belong to it, for this person."""
        return self.rule(practices, user)

    def practices(self, user) -> QuerySet:
        """All of it that this person may see."""
        return self.of(Practice.objects.visible_to(user), user)


# What waits for a person ---------------------------------------------------------------------------------------------


def asked_of(user) -> QuerySet:
    """Open requests to this person to review something."""
    return ReviewRequest.objects.filter(reviewer=user.pk, closed_at=None)


def to_review(practices: QuerySet, user) -> QuerySet:
    """I have it in review, it came back to me, or I am asked and it can be assessed."""
    assessable = Q(practice__state__in=WAITING_STATES) | Q(practice__listing__isnull=False)
    asked = asked_of(user).filter(assessable).values("practice")
    return practices.filter(Q(state__in=WAITING_STATES, reviewer=user.pk) | Q(pk__in=asked))


def sent_back(practices: QuerySet, user) -> QuerySet:
    """My own, with changes requested."""
    return practices.filter(state=State.CHANGES_REQUESTED, author=user.pk)


def overdue(practices: QuerySet, user) -> QuerySet:
    """Somebody should have acted by now, and this person may."""
    today = timezone.localdate()
    mine = Q(state=State.CHANGES_REQUESTED, author=user.pk, due__lt=today)
    if not user.has_perm(REVIEW):
        return practices.filter(mine)
    late = Q(due__lt=today) | Q(pk__in=asked_of(user).filter(due__lt=today).values("practice"))
    return practices.filter(mine | (Q(state__in=WAITING_STATES) & late & ~Q(author=user.pk)))


def unassigned(practices: QuerySet, user) -> QuerySet:
    """Submitted by somebody else; nobody looks at it and nobody is asked."""
    asked = ReviewRequest.objects.filter(closed_at=None).values("practice")
    waiting = practices.filter(state=State.SUBMITTED, reviewer=None)
    return waiting.exclude(pk__in=asked).exclude(author=user.pk)


def drafts(practices: QuerySet, user) -> QuerySet:
    """My own drafts, edits of public practices among them."""
    return practices.filter(state=State.DRAFT, author=user.pk)


MINE = (
    Queue("to_review", _("To review"), to_review, REVIEW),
    Queue("sent_back", _("Sent back to me"), sent_back),
    Queue(OVERDUE, _("Overdue"), overdue),
    Queue("unassigned", _("Nobody looks at it yet"), unassigned, REVIEW),
    Queue(DRAFTS, _("My drafts"), drafts),
)

# How the registry is doing -------------------------------------------------------------------------------------------


def waiting(practices: QuerySet, user) -> QuerySet:
    """Submitted or in review."""
    return practices.filter(state__in=WAITING_STATES)


def published_alone(practices: QuerySet, user) -> QuerySet:
    """Public, and the live edition was published without a second pair of eyes."""
    return practices.filter(listing__edition__is_alone=True)


def unassessed(practices: QuerySet, user) -> QuerySet:
    """Public, and fewer than two people have assessed it."""
    assessed = Assessment.objects.filter(has_conflict=False).values("practice").order_by()
    enough = assessed.annotate(assessors=Count("assessor", distinct=True)).filter(assessors__gte=ENOUGH_ASSESSORS)
    return practices.filter(listing__isnull=False).exclude(pk__in=enough.values("practice"))


def expiring(practices: QuerySet, user) -> QuerySet:
    """Public, and its grade lapses soon or has lapsed."""
    until = timezone.localdate() + timedelta(days=EXPIRING_DAYS)
    lapsing = Standing.objects.filter(grade_expires__lte=until).exclude(grade="")
    return practices.filter(listing__isnull=False, pk__in=lapsing.values("practice"))


def without_language(practices: QuerySet, user, language: str) -> QuerySet:
    """Public, and nobody has written its text in this language yet."""
    texts = PracticeText.objects.filter(language=language)
    return practices.filter(listing__isnull=False).exclude(pk__in=texts.values("practice"))


def machine(practices: QuerySet, user) -> QuerySet:
    """With a machine translation nobody has looked at."""
    return practices.filter(pk__in=PracticeText.objects.filter(origin=TextOrigin.MACHINE).values("practice"))


def outdated(practices: QuerySet, user) -> QuerySet:
    """With a translation older than the original."""
    return practices.filter(pk__in=PracticeText.objects.filter(is_outdated=True).values("practice"))


def unverified(practices: QuerySet, user) -> QuerySet:
    """With something said that no source confirms."""
    return practices.filter(pk__in=UnverifiedStatement.objects.values("practice"))


LANGUAGES = tuple(
    Queue(f"without_{one.value}", one.label, partial(without_language, language=one.value), REVIEW) for one in Language
)
HEALTH = (
    Queue("waiting", _("Submitted or in review"), waiting, REVIEW),
    Queue("alone", _("Published without a second pair of eyes"), published_alone, REVIEW),
    Queue("unassessed", _("Public, assessed by fewer than two people"), unassessed, REVIEW),
    Queue("expiring", _("Grade lapses within 90 days or has lapsed"), expiring, REVIEW),
    Queue("unverified", _("With unverified statements"), unverified, REVIEW),
    Queue("outdated", _("With a translation older than the original"), outdated, REVIEW),
    Queue("machine", _("With a machine translation nobody has looked at"), machine, REVIEW),
)
BY_NAME = {queue.name: queue for queue in (*MINE, *HEALTH, *LANGUAGES)}


def offered(queues: Iterable[Queue], user) -> list[Queue]:
    """Those of these queues that this person has something to do with."""
    return [queue for queue in queues if not queue.permission or user.has_perm(queue.permission)]


# Beside practices ----------------------------------------------------------------------------------------------------


def proposed(model: type[Term] | type[Organisation]) -> QuerySet:
    """Terms or organisations that wait for a curator to accept them."""
    return model.objects.filter(acceptance=Acceptance.PROPOSED)


def without_role() -> QuerySet:
    """Accounts people asked for that nobody has given a role."""
    return get_user_model().objects.filter(groups=None, is_superuser=False, is_active=True, deleted_at=None)


def undelivered() -> QuerySet:
    """Mail that has failed at least once and has not gone out since."""
    return Notice.objects.filter(sent_at=None, dropped_at=None, attempts__gt=0)
