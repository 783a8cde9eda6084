"""API keys: made, found by their text, withdrawn, forgotten. The key itself is shown once; we keep its SHA-256."""

import hashlib
import re
import secrets
import string
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit, mail
from accounts.models import ApiKey, ApiScope, User

PREFIX, START_LETTERS = "prk", 8
FORM = re.compile(rf"({PREFIX}_[A-Za-z0-9]{{{START_LETTERS}}})_[A-Za-z0-9_-]{{43}}")
MOST_LIVE = 10
MOST_DAYS = 365
KEPT_AFTER_END = timedelta(days=365)
USE_NOTED_EVERY = timedelta(minutes=1)
# Whoever holds one of these has something to moderate.
MODERATING = ("practices.review_practice", "practices.publish_practice", "practices.archive_practice")

STATES = {
    "live": gettext_lazy("In use"),
    "expired": gettext_lazy("Expired"),
    "revoked": gettext_lazy("Withdrawn"),
}
SCOPE_NAMES = {
    ApiScope.READ: gettext_lazy("read more often"),
    ApiScope.WRITE: gettext_lazy("write"),
    ApiScope.MODERATE: gettext_lazy("moderate"),
}
REASONS = {
    "malformed": gettext_lazy("This is not an API key: copy it again, whole and without spaces."),
    "unknown": gettext_lazy("There is no such API key."),
    "expired": gettext_lazy("This API key has expired. Make a new one on your account page."),
    "revoked": gettext_lazy("This API key was withdrawn. Make a new one on your account page."),
    "inactive": gettext_lazy("The account of this API key is not active."),
}


class BadKey(Exception):
    """This text opens nothing: `code` for programs (a key of REASONS), `reason` a sentence for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def reason(self) -> str:
        return str(REASONS[self.code])


class KeyRefused(Exception):
    """No key was made. The text is one sentence for the person; `field` is what it speaks of, if one thing."""

    def __init__(self, words: str, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


def read(text: str) -> ApiKey:
    """The live key with this text, and its owner. One query, none for what cannot be a key. Raises BadKey."""
    match = FORM.fullmatch(text)
    if match is None:
        raise _bad("malformed")
    key = ApiKey.objects.select_related("owner").filter(start=match[1]).first()
    if not constant_time_compare(_hash(text), key.secret_hash if key else "0" * 64) or key is None:
        raise _bad("unknown")
    stands = state(key)
    if stands != "live":
        raise _bad(stands, key)
    if not key.owner.is_active:
        raise _bad("inactive", key)
    return key


def _bad(code: str, key: ApiKey | None = None) -> BadKey:
    audit.record("api_key_refused", key.owner if key else None, key=key.pk if key else None, reason=code)
    return BadKey(code)


def note_use(key: ApiKey) -> None:
    """Remember that the key was used, written once a minute at most."""
    now = timezone.now()
    if key.last_used_at and key.last_used_at > now - USE_NOTED_EVERY:
        return
    long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    ApiKey.objects.filter(long_ago, pk=key.pk).update(last_used_at=now)
    key.last_used_at = now


def state(key: ApiKey) -> str:
    """Where a key stands: one of STATES."""
    if key.revoked_at:
        return "revoked"
    return "expired" if key.expires_at <= timezone.now() else "live"


def live(user: User) -> QuerySet[ApiKey]:
    """The keys of this person that open something now."""
    return ApiKey.objects.filter(owner=user, revoked_at__isnull=True, expires_at__gt=timezone.now())


def offered_scopes(user: User) -> list[ApiScope]:
    """What keys of this person can be made for. A key never opens more than its owner may do."""
    may_moderate = any(user.has_perm(permission) for permission in MODERATING)
    return [scope for scope in ApiScope if scope != ApiScope.MODERATE or may_moderate]


def make(owner: User, name: str, scopes: Iterable[str], days: int) -> tuple[ApiKey, str]:
    """A new key, and its text, which nobody can learn again. The owner is told by mail. Raises KeyRefused."""
    wanted = {ApiScope(scope) for scope in scopes} | {ApiScope.READ}
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"A key is good for 1 to {MOST_DAYS} days.")
    if not wanted <= set(offered_scopes(owner)):
        raise KeyRefused(_("Keys that moderate are for people whose role lets them moderate."), "scopes")
    text = _new_text()
    with transaction.atomic():
        # One at a time for each person: two at once would both find room for the last.
        held = User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        _refuse_if_no_room(held, name)
        key = ApiKey.objects.create(
            owner=owner,
            name=name,
            start=FORM.fullmatch(text)[1],
            secret_hash=_hash(text),
            scopes=[scope.value for scope in ApiScope if scope in wanted],
            expires_at=timezone.now() + timedelta(days=days),
        )
        audit.record("api_key_made", owner, key=key.pk, scopes="+".join(key.scopes), days=days)
        composed = mail.compose("accounts/email/api_key_made", held.email, held.preferred_language, {"key": key})
        transaction.on_commit(lambda: mail.send(composed))
    return key, text


def _refuse_if_no_room(owner: User, name: str) -> None:
    if not owner.is_active:
        raise KeyRefused(REASONS["inactive"])
    names = [held.casefold() for held in live(owner).values_list("name", flat=True)]
    if len(names) >= MOST_LIVE:
        raise KeyRefused(_("You have ten keys, and there can be no more. Withdraw one that you no longer need."))
    # So that a form sent twice makes one key, and people know their keys apart.
    if name.casefold() in names:
        raise KeyRefused(_("You have a key with this name already."), "name")


def _new_text() -> str:
    letters = string.ascii_letters + string.digits
    start = "".join(secrets.choice(letters) for _number in range(START_LETTERS))
    return f"{PREFIX}_{start}_{secrets.token_urlsafe(32)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def revoke(key: ApiKey, by: User) -> None:
    """Withdraw a key for good. Twice does no harm."""
    now = timezone.now()
    if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now):
        key.revoked_at = now
        audit.record("api_key_revoked", key.owner, by=by, key=key.pk)


def revoke_all(user: User, by: User | None) -> int:
    """Withdraw every key of this person, who is told where somebody else did it. Says how many were in use."""
    count = live(user).count()
    if not ApiKey.objects.filter(owner=user, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        return 0
    audit.record("api_keys_revoked", user, by=by, count=count)
    if count and user.is_active and user != by:
        composed = mail.compose("accounts/email/api_keys_withdrawn", user.email, user.preferred_language, {})
        transaction.on_commit(lambda: mail.send(composed))
    return count


def purge() -> int:
    """Forget keys that ended more than a year ago; how many."""
    before = timezone.now() - KEPT_AFTER_END
    return ApiKey.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)).delete()[0]
