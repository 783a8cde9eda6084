"""The shape of a document as a tree: what its XML form is written by, and its XML Schema made of.

Made of the JSON Schema of the document, so that a new field is in both without a line here.
"""

from dataclasses import dataclass
from functools import cache

from practices import document


@dataclass(frozen=True)
class Leaf:
    """One value."""

    type: str  # of JSON Schema


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
        return Grouped(tuple((key, self.read(one)) for key, one in schema["properties"].items() if one))

    def read(self, schema: dict) -> Shape:
        """Whatever stands under a key."""
        variants = [one for one in self._variants(schema) if one.get("type") != "null"]
        first = variants[0]
        if first["type"] == "array":
            return Listed(self.read(first["items"]))
        if first["type"] == "object":
            return self.grouped(first) if "properties" in first else Worded(self.read(first["additionalProperties"]))
        is_number = any(one["type"] == "number" for one in variants)
        return Leaf("number" if is_number else first["type"])

    def _variants(self, schema: dict) -> list[dict]:
        if "$ref" in schema:
            return [self.definitions[schema["$ref"].rpartition("/")[2]]]
        if "anyOf" in schema:
            return [variant for one in schema["anyOf"] for variant in self._variants(one)]
        return [schema]
