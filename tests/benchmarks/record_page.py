"""The page of a record: its queries, and the time of the whole handler against the bare reads it needs."""

import random

from django.urls import reverse
from django.utils import translation

from practices.models import Edition, Listing, ReferenceVersion
from tests.benchmarks.measure import Figure, Scale, medians
from tests.benchmarks.site import Site, queries, repeat

QUERIES_LIMIT = 5
RATIO_LIMIT = 8
WARMING = 10
EDITION = ("id", "number", "schema", "digest", "revision", "published_at", "change_note", "is_alone", "redacted_at")
HISTORY = ("number", "published_at", "change_note", "is_alone")
STANDING = (
    "archived_at", "archive_reason", "contact_name", "contact_email", "contact_consent_at", "grade", "grade_reasons",
    "grade_expires", "link_health",
)  # fmt: skip


def figures(scale: Scale) -> list[Figure]:
    """Each round is another practice, anywhere in the registry: page, reads by the ORM, and the same statements bare."""
    codes = list(Listing.objects.order_by("code").values_list("code", flat=True))
    codes = random.Random("pages").sample(codes, scale.pages + WARMING)
    with translation.override("en"):
        addresses = {code: reverse("practices:record", args=[code]) for code in codes}
    site = Site()
    for code in codes[:WARMING]:
        site.get(addresses[code])
    codes, statements = codes[WARMING:], {}
    for code in codes:
        with queries() as statements[code]:
            site.get(addresses[code])
        _check_reads(code, len(statements[code]))
    times = medians(
        len(codes),
        page=lambda place: site.get(addresses[codes[place]]),
        reads=lambda place: read(codes[place]),
        bare=lambda place: repeat(statements[codes[place]]),
    )
    most = max(len(found) for found in statements.values())
    return [
        Figure("record_page", "record page, queries (the most of any)", most, "", QUERIES_LIMIT),
        Figure("record_page", "record page, whole handler", times["page"], "ms"),
        Figure("record_page", "record page, the reads it needs, as `values()`", times["reads"], "ms"),
        Figure("record_page", "record page against its reads", times["page"] / times["reads"], "×", RATIO_LIMIT),
        Figure("record_page", "record page, its statements without the ORM or a parsed document", times["bare"], "ms"),
    ]


def read(code: str) -> list[object]:
    """Everything the page shows of the database, read and not presented."""
    version = ReferenceVersion.objects.values_list("n", flat=True).first()
    edition = [f"edition__{name}" for name in (*EDITION, "document")]
    standing = [f"practice__standing__{name}" for name in STANDING]
    listing = Listing.objects.values(
        "practice", "code", "first_published_at", "published_at", *edition, *standing
    ).get(code=code)  # fmt: skip
    links = [link["practice"] for link in listing["edition__document"]["links"]]
    cards = list(Listing.objects.filter(code__in=links).values_list("code", "cards")) if links else []
    editions = list(Edition.objects.filter(practice=listing["practice"]).order_by("-number").values(*HISTORY))
    return [version, listing, cards, editions]


def _check_reads(code: str, count: int) -> None:
    """The comparison is fair only while both ask the database as often."""
    with queries() as found:
        read(code)
    if len(found) != count:
        raise AssertionError(f"The page of {code} sends {count} queries, its reads here are {len(found)}.")
