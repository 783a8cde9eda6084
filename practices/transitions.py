"""The transition table: what leads from state to state, who may, and what must hold first."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import completeness, document, grading, publishing
from practices.models import Edition, Event, Practice
from practices.vocabulary import State


class TransitionRefused(Exception):
    """The transition cannot be made now; the text is a sentence for the person."""


class Conflict(TransitionRefused):
    """Somebody else was first: the state or the revision is not what the person saw."""


@dataclass(frozen=True)
class Step:
    """One attempt at a transition, as guards and effects see it."""

    practice: Practice
    by: object
    note: str
    reason: str
    alone: bool = False  # by publishes what they wrote or edited; known before the new edition is there


@dataclass(frozen=True)
class Transition:
    """One row of the table. No sources: any state. No target: the state stays."""

    name: str
    label: str
    sources: frozenset[str]
    target: str
    permission: str
    own: bool = False  # its author may, too
    needs_note: bool = False
    is_offered: bool = True  # as a button; `edit` comes with the first changing save
    guard: Callable[[Step], None] | None = None  # raises TransitionRefused or PermissionDenied
    effect: Callable[[Step], object] | None = None  # returns the edition it published, if any
    tells_author: bool = False  # who may act on a submission is told by notices.announce, where it still waits then


def _complete_to_submit(step: Step) -> None:
    if completeness.is_snapshot(step.practice):
        return
    gaps = completeness.keeps_from_publication(document.build(step.practice))
    if gaps:
        raise TransitionRefused(" ".join(gap.sentence for gap in gaps))


def is_alone(practice: Practice, by) -> bool:
    """Whether this person would publish what they wrote or edited since the last edition."""
    return practice.pk in alone_of([practice], by)


def alone_of(practices, by) -> set[int]:
    """Keys of those practices of which `is_alone` says yes, at the cost of one."""
    if by is None:
        return set()
    written = {one.pk for one in practices if by.pk in (one.author_id, one.last_editor_id)}
    newest = Edition.objects.filter(practice=OuterRef("practice")).order_by("-number").values("revision")[:1]
    events = Event.objects.filter(practice__in=practices, actor=by, name__in=("created", "edited"))
    return written.union(events.filter(revision__gt=Coalesce(Subquery(newest), 0)).values_list("practice", flat=True))


def has_conflict_of_interest(practice: Practice, person) -> bool:
    """Whether a person has ever declared one on this practice. Asked of every decision, so in SQL that is ready."""
    asked = (
        "SELECT EXISTS (SELECT FROM practices_assessment WHERE practice_id = %s AND assessor_id = %s AND has_conflict)"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [practice.pk, person.pk])
        return cursor.fetchone()[0]


def _without_conflict(step: Step) -> None:
    """Who has declared a conflict of interest decides nothing on this practice."""
    if step.by is not None and has_conflict_of_interest(step.practice, step.by):
        raise PermissionDenied(_("You have declared a conflict of interest on this practice."))


def _reviewed_by_another(step: Step) -> None:
    _without_conflict(step)
    if step.alone:
        if not step.by.has_perm("practices.publish_alone_practice"):
            raise PermissionDenied(_("Somebody else must publish what you wrote or last edited."))
        if not step.reason:
            raise TransitionRefused(_("Say why one person alone was enough. The reason is recorded."))


def _publish(step: Step):
    try:
        grading.confirm_adapted(step.practice)
        edition = publishing.publish(step.practice, change_note=step.note, alone=step.alone)
    except publishing.NotPublishable as refusal:
        raise TransitionRefused(" ".join(refusal.reasons)) from None
    grading.settle(step.practice)
    return edition


def _is_public(step: Step) -> None:
    if not hasattr(step.practice, "listing"):
        raise TransitionRefused(_("Only a public practice can be archived."))


def _is_archived(step: Step) -> None:
    standing = getattr(step.practice, "standing", None)
    if standing is None or standing.archived_at is None:
        raise TransitionRefused(_("This practice is not archived."))


ANY_STATE: frozenset[str] = frozenset()
REVIEW = "practices.review_practice"
TABLE = {
    transition.name: transition
    for transition in (
        Transition("submit", gettext_lazy("Submit for review"), frozenset({State.DRAFT, State.CHANGES_REQUESTED}),
                   State.SUBMITTED, "practices.change_practice", own=True, guard=_complete_to_submit),
        Transition("withdraw", gettext_lazy("Withdraw"), frozenset({State.SUBMITTED}), State.DRAFT,
                   "practices.change_practice", own=True),
        Transition("take", gettext_lazy("Take into review"), frozenset({State.SUBMITTED}), State.IN_REVIEW, REVIEW),
        Transition("release", gettext_lazy("Put back into the queue"), frozenset({State.IN_REVIEW}), State.SUBMITTED, REVIEW),
        Transition("request_changes", gettext_lazy("Request changes"), frozenset({State.IN_REVIEW}),
                   State.CHANGES_REQUESTED, REVIEW, needs_note=True, guard=_without_conflict, tells_author=True),
        Transition("decline", gettext_lazy("Decline"), frozenset({State.IN_REVIEW}), State.DECLINED, REVIEW,
                   needs_note=True, guard=_without_conflict, tells_author=True),
        Transition("reopen", gettext_lazy("Reopen"), frozenset({State.DECLINED}), State.DRAFT, REVIEW, own=True),
        Transition("publish", gettext_lazy("Publish"), frozenset({State.IN_REVIEW}), State.PUBLISHED,
                   "practices.publish_practice", guard=_reviewed_by_another, effect=_publish, tells_author=True),
        Transition("edit", gettext_lazy("Edit"), frozenset({State.PUBLISHED}), State.DRAFT,
                   "practices.change_practice", own=True, is_offered=False),
        Transition("archive", gettext_lazy("Archive"), ANY_STATE, "", "practices.archive_practice", needs_note=True,
                   guard=_is_public, effect=lambda step: publishing.archive(step.practice, step.note),
                   tells_author=True),
        Transition("unarchive", gettext_lazy("Bring back from the archive"), ANY_STATE, "", "practices.archive_practice",
                   needs_note=True, guard=_is_archived, effect=lambda step: publishing.unarchive(step.practice),
                   tells_author=True),
    )
}  # fmt: skip
