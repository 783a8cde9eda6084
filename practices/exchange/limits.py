"""What a value may be at most, as the shape of a document says it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from practices.document.shape import json_schema
from practices.exchange.columns import Column, Part
from practices.exchange.columns.kinds import IN_LANGUAGE
from practices.vocabulary import Language


@dataclass(frozen=True)
class Limits:
    """None where there is no limit. `longest` is of one text, in characters; `most_entries` of a list."""

    pattern: str = ""
    longest: int | None = None
    least: float | None = None
    most: float | None = None
    most_entries: int | None = None


def limits(column: Column, part: Part | None = None) -> Limits:
    """The limits of a column's value, or of one part of its entries."""
    node = _at(column.path)
    if part is not None:
        node = _child(_resolved(node.get("items", {})), part.place[0])
        for key in part.place[1:]:
            node = _child(node, key)
    return _of(node)


@cache
def _schema() -> dict:
    return json_schema()


def _at(path: tuple[str, ...]) -> dict:
    node = _schema()
    for key in path:
        node = _child(node, Language.EN.value if key == IN_LANGUAGE else key)
    return node


def _child(node: dict, key: str) -> dict:
    found = node.get("properties", {}).get(key)
    if found is None and isinstance(node.get("additionalProperties"), dict):
        found = node["additionalProperties"]
    return _resolved(found or {})


def _resolved(node: dict) -> dict:
    """The node itself: behind its reference, and without "or nothing"."""
    if "anyOf" in node:
        real = [_resolved(one) for one in node["anyOf"] if one.get("type") != "null" and one.get("const") != ""]
        return real[0] if real else {}
    if "$ref" in node:
        return _resolved(_schema()["$defs"][node["$ref"].rsplit("/", 1)[1]])
    return node


def _of(node: dict[str, Any]) -> Limits:
    entry = _resolved(node.get("items", {}))
    return Limits(
        pattern=node.get("pattern", entry.get("pattern", "")),
        longest=node.get("maxLength", entry.get("maxLength")),
        least=node.get("minimum", node.get("exclusiveMinimum")),
        most=node.get("maximum", node.get("exclusiveMaximum")),
        most_entries=node.get("maxItems"),
    )
