"""What a graph says of our terms: labels and other names, by the terms they belong to."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS, XSD
from rdflib.term import Node

from practices.opendata import addresses
from practices.opendata.skos.concepts import Reference
from practices.opendata.skos.described import NAMES
from practices.vocabulary import Language


@dataclass(slots=True)
class Given:
    """Labels and other names of one term, in the language each is marked with: "" where it is marked with none."""

    labels: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: set[tuple[str, str]] = field(default_factory=set)  # language, text


def found_in(graph: Graph, base: str = "") -> tuple[dict[Reference, Given], list[str]]:
    """What is given for each term, and the addresses of what has labels but is no term of ours."""
    found: defaultdict[Reference, Given] = defaultdict(Given)
    unknown: set[str] = set()
    for predicate in (SKOS.prefLabel, SKOS.altLabel):
        for subject, value in graph.subject_objects(predicate):
            of = _term(graph, subject, base)
            if of is None:
                unknown.add(str(subject) if isinstance(subject, URIRef) else "")
            elif isinstance(value, Literal):
                _add(found[of], predicate, value)
    for given in found.values():
        _prefer_plain(given)
    schemes = {_root(base) + name for name in NAMES}
    return dict(found), sorted(one for one in unknown if one and one not in schemes)


def _add(given: Given, predicate: URIRef, value: Literal) -> None:
    language = (value.language or "").lower()
    if predicate == SKOS.prefLabel:
        given.labels[language].add(str(value))
    else:
        main = language.partition("-")[0]
        given.names.add((main if main in Language.values else language, str(value)))


def _prefer_plain(given: Given) -> None:
    """Brazilian Portuguese stands for Portuguese where there is no other."""
    for language in sorted(given.labels):
        main = language.partition("-")[0]
        if main != language and main in Language.values:
            texts = given.labels.pop(language)
            if main not in given.labels:
                given.labels[main] = texts


def _root(base: str) -> str:
    return f"{base.rstrip('/')}{addresses.VOCABULARIES}" if base else addresses.vocabularies()


def _term(graph: Graph, subject: Node, base: str) -> Reference | None:
    """By its address; else by its notation in a vocabulary of ours."""
    if isinstance(subject, URIRef) and (of := _named(str(subject), base)):
        return of
    schemes = {of for scheme in graph.objects(subject, SKOS.inScheme) if (of := _scheme(str(scheme), base))}
    codes = {*_notations(graph, subject)}
    return (schemes.pop(), codes.pop()) if len(schemes) == 1 and len(codes) == 1 else None


def _named(address: str, base: str) -> Reference | None:
    root = _root(base)
    name, _slash, code = address.removeprefix(root).partition("/") if address.startswith(root) else ("", "", "")
    return (name, unquote(code)) if name in NAMES and code else None


def _scheme(address: str, base: str) -> str | None:
    name = address.removeprefix(_root(base))
    return name if name in NAMES else None


def _notations(graph: Graph, subject: Node) -> Iterator[str]:
    """Codes of our own; those of other lists carry the address of their list."""
    for notation in graph.objects(subject, SKOS.notation):
        if isinstance(notation, Literal) and notation.datatype in (None, XSD.string):
            yield str(notation)
