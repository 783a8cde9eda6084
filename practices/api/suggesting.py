"""Suggestions while somebody types: names of what can be filtered by, and titles of practices."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices import search
from practices.api.parameters import Given, Parameter
from practices.api.views import PublicView
from practices.opendata import addresses
from practices.search import Suggestion
from practices.search.query import LONGEST_TEXT
from practices.text import clean

TYPED = Parameter(
    "q", gettext_lazy("What has been typed so far."), {"type": "string", "maxLength": LONGEST_TEXT}, example="recruit"
)


class SuggestionsView(PublicView):
    """At most eight, the likeliest first."""

    parameters = (TYPED,)

    def read(self, given: Given) -> None:
        """What has been typed."""
        if TYPED.name not in given:
            given.add(TYPED.name, "required", _("Give what has been typed so far."))
        if len(given.text(TYPED.name)) > LONGEST_TEXT:
            given.add(TYPED.name, "too_long", _("A text has at most %(most)s characters.") % {"most": LONGEST_TEXT})

    def answer(self, request: Request) -> dict:
        """All of them."""
        found = search.suggest(clean(self.given.text(TYPED.name)), self.language)
        return {"count": len(found), "results": [_shown(one) for one in found]}


def _shown(one: Suggestion) -> dict:
    """A practice by its title, or a value with the facet it filters by and how many practices it gives."""
    path = f"practices/?{urlencode({one.facet.key: one.code})}" if one.facet else f"practices/{one.code}/"
    return {
        "kind": one.kind,
        **{name: one.label[name] for name in ("code", "label", "language", "direction")},
        "facet": one.facet.key if one.facet else None,
        "facet_label": str(one.facet.label) if one.facet else None,
        "practices": one.total,
        "api_url": addresses.api(path),
    }
