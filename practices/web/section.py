"""What stands beside the filters: total, order, chips, what was made of the words, cards, other pages.

Rendered once for each search while nothing changes: the number of the listings, asked for with every request, is part of
the key, so what is withdrawn is gone with the next request, as from the rows themselves.
"""

from django.core.paginator import Page
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from practices import search
from practices.document.words import interface_language
from practices.kept import Kept
from practices.search import Results, Sort
from practices.web import wording
from practices.web.results import cards, links

_kept = Kept(300)  # some 40 kB each


def rendered(request: HttpRequest, results: Results, shown: Page, chips: list[dict], language: str) -> SafeString:
    """The section as HTML for one page of these results."""

    def make() -> SafeString:
        asked = results.asked
        context = {
            "results": results,
            **wording.of(results),
            "sorts": sorts(results),
            "chips": chips,
            "unfiltered": search.Asked(asked.text, sort=asked.sort),
            "page": shown,
            "cards": cards(results, shown.object_list, language),
            "links": links(results, shown, language),
        }
        with translation.override(interface_language(language)):
            return render_to_string("practices/_section.html", context, request)

    return _kept.get((results.stamp, results.asked.key, shown.number, language), make)


def sorts(results: Results) -> list[dict]:
    """The orders to choose from. The first is what is given unasked and stays out of the address."""
    chosen = results.sort
    default = Sort.NEWEST if results.reading.is_empty else Sort.RELEVANCE
    others = [sort for sort in Sort if sort not in (default, Sort.RELEVANCE)]
    return [
        {"value": "" if sort is default else sort.value, "label": sort.label, "is_chosen": sort is chosen}
        for sort in (default, *others)
    ]
