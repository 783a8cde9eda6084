"""What allauth says of second factors, in our words."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's, with our sentences."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code, or it is too old."),
        "cannot_generate_recovery_codes": _("Set up an app or a key first; recovery codes stand in for them."),
        "unverified_email": _("Confirm your e-mail address first."),
    }
