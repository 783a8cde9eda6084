"""What a dump was made of, and whether that is still so: a few short queries, asked every minute."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation

from practices import document
from practices.exchange.columns import COLUMNS
from practices.exchange.exporting import withdrawn
from practices.models import Dump, Listing, ReferenceVersion, Standing

VERSION = 2  # raise it with every change of what stands in the files, so that they are made again


@dataclass(frozen=True)
class State:
    """How far the registry is: two dumps made of the same state say the same."""

    search_version: int
    reference_version: int
    rest: str  # digest of what has no number: grades, licence, names, the shape of the files


@contextmanager
def one_state() -> Iterator[None]:
    """Everything read within is of one state of the database, however long it takes. Nothing can be written.

    Who is in a transaction already reads within that.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = {int(settings.EXPORT_STATEMENT_MILLISECONDS)}")
        yield


def now() -> State:
    """The state of now."""
    return State(
        search_version=withdrawn.search_version(),
        reference_version=ReferenceVersion.objects.values_list("n", flat=True).first() or 0,
        rest=_rest(),
    )


def of(dump: Dump) -> State:
    """The state a dump was made of."""
    return State(dump.search_version, dump.reference_version, dump.marks.get("rest", ""))


def is_current(dump: Dump) -> bool:
    """Whether a dump says what is public now."""
    return of(dump) == now() and not is_withdrawn(dump)


def is_withdrawn(dump: Dump) -> bool:
    """Whether something in a dump was archived or redacted since: then it may not be given out any more."""
    return withdrawn.is_any_withdrawn(dump.marks)


def marks() -> dict:
    """What is kept of the present state, to tell later what of it was withdrawn."""
    keys = list(Listing.objects.order_by("pk").values_list("pk", flat=True))
    return withdrawn.marks() | {"keys": keys, "rest": _rest()}


def _rest() -> str:
    with translation.override("en"):
        told = [
            VERSION, document.SCHEMA, [column.key for column in COLUMNS], settings.DATA_LICENCE, str(settings.SITE_NAME),
            settings.SITE_URL, settings.CONTACT_EMAIL, _grades(),
        ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _grades() -> list:
    """Grades come and lapse without a new edition."""
    holds = Q(grade_expires__isnull=True) | Q(grade_expires__gte=timezone.localdate())
    graded = Standing.objects.filter(holds, practice__listing__isnull=False).exclude(grade="")
    return list(graded.order_by("practice_id").values_list("practice_id", "grade"))
