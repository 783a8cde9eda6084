"""The formats of records: what each is called, where it is described, and how a record is written in it."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.urls import reverse

from practices.api.oai import markup, registry_format
from practices.exchange.exporting.reading import Row
from practices.opendata import addresses, dublin_core
from practices.reference import Snapshot

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True)
class Format:
    """One format of metadata."""

    prefix: str
    schema: Callable[[], str]
    namespace: Callable[[], str]
    write: Callable[[Element, Row, Snapshot], None]


def _dublin_core(parent: Element, row: Row, snapshot: Snapshot) -> None:
    declared = {
        "xmlns:oai_dc": OAI_DC, "xmlns:dc": DC, "xmlns:xsi": markup.XSI,
        "xsi:schemaLocation": markup.located(OAI_DC, _dublin_core_schema()),
    }  # fmt: skip
    found = dublin_core.elements(row.document(), snapshot, row.published_at)
    record = markup.add(parent, "oai_dc:dc", "", declared)
    for name, language, text in found:
        markup.add(record, f"dc:{name}", text, {"xml:lang": language} if language else None)


def _dublin_core_schema() -> str:
    return "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"


def _registry(parent: Element, row: Row, snapshot: Snapshot) -> None:
    registry_format.write(parent, row.document(), number=row.number, published_at=row.published_at)
    name, record = registry_format.namespace(), parent[-1]
    record.attrib |= {
        "xmlns": name, "xmlns:xsi": markup.XSI, "xsi:schemaLocation": markup.located(name, _registry_schema()),
    }  # fmt: skip


def _registry_schema() -> str:
    return addresses.absolute(reverse("oai_registry_schema"))


FORMATS = {
    one.prefix: one
    for one in (
        Format("oai_dc", _dublin_core_schema, lambda: OAI_DC, _dublin_core),
        Format("registry", _registry_schema, registry_format.namespace, _registry),
    )
}
