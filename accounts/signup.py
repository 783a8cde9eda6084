"""What a person says about themselves when they sign up. Apart from forms.py because allauth builds its own on this."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AboutThePerson(forms.Form):
    """Name, organisation and purpose: what staff go by when they give a role."""

    first_name = forms.CharField(
        label=_("Given name"), max_length=150, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Family name"), max_length=150, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    organisation_name = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        help_text=_("Ministry, city or agency you work for."),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    purpose = forms.CharField(
        label=_("What you need the account for"),
        max_length=1_000,
        help_text=_("A sentence or two. The registry's staff read it before they give an account a role."),
        widget=forms.Textarea({"rows": 4}),
    )

    def signup(self, request, user) -> None:
        """Called by allauth when the account exists."""
        user.organisation_name = self.cleaned_data["organisation_name"]
        user.purpose = self.cleaned_data["purpose"]
        user.preferred_language = getattr(request, "LANGUAGE_CODE", "")[:5]
        user.save(update_fields=["organisation_name", "purpose", "preferred_language"])
