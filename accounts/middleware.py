"""What holds for signed-in people on every page: sessions that end, their language, and a second factor for staff."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import second_factor, sessions
from accounts.languages import interface_language, known

ACCOUNT, ADMIN = "/account/", "/admin/"
# Pages by which a second factor could be replaced by somebody who knows no more than the password.
KEEPS_FACTORS = {
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
}  # fmt: skip


class Authentication(AuthenticationMiddleware):
    """Django's, except that a session past its time is nobody's. Asked only where a page asks who is there."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user_of(request))


def _user_of(request: HttpRequest):
    if not hasattr(request, "_cached_user"):
        user = get_user(request)
        if user.is_authenticated and sessions.is_over(request.session, user):
            request.session.flush()
            user = AnonymousUser()
        elif user.is_authenticated:
            sessions.keep(request.session)
        request._cached_user = user
    return request._cached_user


class PersonalPages:
    """The language of pages whose address names none, and no copy of them in any cache."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_account = request.path_info.startswith(ACCOUNT)
        if not is_account and not request.path_info.startswith(ADMIN):
            return self.get_response(request)
        asked = known(request.GET.get("language", "")) if is_account else ""
        language = asked or known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
        language = language or known(getattr(request.user, "preferred_language", "")) or request.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        # Until a catalogue exists, allauth's words in Arabic would stand between ours in English.
        translation.activate(interface_language(language) if is_account else language)
        response = self.get_response(request)
        if is_account:
            add_never_cache_headers(response)
        # Who signs in or says which language they prefer finds the next pages in it.
        if chosen := known(getattr(request, "chosen_language", "")) or asked:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, chosen, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response


class SecondFactor:
    """Staff open no page of the admin before their session passed a second factor, where the setting asks for one."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Send whoever lacks one to where they get it, whoever has one to where they show it."""
        match = request.resolver_match
        if not settings.REQUIRE_SECOND_FACTOR or not _is_guarded(match):
            return None
        if not request.user.is_authenticated or not request.user.is_staff or second_factor.was_passed(request):
            return None
        is_admin = "admin" in match.app_names
        if second_factor.is_there(request):
            messages.info(request, _("Show your second factor to go on."))
            first = resolve_url("admin:index" if is_admin else "mfa_index")  # a form is not sent again
            then = request.get_full_path()[:2_000] if request.method == "GET" else first
            return redirect(second_factor.page_to_show(request, then))
        if not is_admin:
            return None
        second_factor.want(request)
        messages.info(
            request, _("The curators' workplace opens once your account has a second factor. Set one up here.")
        )
        return redirect("mfa_index")


def _is_guarded(match) -> bool:
    if "admin" in match.app_names:
        return match.url_name not in ("login", "logout", "jsi18n")
    return match.url_name in KEEPS_FACTORS
