"""A file of SKOS that somebody brings, as a graph. It is never trusted: nothing in it makes us fetch or unfold anything."""

import json

from django.utils.translation import gettext as _
from rdflib import Graph

MOST_BYTES = 10 * 1024 * 1024
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "json": "json-ld", "rdf": "xml", "xml": "xml"}
LONGEST_REASON = 200


class FileRefused(Exception):
    """This file cannot be read; the text is a sentence for the person."""


def graph_of(content: bytes, file_name: str) -> Graph:
    """The triples of a file in Turtle, JSON-LD or RDF/XML, told by its ending. Raises FileRefused."""
    ending = file_name.rpartition(".")[2].lower()
    if ending not in PARSERS:
        known = ", ".join(f".{one}" for one in PARSERS)
        raise FileRefused(_("The name of the file must end in one of these: %(known)s.") % {"known": known})
    if len(content) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 10 MiB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(_("The file is not written in UTF-8.")) from None
    if "\0" in text:
        raise FileRefused(_("The file is no text: it holds NUL characters."))
    if PARSERS[ending] == "xml":
        text = _safe_xml(text)
    elif PARSERS[ending] == "json-ld":
        _refuse_outside_contexts(text)
    return _parsed(text, PARSERS[ending])


def _parsed(text: str, parser: str) -> Graph:
    graph = Graph(bind_namespaces="none")
    try:
        return graph.parse(data=text, format=parser)
    except RecursionError:
        raise FileRefused(_("The file is nested too deeply.")) from None
    except Exception as error:
        # Parsers of RDF raise whatever comes first on what they do not expect: BadSyntax, SAXException, KeyError.
        raise FileRefused(_not_read(error)) from None


def _not_read(error: Exception) -> str:
    reason = " ".join(str(error).split())[:LONGEST_REASON]
    return _("The file cannot be read: %(reason)s") % {"reason": reason}


def _safe_xml(text: str) -> str:
    """XML without the declarations by which a small file becomes a large one or reads another; its encoding is known."""
    if "<!doctype" in text.lower() or "<!entity" in text.lower():
        raise FileRefused(_("XML with a DOCTYPE or entities is not read. Write the addresses out."))
    start = text.lstrip()
    # What it says of its encoding is not true any more of what has been decoded.
    return start.partition("?>")[2] if start.startswith("<?xml") else start


def _refuse_outside_contexts(text: str) -> None:
    """Every @context must stand in the file: others would be fetched."""
    try:
        waiting = [json.loads(text)]
    except RecursionError:
        raise FileRefused(_("The file is nested too deeply.")) from None
    except ValueError as error:
        raise FileRefused(_not_read(error)) from None
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            contexts = value.get("@context")
            for context in contexts if isinstance(contexts, list) else [contexts]:
                if isinstance(context, str) or (isinstance(context, dict) and "@import" in context):
                    raise FileRefused(_("The @context must be written out in the file: nothing is fetched."))
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
