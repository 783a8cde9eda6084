"""Files of practices: the records of a search, ticked records or named editions, in the formats there are."""

from allauth.decorators import rate_limit
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from practices.exchange import exporting
from practices.exchange.exporting import Order, giving
from practices.exchange.exporting.answering import file_of
from practices.exchange.formats import FORMATS
from practices.web import export_choosing
from practices.web.addresses import in_language
from practices.web.lists import refused, was_refused
from practices.web.rendering import page


@rate_limit(action="export", limit_get=True)
@require_safe
def download(request: HttpRequest, format: str) -> HttpResponse:
    """The file. What cannot be used in the address is told by the page where one chooses, with 400: a file has no place for it."""
    if format not in FORMATS:
        raise Http404
    language = translation.get_language()
    try:
        order = exporting.read_order(request.GET, language)
        if order.problems:
            return export_choosing.shown(request, order, format, status=400)
        if giving.is_prepared(format, order.asked.layout, order.total):
            return _to_be_prepared(order, format)
        return _given(request, order, format)
    except DatabaseError as error:
        if not was_refused(error):
            raise
        return refused(request, request.GET.get("q", ""))


def _given(request: HttpRequest, order: Order, format: str) -> HttpResponse:
    try:
        return file_of(request, order, format)
    except giving.Busy:
        response = page(request, "practices/export_busy.html", status=503)
        response["Retry-After"] = str(giving.RETRY_SECONDS)
        return response


def _to_be_prepared(order: Order, format: str) -> HttpResponse:
    """To the page that offers to make it in the background: a GET never begins anything."""
    response = HttpResponse(status=303)
    response["Location"] = f"{in_language(order.language, 'export_choice')}?{export_choosing.query_of(order, format)}"
    response["Cache-Control"] = "no-store"
    return response
