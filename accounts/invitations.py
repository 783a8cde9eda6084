"""Invitations by mail: sent, sent again, withdrawn, accepted. The code is in the mail only; we keep its hash."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import api_keys, audit, mail, roles, sessions
from accounts.models import Invitation, User

MOST_FAILURES = 10
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another
ADMINISTRATOR = "administrator"
STATES = {
    "sent": _("Sent"),
    "accepted": _("Accepted"),
    "expired": _("Expired"),
    "withdrawn": _("Withdrawn"),
    "blocked": _("Too many wrong codes"),
}


class NotGood(Exception):
    """The invitation cannot be accepted: unknown, used, withdrawn, run out. Nobody is told which."""


class AddressTaken(Exception):
    """Somebody got an account with this address at the same moment; nothing was accepted."""


def state(invitation: Invitation) -> str:
    """Where an invitation stands."""
    if invitation.accepted_at:
        return "accepted"
    if invitation.revoked_at:
        return "withdrawn"
    if invitation.failures >= MOST_FAILURES:
        return "blocked"
    return "expired" if invitation.expires_at <= timezone.now() else "sent"


def in_state(name: str) -> Q:
    """The condition of a queryset for the same."""
    accepted, withdrawn = Q(accepted_at__isnull=False), Q(revoked_at__isnull=False)
    blocked, expired = Q(failures__gte=MOST_FAILURES), Q(expires_at__lte=timezone.now())
    conditions = {
        "accepted": accepted,
        "withdrawn": ~accepted & withdrawn,
        "blocked": ~accepted & ~withdrawn & blocked,
        "expired": ~accepted & ~withdrawn & ~blocked & expired,
    }
    return conditions.get(name, ~accepted & ~withdrawn & ~blocked & ~expired)


def offered_roles(by: User):
    """The roles this person may invite to: nobody makes an administrator who is none."""
    names = set(roles.names())
    if not by.is_superuser and not by.groups.filter(name=ADMINISTRATOR).exists():
        names.discard(ADMINISTRATOR)
    return Group.objects.filter(name__in=names).order_by("pk")


def send(invitation: Invitation, by: User, told: Callable[[bool], None] | None = None) -> None:
    """Send it, or send it again: with a new code, and good for the full time. Raises NotGood if it stands otherwise now.

    The mail goes out after commit; `told` is then called with whether the mail server took it.
    """
    code = "".join(secrets.choice(LETTERS) for _number in range(10))
    _renew(invitation, code, by)
    audit.record("invitation_sent", by=by, invitation=invitation.pk, role=invitation.role.name)
    composed = mail.compose(
        "accounts/email/invitation",
        invitation.email,
        invitation.language,
        {
            "code": f"{code[:5]}-{code[5:]}",
            "invitation": invitation,
            "invited_by": invitation.invited_by,
            "link": mail.link("accept_invitation", invitation.key),
            "account_url": "",
        },
    )
    told = told or (lambda was_sent: None)
    transaction.on_commit(lambda: told(mail.send(composed)))


def _renew(invitation: Invitation, code: str, by: User) -> None:
    seen = invitation.revoked_at
    invitation.code_hash = _hash(invitation, code)
    invitation.failures, invitation.revoked_at = 0, None
    invitation.expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    if invitation.pk is None:
        invitation.invited_by = by
        invitation.save()
        return
    names = ("code_hash", "failures", "revoked_at", "expires_at")
    # As it was seen: whoever accepts or withdraws it at the same moment is not overwritten.
    rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=seen)
    if not rows.update(**{name: getattr(invitation, name) for name in names}):
        raise NotGood


def withdraw(invitation: Invitation, by: User) -> None:
    """Take it back; its code opens nothing any more. Raises NotGood if it was accepted or withdrawn meanwhile."""
    invitation.revoked_at = timezone.now()
    rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not rows.update(revoked_at=invitation.revoked_at):
        raise NotGood
    audit.record("invitation_withdrawn", by=by, invitation=invitation.pk)


def find(key) -> Invitation:
    """The invitation of this key, still good. Raises NotGood."""
    invitation = Invitation.objects.select_related("role", "invited_by").filter(key=key).first()
    if invitation is None or state(invitation) != "sent":
        raise NotGood
    return invitation


def is_code(invitation: Invitation, typed: str) -> bool:
    """Whether this is the code. A wrong one is counted, whoever else types at the same moment."""
    typed = "".join(typed.upper().split()).replace("-", "")
    if constant_time_compare(invitation.code_hash, _hash(invitation, typed)):
        return True
    Invitation.objects.filter(pk=invitation.pk).update(failures=F("failures") + 1)
    audit.record("invitation_code_wrong", invitation=invitation.pk)
    return False


def accept(seen: Invitation, user: User) -> User:
    """Give the role to this person, new or known, and end their sessions elsewhere.

    Once: raises NotGood if it was accepted or sent again meanwhile. Raises AddressTaken.
    """
    try:
        with transaction.atomic():
            invitation = Invitation.objects.select_for_update(of=("self",)).select_related("role").get(pk=seen.pk)
            if state(invitation) != "sent" or invitation.code_hash != seen.code_hash:
                raise NotGood
            if _give(invitation, user):
                api_keys.revoke_all(user, by=invitation.invited_by)  # made with less trust, too
            sessions.end(user)  # begun with less trust than the role deserves
    except IntegrityError as error:
        raise AddressTaken from error
    return user


def _give(invitation: Invitation, user: User) -> bool:
    """Give the role to this person; whether they may do more now."""
    was_staff, user.is_staff = user.is_staff, True  # a role is of use only in the admin
    user.save()
    had_it = user.groups.filter(pk=invitation.role_id).exists()
    user.groups.add(invitation.role)
    # The code came by mail, so the address is theirs.
    EmailAddress.objects.filter(user=user, primary=True).exclude(email__iexact=user.email).update(primary=False)
    address, _made = EmailAddress.objects.get_or_create(user=user, email=user.email.lower())
    address.verified = address.primary = True
    address.save()
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit.record("invitation_accepted", user, invitation=invitation.pk, role=invitation.role.name)
    audit.record("role_changed", user, by=invitation.invited_by, added=invitation.role.name)
    return not (was_staff and had_it)


def _hash(invitation: Invitation, code: str) -> str:
    # Keyed with the site's secret and the invitation's key: a stolen table opens nothing.
    return salted_hmac("accounts.invitation", f"{invitation.key}:{code}", algorithm="sha256").hexdigest()
