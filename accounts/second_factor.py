"""Whether a person has a second factor. Remembered in the session, so that pages need not ask the database."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import audit, mail, sessions

KEY, WANTED = "second_factor_of", "wanted_before_second_factor"
TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_there(request: HttpRequest) -> bool:
    """Whether who is signed in has one."""
    if request.session.get(KEY) == request.user.pk:
        return True
    found = is_mfa_enabled(request.user, TYPES)
    if found:
        request.session[KEY] = request.user.pk
    return found


def forget(request: HttpRequest) -> None:
    """A factor was taken away: ask again."""
    if request is not None:
        request.session.pop(KEY, None)


def remove_all(user, by) -> None:
    """For somebody who lost phone, keys and codes; called by an administrator. The person is told by mail."""
    Authenticator.objects.filter(user=user).delete()
    audit.record("second_factor_removed", user, by=by, kind="all")
    composed = mail.compose("accounts/email/factors_removed", user.email, user.preferred_language, {})
    transaction.on_commit(lambda: (sessions.end(user), mail.send(composed)))


def want(request: HttpRequest) -> None:
    """Remember the page that was asked for; a form is not sent again."""
    if request.method == "GET":
        request.session[WANTED] = request.get_full_path()[:2_000]


def wanted(request: HttpRequest) -> str:
    """The page a person was kept from, once they may open it."""
    address = request.session.get(WANTED, "")
    if not address or not is_there(request):
        return ""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
