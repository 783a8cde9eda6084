"""From a code in an address to what is public under it: the record, 404, or 410 with the reason."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from practices.codes import read_code
from practices.models import Listing, Standing
from practices.web.rendering import page


def of_public_practice(view: Callable) -> Callable:
    """Hand the view the listing of the public practice that `code` names, in whatever spelling.

    Hidden and unknown practices take the same way to the same answer; an archived one answers 410 at every address.
    """

    @require_safe
    @wraps(view)
    def found(request: HttpRequest, code: str, **rest: object) -> HttpResponse:
        canonical = read_code(code)
        if canonical is None:
            raise Http404
        if canonical != code:
            return _moved(request, canonical, rest)
        listing = Listing.objects.for_record().filter(code=canonical).first()
        if listing is None:
            return _gone(request, canonical)
        return view(request, listing, **rest)

    return found


def _moved(request: HttpRequest, code: str, rest: dict) -> HttpResponsePermanentRedirect:
    address = reverse(request.resolver_match.view_name, kwargs={"code": code, **rest})
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def _gone(request: HttpRequest, code: str) -> HttpResponse:
    """410 with date and reason for what was archived; 404 for all else."""
    standing = Standing.objects.archived(code)
    if standing is None:
        raise Http404
    return page(request, "410.html", {"code": code, "standing": standing}, status=410)
