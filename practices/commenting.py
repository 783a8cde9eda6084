"""Remarks on a record or one of its entries: who reads them, who answers, when they are settled."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from practices import document, workflow
from practices.locking import busy_as
from practices.models import Comment, Notice, Practice, PracticeText
from practices.models.review import LONGEST_COMMENT
from practices.text import clean
from practices.vocabulary import Language, NoticeKind, State

NOT_DISCUSSED = {"schema", "code", "staff"}  # the last is not for authors, so it is not for comments
TWICE = timedelta(seconds=10)
MOST = 500  # on one practice; more is a conversation that belongs elsewhere


class CommentRefused(Exception):
    """The comment cannot be taken; the text is a sentence for the person."""


def visible_to(user, practice: Practice) -> QuerySet:
    """Comments of this practice this person may read: internal ones are for those who review, never for its author."""
    comments = practice.comments.select_related("by", "resolved_by")
    if user.has_perm(workflow.REVIEW) and practice.author_id != user.pk:
        return comments
    return comments.filter(Q(is_internal=False) | Q(by=user))


def may_write_internal(user, practice: Practice) -> bool:
    """Whether a person may leave comments that the author does not read."""
    return user.has_perm(workflow.REVIEW) and practice.author_id != user.pk


def add(
    practice: Practice, *, by, text: str, path: str = "", is_internal: bool = False, answers: Comment | None = None
) -> Comment:  # fmt: skip
    """Leave a comment on an entry, on the whole record (path ""), or in answer to another; and tell who is concerned.

    An answer belongs where its question stands and is as internal. Raises PermissionDenied, CommentRefused.
    """
    text = clean(text)
    if not text:
        raise CommentRefused(_("Write something first."))
    if len(text) > LONGEST_COMMENT:
        raise CommentRefused(_("A comment has at most 4,000 characters."))
    if not is_path(path):
        raise CommentRefused(_("There is no such entry to comment on."))
    with busy_as(CommentRefused), transaction.atomic():
        locked = workflow.lock(practice)
        _refuse_strangers(locked, by)
        if answers is not None:
            answers = _first_of(locked, by, answers)
            path, is_internal = answers.path, answers.is_internal
        if is_internal and not may_write_internal(by, locked):
            raise PermissionDenied(_("You may not do this."))
        if twin := _just_said(locked, by, text, path, is_internal, answers):
            return twin
        if locked.comments.count() >= MOST:
            raise CommentRefused(_("There are too many comments on this practice. Settle it in another way."))
        comment = Comment.objects.create(
            practice=locked, answers=answers, path=path, text=text, is_internal=is_internal, revision=locked.revision, by=by
        )  # fmt: skip
        _tell(comment, locked)
    return comment


def _just_said(practice: Practice, by, text: str, path: str, is_internal: bool, answers: Comment | None):
    """The same words of the same person in the same place a moment ago: a button that was pressed twice."""
    moment = timezone.now() - TWICE
    said = practice.comments.filter(by=by, path=path, is_internal=is_internal, answers=answers, at__gte=moment)
    return said.filter(text=text).first()


def _refuse_strangers(practice: Practice, by) -> None:
    if not Practice.objects.visible_to(by).filter(pk=practice.pk).exists():
        raise PermissionDenied(_("You may not do this."))


def _first_of(practice: Practice, by, comment: Comment) -> Comment:
    """The comment that opened the conversation. Raises CommentRefused where the person cannot see it."""
    found = visible_to(by, practice).filter(pk=comment.answers_id or comment.pk).first()
    if found is None:
        raise CommentRefused(_("The comment you answer is not there any more."))
    return found


def is_path(path: str) -> bool:
    """Whether a path names an entry of the document that can be commented on."""
    key, *rest = path.split(".")
    if path == "":
        return True
    if len(path) > 200 or len(rest) > 2 or not all(part.isidentifier() for part in rest):
        return False
    if key == "texts":
        return (
            bool(rest) and rest[0] in Language.values and {*rest[1:]} <= {*PracticeText.FIELDS, "origin", "is_outdated"}
        )
    return key in document.empty() and key not in NOT_DISCUSSED and len(rest) <= 1


def settle(comment: Comment, *, by, is_resolved: bool = True) -> None:
    """Mark a conversation as settled, or open it again. Twice does no harm. Raises PermissionDenied."""
    first = comment.answers or comment
    practice = first.practice
    _refuse_strangers(practice, by)
    if not visible_to(by, practice).filter(pk=first.pk).exists():
        raise PermissionDenied(_("You may not do this."))
    rows = Comment.objects.filter(pk=first.pk, resolved_at__isnull=is_resolved)
    rows.update(resolved_at=timezone.now() if is_resolved else None, resolved_by=by if is_resolved else None)


def unresolved(practice: Practice, user) -> QuerySet:
    """Conversations this person can see that are not settled."""
    return visible_to(user, practice).filter(answers=None, resolved_at=None)


def _tell(comment: Comment, practice: Practice) -> None:
    """Tell the author, whoever is looking at it and who spoke in the conversation; never the one who wrote."""
    people = {practice.reviewer_id}
    if comment.answers_id:
        conversation = Comment.objects.filter(Q(pk=comment.answers_id) | Q(answers=comment.answers_id))
        people |= set(conversation.values_list("by", flat=True))
    if comment.is_internal:
        people.discard(practice.author_id)
    else:
        people.add(practice.author_id)
    waits = practice.state == State.CHANGES_REQUESTED
    Notice.objects.bulk_create(
        Notice(
            key=f"comment:{comment.pk}:{person}", kind=NoticeKind.COMMENT, practice=practice, comment=comment,
            recipient_id=person, is_waiting_for=waits and person == practice.author_id,
        )
        for person in people - {None, comment.by_id}
    )  # fmt: skip
