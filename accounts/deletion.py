"""Deleting an account: the row is emptied and keeps its key, so that the history of records stays whole."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, mail, sessions
from accounts.models import Invitation, MailLevel, User

_hooks: list[Callable[[User], None]] = []


class DeletionRefused(Exception):
    """The text is one sentence for the person."""


def on_deletion(hook: Callable[[User], None]) -> None:
    """Have this called, inside the transaction, before the row is emptied: an app clears what it holds of the person."""
    if hook not in _hooks:
        _hooks.append(hook)


def delete_account(user: User) -> None:
    """Empty this account for good. Raises DeletionRefused for the last administrator."""
    with transaction.atomic():
        # All administrators, in one order: two who leave at the same moment would leave nobody.
        heads = list(administrators().order_by("pk").select_for_update(of=("self",)))
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.deleted_at:
            return
        if heads == [user]:
            raise DeletionRefused(_("You are the last administrator. Make somebody else one first."))
        email, language = user.email, user.preferred_language
        for hook in _hooks:
            hook(user)
        _empty(user, email)
        audit.record("account_deleted", user)
        transaction.on_commit(
            lambda: mail.send(mail.compose("accounts/email/deleted", email, language, {"account_url": ""}))
        )


def administrators():
    """Active people who manage the registry: by role, or beyond roles."""
    holders = User.groups.through.objects.filter(group__name="administrator").values("user")
    return User.objects.filter(Q(is_superuser=True) | Q(pk__in=holders, is_staff=True), is_active=True)


def _empty(user: User, email: str) -> None:
    placeholder = f"deleted-{user.pk}@deleted.invalid"
    sessions.end(user)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    Invitation.objects.filter(Q(accepted_by=user) | Q(email__iexact=email)).update(email=placeholder, message="")
    # The admin's log names people by the words of the day it was written.
    LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)).update(
        object_repr=placeholder
    )
    user.groups.clear()
    user.user_permissions.clear()
    user.set_unusable_password()
    user.email = placeholder
    user.first_name = user.last_name = user.organisation_name = user.purpose = user.preferred_language = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.mail_level, user.last_login, user.deleted_at = MailLevel.NONE, None, timezone.now()
    user.save()
