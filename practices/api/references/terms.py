"""Terms of all vocabularies: what the codes in records mean. Merged and retired ones stay, for whoever still has them."""

from django.http import HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api.parameters import Given, Parameter
from practices.api.problems import Problem
from practices.api.references.entries import (
    EntryList,
    count_of,
    is_public,
    moved,
    named,
    names,
    path_of,
    practices_with,
)
from practices.api.views import PublicView
from practices.models.fields import is_web_address
from practices.opendata import addresses
from practices.reference import Entry
from practices.search import Values
from practices.vocabulary import Acceptance, TermKind

VOCABULARY = Parameter(
    "vocabulary",
    gettext_lazy("The terms of one vocabulary."),
    {"type": "string", "enum": TermKind.values},
    example="theme",
)
# What describes parts of a record and stands in no listing: nothing is counted of it.
UNCOUNTED = (TermKind.ORGANISATION_TYPE, TermKind.ORGANISATION_ROLE, TermKind.LEGAL_FORM, TermKind.AGREEMENT_ELEMENT)


def counted(entry: Entry, values: Values) -> int | None:
    """How many public practices have a term or a narrower one; None where that is not known."""
    if entry.kind in UNCOUNTED:
        return None
    if entry.kind == TermKind.COUNTRY_ROLE:
        return (values.bits["role"].get(entry.code, 0) & values.index.alive).bit_count()
    return count_of(values, entry)


def shown(entry: Entry, language: str, values: Values) -> dict:
    """A term as lists have it."""
    snapshot, facts = values.snapshot, entry.facts
    parent = snapshot.get("term", entry.parent) if entry.parent else None
    today = snapshot.resolve(entry.kind, entry.code) if entry.replaced_by else None
    return {
        "vocabulary": entry.kind,
        **names(entry, language, snapshot),
        "id": addresses.concept(entry.kind, entry.code),
        "api_url": path_of("terms", entry.kind, entry.code),
        "definition": facts["definition"],
        "parent": _placed(parent, language, values),
        "position": facts["position"],
        "group": facts["group"],
        "year": facts["year"],
        "is_binding": facts["is_binding"],
        "url": facts["url"] if facts["url"] and is_web_address(facts["url"]) else None,
        "is_retired": entry.acceptance == Acceptance.RETIRED,
        "replaced_by": named(today, language, snapshot),
        "practices": counted(entry, values),
        "practices_url": practices_with(entry),
    }


def _placed(entry: Entry | None, language: str, values: Values) -> dict | None:
    """A term beside another, with its vocabulary: targets belong to a goal."""
    label = named(entry, language, values.snapshot)
    return {"vocabulary": entry.kind, **label} if label else None


class TermsView(EntryList):
    """The terms of all vocabularies, or of one."""

    parameters = (*EntryList.parameters, VOCABULARY)
    table = "term"

    def read(self, given: Given) -> None:
        """The vocabulary."""
        super().read(given)
        self.kind = given.choice(VOCABULARY.name, TermKind.values)

    def entries(self) -> list[Entry]:
        """In the order of the vocabularies and of each."""
        kinds = [self.kind] if self.kind else TermKind.values
        return [entry for kind in kinds for entry in self.snapshot.of_kind(kind) if is_public(entry)]

    def item(self, entry: Entry) -> dict:
        """As everywhere."""
        return shown(entry, self.language, self.values)


class TermView(PublicView):
    """One term, by its vocabulary and code; codes may hold dots, so that this address has no endings.

    One that was merged leads to what took it in.
    """

    def facts(self, **kwargs) -> tuple:
        """Whether there is one that is public."""
        kind, code = kwargs["vocabulary"], kwargs["code"]
        snapshot = self.values.snapshot
        self.entry = snapshot.find(kind, code) if kind in TermKind.values else None
        self.today = self.entry and snapshot.resolve(kind, code)
        if not is_public(self.entry) or not is_public(self.today):
            raise Problem("not-found", _("There is no term with this code."))
        return ()

    def answer(self, request: Request, vocabulary: str, code: str) -> dict | HttpResponsePermanentRedirect:
        """As in the list, and what is narrower; or the address of the other."""
        if self.entry.replaced_by:
            return moved(request, path_of("terms", vocabulary, self.today.code))
        narrower = [
            entry for kind in TermKind.values for entry in self.values.snapshot.of_kind(kind)
            if entry.parent == self.entry.pk and entry.acceptance == Acceptance.ACCEPTED
        ]  # fmt: skip
        found = shown(self.entry, self.language, self.values)
        return found | {"children": [_placed(entry, self.language, self.values) for entry in narrower]}
