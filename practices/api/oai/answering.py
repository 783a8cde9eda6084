"""The answer to a request: its frame, its date, what it repeats of the request, and an error where there is one."""

from collections.abc import Iterable
from datetime import datetime
from xml.etree.ElementTree import Element

from django.urls import reverse

from practices.api.oai import asking, markup, moments, records
from practices.api.oai.requests import Request
from practices.api.oai.verbs import VERBS
from practices.opendata import addresses

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
WITHOUT_ECHO = ("badVerb", "badArgument")


def base_url() -> str:
    """Where the repository is asked."""
    return addresses.absolute(reverse("oai"))


def answer(pairs: Iterable[tuple[str, list[str]]]) -> bytes:
    """The XML document that answers these arguments, each with its values."""
    # The date first: what is read afterwards holds every change up to it.
    moment, version = records.now()
    echo: dict[str, str] = {}
    try:
        asked = asking.read(pairs)
        echo = asked.echo
        body = Element(asked.verb)
        VERBS[asked.verb](Request(asked.verb, asked.arguments, moment, version, base_url()), body)
    except asking.Refusal as refusal:
        body = Element("error", {"code": refusal.code})
        body.text = str(refusal)
        echo = {} if refusal.code in WITHOUT_ECHO else echo
    return markup.written(_framed(body, moment, echo))


def _framed(body: Element, moment: datetime, echo: dict[str, str]) -> Element:
    declared = {"xmlns": NAMESPACE, "xmlns:xsi": markup.XSI, "xsi:schemaLocation": markup.located(NAMESPACE, SCHEMA)}
    root = Element("OAI-PMH", declared)
    markup.add(root, "responseDate", moments.stamp(moment))
    markup.add(root, "request", base_url(), echo)
    root.append(body)
    return root
