"""Older documents brought to the shape of today: a chain of pure functions, run on read. Stored bytes stay as they are."""

from collections.abc import Callable

from practices.document.shape import SCHEMA

# version → function that makes of its document one of the next version. None yet: version 1 is the first.
STEPS: dict[int, Callable[[dict], dict]] = {}


def upgrade(document: dict) -> dict:
    """The document at the present schema version. An unknown version is left for validation to refuse."""
    version = document.get("schema", SCHEMA)
    while isinstance(version, int) and version < SCHEMA and version in STEPS:
        document = STEPS[version](document)
        version = document["schema"]
    return document
