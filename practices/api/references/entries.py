"""What all reference tables have in common here: names, who looks for them by which words, pages."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from django.http import HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api import choices, paging
from practices.api.parameters import TOO_LONG, UNKNOWN_VALUE, Given, Parameter
from practices.api.views import PublicView
from practices.document.labels import Labels
from practices.models import Alias
from practices.opendata import addresses
from practices.reference import Entry, Snapshot
from practices.search import Values
from practices.search.query import LONGEST_TEXT
from practices.search.results import FACET_OF_KIND
from practices.text import clean, fold
from practices.vocabulary import Acceptance

NAME = Parameter(
    "q",
    gettext_lazy("Part of a name in any language, of another name people use, or a whole code."),
    {"type": "string", "maxLength": LONGEST_TEXT},
    example="agency",
)
HAS_PRACTICES = Parameter(
    "has_practices",
    gettext_lazy("“true” for those that any public practice has, “false” for the others."),
    {"type": "string", "enum": ["true", "false"]},
)
PAGES = (paging.PAGE, paging.SIZE)
COUNTRY = "country"


def is_public(entry: Entry | None) -> bool:
    """Whether the world may know of an entry: not as long as it is only proposed."""
    return entry is not None and entry.acceptance != Acceptance.PROPOSED


def named(entry: Entry | None, language: str, snapshot: Snapshot) -> dict | None:
    """The label of an entry; None for none and for what is not public."""
    return Labels({}, language, snapshot).label(entry, entry.code) if is_public(entry) else None


def names(entry: Entry, language: str, snapshot: Snapshot) -> dict:
    """Code and name for this reader, and the names in all languages there are."""
    return named(entry, language, snapshot) | {"labels": dict(entry.labels)}


def count_of(values: Values, entry: Entry) -> int:
    """How many public practices have this, or anything narrower."""
    return (values.of_name((entry.kind, entry.code)) & values.index.alive).bit_count()


def practices_with(entry: Entry) -> str | None:
    """The address of the practices that have this; None where it is nothing to search by."""
    key = FACET_OF_KIND.get(entry.kind)
    return addresses.api(f"practices/?{urlencode({key: entry.code})}") if key else None


def path_of(*codes: str) -> str:
    """An address below the API of what has these codes."""
    return addresses.api("".join(f"{quote(code)}/" for code in codes))


def moved(request: Request, address: str) -> HttpResponsePermanentRedirect:
    """To what took in a merged entry."""
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    response["Cache-Control"] = "public, no-cache"  # a merge can be taken back
    return response


class EntryList(PublicView):
    """Entries of one reference table, filtered, a page at a time."""

    parameters = (NAME, HAS_PRACTICES, *PAGES)
    table: str  # of the reference tables, as the snapshot names it

    def read(self, given: Given) -> None:
        """The name, and the page."""
        if len(given.text(NAME.name)) > LONGEST_TEXT:
            given.add(NAME.name, TOO_LONG, _("A text has at most %(most)s characters.") % {"most": LONGEST_TEXT})
        self.words = fold(clean(given.text(NAME.name)[:LONGEST_TEXT])).strip()
        self.has_practices = given.choice(HAS_PRACTICES.name, HAS_PRACTICES.schema["enum"])
        self.window = paging.window_of(given)

    def answer(self, request: Request) -> dict:
        """One page."""
        found = self.matching()
        self.page = paging.by_number(request, self.window, lambda start, stop: found[start:stop], len(found))
        return self.page.around([self.item(entry) for entry in self.page.keys])

    def matching(self) -> list[Entry]:
        """All entries that pass the filters, in their order."""
        by_other_name = self._by_other_name()
        return [
            entry
            for entry in self.entries()
            if (not self.words or entry.pk in by_other_name or self._is_named(entry)) and self._counts(entry)
        ]

    def _by_other_name(self) -> set[int]:
        """Keys of entries that people also call so: one query, and only for a name."""
        if not self.words:
            return set()
        found = Alias.objects.filter(**{f"{self.table}__isnull": False}, folded__contains=self.words)
        return set(found.values_list(f"{self.table}_id", flat=True))

    def _is_named(self, entry: Entry) -> bool:
        whole = (entry.code, entry.facts.get("acronym", ""), *self.other_codes(entry))
        return any(self.words == fold(one) for one in whole if one) or any(
            self.words in fold(label) for label in entry.labels.values()
        )

    def _counts(self, entry: Entry) -> bool:
        return not self.has_practices or (self.has_practices == "true") == bool(count_of(self.values, entry))

    def other_codes(self, entry: Entry) -> tuple[str, ...]:
        """Further codes by which an entry is found, whole."""
        return ()

    def entries(self) -> list[Entry]:
        """Those that may be seen at all and pass the filters of the table's own, in their order."""
        return [entry for entry in self.snapshot.of_kind(self.table) if is_public(entry)]

    def item(self, entry: Entry) -> dict:
        """What the list tells of one."""
        raise NotImplementedError

    @property
    def snapshot(self) -> Snapshot:
        """The reference tables of now."""
        return self.values.snapshot

    def known(self, given: Given, name: str, entries: Iterable[Entry]) -> str:
        """The code of that of these entries which a parameter names. One that is unknown is noted as a fault."""
        if name not in given:
            return ""
        public, text = [entry for entry in entries if is_public(entry)], given.text(name)
        asked = text.upper() if name == COUNTRY else text
        if any(entry.code == asked for entry in public):
            return asked
        given.add(name, UNKNOWN_VALUE, choices.of_entries(public, text, self.snapshot))
        return ""
