"""The search of a request: the filter set of the page, but what cannot be used is refused and not left out."""

from functools import cached_property

from django.utils.translation import gettext as _

from practices import search
from practices.api.parameters import Given, of_search
from practices.api.views import PublicView
from practices.filters import MOST_CHOSEN, PracticeFilterSet
from practices.opendata import addresses
from practices.search import Results
from practices.search.facets import BY_KEY
from practices.search.query import LONGEST_TEXT

SEARCH = of_search()


class SearchView(PublicView):
    """An address that takes the parameters of the search."""

    parameters = SEARCH

    def read(self, given: Given) -> None:
        """The filters."""
        self.filterset = PracticeFilterSet(given.query, language=self.language)
        note_faults(given, self.filterset)

    @cached_property
    def results(self) -> Results:
        """What the search finds."""
        return search.run(self.filterset.asked(), self.language, self.filterset.values or self.values)


def note_faults(given: Given, filterset: PracticeFilterSet) -> None:
    """Note every filter that cannot be used as it stands."""
    for name, errors in filterset.form.errors.as_data().items():
        for error in errors:
            given.add(name, error.code or "bad_value", _sentence(name, error, given, filterset))
    if len(given.text("q")) > LONGEST_TEXT:
        given.add("q", "too_long", _("A text has at most %(most)s characters.") % {"most": LONGEST_TEXT})


def _sentence(name: str, error, given: Given, filterset: PracticeFilterSet) -> str:
    """The page says what it left out; here nothing is."""
    if name in BY_KEY and len(given.query.getlist(name)) > MOST_CHOSEN:
        return _("At most %(most)s values can be chosen.") % {"most": MOST_CHOSEN}
    if name in BY_KEY:
        known = {code.casefold() for code in filterset.form.cleaned_data.get(name) or ()}
        unknown = [code for code in given.query.getlist(name) if code.casefold() not in known]
        named = ", ".join(f"“{code[:60]}”" for code in unknown[:5])
        address = addresses.api(f"facets/?facets={name}")
        return _("There is no value %(named)s. The values there are: %(address)s.") % {
            "named": named,
            "address": address,
        }
    if error.code == "order":
        return _("The first year is after the last.")
    return " ".join(error.messages)


def reading(results: Results) -> dict:
    """What was made of the words: what programs should tell their people."""
    found = results.reading
    return {
        "sort": results.sort.value,
        "is_widened": found.is_widened,
        "corrections": [{"typed": one.typed, "used": one.used} for one in found.corrections],
        "unknown_words": list(found.unknown),
    }
