"""The account page: who I am here, what I may do, which mail I get, my data, and the way out."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import api_key_views, audit, deletion, explanation, personal_data, second_factor
from accounts.forms import DeletionForm, ProfileForm


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's account, with links to change it."""
    context = {
        "roles": explanation.held_by(request.user),
        "has_second_factor": second_factor.is_there(request),
        "api_keys": api_key_views.section(request.user),
    }
    return render(request, "accounts/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, organisation, language and mail."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        request.chosen_language = request.user.preferred_language
        messages.success(request, _("Your profile is saved."))
        return redirect("account")
    return render(request, "accounts/profile.html", {"form": form})


@require_POST
@login_required
@reauthentication_required
def download(request: HttpRequest) -> HttpResponse:
    """All that the registry holds about the person, as a file."""
    audit.record("data_downloaded", request.user)
    response = JsonResponse(personal_data.collect(request.user), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="my-data-{timezone.now():%Y-%m-%d}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account, after the password and the address were typed once more."""
    form = DeletionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        user = request.user
        try:
            deletion.delete_account(user)
        except deletion.DeletionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("account_login")
    return render(request, "accounts/delete.html", {"form": form})


def too_many_requests(request: HttpRequest, exception=None) -> HttpResponse:
    """429: a limit of allauth's was reached."""
    audit.record("limited", request.user if request.user.is_authenticated else None)
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response
