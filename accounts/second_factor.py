"""Whether this session passed a second factor. Remembered in it, so that pages need not ask the database."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts import audit, mail, sessions

KEY, WANTED = "second_factor_passed_by", "wanted_before_second_factor"
TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_there(request: HttpRequest) -> bool:
    """Whether who is signed in has one."""
    return was_passed(request) or is_mfa_enabled(request.user, TYPES)


def was_passed(request: HttpRequest) -> bool:
    """Whether who is signed in used one in this session, at the door or since, or set up their first one in it."""
    return request.session.get(KEY) == request.user.pk


def passed(request: HttpRequest, user) -> None:
    """The person showed one."""
    request.session[KEY] = user.pk


def enrolled(request: HttpRequest, authenticator: Authenticator) -> None:
    """The first one counts as shown. A further one does not: whoever knows no more than the password may have added it."""
    if authenticator.type not in TYPES:
        return
    others = Authenticator.objects.filter(user=authenticator.user, type__in=TYPES).exclude(pk=authenticator.pk)
    if not others.exists():
        passed(request, authenticator.user)


def page_to_show(request: HttpRequest, then: str) -> str:
    """Where a person shows a factor they have, by app if they can, and goes on to this address."""
    methods = only(get_adapter(request).get_reauthentication_methods(request.user))
    return f"{methods[0]['url']}?{urlencode({'next': then})}" if methods else resolve_url("mfa_index")


def only(methods: list[dict]) -> list[dict]:
    """Of allauth's ways to show that it is you, those by a second factor."""
    return [method for method in methods if method["id"].startswith("mfa_")]


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
    if not address or not was_passed(request):
        return ""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
