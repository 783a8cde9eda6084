"""Who shares with whom, for maps and diagrams: pairs of countries among the practices a search finds."""

from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api.parameters import Given, Parameter
from practices.api.references.entries import named
from practices.api.searching import SEARCH, SearchView, reading
from practices.models import Listing
from practices.search import flows
from practices.search.flows import Flow, Pair

MOST_PAIRS = 2_000  # what a map may be asked to draw
MOST_CODES = 20  # of practices, with each pair
KIND = Parameter(
    "kind",
    gettext_lazy("“learning”: from who shares experience to who learns; “movement”: from origin to destination."),
    {"type": "string", "enum": [kind.value for kind in Flow], "default": Flow.LEARNING.value},
)


class FlowsView(SearchView):
    """Pairs of countries, the most frequent first.

    `practices` of a pair counts the practices found in which the first country has the role provider (or origin) and
    the second the role beneficiary (or destination). `codes` are the newest of them. `countries` has each country of
    any pair once, with its place; `gives` and `takes` are the numbers of pairs it is in on either side.
    """

    parameters = (*(one for one in SEARCH if one.name != "sort"), KIND)

    def read(self, given: Given) -> None:
        """Filters, and what flows."""
        super().read(given)
        self.flow = Flow(given.choice(KIND.name, list(Flow)) or Flow.LEARNING)

    def answer(self, request: Request) -> dict:
        """All pairs, or the two thousand most frequent."""
        found = flows.pairs(self.results, self.flow)
        shown = found[:MOST_PAIRS]
        return {
            "kind": self.flow.value,
            "count": len(found),
            "is_complete": len(shown) == len(found),
            "practices": self._practices(found),
            "search": reading(self.results),
            "countries": self._countries(shown),
            "results": self._worded(shown),
        }

    def _practices(self, found: list[Pair]) -> int:
        among = 0
        for pair in found:
            among |= pair.bits
        return among.bit_count()

    def _countries(self, shown: list[Pair]) -> list[dict]:
        gives, takes = {}, {}
        for pair in shown:
            gives[pair.source] = gives.get(pair.source, 0) + 1
            takes[pair.target] = takes.get(pair.target, 0) + 1
        return [
            self._country(code) | {"gives": gives.get(code, 0), "takes": takes.get(code, 0)}
            for code in sorted({*gives, *takes})
        ]

    def _country(self, code: str) -> dict:
        entry = self.values.snapshot.find("country", code)
        label = named(entry, self.language, self.values.snapshot)
        if label is None:  # gone from the tables since
            return {
                "code": code,
                "label": code,
                "language": "",
                "direction": "ltr",
                "latitude": None,
                "longitude": None,
            }
        return label | {"latitude": entry.facts["latitude"], "longitude": entry.facts["longitude"]}

    def _worded(self, shown: list[Pair]) -> list[dict]:
        keys = [flows.newest(self.results, pair, MOST_CODES) for pair in shown]
        wanted = {key for some in keys for key in some}
        codes = dict(Listing.objects.filter(pk__in=wanted).values_list("pk", "code")) if wanted else {}
        return [
            {
                "from": pair.source,
                "to": pair.target,
                "practices": pair.total,
                "codes": [codes[key] for key in some if key in codes],
            }
            for pair, some in zip(shown, keys, strict=True)
        ]
