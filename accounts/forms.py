"""The forms of the account pages: allauth's with our words and limits, and our own."""

from allauth.account import forms as allauth
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.passwords import LONGEST, too_long

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Your password now"),
    "password": _("Password"),
}
NEW_PASSWORD_HELP = _(
    "At least 8 characters; any characters, spaces too. Three or four words that do not belong together are good."
)


class Plain:
    """Labels instead of placeholders, and no password longer than anybody types."""

    labels: dict = {}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name) or LABELS.get(name) or field.label
            if isinstance(field.widget, forms.PasswordInput):
                field.validators.append(MaxLengthValidator(LONGEST, message=too_long()))
                field.help_text = NEW_PASSWORD_HELP if name == "password1" else ""


class NewPassword(Plain):
    """Plain, where a password is chosen."""

    labels = {"password1": _("New password"), "password2": _("New password, again")}


class LoginForm(Plain, allauth.LoginForm):
    """Sign in by address and password."""


class SignupForm(Plain, allauth.SignupForm):
    """Ask for an account."""

    labels = {"password1": _("Password"), "password2": _("Password, again")}
    field_order = ["email", "first_name", "last_name", "organisation_name", "purpose", "password1", "password2"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        trap = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        # allauth hides it by an inline style, which our policy blocks: the stylesheet and the template do.
        trap.widget.attrs = {"tabindex": "-1", "autocomplete": "off"}
        trap.is_trap = True

    def try_save(self, request):
        """An address that has an account takes as long as a new one, also if it got it a moment ago."""
        if self.account_already_exists and not self.cleaned_data[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]:
            User().set_password(self.cleaned_data["password1"])  # for the time that hashing takes
        try:
            return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True  # by an invitation or in another tab; the password was hashed already
            return super().try_save(request)

    def save(self, request) -> User:
        with transaction.atomic():
            return super().save(request)


class ChangeAddressForm(Plain, allauth.AddEmailForm):
    """Another address, which counts once its code was typed."""

    labels = {"email": _("New e-mail address")}


class ChangePasswordForm(NewPassword, allauth.ChangePasswordForm):
    """Another password for who knows the one of now."""


class SetPasswordForm(NewPassword, allauth.SetPasswordForm):
    """A password for who has none."""


class ResetPasswordForm(Plain, allauth.ResetPasswordForm):
    """Ask for a code by mail."""


class NewPasswordForm(NewPassword, allauth.ResetPasswordKeyForm):
    """The new password, after the code was typed."""


class ReauthenticateForm(Plain, allauth.ReauthenticateForm):
    """The password once more."""


class ProfileForm(forms.ModelForm):
    """What people say about themselves, and which mail they want."""

    preferred_language = forms.ChoiceField(
        label=_("Preferred language"),
        required=False,
        choices=[("", _("None in particular")), *settings.LANGUAGES],
        help_text=_("Mail comes in this language, and pages whose address names no language."),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "organisation_name", "preferred_language", "mail_level"]
        labels = {"mail_level": _("Mail about practices")}
        widgets = {
            "first_name": forms.TextInput({"autocomplete": "given-name"}),
            "last_name": forms.TextInput({"autocomplete": "family-name"}),
            "organisation_name": forms.TextInput({"autocomplete": "organization"}),
            "mail_level": forms.RadioSelect,
        }


class DeletionForm(forms.Form):
    """The address typed once more, so that nobody deletes an account by a slip."""

    confirmation = forms.CharField(
        label=_("Type your e-mail address to confirm"), max_length=254, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_confirmation(self) -> str:
        typed = self.cleaned_data["confirmation"].strip()
        if typed.casefold() != self.user.email.casefold():
            raise forms.ValidationError(_("This is not the address of this account."))
        return typed


class InvitationForm(Plain, forms.Form):
    """The code of the mail, and who accepts it."""

    code = forms.CharField(
        label=_("Code from the mail"), max_length=40, widget=forms.TextInput({"autocomplete": "one-time-code"})
    )
    first_name = forms.CharField(
        label=_("Given name"), max_length=150, required=False, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Family name"), max_length=150, required=False, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _(
            "Choose one of at least 8 characters. If you have an account here already, type its password."
        )
