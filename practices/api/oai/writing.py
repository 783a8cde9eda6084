"""Headers and records as elements, and the documents they are made of."""

import logging
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from django.db import transaction

from practices.api.oai import identifiers, markup, moments
from practices.api.oai.formats import Format
from practices.api.oai.records import Header
from practices.api.oai.requests import Request
from practices.exchange.exporting.reading import Row, of_listings

logger = logging.getLogger(__name__)


def documents(headers: Iterable[Header]) -> dict[int, Row]:
    """The live editions of those that are public, by practice: one query."""
    keys = [header.practice for header in headers if not header.is_deleted]
    with transaction.atomic(savepoint=False):  # else they would be read by a connection made for them
        return {row.key: row for rows in of_listings(keys, with_links=True) for row in rows}


def header(parent: Element, of: Header, request: Request) -> Element:
    """Add a header."""
    made = markup.add(parent, "header", "", {"status": "deleted"} if of.is_deleted else None)
    markup.add(made, "identifier", identifiers.of(of.code))
    markup.add(made, "datestamp", moments.stamp(of.changed_at))
    specs = request.sets.of_codes(of.codes or {}) if of.is_deleted else request.sets.of_facets(of.facets or ())
    for spec in specs:
        markup.add(made, "setSpec", spec)
    return made


def record(parent: Element, of: Header, row: Row | None, format: Format, request: Request) -> bool:
    """Add a record; of a removed one there is the header alone. Whether there is one.

    None of what was removed since its header was read: it comes at the end of the list, as removed. Nor of a damaged
    document, which must not take the list down.
    """
    made = Element("record")
    header(made, of, request)
    if not of.is_deleted:
        if row is None:
            return False
        try:
            format.write(markup.add(made, "metadata"), row, request.snapshot)
        except Exception:
            logger.exception("The document of %s, edition %s, cannot be harvested", row.code, row.number)
            return False
    parent.append(made)
    return True
