"""Pages by which people make and withdraw their API keys, and what the account page shows of them."""

from collections.abc import Callable
from functools import wraps

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import api_keys, second_factor
from accounts.api_key_forms import ApiKeyForm
from accounts.models import ApiKey, User

MOST_WITHDRAWN_SHOWN = 20


def section(user: User) -> dict:
    """What the account page shows: keys that live or have expired, and the latest that were withdrawn."""
    keys = [_shown(key) for key in user.api_keys.filter(revoked_at=None)]
    withdrawn = user.api_keys.exclude(revoked_at=None).order_by("-revoked_at")[:MOST_WITHDRAWN_SHOWN]
    return {
        "keys": keys,
        "withdrawn": [_shown(key) for key in withdrawn],
        "has_room": sum(shown["state"] == "live" for shown in keys) < api_keys.MOST_LIVE,
        "most": api_keys.MOST_LIVE,
    }


def _shown(key: ApiKey) -> dict:
    state = api_keys.state(key)
    return {
        "key": key,
        "state": state,
        "state_words": api_keys.STATES[state],
        "may": [api_keys.SCOPE_NAMES[scope] for scope in key.scopes if scope in api_keys.SCOPE_NAMES],
    }


def _second_factor_first(view: Callable) -> Callable:
    """Staff show their second factor before, where the setting asks for one: a key opens what the admin does."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        is_asked = settings.REQUIRE_SECOND_FACTOR and request.user.is_staff
        if not is_asked or second_factor.was_passed(request):
            return view(request, *args, **kwargs)
        if second_factor.is_there(request):
            messages.info(request, _("Show your second factor to go on."))
            return redirect(second_factor.page_to_show(request, reverse("account_api_key_make")))
        second_factor.want(request)
        messages.info(request, _("You can make API keys once your account has a second factor. Set one up here."))
        return redirect("mfa_index")

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@_second_factor_first
@reauthentication_required
def make(request: HttpRequest) -> HttpResponse:
    """The form; the answer to it shows the key, this once and nowhere else."""
    form = ApiKeyForm(request.POST if request.method == "POST" else None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        if limited := ratelimit.consume_or_429(request, action="api_key"):
            return limited
        if made := form.make():
            key, text = made
            return render(request, "accounts/api_key_made.html", {"shown": _shown(key), "text": text})
    return render(request, "accounts/api_key_make.html", {"form": form, "most": api_keys.MOST_LIVE})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether this key shall end; on POST, end it."""
    key = get_object_or_404(request.user.api_keys, pk=pk)
    if request.method == "POST":
        had_expired = api_keys.state(key) == "expired"
        api_keys.revoke(key, by=request.user)
        said = _("The key “%(name)s” is off the list.") if had_expired else _("The key “%(name)s” is withdrawn.")
        messages.success(request, said % {"name": key.name})
    if key.revoked_at:
        return redirect(f"{reverse('account')}#api-keys")
    return render(request, "accounts/api_key_withdraw.html", {"shown": _shown(key), "form": None})
