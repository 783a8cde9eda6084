"""What we do when Django or allauth tell that somebody signed in or changed how they do it. Our own rules use no signals."""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from accounts import audit, second_factor, sessions


@receiver(user_logged_in)
def signed_in(sender, request, user, **kwargs) -> None:
    """The clock of the session starts."""
    if request is not None and hasattr(request, "session"):
        sessions.begin(request.session)
        request.chosen_language = user.preferred_language  # read by the middleware, which keeps it in the cookie
    audit.record("login", user)


@receiver(user_logged_out)
def signed_out(sender, request, user, **kwargs) -> None:
    """By the person, here or in the admin."""
    audit.record("logout", user)


@receiver(account.user_signed_up)
def signed_up(sender, request, user, **kwargs) -> None:
    """A new account, without a role yet."""
    audit.record("account_made", user)


@receiver([account.password_changed, account.password_set, account.password_reset])
def password_changed(sender, request, user, **kwargs) -> None:
    """Other sessions end by themselves: they are bound to the password."""
    audit.record("password_changed", user)


@receiver(account.email_changed)
def address_changed(sender, request, user, **kwargs) -> None:
    """allauth writes to the old address."""
    audit.record("address_changed", user)


@receiver(mfa.authenticator_added)
def factor_added(sender, request, user, authenticator, **kwargs) -> None:
    """An app, a key or a set of codes."""
    if request is not None:
        second_factor.enrolled(request, authenticator)
    audit.record("second_factor_added", user, kind=authenticator.type)


@receiver(mfa.authenticator_used)
def factor_used(sender, request, user, **kwargs) -> None:
    """At the door, instead of a password, or since."""
    second_factor.passed(request, user)


@receiver(mfa.authenticator_removed)
def factor_removed(sender, request, user, authenticator, **kwargs) -> None:
    """Sessions elsewhere may remember a factor that is gone: they end."""
    second_factor.forget(request)
    sessions.end(user, but=getattr(getattr(request, "session", None), "session_key", "") or "")
    audit.record("second_factor_removed", user, kind=authenticator.type)


@receiver(mfa.authentication_failed)
def factor_failed(sender, user, **kwargs) -> None:
    """The password was right, the code was not."""
    audit.record("second_factor_failed", user)
