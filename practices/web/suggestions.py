"""Suggestions while a reader types: titles, terms, countries and organisations, as the options of a list box."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from practices import search
from practices.filters import PracticeFilterSet
from practices.web.addresses import in_language, of_search
from practices.web.lists import was_refused
from practices.web.rendering import page

SECONDS = 30  # in the reader's own cache; what is withdrawn must be gone everywhere within a minute


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Where this text may lead, with what is chosen kept. An HTML fragment for search.js; empty where nothing fits."""
    language = translation.get_language()
    filterset = PracticeFilterSet(request.GET, language=language)
    try:
        asked = filterset.asked()
        suggested = search.suggest(asked.text, language)
    except DatabaseError as error:
        if not was_refused(error):
            raise
        suggested = []  # they only help
    found = [
        {
            "address": in_language(language, "record", one.code)
            if one.kind == "practice"
            else of_search(language, asked.with_text("").with_value(one.facet.key, one.code)),
            "label": one.label,
            "facet": one.facet,
            "total": one.total,
        }
        for one in suggested
    ]
    response = page(request, "practices/_suggestions.html", {"suggestions": found})
    response["Cache-Control"] = f"private, max-age={SECONDS}"
    response["X-Robots-Tag"] = "noindex"
    return response
