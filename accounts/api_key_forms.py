"""The form by which people make an API key."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import api_keys
from accounts.models import ApiKey, ApiScope, User

DAYS = {
    30: _("A month (30 days)"),
    90: _("Three months (90 days)"),
    180: _("Half a year (180 days)"),
    365: _("A year (365 days)"),
}
USUAL_DAYS = 90


class ScopeBoxes(forms.CheckboxSelectMultiple):
    """Boxes to tick; that for reading is ticked and stays so."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value == ApiScope.READ:
            option["attrs"] |= {"checked": True, "disabled": True}
        return option


class ApiKeyForm(forms.Form):
    """What the key is for, what it may do, and for how long."""

    name = forms.CharField(
        label=_("Name"),
        max_length=ApiKey._meta.get_field("name").max_length,
        help_text=_("What it is for, so that you know it again: “Nightly copy to our website”."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        required=False,
        widget=ScopeBoxes,
        help_text=_("Never more than you may do yourself. Tick no more than the program needs."),
    )
    days = forms.TypedChoiceField(
        label=_("Good for"), choices=list(DAYS.items()), coerce=int, initial=USUAL_DAYS, widget=forms.RadioSelect
    )

    def __init__(self, *args, owner: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.fields["scopes"].choices = [(one.value, one.label) for one in api_keys.offered_scopes(owner)]

    def clean_name(self) -> str:
        """One line, composed, of characters that can be seen."""
        composed = unicodedata.normalize("NFC", self.cleaned_data["name"])
        name = " ".join("".join(one for one in composed if unicodedata.category(one) != "Cc" or one.isspace()).split())
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    def make(self) -> tuple[ApiKey, str] | None:
        """The key and its text; or nothing, and the form says why."""
        wanted = self.cleaned_data
        try:
            return api_keys.make(self.owner, wanted["name"], wanted["scopes"], wanted["days"])
        except api_keys.KeyRefused as refusal:
            self.add_error(refusal.field, str(refusal))
            return None
