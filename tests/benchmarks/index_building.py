"""The search index: made from nothing, and brought up to date after one publication."""

from statistics import median

from django.utils import timezone

from practices import document as documents
from practices import publishing, search
from practices.models import Practice
from practices.search import Asked
from tests.benchmarks import database
from tests.benchmarks.measure import Figure, Scale, milliseconds

BUILD_LIMIT_MS = 500
PATCH_LIMIT_MS = 5
ROUNDS = 15


def figures(scale: Scale) -> list[Figure]:
    """At both sizes; the larger has no limit."""
    found = []
    for suffix, count, limits in (
        ("", scale.practices, (BUILD_LIMIT_MS, PATCH_LIMIT_MS)),
        (database.LARGE, scale.large_practices, (None, None)),
    ):
        database.use(suffix)
        build = median(_build() for _ in range(ROUNDS))
        patch = median(_patch(place) for place in range(ROUNDS))
        found += [
            Figure("index_building", f"search index, made of {count:,} practices", build, "ms", limits[0]),
            Figure(
                "index_building", f"search index, after one publication, {count:,} practices", patch, "ms", limits[1]
            ),
        ]
    return found


def _build() -> float:
    """Milliseconds of a search in a process that knows nothing yet: listings, facet values, names."""
    search.forget()
    return milliseconds(_search)


def _patch(place: int) -> float:
    """Milliseconds of a search just after a publication, which is not part of it."""
    before = search.run(Asked(), "en").stamp
    _publish(Practice.objects.order_by("pk")[place])
    time = milliseconds(_search)
    if search.run(Asked(), "en").stamp == before:
        raise AssertionError("The index has not learned of the publication.")
    return time


def _publish(practice: Practice) -> None:
    """Another edition, whose period differs, and its listing."""
    latest = practice.editions.first()
    document = latest.document | {"period": {"start": 1990, "end": None}}
    practice.editions.create(
        number=latest.number + 1, schema=latest.schema, document=document, digest=documents.digest(document),
        revision=latest.revision, published_at=timezone.now(),
    )  # fmt: skip
    publishing.refresh([practice])


def _search() -> int:
    return search.run(Asked(), "en").total
