"""What holds for every request before any of our code sees it."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
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
STREAMED = ("text/csv", "application/geo+json", "application/x-ndjson")  # by the API


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


class ContentPolicy(CSPMiddleware):
    """django-csp's, with the ordinary policy written once: it is the same for nearly every answer, and takes a tenth of a 304."""

    OWN = ("_csp_exempt", "_csp_config", "_csp_update", "_csp_replace", "_csp_exempt_ro", "_csp_config_ro", "_csp_update_ro",
           "_csp_replace_ro")  # fmt: skip

    def __init__(self, get_response) -> None:
        super().__init__(get_response)
        self._ordinary = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_own = any(getattr(response, name, None) is not None for name in self.OWN) or hasattr(request, "_csp_nonce")
        if is_own or settings.DEBUG or hasattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY"):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._ordinary)
        return response


class CompressPages(GZipMiddleware):
    """Compress what is text and whole. Files come as they lie: a part of one, or its length, must stay true.

    Those of the API have neither parts nor a length; they are compressed piece by piece, as they are made.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        media_type = response.get("Content-Type", "").partition(";")[0]
        is_made = media_type in STREAMED and request.method == "GET" and problems.is_asked(request)
        is_text = media_type in COMPRESSED or is_made
        if (response.streaming and not is_made) or not is_text or response.has_header("Content-Range"):
            return response
        return super().process_response(request, response)
