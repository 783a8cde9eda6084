"""What tests of the OAI-PMH repository share: every answer is validated against the schemas before anything is read of it."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from django.test import Client, override_settings
from django.utils import timezone
from lxml import etree

from practices import document, publishing
from practices.api.oai import registry_format, registry_schema
from practices.api.oai.shape import Grouped, Leaf, Listed, Shape, whole
from practices.models import Edition, Practice, Standing
from practices.opendata import addresses
from practices.vocabulary import Channel, State
from tests.factories import snapshot_document

SCHEMAS = Path(__file__).resolve().parent / "oai_schemas"
# Tests ask oftener than a harvester may.
SITE = {"SITE_URL": "https://registry.example", "CONTACT_EMAIL": "curators@registry.example", "OAI_PER_MINUTE": 100_000}
OAI, OURS = "{http://www.openarchives.org/OAI/2.0/}", "{https://registry.example/schema/registry-1}"
DC, LANG = "{http://purl.org/dc/elements/1.1/}", "{http://www.w3.org/XML/1998/namespace}lang"
IMPORTED = {
    "http://www.openarchives.org/OAI/2.0/": "OAI-PMH.xsd",
    "http://www.openarchives.org/OAI/2.0/oai_dc/": "oai_dc.xsd",
    "http://www.openarchives.org/OAI/2.0/oai-identifier": "oai-identifier.xsd",
    "https://registry.example/schema/registry-1": "registry.xsd",
}
READ = {"string": str, "integer": int, "boolean": lambda text: text == "true"}


@cache
@override_settings(**SITE)
def schema() -> etree.XMLSchema:
    """All schemas at once, ours as the site serves it."""
    assert addresses.absolute("") == SITE["SITE_URL"]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(SCHEMAS, folder, dirs_exist_ok=True)
        ours = registry_schema.written().replace(registry_schema.XML_SCHEMA.encode(), b"xml.xsd")
        Path(folder, "registry.xsd").write_bytes(ours)
        imports = "".join(f'<xs:import namespace="{name}" schemaLocation="{file}"/>' for name, file in IMPORTED.items())
        every = Path(folder, "every.xsd")
        every.write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>')
        return etree.XMLSchema(etree.parse(str(every)))


def valid(content: bytes) -> etree._Element:
    """The answer, which must be valid."""
    root = etree.fromstring(content)
    schema().assertValid(root)
    return root


def ask(client: Client, verb: str, **arguments: str) -> etree._Element:
    """The valid answer to a verb; `from` is a word of Python, so it is written begin."""
    if "begin" in arguments:
        arguments["from"] = arguments.pop("begin")
    response = client.get("/oai/", {"verb": verb, **arguments})
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    return valid(response.content)


def error(root: etree._Element) -> str:
    """The code of the error that was answered; empty where there is none."""
    found = root.find(f"{OAI}error")
    return "" if found is None else found.get("code")


def texts(root: etree._Element, name: str, namespace: str = OAI) -> list[str]:
    """The texts of all elements of a name."""
    return [element.text or "" for element in root.iter(f"{namespace}{name}")]


def codes(root: etree._Element, *, deleted: bool = False) -> list[str]:
    """Codes of the practices in a list: the public ones, or the removed ones."""
    return [
        header.find(f"{OAI}identifier").text.rpartition(":")[2]
        for header in root.iter(f"{OAI}header")
        if (header.get("status") == "deleted") == deleted
    ]


def document_of(record: etree._Element) -> dict:
    """The document that a record in our own format was made of, read by somebody who knows the shape alone."""
    return _read(record.find(f".//{OURS}{registry_format.ROOT}"), whole())


def _read(element: etree._Element, shape: Shape):
    if isinstance(shape, Leaf):
        text = element.text or ""
        if shape.type == "number":
            return float(text) if "." in text else int(text)
        return READ[shape.type](text)
    if isinstance(shape, Grouped):
        inner = {key: element.find(f"{OURS}{key}") for key, _shape in shape.fields}
        return {key: None if inner[key] is None else _read(inner[key], one) for key, one in shape.fields}
    entries = element.findall(f"{OURS}entry")
    if isinstance(shape, Listed):
        return [_read(entry, shape.entry) for entry in entries]
    return {entry.get(LANG): _read(entry, shape.entry) for entry in entries}


def publish_many(count: int, by) -> list[Practice]:
    """So many public practices, all of one moment: what publishing does, at once."""
    documents = [
        snapshot_document(texts={"en": {"title": f"A made-up exchange {number}", "summary": "How it is done."}})
        for number in range(count)
    ]
    practices = document.load_many(documents, by=by, channel=Channel.COMMAND)
    built = document.build_many([practice.pk for practice in practices])
    Edition.objects.bulk_create(
        Edition(
            practice=practice, number=1, schema=document.SCHEMA, document=built[practice.pk],
            digest=document.digest(built[practice.pk]), revision=practice.revision, published_at=timezone.now(),
        )
        for practice in practices
    )  # fmt: skip
    Standing.objects.bulk_create(Standing(practice=practice) for practice in practices)
    Practice.objects.filter(pk__in=built).update(state=State.PUBLISHED)
    publishing.refresh(practices)
    return list(Practice.objects.filter(pk__in=built).order_by("pk"))
