"""The editions of a public practice: which there are, and each as it was published."""

from rest_framework.request import Request

from practices.api import paging, records
from practices.api.parameters import Given
from practices.api.practices import OfOnePractice, linked_data
from practices.api.problems import Problem
from practices.api.rendering import Json, JsonLd
from practices.document import digest
from practices.models import Edition, Listing
from practices.opendata import addresses

LARGEST_NUMBER = 2_147_483_647  # what the column of the number holds
# Never people, and nothing of the working copy.
COLUMNS = ("number", "published_at", "change_note", "is_alone", "redacted_at", "schema")


def number_of(text: str) -> int | None:
    """The number an address or a parameter gives; None where it cannot be one of an edition."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_NUMBER))):
        return None
    return int(text) if 0 < int(text) <= LARGEST_NUMBER else None


def edition_of(listing: Listing, number: int | None) -> Edition:
    """An edition of a public practice, with its document. Raises Problem."""
    if number == listing.edition.number:
        return listing.edition
    found = Edition.objects.filter(practice=listing.practice_id, number=number).first() if number else None
    if found is None:
        raise Problem("not-found")
    return found


def described(listing: Listing, edition: dict, sha256: str | None) -> dict:
    """What is told of an edition wherever it is named; the digest is that of the document as it is given."""
    number = edition["number"]
    return {
        "number": number,
        "id": addresses.edition(listing.code, number),
        "api_url": addresses.api(f"practices/{listing.code}/editions/{number}/"),
        "compare_url": (
            addresses.api(f"compare/?old={listing.code}.{number - 1}&new={listing.code}.{number}")
            if number > 1
            else None
        ),
        "is_live": number == listing.edition.number,
        "published": edition["published_at"],
        "change_note": edition["change_note"],
        "is_alone": edition["is_alone"],
        "redacted": edition["redacted_at"],
        "digest": sha256,
        "schema": edition["schema"],
    }


class EditionsView(OfOnePractice):
    """All editions of a practice, the newest first."""

    parameters = (paging.PAGE, paging.SIZE)

    def facts(self, **kwargs) -> tuple:
        """The editions: words may be taken out of an old one, which no listing tells."""
        standing = super().facts(**kwargs)
        rows = Edition.objects.filter(practice=self.listing.practice_id).order_by("-number")
        self.editions = list(rows.values(*COLUMNS))
        return (*standing, [(row["number"], row["redacted_at"]) for row in self.editions])

    def read(self, given: Given) -> None:
        """The page."""
        self.window = paging.window_of(given)

    def answer(self, request: Request, code: str) -> dict:
        """One page."""
        total = len(self.editions)
        self.page = paging.by_number(request, self.window, lambda start, stop: self.editions[start:stop], total)
        digests = self._digests([edition["number"] for edition in self.page.keys])
        return self.page.around(
            [described(self.listing, edition, digests[edition["number"]]) for edition in self.page.keys]
        )

    def _digests(self, numbers: list[int]) -> dict[int, str | None]:
        found = Edition.objects.filter(practice=self.listing.practice_id, number__in=numbers)
        documents = dict(found.values_list("number", "document"))
        public = records.public_links(documents.values())
        return {number: records.digest_of(documents.get(number), public) for number in numbers}


class EditionView(OfOnePractice):
    """One edition in words and as the document that was published, with the standing of the practice as it is today."""

    renderer_classes = [Json, JsonLd]

    def facts(self, **kwargs) -> tuple:
        """The edition, which a redaction changes."""
        standing = super().facts(**kwargs)
        self.edition = edition_of(self.listing, number_of(kwargs["number"]))
        return (*standing, self.edition.redacted_at)

    def answer(self, request: Request, code: str, number: str) -> dict:
        """The whole record, links to what is not public left out."""
        item = records.whole(self.listing, self.edition, self.language, self.values.snapshot)
        if self.answers_as == JsonLd.format:
            return linked_data(item)
        given = item["document"]
        columns = {name: getattr(self.edition, name) for name in COLUMNS}
        about = described(self.listing, columns, digest(given) if given is not None else None)
        return item | {name: value for name, value in about.items() if name not in ("number", "published")}
