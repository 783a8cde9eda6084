"""What the registry holds about a person, for that person to download. Other apps register their part."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.models import Invitation, User

_providers: dict[str, Callable[[User], object]] = {}


def register(name: str, provider: Callable[[User], object]) -> None:
    """Add a part to the file under this name: a function of the user whose answer JSON can hold."""
    _providers[name] = provider


def collect(user: User) -> dict:
    """Everything, part by part."""
    return {name: provider(user) for name, provider in sorted(_providers.items())}


def _account(user: User) -> dict:
    plain = ("email", "first_name", "last_name", "organisation_name", "purpose", "preferred_language", "mail_level")
    return {name: getattr(user, name) for name in plain} | {
        "joined": user.date_joined,
        "last_login": user.last_login,
        "roles": [group.name for group in user.groups.order_by("name")],
        "may_open_the_admin": user.is_staff,
    }


def _signing_in(user: User) -> dict:
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    sessions = UserSession.objects.filter(user=user).order_by("pk")
    return {
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        # Never the secrets: whoever holds the file could sign in.
        "second_factors": list(factors.values("type", "created_at", "last_used_at")),
        "sessions": list(sessions.values("created_at", "ip", "user_agent")),
    }


def _invitations(user: User) -> dict:
    facts = ("email", "role__name", "created_at", "accepted_at")
    return {
        "received": list(Invitation.objects.filter(accepted_by=user).order_by("pk").values(*facts)),
        "sent": list(Invitation.objects.filter(invited_by=user).order_by("pk").values(*facts)),
    }


def _api_keys(user: User) -> list[dict]:
    # Not the hash: nobody could do anything with it, and the key itself is not kept.
    facts = ("name", "start", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    return list(user.api_keys.order_by("pk").values(*facts))


register("account", _account)
register("api_keys", _api_keys)
register("invitations", _invitations)
register("signing_in", _signing_in)
