"""An address of an export read: the records of a search, ticked records, or named editions, and how they go out."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz, process

from practices import search
from practices.codes import read_code
from practices.document.words import interface_language
from practices.exchange.exporting.asked import LONGEST_SHOWN, Asked, asked_of, parameters_of
from practices.filters import PracticeFilterSet, parameters
from practices.models import Edition, Listing, Standing
from practices.search import Results
from practices.text import clean

MOST_MISSPELT = 10
MOST_CODES = 500  # ticked records and named editions; an address holds no more anyway
LARGEST_NUMBER = 2_147_483_647  # of an edition: what its column holds


@dataclass(frozen=True)
class Problem:
    """Something in an address that cannot be used: where, a sentence, and the parameter."""

    label: str | Promise
    message: str
    name: str = ""


@dataclass
class Order:
    """What is asked for, of what is valid. Whoever must refuse the rest looks at `problems`."""

    language: str
    asked: Asked
    results: Results
    codes: list[str] = field(default_factory=list)  # ticked records, in their order; then the search narrows these
    editions: list[tuple[str, int]] = field(default_factory=list)  # then nothing else counts
    problems: list[Problem] = field(default_factory=list)
    is_picked: bool = False  # records or editions are named: where none of them is there, that is not all of them

    @cached_property
    def keys(self) -> list[int]:
        """Keys of the listings, in their order."""
        if self.is_picked and not self.codes:
            return []
        if not self.codes:
            return self.results.keys(0, self.results.total)
        known = dict(Listing.objects.filter(code__in=self.codes).values_list("code", "pk"))
        found = [known[code] for code in self.codes if code in known]
        if not parameters(self.results.asked):
            return found
        fitting = set(self.results.keys(0, self.results.total))
        return [key for key in found if key in fitting]

    @property
    def total(self) -> int:
        """How many records: the number the page of the search shows."""
        if self.editions:
            return len(self.editions)
        return len(self.keys) if self.is_picked else self.results.total

    def parameters(self) -> list[tuple[str, str]]:
        """The parameters that ask for the same again."""
        return [*self.records(), *parameters_of(self.asked)]

    def records(self) -> list[tuple[str, str]]:
        """Those of them that say which records."""
        if self.editions:
            return [("edition", f"{code}.{number}") for code, number in self.editions]
        return [*parameters(self.results.asked), *(("code", code) for code in self.codes)]

    def query(self) -> str:
        """The same as an address has it, without its question mark."""
        return urlencode(self.parameters(), safe=",")


def read_order(given: QueryDict, language: str) -> Order:
    """The order of these parameters, for readers of a language. Of parameters nobody knows only misspelt ones count."""
    with translation.override(interface_language(language)):
        return _read(given, language)


def _read(given: QueryDict, language: str) -> Order:
    filterset = PracticeFilterSet(given, language=language)
    problems = [Problem(one["label"], one["message"], one["name"]) for one in filterset.problems]
    asked, faults = asked_of(given)
    problems += [Problem(_("Columns and rows"), fault, "columns") for fault in faults]
    problems += _misspelt(given)
    codes, more = _codes(given.getlist("code"))
    editions, others = _editions(given.getlist("edition"))
    problems += [*more, *others]
    if codes and editions:
        problems.append(
            Problem(
                SELECTED, _("Practices and editions cannot be asked for at once; the practices were left out."), "code"
            )
        )
        codes = []
    is_picked = any(given.getlist("code")) or any(given.getlist("edition"))
    results = search.run(filterset.asked(), language, filterset.values)
    return Order(language, asked, results, codes, editions, problems, is_picked)


SELECTED = gettext_lazy("Selected practices")
# What addresses of a search, of a file and of the page where a file is chosen may hold beside the filters.
OTHERS = ("columns", "layout", "codes", "headings", "code", "edition", "page", "format", "in", "go", "query")
ENOUGH_ALIKE = 75  # of 100


def _misspelt(given: QueryDict) -> list[Problem]:
    """Parameters nobody knows that are nearly one of ours: without its filter a file would hold everything, and not say so."""
    known = [*PracticeFilterSet.get_filters(), *OTHERS]
    problems = []
    for name in given:
        near = None if name in known else process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=ENOUGH_ALIKE)
        if near:
            words = _("There is no “%(name)s”. Is “%(near)s” meant?")
            shown = clean(name)[:LONGEST_SHOWN]
            problems.append(Problem(_("Address"), words % {"name": shown, "near": near[0]}, shown))
    return problems[:MOST_MISSPELT]


def _codes(given: list[str]) -> tuple[list[str], list[Problem]]:
    """Codes of public practices, each once, and what is none."""
    spelt = {one: read_code(one) for one in dict.fromkeys(given[:MOST_CODES]) if one}
    if not spelt:
        return [], []
    wanted = [code for code in spelt.values() if code]
    public = set(Listing.objects.filter(code__in=wanted).values_list("code", flat=True))
    problems = []
    if len(given) > MOST_CODES:
        problems.append(Problem(SELECTED, _("Only the first %(most)s were used.") % {"most": MOST_CODES}, "code"))
    missing = [code or one for one, code in spelt.items() if code not in public]
    if missing:
        problems += _missing(missing)
    return list(dict.fromkeys(code for code in spelt.values() if code in public)), problems


def _missing(codes: list[str]) -> list[Problem]:
    """What is archived says so and when; what is hidden is answered as what never was."""
    archived = dict(
        Standing.objects.filter(practice__code__in=codes, archived_at__isnull=False).values_list(
            "practice__code", "archived_at"
        )
    )
    found = [
        Problem(
            SELECTED,
            _("The practice %(code)s was archived on %(date)s; it was left out.")
            % {"code": code, "date": date_format(day)},
            "code",
        )
        for code, day in archived.items()
    ]
    unknown = [clean(code)[:LONGEST_SHOWN] for code in codes if code not in archived]
    if unknown:
        named = ", ".join(f"“{code}”" for code in unknown[:10])
        found.append(
            Problem(SELECTED, _("There is no public practice with the code %(named)s.") % {"named": named}, "code")
        )
    return found


def _editions(given: list[str]) -> tuple[list[tuple[str, int]], list[Problem]]:
    """(code, number) of editions of public practices, each once, and what is none."""
    asked = {one: _edition(one) for one in dict.fromkeys(given[:MOST_CODES]) if one}
    known = set()
    if any(asked.values()):
        live = dict(
            Listing.objects.filter(code__in={pair[0] for pair in asked.values() if pair}).values_list("pk", "code")
        )
        numbers = Edition.objects.filter(practice__in=live).values_list("practice_id", "number")
        known = {(live[practice], number) for practice, number in numbers}
    missing = [clean(one)[:LONGEST_SHOWN] for one, pair in asked.items() if pair not in known]
    problems = []
    if missing:
        named = ", ".join(f"“{one}”" for one in missing[:10])
        problems.append(
            Problem(gettext_lazy("Editions"), _("There is no public edition %(named)s.") % {"named": named}, "edition")
        )
    return [pair for pair in dict.fromkeys(asked.values()) if pair in known], problems


def _edition(given: str) -> tuple[str, int] | None:
    code, _dot, number = given.rpartition(".")
    canonical = read_code(code)
    if canonical is None or not (number.isascii() and number.isdecimal() and len(number) <= 10):
        return None
    return (canonical, int(number)) if int(number) <= LARGEST_NUMBER else None
