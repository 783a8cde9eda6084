"""The registry as other data catalogues want it described: DCAT-AP, in Turtle and JSON-LD."""

import json
from datetime import datetime

from django.conf import settings
from django.db.models import Min
from django.utils import translation
from django.utils.translation import gettext as _
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, XSD

from practices import licence
from practices.kept import Kept
from practices.models import Dump, Listing
from practices.opendata import addresses
from practices.opendata.dump import files, package
from practices.vocabulary import Language

MEDIA_TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json"}
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
# Code lists that DCAT-AP asks for.
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
FILE_TYPES = Namespace(f"{_AUTHORITY}file-type/")
LANGUAGES = {
    Language.EN: "ENG", Language.FR: "FRA", Language.ES: "SPA", Language.PT: "POR", Language.AR: "ARA",
}  # fmt: skip
THEMES = ("SOCI", "INTR", "GOVE")  # population and society, international issues, government
TYPES = {"jsonl": "JSON", "jsonl.gz": "JSON", "csv": "CSV", "xlsx": "XLSX", "json": "JSON"}  # SQLite has none there
VERSION = URIRef("http://www.w3.org/ns/dcat#version")  # of DCAT 3, which rdflib does not know yet
# Not with IANA: told by a name instead of an address.
UNREGISTERED = {"application/x-ndjson"}
PREFIXES = {
    "dcat": DCAT, "dct": DCTERMS, "foaf": FOAF, "rdfs": RDFS, "xsd": XSD, "spdx": SPDX, "vcard": VCARD, "dcatap": DCATAP,
}  # fmt: skip

_made = Kept(4)


def serialised(dump: Dump | None, ending: str) -> bytes:
    """The catalogue in one of the two forms; without files where none have been made yet."""
    told = (settings.SITE_URL, str(settings.SITE_NAME), settings.CONTACT_EMAIL, settings.DATA_LICENCE)
    return _made.get((dump and dump.key, ending, told), lambda: _written(dump, ending))


def _written(dump: Dump | None, ending: str) -> bytes:
    with translation.override("en"):
        graph = of_catalogue(dump)
    if ending == "ttl":
        return graph.serialize(format="turtle", encoding="utf-8")
    context = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
    found = json.loads(graph.serialize(format="json-ld", context=context, auto_compact=False))
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def of_catalogue(dump: Dump | None) -> Graph:
    """Catalogue, dataset with its files, and the services that give the same data."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    catalogue, dataset = URIRef(addresses.data("#catalogue")), URIRef(addresses.data("#dataset"))
    publisher = _publisher(graph)
    first = Listing.objects.aggregate(first=Min("first_published_at"))["first"]
    for one, kind in ((catalogue, DCAT.Catalog), (dataset, DCAT.Dataset)):
        graph.add((one, RDF.type, kind))
        _describe(graph, one, publisher)
        _date(graph, one, dump, first)
    graph.add((catalogue, DCTERMS.title, Literal(str(settings.SITE_NAME), "en")))
    graph.add((catalogue, FOAF.homepage, URIRef(addresses.data())))
    graph.add((catalogue, DCAT.dataset, dataset))
    _add_dataset(graph, dataset, dump)
    for service in _services(graph, dataset, publisher):
        graph.add((catalogue, DCAT.service, service))
    return graph


def _describe(graph: Graph, one: URIRef, publisher: URIRef) -> None:
    graph.add((one, DCTERMS.description, Literal(package.about(), "en")))
    graph.add((one, DCTERMS.publisher, publisher))
    for code in LANGUAGES.values():
        graph.add((one, DCTERMS.language, URIRef(f"{_AUTHORITY}language/{code}")))
    _license(graph, one)
    if settings.CONTACT_EMAIL:
        contact = BNode("contact")
        graph.add((contact, RDF.type, VCARD.Kind))
        graph.add((contact, VCARD.fn, Literal(str(settings.SITE_NAME))))
        graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{settings.CONTACT_EMAIL}")))
        graph.add((one, DCAT.contactPoint, contact))


def _publisher(graph: Graph) -> URIRef:
    publisher = URIRef(addresses.root())
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal(str(settings.SITE_NAME), "en")))
    graph.add((publisher, FOAF.homepage, publisher))
    return publisher


def _date(graph: Graph, one: URIRef, dump: Dump | None, first: datetime | None = None) -> None:
    """When it was first there, which for a file is when it was made, and when it last changed."""
    if dump is not None:
        graph.add((one, DCTERMS.issued, _moment(first or dump.made_at)))
        graph.add((one, DCTERMS.modified, _moment(dump.made_at)))


def _moment(when: datetime) -> Literal:
    return Literal(files.moment(when), datatype=XSD.dateTime)


def _license(graph: Graph, one: URIRef) -> None:
    """Only what the operators have given: nothing is said where they have said nothing."""
    given = licence.given()
    if given is None:
        return
    document = URIRef(given.address) if given.address else BNode("licence")
    graph.add((document, RDF.type, DCTERMS.LicenseDocument))
    graph.add((document, RDFS.label, Literal(given.title)))
    graph.add((one, DCTERMS.license, document))


def _add_dataset(graph: Graph, dataset: URIRef, dump: Dump | None) -> None:
    graph.add((dataset, DCTERMS.title, Literal(_("Good practices in migration cooperation, full data"), "en")))
    graph.add((dataset, DCTERMS.identifier, Literal(str(dataset))))
    graph.add((dataset, DCAT.landingPage, URIRef(addresses.data())))
    graph.add((dataset, DCTERMS.accessRights, URIRef(f"{_AUTHORITY}access-right/PUBLIC")))
    graph.add((dataset, DCTERMS.accrualPeriodicity, URIRef(f"{_AUTHORITY}frequency/CONT")))
    graph.add((dataset, DCTERMS.conformsTo, URIRef(addresses.document_schema())))
    graph.add((dataset, FOAF.page, URIRef(addresses.data(files.README.name))))
    for theme in THEMES:
        graph.add((dataset, DCAT.theme, URIRef(f"{_AUTHORITY}data-theme/{theme}")))
    for word in package.KEYWORDS:
        graph.add((dataset, DCAT.keyword, Literal(word, "en")))
    if dump is not None:
        graph.add((dataset, VERSION, Literal(package.version(dump))))
        for one in dump.files:
            _add_distribution(graph, dataset, dump, one)


def _add_distribution(graph: Graph, dataset: URIRef, dump: Dump, one: dict) -> None:
    known = files.BY_NAME.get(one["name"])
    if known is None or not (known.of_records or known is files.PACKAGE):
        return
    address = addresses.data(one["name"])
    file = URIRef(f"{address}#distribution")
    graph.add((dataset, DCAT.distribution, file))
    graph.add((file, RDF.type, DCAT.Distribution))
    graph.add((file, DCTERMS.title, Literal(str(known.label), "en")))
    graph.add((file, DCTERMS.description, Literal(str(known.about), "en")))
    graph.add((file, DCAT.accessURL, URIRef(addresses.data())))
    graph.add((file, DCAT.downloadURL, URIRef(address)))
    graph.add((file, DCAT.byteSize, Literal(one["bytes"], datatype=XSD.nonNegativeInteger)))
    graph.add(
        (
            file,
            DCATAP.availability,
            URIRef("http://publications.europa.eu/resource/authority/planned-availability/STABLE"),
        )
    )
    _date(graph, file, dump)
    _license(graph, file)
    _add_type(graph, file, known)
    checksum = BNode(f"checksum-{known.format}-{one['sha256'][:12]}")
    graph.add((file, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(one["sha256"], datatype=XSD.hexBinary)))


def _add_type(graph: Graph, file: URIRef, known: files.Known) -> None:
    if known.format in TYPES:
        graph.add((file, DCTERMS["format"], FILE_TYPES[TYPES[known.format]]))
    media_type = known.media_type
    if known is files.PACKED_LINES:
        graph.add((file, DCAT.compressFormat, _media_type(graph, media_type)))
        media_type = files.LINES.media_type
    graph.add((file, DCAT.mediaType, _media_type(graph, media_type)))


def _media_type(graph: Graph, media_type: str) -> URIRef | BNode:
    found = (
        BNode("media-type-jsonl")
        if media_type in UNREGISTERED
        else URIRef(f"https://www.iana.org/assignments/media-types/{media_type}")
    )
    graph.add((found, RDF.type, DCTERMS.MediaType))
    graph.add((found, RDFS.label, Literal(media_type)))
    return found


def _services(graph: Graph, dataset: URIRef, publisher: URIRef) -> list[URIRef]:
    described = (
        (addresses.api(), _("Programming interface (API)"), addresses.api("schema/"), addresses.api("docs/"),
         _("Practices, countries, organisations, vocabularies and statistics in JSON, with the filters of the search.")),
        (addresses.harvesting(), _("Harvesting by OAI-PMH 2.0"), f"{addresses.harvesting()}?verb=Identify", "",
         _("The records for library and repository systems, with what was changed or deleted since a date.")),
    )  # fmt: skip
    found = []
    for address, title, description, page, about in described:
        service = URIRef(f"{address}#service")
        found.append(service)
        graph.add((service, RDF.type, DCAT.DataService))
        graph.add((service, DCTERMS.title, Literal(title, "en")))
        graph.add((service, DCTERMS.description, Literal(about, "en")))
        graph.add((service, DCTERMS.publisher, publisher))
        graph.add((service, DCAT.endpointURL, URIRef(address)))
        graph.add((service, DCAT.endpointDescription, URIRef(description)))
        graph.add((service, DCAT.servesDataset, dataset))
        if page:
            graph.add((service, FOAF.page, URIRef(page)))
        _license(graph, service)
    return found
