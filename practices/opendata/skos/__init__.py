"""The vocabularies as SKOS: read from the reference tables, as graphs, as Turtle and JSON-LD, and labels back in."""

from practices.opendata.skos.concepts import Concept, Vocabulary, exists, public_entry, read, size
from practices.opendata.skos.described import NAMES, description, title
from practices.opendata.skos.writing import ENDINGS, MEDIA_TYPES, written

__all__ = [
    "ENDINGS", "MEDIA_TYPES", "NAMES", "Concept", "Vocabulary", "description", "exists", "public_entry", "read", "size",
    "title", "written",
]  # fmt: skip
