"""The XML Schema of our own format, made of the shape the format is written by."""

from xml.etree.ElementTree import Element, indent

from practices.api.oai import markup
from practices.api.oai.registry_format import ENTRY, ROOT, namespace
from practices.api.oai.shape import Grouped, Leaf, Listed, Shape, whole

XML_SCHEMA = "http://www.w3.org/2001/xml.xsd"
_TYPES = {"string": "xs:string", "integer": "xs:integer", "number": "xs:decimal", "boolean": "xs:boolean"}
_ABOUT = """A published practice of the registry, all languages in it. What is null is left out; an empty element is an \
empty text. Codes never change; what they are called is told by the vocabularies of the registry."""
_NEEDED = (("address", "xs:anyURI"), ("edition", "xs:positiveInteger"), ("published", "xs:dateTime"))


def written() -> bytes:
    """As it is served."""
    declared = {
        "xmlns:xs": "http://www.w3.org/2001/XMLSchema", "targetNamespace": namespace(), "xmlns": namespace(),
        "elementFormDefault": "qualified", "version": "1",
    }  # fmt: skip
    root = Element("xs:schema", declared)
    markup.add(
        root, "xs:import", "", {"namespace": "http://www.w3.org/XML/1998/namespace", "schemaLocation": XML_SCHEMA}
    )
    practice = markup.add(root, "xs:element", "", {"name": ROOT})
    markup.add(markup.add(practice, "xs:annotation"), "xs:documentation", _ABOUT, {"xml:lang": "en"})
    kind = _complex(practice, whole())
    for name, type in _NEEDED:
        markup.add(kind, "xs:attribute", "", {"name": name, "type": type, "use": "required"})
    indent(root)
    return markup.written(root)


def _element(parent: Element, name: str, shape: Shape, *, is_worded: bool = False, **occurs: str) -> None:
    element = markup.add(parent, "xs:element", "", {"name": name, **occurs})
    if not isinstance(shape, Leaf):
        kind = _complex(element, shape)
    elif is_worded:
        content = markup.add(markup.add(element, "xs:complexType"), "xs:simpleContent")
        kind = markup.add(content, "xs:extension", "", {"base": _TYPES[shape.type]})
    else:
        element.set("type", _TYPES[shape.type])
        return
    if is_worded:
        markup.add(kind, "xs:attribute", "", {"ref": "xml:lang", "use": "required"})


def _complex(element: Element, shape: Shape) -> Element:
    kind = markup.add(element, "xs:complexType")
    sequence = markup.add(kind, "xs:sequence")
    if isinstance(shape, Grouped):
        for key, inner in shape.fields:
            _element(sequence, key, inner, minOccurs="0")
    else:
        is_worded = not isinstance(shape, Listed)
        _element(sequence, ENTRY, shape.entry, is_worded=is_worded, minOccurs="0", maxOccurs="unbounded")
    return kind
