"""Words to write JSON Schema in. An object is closed unless it says otherwise: a member nobody described is a fault."""

from collections.abc import Iterable

from django.utils.functional import Promise

from practices.vocabulary import Language

Words = str | Promise

TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
COUNT = {"type": "integer", "minimum": 0}
NUMBER = {"type": "number"}
YEAR = {"type": "integer", "minimum": 1, "maximum": 9999}
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
ADDRESS = {"type": "string", "format": "uri"}
EMAIL = {"type": "string"}
DIRECTION = {"type": "string", "enum": ["ltr", "rtl"]}
LANGUAGE = {"type": "string", "enum": Language.values}
LANGUAGE_OR_NONE = {"type": "string", "enum": [*Language.values, ""]}
NOTHING = {"type": "null"}


def ref(name: str) -> dict:
    """A shape by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def described(schema: dict, words: Words, **more: object) -> dict:
    """A schema and what it means."""
    return schema | {"description": words, **more}


def or_null(schema: dict) -> dict:
    """A value that may not be known."""
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, NOTHING]}


def listed(items: dict, **more: object) -> dict:
    """A list of these."""
    return {"type": "array", "items": items, **more}


def closed(properties: dict[str, dict], words: Words = "", optional: Iterable[str] = (), **more: object) -> dict:
    """An object with these members and no other; all there but the optional ones."""
    required = [name for name in properties if name not in set(optional)]
    found: dict = {"type": "object", "properties": properties, "additionalProperties": False, **more}
    if required:
        found["required"] = required
    return found | ({"description": words} if words else {})


def chosen(properties: dict[str, dict], words: Words = "") -> dict:
    """An object of which `fields` may choose members: none need be there."""
    return closed(properties, words, optional=properties)


def by_key(values: dict, keys: dict | None = None) -> dict:
    """An object whose keys are codes."""
    found: dict = {"type": "object", "additionalProperties": values}
    return found | ({"propertyNames": keys} if keys else {})


def page_of(item: dict, **more: dict) -> dict:
    """One page of a list."""
    address = or_null(ADDRESS)
    return closed(
        {"count": COUNT, "next": address, "previous": address, "results": listed(item), **more}, optional=more
    )
