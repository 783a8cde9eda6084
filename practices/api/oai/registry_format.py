"""Our own format: the whole document as XML, from which it can be made again.

An object is an element with one for each key; null is left out, an empty text is an empty element. A list holds `entry`
elements, as do texts by language, each with its xml:lang. Codes stand without their names: those change in a vocabulary
while the date of a record stays, so whoever harvests changes would keep old ones for ever.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from practices.api.oai import markup
from practices.api.oai.shape import Grouped, Leaf, Listed, Shape, whole
from practices.opendata import addresses

ROOT, ENTRY = "practice", "entry"


def namespace() -> str:
    """What the format is called; another number would be another format."""
    return addresses.absolute("/schema/registry-1")


def write(parent: Element, document: dict, *, number: int, published_at: datetime) -> None:
    """Add a published document, with the number and the date of its edition."""
    code = document["code"]
    about = {"address": addresses.practice(code), "edition": str(number), "published": published_at.isoformat()}
    _write(markup.add(parent, ROOT, "", about), whole(), document)


def _write(element: Element, shape: Shape, value: object) -> None:
    if isinstance(shape, Grouped):
        for key, inner in shape.fields:
            if value.get(key) is not None:
                _add(element, key, inner, value[key])
    elif isinstance(shape, Listed):
        for one in value:
            _add(element, ENTRY, shape.entry, one)
    else:
        for language, one in value.items():
            if one is not None:
                _add(element, ENTRY, shape.entry, one, {"xml:lang": language})


def _add(parent: Element, name: str, shape: Shape, value: object, attributes: dict[str, str] | None = None) -> None:
    if isinstance(shape, Leaf):
        markup.add(parent, name, _written(value), attributes)
    else:
        _write(markup.add(parent, name, "", attributes), shape, value)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
