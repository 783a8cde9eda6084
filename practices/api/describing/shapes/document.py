"""The document as it is served at /schema/practice-1.json, cut into named shapes: one source for both."""

from practices.document import json_schema

_AT, _HERE = "#/$defs/", "#/components/schemas/Document"


def _placed(value: object) -> object:
    """The same schema with its references leading to the shapes of the description."""
    if isinstance(value, dict):
        return {name: _HERE + one.removeprefix(_AT) if name == "$ref" else _placed(one) for name, one in value.items()}
    return [_placed(one) for one in value] if isinstance(value, list) else value


def _shapes() -> dict[str, dict]:
    schema = json_schema()
    parts = schema.pop("$defs")
    del schema["$schema"]
    return {"Document": _placed(schema), **{f"Document{name}": _placed(part) for name, part in parts.items()}}


SHAPES = _shapes()
