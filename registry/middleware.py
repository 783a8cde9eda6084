"""What holds for every request before any of our code sees it."""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.translation import gettext_lazy as _

from practices.api import problems
from practices.api.problems import Problem
from practices.web.rendering import page

LONGEST_QUERY_BYTES = 8 * 1024
MOST_PARAMETERS = 1_000
COMPRESSED = (
    "text/html", "text/xml", "text/turtle", "application/json", "application/ld+json", "application/schema+json",
    "application/vnd.oai.openapi+json", "application/problem+json",
)  # fmt: skip


class RefuseNulBytes:
    """Answer 400 where PostgreSQL would fail on a NUL byte, and to addresses too long to be meant."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        is_too_long = len(query) > LONGEST_QUERY_BYTES or query.count("&") >= MOST_PARAMETERS
        if is_too_long or "\0" in request.path or "%00" in query or "\0" in query:
            return _refuse(request)
        if any("\0" in value for name, value in request.META.items() if name.startswith("HTTP_")):
            return _refuse(request)
        # A quoted cookie may hold the byte as an escape, which only the parsed value shows.
        if any("\0" in value for value in request.COOKIES.values()):
            return _refuse(request)
        return self.get_response(request)


def _refuse(request: HttpRequest) -> HttpResponse:
    reason = _("The address holds characters that no page of this site uses, or is too long.")
    if problems.is_asked(request):
        return problems.answer(Problem("bad-request", str(reason)), request)
    request.path_info = "/"  # the page of the error must not carry the address that caused it
    return page(request, "400.html", {"reason": reason}, status=400)


class CompressPages(GZipMiddleware):
    """Compress what is text and whole. Files come as they lie: a part of one, or its length, must stay true."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_text = response.get("Content-Type", "").partition(";")[0] in COMPRESSED
        if response.streaming or not is_text or response.has_header("Content-Range"):
            return response
        return super().process_response(request, response)
