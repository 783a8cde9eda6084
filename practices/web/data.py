"""Open data: the page that lists it, the files of the full dump, and the catalogue that describes both to programs."""

import base64
import hashlib
from contextlib import suppress
from uuid import UUID

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

from accounts import audit
from practices.document.words import interface_language
from practices.exchange.exporting import giving
from practices.models import Dump
from practices.opendata import addresses, dcat, dump
from practices.opendata.dump import files
from practices.web.addresses import in_language
from practices.web.negotiation import HTML, PAGE, not_acceptable, wanted
from practices.web.rendering import page

FORMS = {HTML: PAGE, **dcat.MEDIA_TYPES, "json": "application/json"}
IN_ONE_PIECE = 256 * 1024  # bytes; a larger file takes a place among the downloads
RETRY_SECONDS = 60


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What there is for programs, other catalogues and everybody who wants it all."""
    newest = dump.latest()
    is_ready = newest is not None and not dump.is_withdrawn(newest)
    context = {
        "dump": newest if is_ready else None,
        "is_withdrawn": newest is not None and not is_ready,
        "files": _listed(newest) if is_ready else [],
        "citation": _citation(newest) if is_ready else "",
        "api_base": addresses.api(),
        "oai_base": addresses.harvesting(),
        "package": files.PACKAGE.name,
    }
    response = page(request, "practices/data.html", context)
    patch_cache_control(response, no_cache=True)
    return response


def _citation(newest: Dump) -> str:
    with translation.override(interface_language(translation.get_language())):
        return dump.citation(newest)


def _listed(newest: Dump) -> list[dict]:
    """The files in the order of a reader: what they hold first, what describes them after."""
    found = [one | {"known": files.BY_NAME[one["name"]]} for one in newest.files if one["name"] in files.BY_NAME]
    return sorted(found, key=lambda one: not one["known"].of_records)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """The page in the reader's language; or, for programs, the catalogue or the Data Package."""
    form = wanted(request, FORMS)
    if form is None:
        response = not_acceptable(FORMS)
    elif form == HTML:
        response = HttpResponseRedirect(in_language(translation.get_language(), "data"))
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
    elif form == "json":
        response = _latest(request, files.PACKAGE.name)
    else:
        response = _catalogue(request, form)
    patch_vary_headers(response, ["Accept"])
    patch_cache_control(response, no_cache=True)
    return response


@require_safe
def catalogue(request: HttpRequest, ending: str) -> HttpResponse:
    """The description as a catalogue of data, in one of its forms."""
    return _catalogue(request, ending)


@require_safe
def latest(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the newest dump."""
    if name not in files.BY_NAME:
        raise Http404
    return _latest(request, name)


@require_safe
def kept(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """A file of a certain dump, while it is kept and everything in it is public."""
    found = dump.find(key)
    if found is None:
        raise Http404
    if dump.is_withdrawn(found):
        return page(request, "practices/data_withdrawn.html", status=410)
    try:
        return _file(request, found, name)
    except FileNotFoundError:
        raise Http404 from None


def _catalogue(request: HttpRequest, ending: str) -> HttpResponse:
    content = dcat.serialised(dump.latest(), ending)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        content, content_type=f"{dcat.MEDIA_TYPES[ending]}; charset=utf-8"
    )
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    return response


def _latest(request: HttpRequest, name: str) -> HttpResponse:
    newest = dump.latest()
    if newest is not None and not dump.is_withdrawn(newest):
        with suppress(FileNotFoundError):  # the store has lost it: it is made anew
            return _file(request, newest, name)
    return _wait(request, "practices/data_wait.html", RETRY_SECONDS)


def _wait(request: HttpRequest, template: str, seconds: int) -> HttpResponse:
    response = page(request, template, status=503)
    response["Retry-After"] = str(seconds)
    return response


def _file(request: HttpRequest, found: Dump, name: str) -> HttpResponse:
    """A file that may be given out. Raises FileNotFoundError."""
    one = next((one for one in found.files if one["name"] == name), None)
    if one is None:
        raise Http404
    tag, made = f'"{one["sha256"]}"', int(found.made_at.timestamp())
    response = get_conditional_response(request, etag=tag, last_modified=made) or _given(request, found, one)
    if response.status_code in (200, 304):
        response["ETag"], response["Last-Modified"] = tag, http_date(made)
        # To be asked for again each time: what is withdrawn is gone at once.
        response["Cache-Control"] = "no-cache"
    return response


def _given(request: HttpRequest, found: Dump, one: dict) -> HttpResponse:
    if request.method == "HEAD":
        return _labelled(HttpResponse(), one)
    # Whoever only asks whether there is something new takes nothing, and may ask as often as they like.
    if limited := ratelimit.consume_or_429(request, action="export", limit_get=True):
        return limited
    content = dump.open_file(found, one["name"])
    if one["bytes"] <= IN_ONE_PIECE:
        with content:
            pieces = [content.read()]
    else:
        try:
            pieces = giving.give_file(content)
        except giving.Busy:
            content.close()
            return _wait(request, "practices/export_busy.html", giving.RETRY_SECONDS)
        pieces.reader_socket = request.META.get("gunicorn.socket")
    audit.record("exported", format=f"dump {one['name']}", practices=found.total)
    return _labelled(StreamingHttpResponse(pieces), one)


def _labelled(response: HttpResponse, one: dict) -> HttpResponse:
    is_text = one["media_type"].startswith("text/")
    response["Content-Type"] = f"{one['media_type']}; charset=utf-8" if is_text else one["media_type"]
    response["Content-Length"] = str(one["bytes"])
    response["Content-Disposition"] = content_disposition_header(True, one["name"])
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(one['sha256'])).decode()}:"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response
