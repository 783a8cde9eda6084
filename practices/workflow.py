"""Moderation: who may do what now, and the one place where `state` is written."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from practices import document
from practices.locking import busy_as
from practices.models import Edition, Event, Notice, Practice
from practices.models.mandate import limits_of
from practices.transitions import (
    REVIEW,
    TABLE,
    Conflict,
    Step,
    Transition,
    TransitionRefused,
    alone_of,
    has_conflict_of_interest,
    is_alone,
)
from practices.vocabulary import Channel, State

# The table is what most of those who ask the workflow need beside it.
__all__ = [
    "LONGEST_NOTE", "REVIEW", "TABLE", "Conflict", "Step", "Transition", "TransitionRefused", "alone_of", "available", "delete",
    "event_label", "has_conflict_of_interest", "is_allowed", "is_alone", "is_within_reach", "let_go", "load_many", "lock",
    "name_for", "perform", "record_save", "settle_back", "tell_author",
]  # fmt: skip

LONGEST_NOTE = 1_000
# The registry itself (by=None) acts only through these.
OWN_CHANNELS = {Channel.FIXTURES, Channel.COMMAND}
BESIDE = ("asked", "assessed", "graded")  # events that move neither state nor revision


def available(practice: Practice, user) -> list[Transition]:
    """The transitions this person may try now, for buttons. Completeness is asked only when one is tried."""
    return [
        transition for transition in TABLE.values() if transition.is_offered and _is_open(transition, practice, user)
    ]


def _is_open(transition: Transition, practice: Practice, user) -> bool:
    if transition.sources and practice.state not in transition.sources:
        return False
    if not is_allowed(transition, practice, user):
        return False
    if transition.name in ("archive", "unarchive"):
        try:
            transition.guard(Step(practice, user, "", ""))
        except TransitionRefused:
            return False
    if transition.name == "publish" and is_alone(practice, user):
        return user.has_perm("practices.publish_alone_practice")
    return True


def is_allowed(transition: Transition, practice: Practice, user) -> bool:
    """Whether this person has the right to it at all, whatever the state."""
    if not user.is_active:
        return False
    if transition.own and practice.author_id == user.pk:
        return True
    return user.has_perm(transition.permission) and is_within_reach(practice, user)


def is_within_reach(practice: Practice, user) -> bool:
    """Whether the limits of this person's mandate, if it has any, include this practice."""
    return not limits_of(user) or Practice.objects.filter(pk=practice.pk).within_reach_of(user).exists()


def perform(
    name: str, practice: Practice, *, by, note: str = "", expected: int | None = None, reason: str = "",
    channel: str = Channel.SITE,
) -> Event:  # fmt: skip
    """Make one transition: permission, state and revision, guard, effect, Event and Notices, in one transaction.

    `note` goes to the author, or to the public as the change note of an edition; `reason` says why one person alone
    was enough to publish. `expected` is the revision the person saw. `by` None is the registry itself, which acts
    only through the fixtures and command channels. Raises PermissionDenied, TransitionRefused, Conflict.
    """
    transition = TABLE[name]
    note, reason = note.strip(), reason.strip()
    if max(len(note), len(reason)) > LONGEST_NOTE:
        raise TransitionRefused(_("A note has at most 1,000 characters."))
    with busy_as(Conflict), transaction.atomic():
        locked = lock(practice)
        if (by is None and channel not in OWN_CHANNELS) or (by is not None and not is_allowed(transition, locked, by)):
            raise PermissionDenied(_("You may not do this."))
        if transition.sources and locked.state not in transition.sources:
            raise Conflict(_what_happened(locked, by))
        if expected is not None and expected != locked.revision:
            raise Conflict(_what_happened(locked, by))
        if transition.needs_note and not note:
            raise TransitionRefused(_("Write a note that says why."))
        alone = name == "publish" and is_alone(locked, by)
        event = _carry_out(transition, Step(locked, by, note, reason, alone), channel)
    practice.state, practice.revision = locked.state, locked.revision
    return event


def _carry_out(transition: Transition, step: Step, channel: str) -> Event:
    practice = step.practice
    if transition.guard:
        transition.guard(step)
    outcome = transition.effect(step) if transition.effect else None
    before = practice.state
    if transition.target:
        practice.state = transition.target
        practice.state_since = timezone.now()
        practice.due, practice.reviewer_id = _waits(transition, step, before)
        practice.save(update_fields=["state", "state_since", "due", "reviewer"])
    event = Event.objects.create(
        practice=practice, code=practice.code, name=transition.name, actor=step.by, channel=channel, from_state=before,
        to_state=practice.state, revision=practice.revision, edition=getattr(outcome, "number", None),
        note=step.note, reason=step.reason if step.alone else "",
    )  # fmt: skip
    if transition.tells_author and step.by is not None:
        tell_author(event, practice, is_waiting_for=transition.name == "request_changes")
    return event


def _waits(transition: Transition, step: Step, before: str) -> tuple[date | None, int | None]:
    """Until when the next person should have acted, and who is looking at it, after this transition."""
    practice, today = step.practice, timezone.localdate()
    if transition.name == "submit":
        # What was sent back comes back to the one who sent it; people.hand_over() saw to it that they may still act.
        known = practice.reviewer_id if before == State.CHANGES_REQUESTED else None
        return today + timedelta(days=settings.REVIEW_DAYS), known
    if transition.name == "take":
        return practice.due, step.by.pk if step.by else None
    if transition.name == "release":
        return practice.due, None
    if transition.name == "request_changes":
        return today + timedelta(days=settings.ANSWER_DAYS), practice.reviewer_id
    return None, None


def let_go(practice: Practice, person) -> None:
    """Have a practice wait for nobody in particular where this person, who cannot act any more, was looking at it."""
    if practice.state == State.IN_REVIEW:
        perform("release", practice, by=None, channel=Channel.COMMAND)
    else:
        with busy_as(Conflict), transaction.atomic():
            Practice.objects.filter(pk=lock(practice).pk, reviewer=person).update(reviewer=None)


def lock(practice: Practice) -> Practice:
    """The practice as it stands, held for this transaction. Raises Conflict where another holds it for too long."""
    with busy_as(Conflict):
        try:
            return Practice.objects.select_for_update().get(pk=practice.pk)
        except Practice.DoesNotExist:
            raise Conflict(_("This practice has been deleted.")) from None


def _what_happened(practice: Practice, by) -> str:
    # Who was asked or gave an assessment changed nothing that others could have seen otherwise.
    event = practice.events.select_related("actor").exclude(name__in=BESIDE).first()
    if event is None:
        return _("This practice has changed since you opened it. Look at it again.")
    return _("%(who)s changed this practice (%(what)s) on %(when)s. Look at it again before you decide.") % {
        "who": name_for(by, event.actor, practice),
        "what": event_label(event.name),
        "when": date_format(timezone.localtime(event.at), "DATETIME_FORMAT"),
    }


def name_for(reader, person, practice: Practice | None = None) -> str:
    """How a person is named to a reader. An author is told no name but their own: everybody else is a reviewer.

    That holds for authors who review other people's practices, too; `practice` says whose this one is.
    """
    if person is None:
        return _("The registry")
    is_author = practice is not None and reader is not None and practice.author_id == reader.pk
    is_known = reader is None or person.pk == reader.pk or (reader.has_perm(REVIEW) and not is_author)
    return str(person) if is_known else _("A reviewer")


def event_label(name: str) -> str:
    """What an event was, in words."""
    if name in TABLE:
        return str(TABLE[name].label)
    own = {
        "created": _("Created"),
        "edited": _("Edited"),
        "redacted": _("Redacted"),
        "merged": _("Terms merged"),
        "retired": _("Retired"),
        "brought_back": _("Brought back"),
        "relabelled": _("Labels brought in"),
        "deleted": _("Deleted"),
        "assessed": _("Assessed"),
        "graded": _("Graded"),
        "asked": _("A reviewer was asked"),
        "settled_back": _("Published as before"),
    }
    return own.get(name, name)


def tell_author(event: Event, practice: Practice, *, is_waiting_for: bool = False) -> None:
    """Put a notice of this event into the outbox for the practice's author, unless it was their own doing."""
    if practice.author_id and practice.author_id != event.actor_id:
        Notice.objects.create(
            key=f"event:{event.pk}:{practice.author_id}", practice=practice, event=event,
            recipient_id=practice.author_id, is_waiting_for=is_waiting_for,
        )  # fmt: skip


# Changing content --------------------------------------------------------------------------------------------------


def load_many(documents: list[dict], *, by, channel: str, note: str = "", expected: dict[str, int] | None = None):
    """document.load_many for every practice, published ones too: their first changing save begins an edit.

    Asks no permission: whoever calls it knows what `by` may change. Authors are told of what others change. Raises Conflict
    beside what load_many raises.
    """

    def begin_edit(practices: list[Practice]) -> None:
        for practice in practices:
            _carry_out(TABLE["edit"], Step(practice, by, note, ""), channel)

    with busy_as(Conflict), transaction.atomic():
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        practices = document.load_many(
            documents, by=by, channel=channel, note=note, expected=expected, begin_edit=begin_edit
        )
        if by is not None:
            _tell_authors(practices, by, last)
    return practices


def _tell_authors(practices: list[Practice], by, last: int) -> None:
    """Tell the authors of what somebody else has just changed, as after a save by form; `last` is the event before."""
    authors = {one.pk: one.author_id for one in practices if one.author_id not in (None, by.pk)}
    events = Event.objects.filter(pk__gt=last, practice__in=authors, name="edited", actor=by) if authors else ()
    Notice.objects.bulk_create(
        Notice(key=f"event:{event.pk}:{authors[event.practice_id]}", practice_id=event.practice_id, event=event,
               recipient_id=authors[event.practice_id])
        for event in events
    )  # fmt: skip


def settle_back(practices: list[Practice], *, by, channel: str, note: str = "") -> list[Practice]:
    """Have drafts that say again what their newest edition says count as published, for edits that were undone.

    Call it inside the transaction that holds them. Asks no permission: the public reads what it has read all the time.
    Returns those that are published now.
    """
    drafts = {practice.pk: practice for practice in practices if practice.state == State.DRAFT}
    editions = Edition.objects.filter(practice__in=drafts).order_by("number").defer("document")
    newest = {edition.practice_id: edition for edition in editions}
    documents = document.build_many(newest) if newest else {}
    same = [key for key, edition in newest.items() if edition.digest == document.digest(documents[key])]
    for key in same:
        practice = drafts[key]
        practice.state = State.PUBLISHED
        practice.state_since, practice.due, practice.reviewer = timezone.now(), None, None
        practice.save(update_fields=["state", "state_since", "due", "reviewer"])
    Event.objects.bulk_create(
        Event(
            practice=drafts[key], code=drafts[key].code, name="settled_back", actor=by, channel=channel,
            from_state=State.DRAFT, to_state=State.PUBLISHED, revision=drafts[key].revision, edition=newest[key].number,
            note=note,
        )
        for key in same
    )  # fmt: skip
    return [drafts[key] for key in same]


def record_save(practice: Practice, before: dict | None, *, by, channel: str) -> Event | None:
    """After a form has written rows of a locked practice: revision, last editor, staff columns and Event, if it changed.

    `before` is its whole document (with staff) before the form wrote, None for a new practice. Call it inside the
    transaction that holds the lock. Returns the event, or None where nothing changed.
    """
    after = document.build(practice, staff=True)
    if before == after:
        return None
    if before is not None:
        after = _mark_outdated(practice, before, after)
        if practice.state == State.PUBLISHED:
            _carry_out(TABLE["edit"], Step(practice, by, "", ""), channel)
    columns = document.staff_list_columns(after)
    practice.title, practice.search_text = columns["title"], columns["search_text"]
    practice.revision += 1
    practice.last_editor = by
    if before is None:
        practice.author = by
    practice.save(update_fields=["title", "search_text", "revision", "last_editor", "author", "changed_at"])
    event = Event.objects.create(
        practice=practice, code=practice.code, name="created" if before is None else "edited", actor=by, channel=channel,
        from_state="" if before is None else practice.state, to_state=practice.state, revision=practice.revision,
        changes=[] if before is None else document.differences(before, after),
    )  # fmt: skip
    tell_author(event, practice)
    return event


def _mark_outdated(practice: Practice, before: dict, after: dict) -> dict:
    """Translations that did not move with their original are older than it from now on."""
    original = after["original_language"]
    if before["texts"].get(original) == after["texts"].get(original) or original not in before["texts"]:
        return after
    behind = [
        language
        for language, text in after["texts"].items()
        if language != original and text == before["texts"].get(language) and not text["is_outdated"]
    ]
    if behind:
        practice.practicetext_set.filter(language__in=behind).update(is_outdated=True)
        after = document.build(practice, staff=True)
    return after


def delete(practice: Practice, *, by, channel: str) -> None:
    """Delete a practice that never had an edition; its events stay under its code.

    Its author or an administrator may, and the registry itself (by=None) through its own channels. Raises
    PermissionDenied, TransitionRefused, Conflict.
    """
    with busy_as(Conflict), transaction.atomic():
        locked = lock(practice)
        is_author = by is not None and locked.author_id == by.pk
        may = channel in OWN_CHANNELS if by is None else is_author or by.has_perm("practices.delete_practice")
        if not may:
            raise PermissionDenied(_("You may not do this."))
        if locked.editions.exists():
            raise TransitionRefused(_("What was once published is archived, not deleted."))
        linked = locked.linked_from.values_list("practice__code", flat=True)[:5]
        if linked:
            codes = ", ".join(linked)
            raise TransitionRefused(
                _("Other practices link to this one: %(codes)s. Remove those links first.") % {"codes": codes}
            )
        Event.objects.create(
            practice=None,
            code=locked.code,
            name="deleted",
            actor=by,
            channel=channel,
            from_state=locked.state,
            note=locked.title,
        )
        locked.delete()
