"""How long somebody stays signed in, and how their sessions end."""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
WRITTEN_EVERY_SECONDS = 300  # a session is written at most so often, not at every page


def begin(session) -> None:
    """Note when a person signed in."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = int(time.time())


def is_over(session, user) -> bool:
    """Open longer than a working day; or, of staff, left alone for hours."""
    now = time.time()
    if SIGNED_IN_AT not in session:
        begin(session)
    if now - session[SIGNED_IN_AT] > settings.SESSION_COOKIE_AGE:
        return True
    return user.is_staff and now - session.get(SEEN_AT, 0) > settings.SESSION_IDLE_SECONDS


def keep(session) -> None:
    """The person is still there."""
    now = int(time.time())
    if now - session.get(SEEN_AT, 0) > WRITTEN_EVERY_SECONDS:
        session[SEEN_AT] = now


def end(user, but: str = "") -> None:
    """End this person's sessions, but for the one with this key."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()
