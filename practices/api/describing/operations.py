"""All operations by view and method, and the variable parts of addresses."""

from django.utils.translation import gettext_lazy as _

from practices.api import problems
from practices.api.describing import reading, writing
from practices.api.describing.declaring import Operation, PathPart

OPERATIONS: dict[str, Operation] = {**reading.OPERATIONS, **writing.OPERATIONS}
TAGS = {
    "practices": _("Published practices: search, records, editions."),
    "reference": _("Countries, organisations, mechanisms and the terms of all vocabularies."),
    "numbers": _("Totals, and who shares with whom."),
    "working copies": _("Drafts and what becomes of them. A key is needed."),
    "about": _("The way in, and what problems mean."),
}
PATH_PARTS = {
    "code": PathPart(_("The code of the practice, with or without its hyphen."), "0000-0012"),
    "kind": PathPart(
        _("The kind of problem."), "not-found", {"type": "string", "enum": list(problems.KINDS)}
    ),
}


def operation_of(view: object, method: str) -> Operation:
    """What is said of a view's method. Raises LookupError: nothing goes undescribed."""
    return OPERATIONS[f"{type(view).__name__}.{method.lower()}"]
