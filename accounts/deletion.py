"""Deleting an account: the row is emptied and keeps its key, so that the history of records stays whole.

Also where other apps say what they do when a person leaves, or may do less than before.
"""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import admin_log, audit, mail, sessions
from accounts.models import ApiKey, Invitation, MailLevel, User

_hooks: list[Callable[[User], None]] = []
_loss_hooks: list[Callable[[User], None]] = []


class DeletionRefused(Exception):
    """The text is one sentence for the person."""


def on_deletion(hook: Callable[[User], None]) -> None:
    """Have this called, inside the transaction, before the row is emptied: an app clears what it holds of the person.

    A hook that cannot do so now raises DeletionRefused, with a sentence for the person; nothing is deleted then.
    """
    if hook not in _hooks:
        _hooks.append(hook)


def on_loss_of_rights(hook: Callable[[User], None]) -> None:
    """Have this called, after commit, with the person as stored, when an administrator changed what they may do.

    The person may be inactive now, or hold other rights: the hook looks at what they still may, and lets go the rest.
    """
    if hook not in _loss_hooks:
        _loss_hooks.append(hook)


def rights_changed(user: User) -> None:
    """Tell the hooks once this transaction is committed. One that fails is logged and hinders no other."""
    for hook in _loss_hooks:
        transaction.on_commit(lambda hook=hook: hook(User.objects.get(pk=user.pk)), robust=True)


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
    ApiKey.objects.filter(owner=user).delete()
    received = Invitation.objects.filter(Q(accepted_by=user) | Q(email__iexact=email))
    admin_log.forget(user, [str(key) for key in received.values_list("pk", flat=True)])
    received.update(email=placeholder, message="")
    user.groups.clear()
    user.user_permissions.clear()
    user.set_unusable_password()
    user.email = placeholder
    user.first_name = user.last_name = user.organisation_name = user.purpose = user.preferred_language = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.mail_level, user.last_login, user.deleted_at = MailLevel.NONE, None, timezone.now()
    user.save()
