"""The forms of second factors: allauth's with our words, and an answer to whatever is sent as a key."""

import struct

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import Plain

LONGEST_CODE, LONGEST_NAME = 40, 100
# What fido2 raises on an answer no browser would give; allauth expects only some of it.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)
NOT_USABLE = _("The key could not be used. Try again, or choose another way.")


class Code(Plain):
    """A code that an app shows, or one of the recovery codes."""

    labels = {"code": _("Code")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "maxlength": LONGEST_CODE}

    def clean_code(self) -> str:
        if len(self.cleaned_data["code"]) > LONGEST_CODE:
            raise forms.ValidationError(_("This is not the code, or it is too old."))
        return super().clean_code()


class AuthenticateForm(Code, base.AuthenticateForm):
    """At the door."""


class ReauthenticateForm(Code, base.ReauthenticateForm):
    """Before something that matters."""


class ActivateAppForm(Code, totp.ActivateTOTPForm):
    """The first code of a new app."""


class Readable:
    """Answers of keys that cannot be read are form errors."""

    def clean_credential(self):
        try:
            return super().clean_credential()
        except UNREADABLE as error:
            raise forms.ValidationError(NOT_USABLE) from error


class AuthenticateKeyForm(Readable, webauthn.AuthenticateWebAuthnForm):
    """At the door, after the password."""


class LoginKeyForm(Readable, webauthn.LoginWebAuthnForm):
    """At the door, instead of a password."""


class ReauthenticateKeyForm(Readable, webauthn.ReauthenticateWebAuthnForm):
    """Before something that matters."""


class AddKeyForm(Plain, webauthn.AddWebAuthnForm):
    """A new key, under a name of the person's choice."""

    labels = {"name": _("Name of the key"), "passwordless": _("Use it as a passkey, without a password")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = LONGEST_NAME
        self.fields["passwordless"].help_text = _("The key then asks for your finger, your face or a PIN.")

    def clean_name(self) -> str:
        return super().clean_name()[:LONGEST_NAME]

    def clean(self) -> dict:
        try:
            return super().clean()
        except UNREADABLE as error:
            raise forms.ValidationError(NOT_USABLE) from error


class RenameKeyForm(Plain, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    labels = {"name": _("Name of the key")}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if len(name) > LONGEST_NAME:
            raise forms.ValidationError(_("A shorter name, please: at most 100 characters."))
        return name
