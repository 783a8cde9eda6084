"""Loading: document.load_many for new documents, against bulk_create of the very same rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from django.db import connection, models, transaction

from accounts.models import User
from practices import document
from practices.document import parts
from practices.models import Citation, Event, Practice, PracticeTerm, PracticeText
from practices.vocabulary import Channel
from tests.benchmarks import database, generator, population
from tests.benchmarks.measure import Figure, Scale, milliseconds

BATCH = 100  # documents a load
LIMIT = 3
FIRST = 1_000_000  # number of the first document: none of these is in the database
# In the order in which rows may refer to one another.
MODELS = [
    Practice, PracticeText, Citation, PracticeTerm, *(detail.model for detail in parts.DETAILS),
    *(part.model for part in parts.LISTS), Event,
]  # fmt: skip


def figures(scale: Scale) -> list[Figure]:
    """Milliseconds a record of both, and their ratio: the median of the ratios of the rounds."""
    database.without_limits()
    documents = generator.documents(FIRST, scale.new_documents)
    batches = [documents[start : start + BATCH] for start in range(0, len(documents), BATCH)]
    author = User.objects.get(email=population.AUTHOR)
    loads, creations, rows = [], [], 0
    for number in range(scale.load_rounds + 1):
        load, prepared = _load(batches, author)
        creation = _create(prepared)
        rows = sum(len(found) for batch in prepared for found in batch)
        if number:  # the first round warms up
            loads.append(load / len(documents))
            creations.append(creation / len(documents))
    ratio = median(load / creation for load, creation in zip(loads, creations, strict=True))
    return [
        Figure("loading", "rows written, a record", rows / len(documents), ""),
        Figure("loading", "`load_many`, a record", median(loads), "ms"),
        Figure("loading", "`bulk_create` of the same rows, a record", median(creations), "ms"),
        Figure("loading", "`load_many` against `bulk_create`", ratio, "×", LIMIT),
    ]


def _load(batches: list[list[dict]], author: User) -> tuple[float, list[list[list[models.Model]]]]:
    """Milliseconds, and the rows that were written, a list a batch of lists a table."""
    time, prepared = 0.0, []
    with _undone():
        for batch in batches:
            time += milliseconds(lambda batch=batch: _checked(lambda: _load_batch(batch, author)))
            practices = Practice.objects.filter(code__in=[entry["code"] for entry in batch])
            keys = list(practices.values_list("pk", flat=True))
            prepared.append(
                [list(model.objects.filter(**_of(model, keys)).order_by("pk")) for model in MODELS],
            )
    return time, prepared


def _load_batch(batch: list[dict], author: User) -> None:
    document.load_many(batch, by=author, channel=Channel.IMPORT)


def _of(model: type[models.Model], keys: list[int]) -> dict:
    return {"pk__in": keys} if model is Practice else {"practice__in": keys}


def _create(prepared: list[list[list[models.Model]]]) -> float:
    """Milliseconds for the same rows, keys and all, each table's in one bulk_create a batch."""
    with _undone():
        return sum(milliseconds(lambda batch=batch: _checked(lambda: _create_batch(batch))) for batch in prepared)


def _create_batch(batch: list[list[models.Model]]) -> None:
    for rows in batch:
        if rows:
            type(rows[0]).objects.bulk_create(rows)


def _checked(write) -> None:
    """What a commit would check of foreign keys is part of both; the waiting for the disk is part of neither."""
    with transaction.atomic():
        write()
        connection.check_constraints()


@contextmanager
def _undone() -> Iterator[None]:
    """A transaction that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
