"""Answers to what went wrong, as RFC 9457 has them: `application/problem+json`, every faulty field named.

Used by the API itself and, for its addresses, by what stands before it: middleware and the handlers of errors.
"""

import logging
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

import orjson
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions

from practices.opendata import addresses

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 10
TOO_MUCH = ("57014", "54", "55P03")  # SQLSTATE: out of time; beyond a limit of the server; a lock not given in time
AWAY = ("08", "53", "57P")  # SQLSTATE: connection lost; out of resources; the server shuts down or starts
_SPOKEN_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its place under /api/v1/problems/, its status, its name, and what to do about it."""

    code: str
    status: int
    title: str
    advice: str


KINDS = {
    kind.code: kind
    for kind in (
        Kind("bad-request", 400, gettext_lazy("The request cannot be read"), gettext_lazy(
            "A header, the address or the body is not formed as HTTP and JSON ask for. “detail” says which; mend it, since the same"
            " request will be refused again.")),
        Kind("bad-parameter", 400, gettext_lazy("Some parameters cannot be used"), gettext_lazy(
            "“errors” names each of them with a reason and, where there is one, the nearest that is known. Nothing is left out"
            " silently, because the answer would then hold too much.")),
        Kind("bad-document", 400, gettext_lazy("The document cannot be taken in"), gettext_lazy(
            "“errors” names every faulty place by its path in the document, as in figures.0.value. The shape is told by the JSON"
            " Schema at /schema/practice-1.json.")),
        Kind("refused", 400, gettext_lazy("This cannot be done"), gettext_lazy(
            "The rules of the registry are against it, as where a record still lacks something. “errors” or “detail” say what"
            " is to be done first.")),
        Kind("unauthenticated", 401, gettext_lazy("The key is missing or not good"), gettext_lazy(
            "Send “Authorization: Bearer” and a key that is in use. Keys are made and withdrawn on the account page.")),
        Kind("forbidden", 403, gettext_lazy("You may not do this"), gettext_lazy(
            "Your key lacks a scope, or your role the right. The first is mended on the account page, the second by the"
            " registry's administrators.")),
        Kind("not-found", 404, gettext_lazy("There is nothing at this address"), gettext_lazy(
            "There never was, or it is not public: the answer is the same for both. It is also the answer for a page beyond the"
            " last and for a cursor that cannot be read.")),
        Kind("method-not-allowed", 405, gettext_lazy("This cannot be done with this address"), gettext_lazy(
            "The header “Allow” names the methods that can be used here.")),
        Kind("not-acceptable", 406, gettext_lazy("There is no answer in the format asked for"), gettext_lazy(
            "Ask for one of the formats the description names, or put its ending behind the address.")),
        Kind("conflict", 409, gettext_lazy("Somebody else has changed this meanwhile"), gettext_lazy(
            "Read it again, look at what has changed, and decide anew. Where a request with the same idempotency key is still"
            " being answered, ask again in a moment.")),
        Kind("gone", 410, gettext_lazy("This practice has been archived"), gettext_lazy(
            "It was public and is no more. “reason” and “archived” say why and since when; forget what you have kept of it.")),
        Kind("changed", 412, gettext_lazy("This is not the revision you have read"), gettext_lazy(
            "The working copy has moved on since. Read it again, put your change on top of it, and send it with the new tag.")),
        Kind("too-large", 413, gettext_lazy("This is too much at once"), gettext_lazy(
            "Send less in one request, or take a format that is streamed, as CSV, or the full dump.")),
        Kind("unsupported-media-type", 415, gettext_lazy("This format cannot be read"), gettext_lazy(
            "Send JSON and say so in the header “Content-Type”.")),
        Kind("key-reused", 422, gettext_lazy("This idempotency key was used for another request"), gettext_lazy(
            "Take a new key for each request, and the same one only to repeat it.")),
        Kind("revision-missing", 428, gettext_lazy("Say which revision you have read"), gettext_lazy(
            "Send the tag of what you have read in the header “If-Match”, so that nobody's change is lost.")),
        Kind("too-many-requests", 429, gettext_lazy("You have asked too often"), gettext_lazy(
            "Wait as many seconds as “Retry-After” says. A key raises the limit; whoever wants everything takes the full"
            " dump.")),
        Kind("failure", 500, gettext_lazy("Something went wrong with us"), gettext_lazy(
            "It is noted under “request_id”. Try again; if it fails once more, send us that number.")),
        Kind("busy", 503, gettext_lazy("This cannot be answered just now"), gettext_lazy(
            "Ask again after as many seconds as “Retry-After” says. A narrower search may be answered at once.")),
    )
}  # fmt: skip
_OF_STATUS = {400: "bad-request"} | {kind.status: code for code, kind in KINDS.items() if kind.status != 400}


@dataclass
class Problem(Exception):
    """Raised anywhere below a view of the API. `errors` are {"field", "code", "message"}, one a fault."""

    kind: str
    detail: str = ""
    errors: list[dict] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    more: dict = field(default_factory=dict)  # further members of the body

    def __post_init__(self) -> None:
        super().__init__(self.detail or self.kind)

    @property
    def status(self) -> int:
        """The number of the answer."""
        return KINDS[self.kind].status


def fault(name: str, code: str, message: object) -> dict:
    """One entry of Problem.errors."""
    return {"field": name, "code": code, "message": str(message)}


def is_asked(request: HttpRequest) -> bool:
    """Whether a request is one of the API, whose errors are read by programs."""
    return request.path_info.startswith(addresses.API)


def body(problem: Problem, request_id: str) -> dict:
    """The members of the answer."""
    kind = KINDS[problem.kind]
    found = {
        "type": addresses.api(f"problems/{kind.code}/"),
        "title": str(kind.title),
        "status": kind.status,
        "detail": problem.detail or str(kind.title),
        "request_id": request_id,
    }
    return found | problem.more | ({"errors": problem.errors} if problem.errors else {})


def answer(problem: Problem, request: HttpRequest) -> HttpResponse:
    """The response. No cache keeps it."""
    request_id = id_of(request)
    response = HttpResponse(orjson.dumps(body(problem, request_id)), status=problem.status, content_type=MEDIA_TYPE)
    response["X-Request-ID"] = request_id
    response["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response[name] = value
    patch_vary_headers(response, ["Accept-Language", "Authorization"])
    return response


def id_of(request: HttpRequest) -> str:
    """What this request is called in the answer and in the log: as the caller calls it, where that is decent."""
    found = getattr(request, "request_id", None)
    if found is None:
        spoken = request.META.get("HTTP_X_REQUEST_ID", "")
        found = request.request_id = spoken if _SPOKEN_ID.match(spoken) else secrets.token_hex(8)
    return found


def of_status(status: int, detail: str = "", **facts) -> Problem:
    """The problem that goes with a number."""
    return Problem(_OF_STATUS.get(status, "bad-request"), detail, **facts)


def of_exception(error: Exception) -> Problem | None:
    """The problem an exception stands for; None where it is a fault of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return Problem("not-found")
    if isinstance(error, PermissionDenied):
        return Problem("forbidden", str(error) or _("You may not do this."))
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    if isinstance(error, OperationalError | InterfaceError) and _is_away(error):
        return Problem("busy", _("The database does not answer just now."), headers=_retry())
    if isinstance(error, DatabaseError) and str(getattr(error.__cause__, "sqlstate", None) or "").startswith(TOO_MUCH):
        return Problem(
            "busy", _("This takes too long just now. Narrow the search, or try again in a moment."), headers=_retry()
        )
    return None


def _is_away(error: DatabaseError) -> bool:
    """Whether there is no connection, or none any more: no SQLSTATE, or that of a server that closes or is full."""
    state = getattr(error.__cause__, "sqlstate", None)
    return not state or state.startswith(AWAY)


def _retry(seconds: int = RETRY_SECONDS) -> dict[str, str]:
    return {"Retry-After": str(seconds)}


def _of_framework(error: exceptions.APIException) -> Problem:
    """What Django REST framework raises by itself."""
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if isinstance(error, exceptions.Throttled):
        headers |= _retry(int(error.wait or RETRY_SECONDS))
        return Problem(
            "too-many-requests",
            _("Wait a little before you ask again. A key of your own raises the limit."),
            headers=headers,
        )
    if isinstance(error, exceptions.ValidationError):
        return Problem("bad-request", errors=list(_faults(error.detail)))
    return of_status(error.status_code, str(error.detail), headers=headers)


def _faults(detail, path: str = "") -> Iterable[dict]:
    """Every message of a ValidationError with the field it speaks of."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _faults(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from _faults(inner, path if isinstance(inner, str) else f"{path}.{place}" if path else str(place))
    else:
        yield fault(path or "body", getattr(detail, "code", "invalid"), detail)


def handle(error: Exception, context: dict) -> HttpResponse:
    """The exception handler of Django REST framework. Nothing leaves the API as an HTML page."""
    request = context["request"]._request
    problem = of_exception(error)
    if problem is None:
        logger.error("%s %s failed (%s)", request.method, request.path, id_of(request), exc_info=error)
        problem = Problem("failure", _("We have noted it. Try again; if it fails once more, tell us the request_id."))
    elif problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.warning("%s %s: %s (%s)", request.method, request.path, problem.detail, id_of(request))
    return answer(problem, request)
