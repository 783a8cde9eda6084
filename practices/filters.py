"""The parameters of the search: names, validation, labels. Page, API, export, map and feed use this one class."""

from collections.abc import Iterable
from copy import copy
from functools import cache

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from practices import reference, search
from practices.models import Listing
from practices.models.fields import FIRST_YEAR, LAST_YEAR
from practices.search.asked import Asked, Sort
from practices.search.facets import BY_KEY, FACETS
from practices.search.query import LONGEST_TEXT
from practices.search.values import entry_of, exists
from practices.text import clean

MOST_CHOSEN = 100  # values of one facet
LONGEST_CODE = 100
MOST_NAMED = 5  # unknown values told in one message
NOT_IN_TABLES = ("role", "period", "language")  # facets whose codes stay as they are


class SearchField(forms.CharField):
    """Any text, made clean. Longer ones are cut by the search, which says so."""

    def to_python(self, value: object) -> str:
        return clean(str(value or "")[: 10 * LONGEST_TEXT])


class CodesField(forms.Field):
    """Codes of one facet as given, each once. The form asks the reference tables for all facets together."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Iterable[str] | None) -> list[str]:
        codes = (clean(str(code))[:LONGEST_CODE] for code in value or ())
        return list(dict.fromkeys(code for code in codes if code))


class Codes:
    """The codes given for a facet: those that exist, as they are called today, and those that do not."""

    def __init__(self, facet: str, given: list[str], snapshot: reference.Snapshot) -> None:
        self.is_too_many = len(given) > MOST_CHOSEN
        self.unknown: list[str] = []
        known: dict[str, None] = {}
        for code in (code.upper() if facet == "country" else code for code in given[:MOST_CHOSEN]):
            if not exists(facet, code, snapshot):
                self.unknown.append(code)
            else:
                known[code if facet in NOT_IN_TABLES else entry_of(BY_KEY[facet], code, snapshot).code] = None
        self.known = tuple(known)

    def error(self) -> str:
        """A sentence on what cannot be used; empty where all can."""
        if self.is_too_many:
            return ngettext(
                "Only the first value was used.", "Only the first %(most)s values were used.", MOST_CHOSEN
            ) % {"most": MOST_CHOSEN}  # fmt: skip
        if self.unknown:
            named = ", ".join(f"“{code}”" for code in self.unknown[:MOST_NAMED])
            return ngettext(
                "There is no value %(named)s; it was left out.", "There are no values %(named)s; they were left out.",
                len(self.unknown),
            ) % {"named": named}  # fmt: skip
        return ""


class Shared:
    """A filter of which every request has a copy of its own, but no copies of what the copy is made of: that never changes."""

    def __deepcopy__(self, memo: dict):
        return copy(self)


class TextFilter(Shared, django_filters.Filter):
    """The text of a search."""

    field_class = SearchField


class CodesFilter(Shared, django_filters.Filter):
    """One facet: any of several codes."""

    field_class = CodesField


class PracticeForm(forms.Form):
    """Checks the parameters. An error takes away only what is wrong."""

    values: search.Values | None = None  # of now, where any were asked for

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.unknown: dict[str, list[str]] = {}  # codes that do not exist, by facet

    def clean(self) -> dict:
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in BY_KEY if cleaned.get(name)}
        self.values = search.now() if given else None
        for name, chosen in given.items():
            codes = Codes(name, chosen, self.values.snapshot)
            if codes.unknown:
                self.unknown[name] = codes.unknown
            if message := codes.error():
                self.add_error(name, ValidationError(message, code="unknown"))
            cleaned[name] = codes.known
        since, until = cleaned.get("from"), cleaned.get("to")
        if since and until and since > until:
            self.add_error("from", ValidationError(_("The first year is after the last; both were left out."), "order"))
            cleaned["from"] = cleaned["to"] = None
        return cleaned


class YearFilter(Shared, django_filters.Filter):
    """A calendar year."""

    field_class = forms.IntegerField


class SortFilter(Shared, django_filters.ChoiceFilter):
    """The order."""


class PracticeFilterSet(django_filters.FilterSet):
    """Every parameter of the search. The index does the matching.

    `asked()` is the search of all valid parts, `problems` say in sentences what was wrong with the others; a channel
    that must refuse them (the API) asks `is_valid()`.
    """

    class Meta:
        model = Listing
        fields: list[str] = []
        form = PracticeForm

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """By the names of parameters. One of them, `from`, could not be the name of an attribute."""
        return {
            "q": TextFilter(label=_("Search")),
            **{facet.key: CodesFilter(label=facet.label) for facet in FACETS},
            "from": YearFilter(label=_("From year"), min_value=FIRST_YEAR, max_value=LAST_YEAR),
            "to": YearFilter(label=_("To year"), min_value=FIRST_YEAR, max_value=LAST_YEAR),
            "sort": SortFilter(label=_("Sort by"), choices=Sort.choices),
        }

    def __init__(self, data: QueryDict | None = None, queryset=None, *, language: str = "en", **options) -> None:
        self.language = language
        super().__init__(data if data is not None else QueryDict(), queryset, **options)

    def get_form_class(self) -> type[forms.Form]:
        """The same for all: its twenty fields are made once."""
        return _form_class()

    def _make_form_class(self) -> type[forms.Form]:
        return super().get_form_class()

    def asked(self) -> Asked:
        """The search that is asked for, of what is valid."""
        self.form.is_valid()
        cleaned = self.form.cleaned_data
        sort = cleaned.get("sort")
        return Asked(
            text=cleaned.get("q") or "",
            chosen={name: cleaned[name] for name in BY_KEY if cleaned.get(name)},
            since=cleaned.get("from"),
            until=cleaned.get("to"),
            sort=Sort(sort) if sort else None,
        )

    @property
    def values(self) -> search.Values | None:
        """What the codes were checked with, for search.run(); None where there was none to check."""
        self.form.is_valid()
        return self.form.values

    @property
    def problems(self) -> list[dict]:
        """What could not be used: {"name", "label", "message"} for each."""
        return [
            {"name": name, "label": self.form.fields[name].label, "message": message}
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    def filter_queryset(self, queryset):
        """The listings found, in no order; for what works on querysets. The page takes them from the index."""
        results = search.run(self.asked(), self.language, self.values)
        return queryset.filter(pk__in=results.keys(0, results.total))


@cache
def _form_class() -> type[forms.Form]:
    return PracticeFilterSet()._make_form_class()


def parameters(asked: Asked, **more: object) -> list[tuple[str, str]]:
    """The parameters of a search in one order: the same search has one address."""
    found: list[tuple[str, str]] = [("q", asked.text)] if asked.text else []
    found += [(key, code) for key in BY_KEY for code in asked.chosen.get(key, ())]
    found += [(name, str(year)) for name, year in (("from", asked.since), ("to", asked.until)) if year]
    if asked.sort and asked.sort is not (Sort.RELEVANCE if asked.text else Sort.NEWEST):
        found.append(("sort", asked.sort.value))
    return found + [(name, str(value)) for name, value in more.items() if value]
