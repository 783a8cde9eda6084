"""What a record is called: oai:host:code, after the guidelines for OAI identifiers where the host is a name of the Internet."""

import re
from xml.etree.ElementTree import Element

from practices.api.oai import markup
from practices.site import host

SCHEME = "http://www.openarchives.org/OAI/2.0/oai-identifier"
SAMPLE = "0000-0012"  # of no practice
# As oai-identifier.xsd has it: "localhost" and numbers are no names of a repository.
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")


def of(code: str) -> str:
    """The identifier of a practice."""
    return f"oai:{host()}:{code}"


def code_of(identifier: str) -> str:
    """The code in an identifier of this repository; empty where it is another's."""
    prefix = of("")
    return identifier.removeprefix(prefix) if identifier.startswith(prefix) else ""


def describe(parent: Element) -> None:
    """Say how identifiers are made, for Identify; nothing where the host has no name that could be told."""
    if not _DOMAIN.fullmatch(host()):
        return
    declared = {
        "xmlns": SCHEME, "xmlns:xsi": markup.XSI, "xsi:schemaLocation": markup.located(SCHEME, f"{SCHEME}.xsd"),
    }  # fmt: skip
    described = markup.add(markup.add(parent, "description"), "oai-identifier", "", declared)
    for name, text in (("scheme", "oai"), ("repositoryIdentifier", host()), ("delimiter", ":")):
        markup.add(described, name, text)
    markup.add(described, "sampleIdentifier", of(SAMPLE))
