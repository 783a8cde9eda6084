"""The page an invitation leads to."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django import forms
from django.contrib.auth import logout
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import invitations
from accounts.forms import InvitationForm
from accounts.models import Invitation, User


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, key) -> HttpResponse:
    """Show the invitation; on POST, with the code of the mail, make the account and give the role."""
    limited = ratelimit.consume_or_429(request, action="invitation")
    if limited:
        return limited
    try:
        invitation = invitations.find(key)
        form = InvitationForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            user = _accepted_by(request, invitation, form)
            if user is not None:
                return _sign_in(request, user)
        if request.method == "POST":
            invitations.find(key)  # the tenth wrong code is answered like any invitation that is not good
    except invitations.NotGood:
        return render(request, "accounts/invitation_not_good.html", status=404)
    return render(request, "accounts/invitation.html", {"form": form, "invitation": invitation})


def _accepted_by(request: HttpRequest, invitation: Invitation, form: InvitationForm) -> User | None:
    user = _person(request, invitation, form)
    if user is None:
        return None
    try:
        return invitations.accept(invitation, user)
    except invitations.AddressTaken:
        _tell_of_account(form)
        return None


def _person(request: HttpRequest, invitation: Invitation, form: InvitationForm) -> User | None:
    """The account of the address, old or new, if what was typed opens it; else the form says why not."""
    typed = form.cleaned_data
    if not invitations.is_code(invitation, typed["code"]):
        form.add_error("code", _("This is not the code of the mail."))
        return None
    known = User.objects.filter(email__iexact=invitation.email).first()
    if known is None:
        return _new_person(invitation, form)
    try:
        user = get_adapter().authenticate(request, email=known.email, password=typed["password"])
    except forms.ValidationError as refusal:
        form.add_error(None, refusal)
        return None
    if user is None or not user.is_active:
        _tell_of_account(form)
        return None
    return user


def _tell_of_account(form: InvitationForm) -> None:
    form.add_error("password", _("There is an account with your address already. Type the password of that account."))


def _new_person(invitation: Invitation, form: InvitationForm) -> User | None:
    typed = form.cleaned_data
    user = User(
        email=User.objects.normalize_email(invitation.email).lower(),
        first_name=typed["first_name"],
        last_name=typed["last_name"],
        preferred_language=invitation.language,
    )
    for name in ("first_name", "last_name"):
        if not typed[name]:
            form.add_error(name, _("Say who you are."))
    try:
        validate_password(typed["password"], user)
    except forms.ValidationError as refusal:
        form.add_error("password", refusal)
    if form.errors:
        return None
    user.set_password(typed["password"])
    return user


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    if request.user.is_authenticated:
        logout(request)  # somebody else's browser tab
    return perform_login(request, user, email=user.email)  # by way of a second factor, where there is one
