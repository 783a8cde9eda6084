"""The facets of a search: every value with how many practices it would give."""

import orjson
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api.parameters import Given, Parameter
from practices.api.rendering import written
from practices.api.searching import SEARCH, SearchView, reading
from practices.search import Results
from practices.search.facets import BY_KEY

FACETS = Parameter(
    "facets",
    gettext_lazy("Facets to count, set apart by commas."),
    {"type": "string"},
    is_repeated=True,
    example="type,theme",
)


def counted(results: Results, keys: tuple[str, ...] = ()) -> orjson.Fragment:
    """The facets with these keys, or all, as the page shows them. A facet's own choice does not count in it.

    As JSON already: who goes through the pages of a search gets the same facets with each.
    """
    wanted = frozenset(keys or BY_KEY)
    name = (results.asked.key, results.language, wanted)
    return results.values.written.get(name, lambda: orjson.Fragment(written(_counted(results, wanted))))


def _counted(results: Results, keys: frozenset[str]) -> list[dict]:
    return [
        {
            "key": panel["facet"].key,
            "label": str(panel["facet"].label),
            "chosen": panel["chosen"],
            "values": [_value(value) for value in panel["values"]],
        }
        for panel in results.panels(keys)
    ]


def _value(value: dict) -> dict:
    return {
        "code": value["code"],
        "label": str(value["label"]),
        "language": value.get("language", ""),
        "direction": value.get("direction", ""),
        "count": value["count"],
        "is_chosen": value["is_chosen"],
        "children": [_value(one) for one in value["children"]],
    }


class FacetsView(SearchView):
    """Values to filter by, with counts for the search of the same parameters."""

    parameters = (*SEARCH, FACETS)

    def read(self, given: Given) -> None:
        """The facets that are wanted."""
        super().read(given)
        self.keys = given.listed(FACETS.name, BY_KEY)

    def answer(self, request: Request) -> dict:
        """All facets, or those named."""
        found = {"count": self.results.total, "search": reading(self.results)}
        return found | {"facets": counted(self.results, self.keys)}
