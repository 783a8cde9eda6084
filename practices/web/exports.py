"""Files of practices: the records of a search, ticked records or named editions, in the formats there are."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import BoundedSemaphore

from allauth.decorators import rate_limit
from django.conf import settings
from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts import audit
from practices.exchange import exporting, formats
from practices.exchange.exporting import Order, making
from practices.exchange.formats import FORMATS
from practices.web import export_choosing
from practices.web.addresses import in_language
from practices.web.lists import refused, was_refused
from practices.web.rendering import page

RETRY_SECONDS = 30
# Whoever reads slowly holds a thread of the process all the while: the others are for pages.
_slots = BoundedSemaphore(settings.EXPORT_STREAMS)


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
        if not FORMATS[format].is_streamed and order.total > settings.EXPORT_ROWS_IN_REQUEST:
            return _to_be_prepared(order, format)
        if request.method == "HEAD":
            return _labelled(StreamingHttpResponse(()), order, format)  # of no length, which nobody knows yet
        return _given(request, order, format)
    except DatabaseError as error:
        if not was_refused(error):
            raise
        return refused(request, request.GET.get("q", ""))


def _given(request: HttpRequest, order: Order, format: str) -> HttpResponse:
    if not _slots.acquire(blocking=False):
        response = page(request, "practices/export_busy.html", status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    audit.record("exported", format=format, practices=order.total)
    table = exporting.table_of(order, exporting.front_of(order, format), format)
    if FORMATS[format].is_streamed:
        return _labelled(StreamingHttpResponse(Stream(formats.stream(format, table), table.rows)), order, format)
    try:
        return _labelled(FileResponse(_written(format, table)), order, format)
    finally:
        table.rows.close()
        _slots.release()


class Stream:
    """The bytes of a file as they are made. It begins at once, so that what goes wrong first is told by a page."""

    def __init__(self, chunks: Iterator[bytes], rows: Iterator) -> None:
        self._chunks, self._rows, self._is_open = chunks, rows, True
        try:
            self._first: bytes | None = next(chunks, b"")
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> bytes:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        try:
            return next(self._chunks)
        except StopIteration:
            self.close()
            raise

    def close(self) -> None:
        """Give back what is held: at the end, and when the reader goes away in the middle."""
        if self._is_open:
            self._is_open = False
            try:
                self._chunks.close()
                self._rows.close()
            finally:
                _slots.release()


def _written(format: str, table) -> object:
    """A finished file, open to be read; on the disk it has no name any more."""
    with tempfile.TemporaryDirectory(prefix=making.BEING_MADE) as folder:
        path = Path(folder) / "file"
        formats.write(format, table, path)
        return path.open("rb")


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
