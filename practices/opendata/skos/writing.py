"""Graphs as Turtle and JSON-LD: the same bytes for the same tables."""

import json
from collections.abc import Container, Iterable

from django.conf import settings
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, XSD

from practices.kept import Kept
from practices.opendata.skos import graphs
from practices.opendata.skos.concepts import read
from practices.opendata.skos.described import NAMES
from practices.reference import Snapshot

MEDIA_TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json"}
ENDINGS = tuple(MEDIA_TYPES)

_made = Kept(4 * len(NAMES))

# Predicates of our graphs: their key in JSON-LD, and what stands under it.
TEXT, LINK, PLAIN = {"@container": "@language"}, {"@type": "@id"}, {}
KEYS = {
    SKOS.prefLabel: ("prefLabel", TEXT), SKOS.altLabel: ("altLabel", TEXT), SKOS.hiddenLabel: ("hiddenLabel", TEXT),
    SKOS.definition: ("definition", TEXT), SKOS.notation: ("notation", PLAIN), SKOS.inScheme: ("inScheme", LINK),
    SKOS.topConceptOf: ("topConceptOf", LINK), SKOS.hasTopConcept: ("hasTopConcept", LINK),
    SKOS.broader: ("broader", LINK), SKOS.narrower: ("narrower", LINK), SKOS.broadMatch: ("broadMatch", LINK),
    SKOS.narrowMatch: ("narrowMatch", LINK), SKOS.exactMatch: ("exactMatch", LINK),
    DCTERMS.title: ("title", TEXT), DCTERMS.description: ("description", TEXT), DCTERMS.identifier: ("identifier", PLAIN),
    DCTERMS.license: ("license", LINK), DCTERMS.rights: ("rights", PLAIN), DCTERMS.isPartOf: ("isPartOf", LINK),
    DCTERMS.hasPart: ("hasPart", LINK), DCTERMS.isReplacedBy: ("isReplacedBy", LINK),
    OWL.deprecated: ("deprecated", {"@type": "xsd:boolean"}), RDFS.seeAlso: ("seeAlso", LINK),
}  # fmt: skip
TYPES = {SKOS.Concept: "Concept", SKOS.ConceptScheme: "ConceptScheme"}


def written(name: str, code: str, ending: str, snapshot: Snapshot) -> bytes:
    """A vocabulary, or one term of it where a code is given, or the list of all where no name is."""
    stamp = (snapshot.version, snapshot.day, settings.SITE_URL, settings.DATA_LICENCE)
    if code:  # small: made faster than kept
        return serialised(graphs.of_concept(read(name, snapshot).concepts[code]), ending)
    return _made.get((name, ending, stamp), lambda: serialised(_whole(name, snapshot), ending))


def _whole(name: str, snapshot: Snapshot) -> Graph:
    return graphs.of_vocabulary(read(name, snapshot)) if name else graphs.of_list(NAMES)


def serialised(graph: Graph, ending: str) -> bytes:
    """A graph in one of our two forms."""
    if ending == "ttl":
        return graph.serialize(format="turtle", encoding="utf-8")
    return json.dumps(as_json_ld(graph), ensure_ascii=False, indent=1).encode()


def context(used: Container[URIRef]) -> dict:
    """What the keys of these predicates and types mean; it needs no network."""
    prefixes = {prefix: str(namespace) for prefix, namespace in graphs.PREFIXES.items()}
    types = {key: _short(address) for address, key in TYPES.items() if address in used}
    keys = {key: {"@id": _short(predicate), **shape} for predicate, (key, shape) in KEYS.items() if predicate in used}
    return {"@version": 1.1, **prefixes, "id": "@id", "type": "@type", **types, **keys}


def as_json_ld(graph: Graph) -> dict:
    """A graph as JSON-LD: one node where it speaks of one thing, a list of them otherwise."""
    nodes = [_node(graph, subject) for subject in sorted(set(graph.subjects()))]
    used = {*graph.predicates(), *graph.objects(predicate=RDF.type)}
    return {"@context": context(used), **(nodes[0] if len(nodes) == 1 else {"@graph": nodes})}


def _node(graph: Graph, subject: URIRef) -> dict:
    found = {"id": str(subject), "type": TYPES[graph.value(subject, RDF.type)]}
    for predicate, (key, shape) in KEYS.items():
        if objects := sorted(graph.objects(subject, predicate), key=_order):
            found[key] = _by_language(objects) if shape is TEXT else _single([_value(one) for one in objects])
    return found


def _order(value: URIRef | Literal) -> tuple[str, str, str]:
    language, datatype = getattr(value, "language", None), getattr(value, "datatype", None)
    return (language or "", str(datatype or ""), str(value))


def _by_language(texts: Iterable[Literal]) -> dict:
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(text.language or "@none", []).append(str(text))
    return {language: _single(values) for language, values in found.items()}


def _value(value: URIRef | Literal) -> object:
    if isinstance(value, URIRef) or value.datatype is None:
        return str(value)
    return value.toPython() if value.datatype == XSD.boolean else {"@type": str(value.datatype), "@value": str(value)}


def _single(values: list) -> object:
    return values[0] if len(values) == 1 else values


def _short(address: URIRef) -> str:
    """An address with its prefix."""
    for prefix, namespace in graphs.PREFIXES.items():
        if str(address).startswith(str(namespace)):
            return f"{prefix}:{str(address)[len(str(namespace)) :]}"
    return str(address)
