"""The address of the repository: one page for six verbs, by GET and POST; and the schema of our own format."""

import hashlib
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_http_methods, require_safe

from practices.api import limits, problems
from practices.api.oai import answering, registry_schema

MOST_BYTES = 64 * 1024
RETRY_SECONDS = 30
FORM, XML = "application/x-www-form-urlencoded", "text/xml; charset=utf-8"


@csrf_exempt  # nothing is changed, and nobody is signed in to it
@require_http_methods(["GET", "HEAD", "POST"])
def repository(request: HttpRequest) -> HttpResponse:
    """Answer a harvester. Errors of the protocol are answers, too: 200."""
    arguments = request.GET
    if request.method == "POST":
        arguments = _posted(request)
        if isinstance(arguments, HttpResponse):
            return arguments
    try:
        use = limits.count_harvest(request)
        if use.is_over:
            return _later("You have asked too often. Please go on in a moment.", use.reset)
        with translation.override("en"):  # the same for everybody
            content = answering.answer(arguments.lists())
    except (DatabaseError, InterfaceError) as error:
        if problems.of_exception(error) is None:
            raise
        return _later("The repository is busy. Please ask again.", RETRY_SECONDS)
    # What is withdrawn is gone at once: a cache asks each time.
    return HttpResponse(content, content_type=XML, headers={"Cache-Control": "no-cache", "X-Robots-Tag": "noindex"})


def _posted(request: HttpRequest) -> QueryDict | HttpResponse:
    """The arguments of a POST, those of its address among them; or why they are not read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:20]) > MOST_BYTES:
        return _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MOST_BYTES} bytes are read.")
    if int(length) and request.content_type != FORM:
        return _plain(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send arguments as {FORM}.")
    try:
        posted = QueryDict(request.body, mutable=True, encoding="utf-8")
    except UnreadablePostError:
        return _plain(HTTPStatus.BAD_REQUEST, "The request broke off.")
    posted.update(request.GET)
    return posted


def _later(sentence: str, seconds: int) -> HttpResponse:
    """503, which harvesters wait for, as they do not for 429."""
    response = _plain(HTTPStatus.SERVICE_UNAVAILABLE, sentence)
    response["Retry-After"] = str(seconds)
    return response


def _plain(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")


def _tag(request: HttpRequest) -> str:
    return f'"{hashlib.sha256(registry_schema.written()).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=_tag)
def schema(request: HttpRequest) -> HttpResponse:
    """XML Schema of our own format."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return HttpResponse(registry_schema.written(), content_type=XML, headers=headers)
