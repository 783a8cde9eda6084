"""Our own format: the whole document as XML, from which it can be made again.

An object is an element with one for each key; null is left out, an empty text is an empty element. A list holds `entry`
elements, as do texts by language, each with its xml:lang. Beside a code stands its English name, for who has no vocabulary.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from practices.api.oai import markup
from practices.api.oai.shape import Grouped, Leaf, Listed, Shape, whole
from practices.opendata import addresses
from practices.reference import Snapshot

ROOT, ENTRY = "practice", "entry"


def namespace() -> str:
    """What the format is called; another number would be another format."""
    return addresses.absolute("/schema/registry-1")


def write(parent: Element, document: dict, snapshot: Snapshot, *, number: int, published_at: datetime) -> None:
    """Add a published document, with the number and the date of its edition."""
    code = document["code"]
    about = {"address": addresses.practice(code), "edition": str(number), "published": published_at.isoformat()}
    _write(markup.add(parent, ROOT, "", about), whole(), document, snapshot)


def _write(element: Element, shape: Shape, value: object, snapshot: Snapshot) -> None:
    if isinstance(shape, Grouped):
        for key, inner in shape.fields:
            if value.get(key) is not None:
                _add(element, key, inner, value[key], snapshot)
    elif isinstance(shape, Listed):
        for one in value:
            _add(element, ENTRY, shape.entry, one, snapshot)
    else:
        for language, one in value.items():
            if one is not None:
                _add(element, ENTRY, shape.entry, one, snapshot, {"xml:lang": language})


def _add(
    parent: Element, name: str, shape: Shape, value: object, snapshot: Snapshot, attributes: dict | None = None
) -> None:
    if not isinstance(shape, Leaf):
        _write(markup.add(parent, name, "", attributes), shape, value, snapshot)
        return
    if label := _label(shape, value, snapshot):
        attributes = {**(attributes or {}), "label": label}
    markup.add(parent, name, _written(value), attributes)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _label(leaf: Leaf, value: object, snapshot: Snapshot) -> str:
    """The name of a code in English; none where nobody knows it any more."""
    if not leaf.is_coded or value == "":
        return ""
    if leaf.choices:
        return str(leaf.choices(value).label) if value in leaf.choices.values else ""
    entry = snapshot.resolve(leaf.kind, value)
    return entry.labels["en"] if entry else ""
