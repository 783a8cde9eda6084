"""What a practice and its editions are called in linked data: one address, which leads to a page or to data."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from practices.models import Listing
from practices.opendata import addresses
from practices.web.addresses import in_language
from practices.web.finding import of_public_practice
from practices.web.negotiation import HTML, PAGE, in_asked_language, not_acceptable, varied, wanted
from practices.web.records import edition_of

FORMS = {HTML: PAGE, "jsonld": "application/ld+json", "json": "application/json"}
SEE_OTHER = 303
KEPT_SECONDS = 60  # what is withdrawn is gone everywhere within a minute


def named_in_no_language(view: Callable) -> Callable:
    """Keep a 404 a 404: Django would lead on to the page in the reader's language, which is not there either."""

    @wraps(view)
    def found(request: HttpRequest, *args: object, **rest: object) -> HttpResponse:
        request.urlconf = "practices.web.unlocalised"
        return view(request, *args, **rest)

    return found


@named_in_no_language
@in_asked_language
@of_public_practice
def practice(request: HttpRequest, listing: Listing) -> HttpResponse:
    """To the record of a practice."""
    return _see(request, in_language(request.LANGUAGE_CODE, "record", listing.code), f"practices/{listing.code}")


@named_in_no_language
@in_asked_language
@of_public_practice
def edition(request: HttpRequest, listing: Listing, number: int) -> HttpResponse:
    """To one edition of it."""
    if number != listing.edition.number:
        edition_of(listing, number)
    address = in_language(request.LANGUAGE_CODE, "edition", listing.code, number)
    return _see(request, address, f"practices/{listing.code}/editions/{number}")


def _see(request: HttpRequest, page: str, data: str) -> HttpResponse:
    """303: what is asked for is no document, but there is one about it."""
    form = wanted(request, FORMS)
    if form is None:
        return not_acceptable(FORMS)
    address = page if form == HTML else addresses.api(f"{data}.{form}")
    return varied(HttpResponseRedirect(address, status=SEE_OTHER), HTML, KEPT_SECONDS)
