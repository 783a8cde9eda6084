"""What may stand after the question mark: declared once for checking and for the description of the API.

A parameter nobody knows is refused and the nearest known one named: a misspelt filter left out would find too much.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.api import languages, nearest
from practices.api.problems import Problem, fault
from practices.filters import LONGEST_CODE, PracticeFilterSet
from practices.search.facets import BY_KEY
from practices.search.query import LONGEST_TEXT

MOST_NAMED = 20  # faults told in one answer


# Codes of faults: one for each kind, as docs/api.md lists them.
UNKNOWN_PARAMETER, REPEATED, NOT_TOGETHER = "unknown_parameter", "repeated_parameter", "not_together"
UNKNOWN_VALUE, EMPTY, TOO_LONG, TOO_MANY = "unknown_value", "empty", "too_long", "too_many"
NOT_A_NUMBER, OUT_OF_RANGE, ORDER = "not_a_number", "out_of_range", "order"


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, what it does, and the JSON Schema of its value."""

    name: str
    description: str | Promise
    schema: dict = field(default_factory=lambda: {"type": "string"})
    is_repeated: bool = False
    example: object = None


LANG = Parameter(
    languages.PARAMETER,
    gettext_lazy("Language of labels and texts. Without it the header Accept-Language decides."),
    {"type": "string", "enum": list(languages.KNOWN)},
    example="fr",
)


def of_search() -> tuple[Parameter, ...]:
    """The parameters of the search, from the filter set that the page has, too."""
    return tuple(_of_filter(name, one) for name, one in PracticeFilterSet.base_filters.items())


def _of_filter(name: str, one) -> Parameter:
    if name in BY_KEY:
        words = gettext_lazy("{label}: any of several codes, as /api/v1/facets/?facets={name} lists them.")
        description = format_lazy(words, label=one.label, name=name)
        return Parameter(name, description, {"type": "string", "maxLength": LONGEST_CODE}, is_repeated=True)
    if name in ("from", "to"):
        schema = {"type": "integer", "minimum": one.extra["min_value"], "maximum": one.extra["max_value"]}
        return Parameter(name, one.label, schema, example=2018)
    if name == "sort":
        return Parameter(name, one.label, {"type": "string", "enum": [value for value, _label in one.extra["choices"]]})
    schema = {"type": "string", "maxLength": LONGEST_TEXT}
    return Parameter(
        name, gettext_lazy("Words, “phrases”, -exclusions, OR, prefix*."), schema, example="fair recruitment"
    )


class Given:
    """The parameters of one request. Reading them gathers every fault; `refuse` then tells them all at once."""

    def __init__(self, query: QueryDict, known: Iterable[Parameter]) -> None:
        self.query, self.faults = query, []
        self._known = {one.name: one for one in (*known, LANG)}
        for name, values in query.lists():
            self._check(name, values)

    def __contains__(self, name: str) -> bool:
        return name in self.query

    def _check(self, name: str, values: list[str]) -> None:
        one = self._known.get(name)
        if one is None:
            self.add(nearest.shortened(name), UNKNOWN_PARAMETER, nearest.parameter(name, self._known))
        elif len(values) > 1 and not one.is_repeated:
            self.add(name, REPEATED, _("This parameter takes one value."))
        elif name == LANG.name and values[0] not in languages.KNOWN:
            self.add(name, UNKNOWN_VALUE, nearest.value(values[0], languages.KNOWN))

    def add(self, name: str, code: str, message: object) -> None:
        """Note a fault."""
        self.faults.append(fault(name, code, message))

    def refuse(self) -> None:
        """Raise Problem where anything was wrong."""
        if self.faults:
            raise Problem("bad-parameter", self.faults[0]["message"], errors=self.faults[:MOST_NAMED])

    def text(self, name: str) -> str:
        """A text as given; empty where the parameter is absent."""
        return self.query.get(name, "")

    def whole_number(self, name: str, *, default: int, least: int, most: int) -> int:
        """A number between two bounds; the default also where it is faulty."""
        text = self.query.get(name, "")
        if name not in self.query:
            return default
        if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most:
            return int(text)
        is_number = text.isascii() and text.removeprefix("-").isdecimal()
        self.add(name, OUT_OF_RANGE if is_number else NOT_A_NUMBER, between(least, most))
        return default

    def listed(self, name: str, allowed: Iterable[str]) -> tuple[str, ...]:
        """Names set apart by commas, each once, those that are known; none where the parameter is absent."""
        allowed = tuple(allowed)
        names = tuple(
            dict.fromkeys(one for value in self.query.getlist(name) for one in re.split(r"[,\s]+", value) if one)
        )
        for one in [one for one in names if one not in allowed][:MOST_NAMED]:
            self.add(name, UNKNOWN_VALUE, nearest.value(one, allowed))
        if name in self.query and not names:
            self.add(name, EMPTY, _("Name at least one, or leave the parameter out."))
        return tuple(one for one in names if one in allowed)

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        """One of these; empty where the parameter is absent."""
        allowed, value = tuple(allowed), self.query.get(name, "")
        if name in self.query and value not in allowed:
            self.add(name, UNKNOWN_VALUE, nearest.value(value, allowed))
            return ""
        return value


def between(least: int, most: int) -> str:
    """A sentence on a number that is none, or too small or large."""
    return _("This must be a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
