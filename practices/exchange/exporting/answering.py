"""The file of an order as the answer to a request, for pages and programs alike."""

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from accounts import audit
from practices.exchange.exporting import giving
from practices.exchange.exporting.front import file_name, front_of
from practices.exchange.exporting.orders import Order
from practices.exchange.exporting.tables import table_of
from practices.exchange.formats import FORMATS, Table


def file_of(request: HttpRequest, order: Order, format: str) -> HttpResponse:
    """The file, in pieces as it is made. Raises giving.Busy where every place is taken."""
    if request.method == "HEAD":
        return _labelled(StreamingHttpResponse(()), order, format)  # of no length, which nobody knows yet

    def table() -> Table:
        return table_of(order, front_of(order, format), format)

    content = giving.give(format, table)
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
    return labelled(response, known.media_type, file_name(order, known.extension))


def labelled(response: HttpResponse, media_type: str, name: str) -> HttpResponse:
    """The response as a file to save: in no cache unless the caller says otherwise, and in no search engine."""
    is_text = media_type.startswith("text/") and "charset" not in media_type
    response["Content-Type"] = f"{media_type}; charset=utf-8" if is_text else media_type
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["X-Content-Type-Options"] = "nosniff"
    return response
