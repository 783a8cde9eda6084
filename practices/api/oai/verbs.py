"""What each of the six verbs answers, into the element of its name."""

from email.utils import parseaddr
from xml.etree.ElementTree import Element

from django.conf import settings

from practices.api.oai import identifiers, lists, markup, moments, records, tokens, writing
from practices.api.oai.asking import RESUMED, Refusal
from practices.api.oai.formats import FORMATS
from practices.api.oai.records import Header, Selection
from practices.api.oai.requests import Request


def _identify(request: Request, body: Element) -> None:
    """Who we are and how we keep records."""
    markup.add(body, "repositoryName", str(settings.SITE_NAME))
    markup.add(body, "baseURL", request.base_url)
    markup.add(body, "protocolVersion", "2.0")
    markup.add(body, "adminEmail", parseaddr(settings.CONTACT_EMAIL or settings.DEFAULT_FROM_EMAIL)[1])
    markup.add(body, "earliestDatestamp", moments.stamp(records.earliest() or request.moment))
    markup.add(body, "deletedRecord", "persistent")
    markup.add(body, "granularity", moments.GRANULARITY)
    markup.add(body, "compression", "gzip")
    identifiers.describe(body)


def _list_metadata_formats(request: Request, body: Element) -> None:
    """All formats; a record, even a removed one, has each of them."""
    if "identifier" in request.arguments:
        _known(request.arguments["identifier"])
    for format in FORMATS.values():
        made = markup.add(body, "metadataFormat")
        markup.add(made, "metadataPrefix", format.prefix)
        markup.add(made, "schema", format.schema())
        markup.add(made, "metadataNamespace", format.namespace())


def _list_sets(request: Request, body: Element) -> None:
    """All sets at once: there are a few hundred."""
    if RESUMED in request.arguments:
        raise tokens.refusal()
    for spec, name in request.sets.names.items():
        made = markup.add(body, "set")
        markup.add(made, "setSpec", spec)
        markup.add(made, "setName", name)


def _get_record(request: Request, body: Element) -> None:
    """One record."""
    format = request.format(request.arguments["metadataPrefix"])
    found = _known(request.arguments["identifier"])
    row = writing.documents([found]).get(found.practice)
    if row is None and not found.is_deleted:  # removed since we looked
        found = _known(request.arguments["identifier"])
    if not writing.record(body, found, row, format, request):
        raise Refusal("cannotDisseminateFormat", "This record cannot be given in this format now.")


def _known(identifier: str) -> Header:
    """The record of this name. One that was never public is as unknown as any other."""
    code = identifiers.code_of(identifier)
    found = records.page(Selection(code=code), 1) if code else []
    if not found:
        raise Refusal("idDoesNotExist", "There is no such record.")
    return found[0]


VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "ListIdentifiers": lists.identifiers,
    "ListRecords": lists.records_of,
    "GetRecord": _get_record,
}
