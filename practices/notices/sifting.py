"""Which notices still matter to the person they are for. The rest is dropped: nobody is asked to do what is done."""

from accounts.models import MailLevel
from practices import commenting
from practices.models import Notice, Practice, ReviewRequest
from practices.vocabulary import NoticeKind, State

REVIEWED = (State.SUBMITTED, State.IN_REVIEW)


def wanted(notices: list[Notice], person, requests: dict[int, ReviewRequest]) -> list[Notice]:
    """Those of one person's notices that are to be sent, in their order.

    `requests` holds the open requests for this person's review, by practice.
    """
    if not person.is_active or person.deleted_at or not person.email or person.mail_level == MailLevel.NONE:
        return []
    if person.mail_level == MailLevel.WAITING:
        notices = [notice for notice in notices if notice.is_waiting_for]
    if not notices:
        return []
    keys = {notice.practice_id for notice in notices}
    visible = set(Practice.objects.visible_to(person).filter(pk__in=keys).values_list("pk", flat=True))
    last = {_subject(notice): notice.pk for notice in notices}  # the later of two requests for the same stands
    return [
        notice
        for notice in notices
        if notice.practice_id in visible
        and (not notice.is_waiting_for or last[_subject(notice)] == notice.pk)
        and not _is_moot(notice, person, requests)
    ]


def _subject(notice: Notice) -> tuple:
    """What is the same for two notices that ask for the same act. Comments each say something of their own."""
    what = notice.event.name if notice.kind == NoticeKind.EVENT and notice.event else notice.kind
    return notice.practice_id, what, notice.comment_id


def _is_moot(notice: Notice, person, requests: dict[int, ReviewRequest]) -> bool:
    practice = notice.practice
    if notice.kind == NoticeKind.COMMENT:
        return not _may_read(notice, person)
    if notice.kind == NoticeKind.REVIEW_ASKED:
        return practice.pk not in requests
    if notice.kind == NoticeKind.REVIEW_OVERDUE:
        is_waiting = practice.state in REVIEWED and not _is_with_another(notice, person)
        return not is_waiting and practice.pk not in requests
    if notice.kind == NoticeKind.ANSWER_OVERDUE:
        return practice.state != State.CHANGES_REQUESTED or practice.author_id != person.pk
    if notice.event is None:
        return True
    if notice.event.name == "submit":
        return practice.state != State.SUBMITTED or practice.reviewer_id not in (None, person.pk)
    return notice.event.name == "request_changes" and practice.state != State.CHANGES_REQUESTED


def _may_read(notice: Notice, person) -> bool:
    comment = notice.comment
    if comment is None or (notice.is_waiting_for and comment.resolved_at):
        return False
    return not comment.is_internal or commenting.may_write_internal(person, notice.practice)


def _is_with_another(notice: Notice, person) -> bool:
    """Whether somebody else took it after the reminder was written; who had it already did not act on it."""
    practice = notice.practice
    return practice.reviewer_id not in (None, person.pk) and practice.state_since > notice.created_at
