"""Files of practices: the records of a search, ticked records or named editions, in the formats there are."""

from allauth.decorators import rate_limit
from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts import audit
from practices.exchange import exporting
from practices.exchange.exporting import Order, giving
from practices.exchange.formats import FORMATS, Table
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
        if request.method == "HEAD":
            return _labelled(StreamingHttpResponse(()), order, format)  # of no length, which nobody knows yet
        return _given(request, order, format)
    except DatabaseError as error:
        if not was_refused(error):
            raise
        return refused(request, request.GET.get("q", ""))


def _given(request: HttpRequest, order: Order, format: str) -> HttpResponse:
    def table() -> Table:
        return exporting.table_of(order, exporting.front_of(order, format), format)

    try:
        content = giving.give(format, table)
    except giving.Busy:
        response = page(request, "practices/export_busy.html", status=503)
        response["Retry-After"] = str(giving.RETRY_SECONDS)
        return response
    try:
        if isinstance(content, giving.Stream):
            content.reader_socket = request.META.get("gunicorn.socket")
        audit.record("exported", format=format, practices=order.total)
        return _labelled(FileResponse(content), order, format)
    except BaseException:
        content.close()
        raise


def _labelled(response: HttpResponse, order: Order, format: str) -> HttpResponse:
    known = FORMATS[format]
    return labelled(response, known.media_type, exporting.file_name(order, known.extension))


def labelled(response: HttpResponse, media_type: str, name: str) -> HttpResponse:
    """The response as a file to save: in no cache, so that what is withdrawn is gone, and in no search engine."""
    is_text = media_type.startswith("text/") and "charset" not in media_type
    response["Content-Type"] = f"{media_type}; charset=utf-8" if is_text else media_type
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _to_be_prepared(order: Order, format: str) -> HttpResponse:
    """To the page that offers to make it in the background: a GET never begins anything."""
    response = HttpResponse(status=303)
    response["Location"] = f"{in_language(order.language, 'export_choice')}?{export_choosing.query_of(order, format)}"
    response["Cache-Control"] = "no-store"
    return response
