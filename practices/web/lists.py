"""The list of public practices, newest first."""

from urllib.parse import urlencode

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from practices import reference
from practices.models import Listing
from practices.web import catalogue
from practices.web.rendering import page

PAGE_SIZE = 20


@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    """All practices, or those of one type. What cannot be a page is 404."""
    language, snapshot = translation.get_language(), reference.current()
    types = catalogue.types(language, snapshot)
    asked = request.GET.get("type", "")
    chosen = next((type for type in types if type["code"] == asked), None)
    listings = Listing.objects.for_list()
    if chosen:
        listings = listings.filter(facets__contains=[f"type:{chosen['code']}"])
    try:
        found = Paginator(listings, PAGE_SIZE).page(request.GET.get("page", "1"))
    except InvalidPage:
        raise Http404 from None
    context = {
        "types": types,
        "chosen": chosen,
        "unknown_type": bool(asked) and chosen is None,
        "total": sum(type["count"] for type in types),
        "page": found,
        "numbers": found.paginator.get_elided_page_range(found.number, on_each_side=1, on_ends=1),
        "own_query": own_query(chosen, found.number),
        "cards": catalogue.cards(found.object_list, language, snapshot),
    }
    return page(request, "practices/list.html", context)


def own_query(chosen: dict | None, number: int) -> str:
    """The part of the query that makes this another page than the plain list; the rest is noise to a search engine."""
    query = ({"type": chosen["code"]} if chosen else {}) | ({"page": number} if number > 1 else {})
    return f"?{urlencode(query)}" if query else ""
