"""All operations by view and method, and the variable parts of addresses."""

from django.utils.translation import gettext_lazy as _

from practices.api import problems
from practices.api.describing import reading, writing
from practices.api.describing.declaring import Operation, PathPart
from practices.api.editions import LARGEST_NUMBER
from practices.opendata import addresses
from practices.vocabulary import TermKind

OPERATIONS: dict[str, Operation] = {**reading.OPERATIONS, **writing.OPERATIONS}
TAGS = {
    "practices": _("Published practices: search, records, editions."),
    "reference": _("Countries, organisations, mechanisms and the terms of all vocabularies."),
    "numbers": _("Totals, and who shares with whom."),
    "working copies": _("Drafts and what becomes of them. A key is needed."),
    "about": _("The way in, and what problems mean."),
}
PATH_PARTS = {
    "kind": PathPart(_("The kind of problem."), "not-found", {"type": "string", "enum": list(problems.KINDS)}),
    "number": PathPart(
        _("The number of the edition."), 1, {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER}
    ),
    "vocabulary": PathPart(_("The vocabulary."), "theme", {"type": "string", "enum": TermKind.values}),
}
CODES = {
    "practices": PathPart(_("The code of the practice, with or without its hyphen."), "0000-0011"),
    "working-copies": PathPart(_("The code of the practice, with or without its hyphen."), "0000-0011"),
    "countries": PathPart(_("Two letters, as ISO 3166-1 has them."), "XA"),
    "organisations": PathPart(_("The code of the organisation."), "0000-0011"),
    "mechanisms": PathPart(_("The code of the mechanism."), "process_one"),
    "terms": PathPart(_("The code of the term."), "alpha"),
}


def path_part(name: str, path: str) -> PathPart:
    """What is said of a variable part of an address."""
    resource = path.removeprefix(addresses.API).partition("/")[0]
    return CODES[resource] if name == "code" else PATH_PARTS[name]


def operation_of(view: object, method: str) -> Operation:
    """What is said of a view's method. Raises LookupError: nothing goes undescribed."""
    return OPERATIONS[f"{type(view).__name__}.{method.lower()}"]
