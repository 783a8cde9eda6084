"""Vocabularies and terms as graphs of RDF."""

from collections.abc import Iterable

from django.utils import translation
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, XSD

from practices import licence as licences
from practices.opendata import addresses
from practices.opendata.skos.concepts import Concept, Reference, Vocabulary
from practices.opendata.skos.described import description, title

PREFIXES = {"skos": SKOS, "dct": DCTERMS, "owl": OWL, "rdfs": RDFS, "xsd": XSD}


def empty() -> Graph:
    """A graph that knows our prefixes and no others."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, Namespace(str(namespace)))
    return graph


def of_list(names: Iterable[str]) -> Graph:
    """What vocabularies there are, without their terms."""
    graph = empty()
    for name in names:
        _describe(graph, name)
    return graph


def of_vocabulary(vocabulary: Vocabulary) -> Graph:
    """A vocabulary with all its terms."""
    graph = empty()
    _describe(graph, vocabulary.name)
    for concept in vocabulary.concepts.values():
        _add(graph, concept)
        if concept.is_top:
            graph.add((scheme(vocabulary.name), SKOS.hasTopConcept, subject(concept.name, concept.code)))
    return graph


def of_concept(concept: Concept) -> Graph:
    """One term."""
    graph = empty()
    _add(graph, concept)
    return graph


def scheme(name: str) -> URIRef:
    """The address of a vocabulary."""
    return URIRef(addresses.scheme(name))


def subject(name: str, code: str) -> URIRef:
    """The address of a term."""
    return URIRef(addresses.concept(name, code))


def code_list(name: str, of: str) -> URIRef:
    """The address of another list of codes that terms of a vocabulary have as well."""
    return URIRef(f"{addresses.scheme(name)}#{of}")


def _describe(graph: Graph, name: str) -> None:
    """The vocabulary itself. Its title is in English, whatever language is active."""
    own = scheme(name)
    with translation.override("en"):
        titled, described = title(name), description(name)
    graph.add((own, RDF.type, SKOS.ConceptScheme))
    graph.add((own, DCTERMS.title, Literal(titled, lang="en")))
    graph.add((own, DCTERMS.description, Literal(described, lang="en")))
    graph.add((own, DCTERMS.identifier, Literal(name)))
    if licence := licences.given():
        known = (
            (DCTERMS.license, URIRef(licence.address)) if licence.address else (DCTERMS.rights, Literal(licence.title))
        )
        graph.add((own, *known))


def _add(graph: Graph, concept: Concept) -> None:
    own = subject(concept.name, concept.code)
    graph.add((own, RDF.type, SKOS.Concept))
    graph.add((own, SKOS.inScheme, scheme(concept.name)))
    graph.add((own, SKOS.notation, Literal(concept.code)))
    for code, of in concept.notations:
        graph.add((own, SKOS.notation, Literal(code, datatype=code_list(concept.name, of))))
    for language, label in concept.labels.items():
        graph.add((own, SKOS.prefLabel, Literal(label, lang=language)))
    for predicate, names in ((SKOS.altLabel, concept.names), (SKOS.hiddenLabel, concept.hidden_names)):
        for text, language in names:
            graph.add((own, predicate, Literal(text, lang=language or None)))
    if concept.definition:
        graph.add((own, SKOS.definition, Literal(concept.definition, lang="en")))
    _relate(graph, own, concept)
    _say_standing(graph, own, concept)


def _relate(graph: Graph, own: URIRef, concept: Concept) -> None:
    links: tuple[tuple[URIRef, Iterable[Reference]], ...] = (
        (SKOS.broader, [concept.broader] if concept.broader else []),
        (SKOS.narrower, concept.narrower),
        (SKOS.broadMatch, concept.broader_elsewhere),
        (SKOS.narrowMatch, concept.narrower_elsewhere),
        (DCTERMS.isPartOf, concept.is_part_of),
        (DCTERMS.hasPart, concept.parts),
    )
    for predicate, others in links:
        for name, code in others:
            graph.add((own, predicate, subject(name, code)))
    if concept.is_top:
        graph.add((own, SKOS.topConceptOf, scheme(concept.name)))
    for address in concept.same:
        graph.add((own, SKOS.exactMatch, URIRef(address)))
    if concept.page:
        graph.add((own, RDFS.seeAlso, URIRef(concept.page)))


def _say_standing(graph: Graph, own: URIRef, concept: Concept) -> None:
    if concept.is_retired:
        graph.add((own, OWL.deprecated, Literal(True)))
    if concept.replaced_by:
        graph.add((own, DCTERMS.isReplacedBy, subject(concept.name, concept.replaced_by)))
