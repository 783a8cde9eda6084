"""The shape of a document as a tree: what its XML form is written by, and its XML Schema made of.

Made of the JSON Schema of the document, so that a new field is in both without a line here; only which vocabulary the
codes under a key belong to is said below.
"""

from dataclasses import dataclass
from functools import cache

from django.db.models import TextChoices

from practices import document, vocabulary
from practices.document import parts
from practices.vocabulary import TermKind

# Key → kind of the reference table its codes are in; closed lists are known by their own names.
VOCABULARIES = {
    **parts.TERMS,
    **{kind.value: kind for kind in (TermKind.TYPE, TermKind.SCOPE, TermKind.STATUS, TermKind.EVIDENCE_LEVEL)},
    "mechanisms": "mechanism", "country": "country", "organisation": "organisation", "city": "city",
    "provider": "country", "beneficiary": "country", "member_countries": "country", "served_countries": "country",
    "element": TermKind.AGREEMENT_ELEMENT, "legal_form": TermKind.LEGAL_FORM,
}  # fmt: skip


@dataclass(frozen=True)
class Leaf:
    """One value. Codes tell the vocabulary that words them, or the closed list."""

    type: str  # of JSON Schema
    kind: str = ""
    choices: type[TextChoices] | None = None

    @property
    def is_coded(self) -> bool:
        """Whether a label is told with it."""
        return bool(self.kind or self.choices)


@dataclass(frozen=True)
class Listed:
    """Values in an order."""

    entry: "Shape"


@dataclass(frozen=True)
class Worded:
    """One value for each language there is."""

    entry: "Shape"


@dataclass(frozen=True)
class Grouped:
    """Values under keys, in the order of the shape."""

    fields: tuple[tuple[str, "Shape"], ...]


Shape = Leaf | Listed | Worded | Grouped


@cache
def whole() -> Grouped:
    """A published document."""
    schema = document.json_schema()
    return _Reader(schema["$defs"]).grouped({**schema, "properties": {**schema["properties"], "staff": None}})


class _Reader:
    """One JSON Schema with its definitions."""

    def __init__(self, definitions: dict) -> None:
        self.definitions = definitions

    def grouped(self, schema: dict) -> Grouped:
        """An object with keys of its own."""
        return Grouped(tuple((key, self.read(one, key)) for key, one in schema["properties"].items() if one))

    def read(self, schema: dict, key: str) -> Shape:
        """Whatever stands under a key."""
        variants = [one for one in self._variants(schema) if one.get("type") != "null"]
        first = variants[0]
        if first["type"] == "array":
            return Listed(self.read(first["items"], key))
        if first["type"] == "object":
            return (
                self.grouped(first) if "properties" in first else Worded(self.read(first["additionalProperties"], key))
            )
        return _leaf(variants, key)

    def _variants(self, schema: dict) -> list[dict]:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return [{**self.definitions[name], "name": name}]
        if "anyOf" in schema:
            return [variant for one in schema["anyOf"] for variant in self._variants(one)]
        return [schema]


def _leaf(variants: list[dict], key: str) -> Leaf:
    types = {variant["type"] for variant in variants}
    named = next((variant["name"] for variant in variants if "name" in variant), "")
    choices = getattr(vocabulary, named) if named else None
    kind = "" if choices else VOCABULARIES.get(key, "")
    return Leaf("number" if "number" in types else variants[0]["type"], kind, choices)
