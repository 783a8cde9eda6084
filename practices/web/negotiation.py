"""The same thing as a page or as data: which form a request gets, in which language, and whether it has it already."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from practices.opendata.negotiation import preferred
from practices.vocabulary import Language

HTML = "html"
PAGE = "text/html"


def in_asked_language(view: Callable) -> Callable:
    """Let ?language= decide, before cookie and browser, on pages whose address names no language."""

    @wraps(view)
    def asked(request: HttpRequest, *args: object, **rest: object) -> HttpResponse:
        if (language := request.GET.get("language", "")) in Language.values:
            request.LANGUAGE_CODE = language
        return view(request, *args, **rest)

    return asked


def with_ending(name: str, endings: Iterable[str]) -> tuple[str, str]:
    """The name without an ending of ours, and that ending; codes have dots of their own: 8.7 ends in none."""
    stem, _dot, last = name.rpartition(".")
    return (stem, last) if stem and last in endings else (name, "")


def wanted(request: HttpRequest, forms: dict[str, str]) -> str | None:
    """Which of these forms (ending → media type) the request prefers; None where it takes none of them."""
    media_type = preferred(request.headers.get("Accept", "*/*"), forms.values())
    return next((ending for ending, one in forms.items() if one == media_type), None)


def not_acceptable(forms: dict[str, str]) -> HttpResponse:
    """406, saying what there is."""
    there_is = ", ".join(forms.values())
    sentence = _("This address has nothing in the form asked for. There is: %(forms)s.") % {"forms": there_is}
    response = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=406)
    return varied(response, HTML)


def varied(response: HttpResponse, form: str, seconds: int = 300) -> HttpResponse:
    """Tell caches what the answer depends on, and how long they may keep it."""
    patch_vary_headers(
        response, ["Accept", "Accept-Language", "Accept-Encoding", *(["Cookie"] if form == HTML else [])]
    )
    if response.status_code < 400:
        patch_cache_control(response, public=True, max_age=seconds, must_revalidate=True)
    return response
