"""The record of a practice: as it stands, and each edition under its permanent address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from practices import reference
from practices.document import reading, upgrade
from practices.document.present import present
from practices.models import Edition, Listing
from practices.web.finding import of_public_practice
from practices.web.rendering import page

LARGEST_NUMBER = 2_147_483_647  # of an edition: what its column holds


@of_public_practice
def record(request: HttpRequest, listing: Listing) -> HttpResponse:
    """The live edition."""
    return page(request, "practices/record.html", shown(listing, listing.edition))


@of_public_practice
def edition(request: HttpRequest, listing: Listing, number: int) -> HttpResponse:
    """One edition as it was published, for as long as the practice is public."""
    found = listing.edition if number == listing.edition.number else edition_of(listing, number)
    return page(request, "practices/edition.html", shown(listing, found))


def edition_of(listing: Listing, number: int) -> Edition:
    """An edition with its document. Raises Http404."""
    editions = Edition.objects.filter(practice=listing.practice_id, number=number)
    found = editions.first() if number <= LARGEST_NUMBER else None
    if found is None:
        raise Http404
    return found


def shown(listing: Listing, found: Edition) -> dict:
    """All that a record page shows: the document in words, its standing, its history."""
    language, snapshot = translation.get_language(), reference.current()
    document, grade = upgrade(found.document), reading.grade(listing.practice.standing)
    public = reading.linked(document, language, snapshot, grade["reused_by"])
    record = present(document, language, public, snapshot)
    grade["reused_by"] = [public[code] for code in grade["reused_by"] if code in public]
    return {
        "record": record,
        "sections": sections(record, grade),
        "grade": grade,
        "edition": found,
        "live": listing.edition,
        "is_live": found.number == listing.edition.number,
        "copy": listing.code if found.number == listing.edition.number else f"{listing.code}.{found.number}",
        "live_files": {attachment["sha256"] for attachment in upgrade(listing.edition.document)["attachments"]},
        "editions": history(listing),
        "contact": reading.contact(listing.practice.standing),
    }


def sections(record: dict, grade: dict) -> list[dict]:
    """The sections of the record, and before its history how it was assessed."""
    *found, last = reading.sections(record)
    assessment = reading.assessment(grade)
    return [*found, assessment, last] if assessment else [*found, last]


def history(listing: Listing) -> list[dict]:
    """All editions, newest first: number, date and change note, never people."""
    columns = ("number", "published_at", "change_note", "is_alone")
    editions = Edition.objects.filter(practice=listing.practice_id).order_by("-number").values(*columns)
    return [edition | {"previous": edition["number"] - 1} for edition in editions]
