"""Acts of importing, each for a process of its own: ours by the command line, and what either has left in the tables."""

import hashlib
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command

from practices import document
from practices.models import Practice
from practices.models.exchange import Import, ImportDecision, ImportRow, Mapping
from tests.benchmarks import population, sheets

OWN = {Import, ImportDecision, ImportRow, Mapping}  # what ours keeps of an import beside the practices
BATCH = 500
MOST_ROWS = 1_000_000


def write(path: str, count: int) -> None:
    """The workbook that is taken in."""
    sheets.write_incoming(Path(path), count)


def ours(path: str) -> list[int]:
    """Take in the workbook by the command line; the numbers of the rows it leaves for somebody to decide."""
    said = StringIO()
    options = {
        "by": population.ADMINISTRATOR,
        "only_valid": True,
        "most_rows": MOST_ROWS,
        "stdout": said,
        "stderr": said,
    }
    call_command("import_practices", path, **options)
    return [*ImportRow.objects.filter(loaded_revision__isnull=True).values_list("number", flat=True)]


def latest() -> int:
    """The greatest key of a practice."""
    return Practice.objects.order_by("pk").values_list("pk", flat=True).last() or 0


def left(after: int) -> dict:
    """How many rows each table of practices has, and a digest over the new practices whatever codes they were given."""
    tables = (model for model in apps.get_app_config("practices").get_models() if model not in OWN)
    counts = {model._meta.label: model.objects.count() for model in tables}
    keys = list(Practice.objects.filter(pk__gt=after).values_list("pk", flat=True))
    return {"counts": counts, "documents": _digest(keys)}


def _digest(keys: list[int]) -> str:
    found = sorted(_digests(keys))
    return hashlib.sha256("".join(found).encode()).hexdigest()


def _digests(keys: list[int]) -> Iterable[str]:
    for start in range(0, len(keys), BATCH):
        for made in document.build_many(keys[start : start + BATCH], staff=True).values():
            yield document.digest(made | {"code": ""})
