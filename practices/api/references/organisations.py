"""Organisations that take part in practices. Those that are only proposed are not public."""

from django.http import HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api.parameters import Given, Parameter
from practices.api.problems import Problem
from practices.api.references.entries import EntryList, count_of, is_public, moved, named, names, practices_with
from practices.api.views import PublicView
from practices.codes import read_code
from practices.models.fields import is_web_address
from practices.opendata import addresses
from practices.reference import Entry
from practices.search import Values
from practices.vocabulary import Acceptance, TermKind

COUNTRY = Parameter("country", gettext_lazy("Two-letter code of the country an organisation belongs to."), example="GH")
TYPE = Parameter("type", gettext_lazy("Code of a type: the vocabulary “organisation_type”."), example="ministry")


def shown(entry: Entry, language: str, values: Values) -> dict:
    """An organisation as lists have it."""
    snapshot, facts = values.snapshot, entry.facts
    country = snapshot.get("country", facts["country"]) if facts["country"] else None
    parent = snapshot.get("organisation", entry.parent) if entry.parent else None
    if is_public(parent) and parent.replaced_by:
        parent = snapshot.resolve("organisation", parent.code)
    return {
        **names(entry, language, snapshot),
        "id": addresses.organisation(entry.code),
        "api_url": addresses.organisation(entry.code),
        "acronym": facts["acronym"],
        "type": named(snapshot.get("term", facts["type"]), language, snapshot),
        "country": named(country, language, snapshot),
        "part_of": named(parent, language, snapshot),
        "url": facts["url"] if facts["url"] and is_web_address(facts["url"]) else None,
        "is_retired": entry.acceptance == Acceptance.RETIRED,
        "practices": count_of(values, entry),
        "practices_url": practices_with(entry),
    }


class OrganisationsView(EntryList):
    """All accepted organisations."""

    parameters = (*EntryList.parameters, COUNTRY, TYPE)
    table = "organisation"

    def read(self, given: Given) -> None:
        """Country and type."""
        super().read(given)
        self.country = self.known(given, COUNTRY.name, self.snapshot.of_kind("country"))
        self.type = self.known(given, TYPE.name, self.snapshot.of_kind(TermKind.ORGANISATION_TYPE))

    def entries(self) -> list[Entry]:
        """Those that may be chosen today."""
        country = self.snapshot.find("country", self.country)
        kind = self.snapshot.find(TermKind.ORGANISATION_TYPE, self.type)
        return [
            entry
            for entry in super().entries()
            if entry.acceptance == Acceptance.ACCEPTED
            and (country is None or entry.facts["country"] == country.pk)
            and (kind is None or entry.facts["type"] == kind.pk)
        ]

    def item(self, entry: Entry) -> dict:
        """As everywhere."""
        return shown(entry, self.language, self.values)


class OrganisationView(PublicView):
    """One organisation by its code. One that was merged leads to what took it in."""

    def facts(self, **kwargs) -> tuple:
        """Whether there is one that is public."""
        snapshot, code = self.values.snapshot, kwargs["code"]
        self.entry = snapshot.find("organisation", code) or snapshot.find("organisation", read_code(code) or "")
        self.today = self.entry and snapshot.resolve("organisation", self.entry.code)
        if not is_public(self.entry) or not is_public(self.today):
            raise Problem("not-found", _("There is no organisation with this code."))
        return ()

    def answer(self, request: Request, code: str) -> dict | HttpResponsePermanentRedirect:
        """As in the list; or the address of the other."""
        if self.entry.replaced_by:
            return moved(request, addresses.organisation(self.today.code))
        return shown(self.entry, self.language, self.values)
