"""A file of SKOS that somebody brings, as a graph. It is never trusted: nothing in it makes us fetch or unfold anything."""

import json
import re

from django.utils.translation import gettext as _
from rdflib import Graph
from rdflib.plugins.shared.jsonld import context as json_ld_contexts

MOST_BYTES = 10 * 1024 * 1024
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "json": "json-ld", "rdf": "xml", "xml": "xml"}
LONGEST_REASON = 200
# What XML says of its encoding is not true any more of what has been decoded; nor may a second declaration say it.
_DECLARATIONS = re.compile(r"\A\s*(?:<\?xml.*?\?>\s*)*", re.DOTALL)


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


def _fetch_nothing(source: object, *_args: object, **_options: object) -> None:
    raise _outside_context()


# What rdflib calls for a @context that stands elsewhere, file: included. It has no setting for this, and makes its
# contexts itself, so that no loader can be handed in; nothing in the registry wants one fetched.
json_ld_contexts.source_to_json = _fetch_nothing


def _parsed(text: str, parser: str) -> Graph:
    graph = Graph(bind_namespaces="none")
    try:
        return graph.parse(data=text, format=parser)
    except FileRefused:
        raise
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
    return _DECLARATIONS.sub("", text, count=1)


def _outside_context() -> FileRefused:
    return FileRefused(_("The @context must be written out in the file: nothing is fetched."))


def _refuse_outside_contexts(text: str) -> None:
    """Every @context must stand in the file, at any depth of lists and definitions of terms: others would be fetched."""
    try:
        waiting = [json.loads(text)]
    except RecursionError:
        raise FileRefused(_("The file is nested too deeply.")) from None
    except ValueError as error:
        raise FileRefused(_not_read(error)) from None
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "@import" in value or _names_elsewhere(value.get("@context")):
                raise _outside_context()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _names_elsewhere(context: object) -> bool:
    """Whether a @context is an address, or a list that holds one, however deep."""
    waiting = [context]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            return True
        if isinstance(one, list):
            waiting += one
    return False
