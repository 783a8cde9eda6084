"""Public practices made directly from documents, by the hundred, and searches over them told by name."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from hypothesis.extra.django import TestCase

from practices import document, publishing, search
from practices.models import Edition, Listing, Practice, Standing
from practices.search import bits
from practices.search.index import Index
from practices.vocabulary import State
from tests.factories import make_reference, snapshot_document

FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)


def whole(**changes) -> dict:
    """A whole document: the least that may be published, with any keys replaced."""
    shape = document.Document.model_validate(snapshot_document(**changes))
    return shape.model_dump(by_alias=True, exclude={"staff"})


def text(title: str, summary: str = "", language: str = "en", **more: str) -> dict:
    """The texts of a record in one language, which is its original."""
    return {
        "original_language": language,
        "texts": {language: {"title": title, "summary": summary, "origin": "original", **more}},
    }


def listed(*made: dict) -> list[Practice]:
    """Public practices of these documents, each published a day after the one before."""
    documents = [whole(**changes) for changes in made]
    days = Edition.objects.count()
    practices = Practice.objects.bulk_create(
        Practice(state=State.PUBLISHED, revision=1, original_language=entry["original_language"]) for entry in documents
    )
    Edition.objects.bulk_create(
        Edition(
            practice=practice, number=1, schema=document.SCHEMA, document=entry, digest=document.digest(entry),
            revision=1, published_at=FIRST_DAY + timedelta(days=days + place),
        )
        for place, (practice, entry) in enumerate(zip(practices, documents, strict=True))
    )  # fmt: skip
    Standing.objects.bulk_create(Standing(practice=practice) for practice in practices)
    publishing.refresh(practices)
    return practices


def publish_anew(practice: Practice, **changes) -> None:
    """Make another document of a public practice its newest edition, published last of all."""
    entry = whole(**changes)
    Edition.objects.create(
        practice=practice, number=practice.editions.count() + 1, schema=document.SCHEMA, document=entry,
        digest=document.digest(entry), revision=1,
        published_at=Edition.objects.latest("published_at").published_at + timedelta(hours=1),
    )  # fmt: skip
    publishing.refresh([practice])


class SearchTestCase(TestCase):
    """The shared vocabulary, and records known by names that only the test uses."""

    records: dict[str, Practice] = {}

    @classmethod
    def setUpTestData(cls):
        make_reference()

    @classmethod
    def have(cls, **records: dict) -> None:
        """Have these records public, the last one published last."""
        cls.records = {**cls.records, **dict(zip(records, listed(*records.values()), strict=True))}

    def run_search(self, text: str = "", language: str = "en", **asked) -> search.Results:
        """A search as pages make it."""
        return search.run(search.Asked(text, **asked), language)

    def names_of(self, keys) -> list[str]:
        """The names of records by key; those without one are "other"."""
        names = {practice.pk: name for name, practice in self.records.items()}
        return [names.get(key, "other") for key in keys]

    def found(self, text: str = "", language: str = "en", **asked) -> list[str]:
        """The names of all records found, best first."""
        results = self.run_search(text, language, **asked)
        return self.names_of(results.keys(0, results.total))


def has(practice: Practice, field: str, query: str) -> bool:
    """Whether the vector of a listing matches a tsquery, as PostgreSQL sees it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {field} @@ %s::tsquery FROM practices_listingwords WHERE listing_id = %s", [query, practice.pk]
        )
        return cursor.fetchone()[0]


def is_public(practice: Practice) -> bool:
    """Whether a practice has a listing."""
    return Listing.objects.filter(pk=practice.pk).exists()


def said(read: Index) -> dict:
    """All that an index says, by practice, so that two with different slots can be compared."""
    alive = {read.keys[slot] for slot in bits.slots_of(read.alive, read.size)}
    facets = {
        f"{kind}:{code}": {read.keys[slot] for slot in bits.slots_of(listings & read.alive, read.size)}
        for kind, codes in read.facets.items()
        for code, listings in codes.items()
    }
    return {
        "version": read.version,
        "alive": alive,
        "stray": [code for codes in read.facets.values() for code, listings in codes.items() if listings & ~read.alive],
        "facets": {value: keys for value, keys in facets.items() if keys},
        "years": {read.keys[slot]: read.started[slot] for slot in range(read.size) if read.keys[slot] in alive},
        "published": {read.keys[slot]: read.published[slot] for slot in range(read.size) if read.keys[slot] in alive},
        "newest": [key for key in (read.keys[slot] for slot in read.newest) if key in alive],
        "updated": [key for key in (read.keys[slot] for slot in read.updated) if key in alive],
        "ages": sorted(alive, key=lambda key: read.ages[read.slots[key]]),
    }
