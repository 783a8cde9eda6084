"""The outbox: each person's waiting notices go out as one mail, and what fails is tried again until it has gone."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone

from practices.models import Notice, ReviewRequest
from practices.notices import announcing, carrying, digest, sifting

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(hours=6)  # between two attempts
MOST_SERVER_FAILURES = 3  # in one run: each may take EMAIL_TIMEOUT
LOCK = 6_238_006  # any number, the same for all workers
MOST_KEYS = 2**31  # of a second number beside it
WAITING = Q(sent_at=None, dropped_at=None)


@dataclass
class Counts:
    """What one run did, in notices, except for the mails."""

    mails: int = 0
    sent: int = 0
    dropped: int = 0
    failed: int = 0


def send_due(now: datetime | None = None) -> Counts:
    """Send each person whose notices have waited long enough one mail with all of them. Any number may run at once.

    A notice is marked as sent in the transaction in which the mail server took the mail. A crash between the two sends
    it twice; nothing is ever lost.
    """
    now, counts, carrier, failures = now or timezone.now(), Counts(), carrying.Carrier(), 0
    try:
        announcing.announce()
    except Exception:  # what waits already must go out all the same
        logger.exception("Submissions could not be announced.")
    try:
        for recipient in _recipients(now):
            try:
                with transaction.atomic():
                    _send_to(recipient, now, carrier, counts)
            except Exception as error:  # whatever it is must not keep others from their mail
                counts.failed += _postpone(recipient, now, error)
                failures += isinstance(error, carrying.ServerAway)
            if failures == MOST_SERVER_FAILURES:
                break
    finally:
        carrier.close()
    if counts != Counts():
        words = "Notices: %d sent in %d mails, %d not wanted, %d to be tried again."
        logger.info(words, counts.sent, counts.mails, counts.dropped, counts.failed)
    return counts


def _recipients(now: datetime) -> list[int]:
    """Whom a run tells, who has waited longest first. A burst of events is left to end, so that it makes one mail."""
    burst = now - timedelta(minutes=settings.NOTICE_DELAY_MINUTES)
    due = Notice.objects.filter(WAITING, due__lte=now, created_at__lte=burst)
    people = due.values("recipient").annotate(first=Min("due")).order_by("first", "recipient")
    return list(people.values_list("recipient", flat=True))


def _to_send(recipient: int, now: datetime) -> QuerySet:
    """What goes into the mail: all that waits, and what failed before whenever its next turn would be: in order."""
    return Notice.objects.filter(WAITING & (Q(due__lte=now) | Q(attempts__gt=0)), recipient=recipient).order_by("pk")


def _is_mine(recipient: int) -> bool:
    """Whether this transaction may write to this person: one worker at a time may, whichever comes first."""
    # Locking the notices instead, two workers could each get some of them, and neither would send.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, recipient % MOST_KEYS])
        return cursor.fetchone()[0]


def _send_to(recipient: int, now: datetime, carrier: carrying.Carrier, counts: Counts) -> None:
    if not _is_mine(recipient):
        return
    notices = list(
        _to_send(recipient, now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient", "practice", "event__actor", "comment__by")
        .defer("practice__search_text", "practice__remarks", "event__changes")
    )
    if not notices:
        return
    person = notices[0].recipient
    open_requests = ReviewRequest.objects.filter(reviewer=person, closed_at=None).select_related("asked_by")
    requests = {request.practice_id: request for request in open_requests}
    wanted = sifting.wanted(notices, person, requests)
    keys = {notice.pk for notice in wanted}
    unwanted = [notice.pk for notice in notices if notice.pk not in keys]
    if unwanted:
        Notice.objects.filter(pk__in=unwanted).update(dropped_at=now)
    if wanted:
        carrier.carry(digest.compose(wanted, person, requests))
        Notice.objects.filter(pk__in=keys).update(sent_at=now, attempts=F("attempts") + 1, error="")
        counts.mails += 1
    counts.sent += len(keys)
    counts.dropped += len(unwanted)


def _postpone(recipient: int, now: datetime, error: Exception) -> int:
    """Leave a person's notices for later, the longer the more often it failed: 1, 2, 4 … minutes, up to six hours."""
    if not isinstance(error, carrying.ServerAway | OSError):
        logger.error("A notice could not be made into a mail.", exc_info=error)
    attempts = _to_send(recipient, now).aggregate(most=Max("attempts"))["most"] or 0
    wait = min(timedelta(minutes=2 ** min(attempts, 10)), LONGEST_WAIT)
    return _to_send(recipient, now).update(
        attempts=F("attempts") + 1, due=now + wait, error=carrying.in_short(error)
    )  # fmt: skip


# For administrators and upkeep ------------------------------------------------------------------------------------


def try_again(notices: QuerySet) -> int:
    """Give those of these notices that still wait their turn now. Returns how many."""
    return notices.filter(WAITING).update(due=timezone.now())


def failing() -> int:
    """How many notices have failed and wait for their next turn."""
    return Notice.objects.filter(WAITING, attempts__gt=0).count()


def purge(now: datetime | None = None) -> int:
    """Forget notices that went out, or that nobody wanted, long ago. Returns how many."""
    # A reminder's row keeps it from being made twice in its period.
    days = max(settings.NOTICE_KEEP_DAYS, settings.REMIND_EVERY_DAYS)
    before = (now or timezone.now()) - timedelta(days=days)
    return Notice.objects.filter(Q(sent_at__lt=before) | Q(dropped_at__lt=before)).delete()[0]
