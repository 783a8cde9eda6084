"""One page of results: the rows read again as they are now, their cards with found words marked, the other pages."""

from collections.abc import Sequence

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import F
from django.http import Http404

from practices.document.present import TEXT_FIELDS
from practices.models import Listing
from practices.search import Results
from practices.vocabulary import Language
from practices.web import catalogue
from practices.web.addresses import of_search

PAGE_SIZE = 20
LAST_PAGE = 10_000
PROSE = tuple(field for field in TEXT_FIELDS if field != "title")


class _Keys(Sequence):
    """The keys of all results, fetched a page at a time."""

    def __init__(self, results: Results) -> None:
        self._results = results

    def __len__(self) -> int:
        return self._results.total

    def __getitem__(self, place: slice) -> list[int]:
        return self._results.keys(place.start, place.stop)


def page_of(results: Results, asked: str) -> Page:
    """The page with this number. Raises Http404 for what is no page of these results."""
    try:
        found = Paginator(_Keys(results), PAGE_SIZE).page(asked)
    except InvalidPage:
        raise Http404 from None
    if found.number > LAST_PAGE:
        raise Http404
    return found


def links(results: Results, found: Page, language: str) -> dict | None:
    """Addresses of the other pages; None where there is one page only."""
    paginator = found.paginator
    if paginator.num_pages < 2:
        return None
    numbers = paginator.get_elided_page_range(found.number, on_each_side=1, on_ends=1)

    def address(number: int) -> str:
        return of_search(language, results.asked, number)

    return {
        "previous": address(found.number - 1) if found.has_previous() else None,
        "next": address(found.number + 1) if found.has_next() and found.number < LAST_PAGE else None,
        "entries": [
            {"number": number, "address": "" if number == paginator.ELLIPSIS else address(number)} for number in numbers
        ],
        "here": found.number,
    }


def cards(results: Results, keys: list[int], language: str) -> list[dict]:
    """The cards of these practices in this order; a record that vanished meanwhile is left out."""
    listings = Listing.objects.filter(pk__in=keys).defer("facets")
    if not results.marker.is_empty:
        # Stored documents of every version keep their texts under this key.
        listings = listings.annotate(texts=F("edition__document__texts"))
    found = {listing.pk: listing for listing in listings}
    rows = [found[key] for key in keys if key in found]
    shown = catalogue.cards(rows, language, results.snapshot)
    if not results.marker.is_empty:
        for card, listing in zip(shown, rows, strict=True):
            _mark(card, listing.texts, results)
    return shown


def _mark(card: dict, texts: dict, results: Results) -> None:
    """Put the found words of the title, and the passage that tells most of why this was found, on a card."""
    title = card["title"]
    title["pieces"] = results.marker.pieces(title["text"], title["language"])
    prose = {language: {field: text[field] for field in PROSE if text.get(field)} for language, text in texts.items()}
    passage = results.marker.passage(prose, title["language"])
    if passage is not None:
        card["passage"] = {
            "pieces": passage.pieces,
            "language": passage.language,
            "direction": Language(passage.language).direction,
            "is_other": passage.language != title["language"],
        }
