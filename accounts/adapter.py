"""How allauth behaves here: our words in its mails, our site's name in its links, a log line for what it does."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit, mail, second_factor
from accounts.models import User
from accounts.passwords import LONGEST


class AccountAdapter(DefaultAccountAdapter):
    """What we decide otherwise than allauth."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("There is no account with this address and password."),
        "too_many_login_attempts": gettext_lazy("Too many attempts to sign in. Wait a few minutes, then try again."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "incorrect_code": gettext_lazy("This is not the code, or it is too old."),
        "same_as_current": gettext_lazy("This is the address you have already."),
        "rate_limited": gettext_lazy("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request) -> bool:
        return settings.OPEN_SIGNUP

    def get_login_redirect_url(self, request) -> str:
        return resolve_url("admin:index" if request.user.is_staff else settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request) -> str:
        return resolve_url("account")

    def get_email_verification_redirect_url(self, email_address) -> str:
        return resolve_url("account" if self.request.user.is_authenticated else "account_login")

    def authenticate(self, request, **credentials):
        if len(credentials.get("password") or "") > LONGEST:
            return None  # whoever the address belongs to: nothing so long is hashed
        return super().authenticate(request, **credentials)

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Staff whose session passed no second factor show that first: the password would lead them back here."""
        methods = super().get_reauthentication_methods(user)
        if not settings.REQUIRE_SECOND_FACTOR or not user.is_staff or second_factor.was_passed(self.request):
            return methods
        return second_factor.only(methods) or methods

    def authentication_failed(self, request, **credentials) -> None:
        user = User.objects.filter(email__iexact=credentials.get("email", "")).only("pk").first()
        audit.record("login_failed", user)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        known = {"signup_url": mail.link("account_signup"), "password_reset_url": mail.link("account_reset_password")}
        if template_prefix.endswith("unknown_account"):
            known["account_url"] = ""
        composed = mail.compose(template_prefix, email, self._language(email, context), context | known)
        if not mail.send(composed) and self.request is not None:
            messages.error(self.request, _("The mail could not be sent. Try again in a few minutes."))

    def _language(self, email: str, context: dict) -> str:
        """Of the person the mail is for; of the page where nobody is known."""
        user = context.get("user") or User.objects.filter(email__iexact=email).only("preferred_language").first()
        return getattr(user, "preferred_language", "") or getattr(self.request, "LANGUAGE_CODE", "")
