"""Public practices by the hundred thousand: the rows a search reads, straight from the generator's documents.

Their working copies have no child rows: nothing public reads those. Editions, listings and words are what publishing
makes of the same documents. Two processes share the work, since one would take twice as long.
"""

import subprocess
import sys

from django.db import connection, transaction
from django.utils import timezone

from practices import document as documents
from practices import publishing
from practices.models import Edition, Listing, ListingWords, Practice, Standing
from practices.vocabulary import State
from tests.benchmarks import database, generator

BATCH = 500
PROCESSES = 2


def fill(count: int, suffix: str) -> None:
    """Have the first so many practices of the generator public in this database, which has none yet."""
    share = -(-count // PROCESSES)
    parts = [(first, min(share, count - first)) for first in range(0, count, share)]
    running = [
        subprocess.Popen([sys.executable, "-m", "tests.benchmarks.process", "bulk", suffix, str(first), str(size)])
        for first, size in parts
    ]
    try:
        codes = [process.wait() for process in running]
        if any(codes):
            raise SystemExit("The practices could not be made: the lines above say why.")
    finally:
        for process in running:
            process.terminate()
            process.wait()
    wrapper = database.connect(suffix)
    with database.using(wrapper):
        check(count)
    wrapper.close()


def share(suffix: str, first: str, count: str) -> None:
    """One process's part, as its command line says it."""
    database.use(suffix)
    database.without_limits()
    publish(int(first), int(count))


def publish(first: int, count: int) -> None:
    """Make the practices with these numbers public in the database in use."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    for start in range(first, first + count, BATCH):
        with transaction.atomic():
            publishing.refresh(_editions(generator.documents(start, min(BATCH, first + count - start))))


def _editions(made: list[dict]) -> list[Practice]:
    """Working copies without child rows, each with the edition of its document."""
    now = timezone.now()
    published = [
        documents.Document.model_validate(entry).model_dump(by_alias=True, exclude={"staff"}) for entry in made
    ]
    practices = Practice.objects.bulk_create(
        Practice(
            code=entry["code"], state=State.PUBLISHED, revision=1, original_language=entry["original_language"],
            title=entry["texts"][entry["original_language"]]["title"],
        )
        for entry in published
    )  # fmt: skip
    Edition.objects.bulk_create(
        Edition(
            practice=practice, number=1, schema=documents.SCHEMA, document=entry, digest=documents.digest(entry),
            revision=1, published_at=now,
        )
        for practice, entry in zip(practices, published, strict=True)
    )  # fmt: skip
    Standing.objects.bulk_create(Standing(practice=practice) for practice in practices)
    return practices


def check(count: int) -> None:
    """All are public in the database in use, each with its words."""
    if (Listing.objects.count(), ListingWords.objects.count()) != (count, count):
        raise AssertionError(f"{count} practices were to be public, {Listing.objects.count()} are.")
