"""The filters beside the results: facet panels as a reader opens them, rendered once for each search and language."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from practices.document.words import interface_language
from practices.kept import Kept
from practices.search import Results
from practices.search.facets import BY_KEY, FACETS, FIRST_SHOWN

OPEN_AT_FIRST = ("type", "theme", "country")
JOINED = {"role"}  # drawn as part of the facet before
MOST_SHOWN = 300  # so that a page stays small however many organisations there are
WITH_FILTER_BOX = 25  # from this many values on, script adds a box that filters them

_kept = Kept(300)  # some 100 kB each, in Arabic twice as much


def rendered(results: Results, form: dict, request: HttpRequest, language: str) -> str:
    """The panels as HTML. Years that cannot be used are shown as they were typed; such a form is not kept."""
    typed = form["bad_years"]

    def make() -> str:
        context = {
            "panels": panels(results),
            "since": typed["from"] if typed else results.asked.since,
            "until": typed["to"] if typed else results.asked.until,
            "bad": form["bad"],
        }
        with translation.override(interface_language(language)):
            return render_to_string("practices/_facets.html", context, request)

    return make() if typed else _kept.get((results.stamp, results.asked.key, language), make)


def panels(results: Results) -> list[dict]:
    """The panels of a search, each split into what is seen at once and what is behind "show all"."""
    found = results.panels()
    if all(panel["facet"].key != "period" for panel in found):
        # The years are always there to be typed, corrected or emptied.
        found = [*found, {"facet": BY_KEY["period"], "values": [], "chosen": 0, "size": 0}]
        found.sort(key=lambda panel: FACETS.index(panel["facet"]))
    has_years = results.asked.since is not None or results.asked.until is not None
    return [_panel(panel, has_years) for panel in found]


def _panel(panel: dict, has_years: bool) -> dict:
    key, values = panel["facet"].key, panel["values"]
    first, rest = values, []
    if len(values) > FIRST_SHOWN + 1:  # nobody opens a list for one more
        marked = [value["is_chosen"] or value["is_open"] for value in values]
        first = [value for n, value in enumerate(values) if n < FIRST_SHOWN or marked[n]]
        rest = [value for n, value in enumerate(values) if n >= FIRST_SHOWN and not marked[n]]
    chosen = panel["chosen"] + (key == "period" and has_years)
    return {
        "key": key,
        "label": panel["facet"].label,
        "chosen": chosen,
        "size": len(values),
        "first": first,
        "rest": rest[:MOST_SHOWN],
        "left_out": max(0, len(rest) - MOST_SHOWN),
        "is_open": bool(chosen) or key in OPEN_AT_FIRST,
        "is_joined": key in JOINED,
        "is_tree": panel["facet"].is_tree,
        "has_filter_box": panel["size"] >= WITH_FILTER_BOX,
        "has_years": key == "period",
    }
