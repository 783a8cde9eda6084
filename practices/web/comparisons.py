"""Two editions of a practice side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from practices.document import upgrade
from practices.document.compare import compare
from practices.document.present import as_text, chosen_language
from practices.models import Edition, Listing
from practices.web.finding import of_public_practice
from practices.web.records import LARGEST_NUMBER
from practices.web.rendering import page


@of_public_practice
def comparison(request: HttpRequest, listing: Listing, old: int, new: int) -> HttpResponse:
    """What changed from one edition to another, field by field."""
    if max(old, new) > LARGEST_NUMBER:
        raise Http404
    found = {
        edition.number: edition
        for edition in Edition.objects.filter(practice=listing.practice_id, number__in={old, new})
    }
    if old not in found or new not in found:
        raise Http404
    language = translation.get_language()
    document = upgrade(found[new].document)
    texts, original = document["texts"], document["original_language"]
    context = {
        "code": listing.code,
        "title": as_text(texts, chosen_language(texts, language, original), "title"),
        "old": found[old],
        "new": found[new],
        "live": listing.edition,
        "old_copy": f"{listing.code}.{old}",
        "new_copy": f"{listing.code}.{new}",
        "changes": compare(found[old].document, document, language, _public(found[old].document, document)),
    }
    return page(request, "practices/compare.html", context)


def _public(*documents: dict) -> set[str]:
    """Of the practices these documents link to, those that readers may know of."""
    codes = {link["practice"] for document in documents for link in document["links"]}
    return set(Listing.objects.filter(code__in=codes).values_list("code", flat=True)) if codes else set()
