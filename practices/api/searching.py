"""The search of a request: the filter set of the page, but what cannot be used is refused and not left out."""

from functools import cached_property

from django.utils.translation import gettext as _

from practices import search
from practices.api import choices, nearest, parameters
from practices.api.parameters import Given, of_search
from practices.api.views import PublicView
from practices.filters import MOST_CHOSEN, MOST_NAMED, PracticeFilterSet
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
            _note(name, error.code, given, filterset)
    if len(given.text("q")) > LONGEST_TEXT:
        words = _("A text has at most %(most)s characters.") % {"most": LONGEST_TEXT}
        given.add("q", parameters.TOO_LONG, words)


def _note(name: str, code: str, given: Given, filterset: PracticeFilterSet) -> None:
    """One fault, in a code and a sentence of the API: the page says what it left out; here nothing is."""
    field = filterset.form.fields[name]
    if name in BY_KEY:
        _note_values(name, given, filterset)
    elif name == "sort":
        choices_of = [value for value, _label in field.choices if value]
        given.add(name, parameters.UNKNOWN_VALUE, nearest.value(given.text(name), choices_of))
    elif code == "order":
        given.add(name, parameters.ORDER, _("The first year is after the last."))
    else:
        kind = parameters.NOT_A_NUMBER if code == "invalid" else parameters.OUT_OF_RANGE
        given.add(name, kind, parameters.between(field.min_value, field.max_value))


def _note_values(name: str, given: Given, filterset: PracticeFilterSet) -> None:
    """Every value of a facet that there is not, with the nearest that there is."""
    asked = list(dict.fromkeys(given.query.getlist(name)))
    if len(asked) > MOST_CHOSEN:
        words = _("At most %(most)s values can be chosen.") % {"most": MOST_CHOSEN}
        given.add(name, parameters.TOO_MANY, words)
        return
    more = _("The values there are: %(address)s.") % {"address": addresses.api(f"facets/?facets={name}")}
    for code in filterset.form.unknown.get(name, ())[:MOST_NAMED]:
        sentence = choices.of_facet(name, code, filterset.values)
        given.add(name, parameters.UNKNOWN_VALUE, f"{sentence} {more}")


def reading(results: Results) -> dict:
    """What was made of the words: what programs should tell their people."""
    found = results.reading
    return {
        "sort": results.sort.value,
        "is_widened": found.is_widened,
        "corrections": [{"typed": one.typed, "used": one.used} for one in found.corrections],
        "unknown_words": list(found.unknown),
    }
