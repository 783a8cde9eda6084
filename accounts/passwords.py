"""How long a password may be: long enough for any pass phrase, short enough to be refused before it is hashed."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST = 256


class MaximumLengthValidator:
    """Refuses what is longer than any person types; hashing it would cost the server, not the attacker."""

    def validate(self, password: str, user=None) -> None:
        """Raises ValidationError."""
        if len(password) > LONGEST:
            raise ValidationError(too_long(), code="password_too_long")

    def get_help_text(self) -> str:
        """For the list of rules beside the field."""
        return _("Your password can have at most %(count)d characters.") % {"count": LONGEST}


def too_long() -> str:
    """The sentence for whoever typed more."""
    sentence = ngettext(
        "A password has at most %(count)d character.", "A password has at most %(count)d characters.", LONGEST
    )
    return sentence % {"count": LONGEST}
