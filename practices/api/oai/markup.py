"""XML as it is answered: elements under the names they are written with, and no character that XML cannot hold."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

XSI = "http://www.w3.org/2001/XMLSchema-instance"
# XML 1.0, production 2. What stands in the database was cleaned on its way in; what a request brings was not.
_IMPOSSIBLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without what no XML document may contain; a line ends as parsers make it end."""
    return _IMPOSSIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def add(parent: Element, name: str, text: str = "", /, attributes: dict[str, str] | None = None) -> Element:
    """A new last child. Names are written as they stand, prefix and all: declarations of namespaces are attributes."""
    made = SubElement(parent, name, {key: clean(value) for key, value in (attributes or {}).items()})
    if text:
        made.text = clean(text)
    return made


def located(namespace: str, schema: str) -> str:
    """The value of xsi:schemaLocation for one namespace."""
    return f"{namespace} {schema}"


def written(root: Element) -> bytes:
    """The document in UTF-8."""
    return tostring(root, encoding="UTF-8", xml_declaration=True)
