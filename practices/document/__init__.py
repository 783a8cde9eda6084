"""The document: one JSON value that says all there is to say of a practice, all languages in it."""

from practices.document.building import build, build_many, canonical, digest
from practices.document.difference import differences
from practices.document.errors import DocumentError
from practices.document.loading import PublishedPractice, StaleRevision, empty, load, load_many
from practices.document.shape import SCHEMA, Document, json_schema
from practices.document.upgrade import upgrade
from practices.document.writing import staff_list_columns

__all__ = [
    "SCHEMA",
    "Document",
    "DocumentError",
    "PublishedPractice",
    "StaleRevision",
    "build",
    "build_many",
    "canonical",
    "differences",
    "digest",
    "empty",
    "json_schema",
    "load",
    "load_many",
    "staff_list_columns",
    "upgrade",
]
