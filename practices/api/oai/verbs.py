"""What each of the six verbs answers, as the element of its name."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from xml.etree.ElementTree import Element

from practices import reference
from practices.api.oai import identifiers, lists, markup, moments, records, writing
from practices.api.oai.asking import Refusal
from practices.api.oai.formats import FORMATS
from practices.api.oai.records import Header, Selection
from practices.api.oai.sets import Sets


@dataclass
class Request:
    """One request being answered."""

    arguments: dict[str, str]
    moment: datetime
    version: int  # of the reference tables
    base_url: str

    @cached_property
    def snapshot(self) -> reference.Snapshot:
        """The reference tables of now."""
        return reference.current(self.version)

    @cached_property
    def sets(self) -> Sets:
        """The sets of now."""
        return Sets(self.snapshot)


def identify(request: Request, body: Element) -> None:
    """Who we are and how we keep records."""
    from django.conf import settings

    markup.add(body, "repositoryName", str(settings.SITE_NAME))
    markup.add(body, "baseURL", request.base_url)
    markup.add(body, "protocolVersion", "2.0")
    markup.add(body, "adminEmail", settings.CONTACT_EMAIL or settings.DEFAULT_FROM_EMAIL)
    markup.add(body, "earliestDatestamp", moments.stamp(records.earliest() or request.moment))
    markup.add(body, "deletedRecord", "persistent")
    markup.add(body, "granularity", moments.GRANULARITY)
    markup.add(body, "compression", "gzip")
    identifiers.describe(body)
