"""Which problems an operation can answer with, each with an example that the code for problems makes itself."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from practices.api import paging, problems
from practices.api.describing.declaring import Operation
from practices.api.practices import OfOnePractice
from practices.api.problems import KINDS, MEDIA_TYPE, Problem, fault
from practices.api.rendering import FILES

PLACE = "#/components/responses/"
CODE = "0000-0011"
REQUEST_ID = "0f1e2d3c4b5a6978"
ALWAYS = ("bad-request", "unauthenticated", "not-acceptable", "too-many-requests", "busy")
WAITING = {"too-many-requests", "busy", "conflict"}


def kinds_of(view, path: str, operation: Operation) -> list[str]:
    """The kinds that can come, in the order of their numbers."""
    found = {*ALWAYS, "bad-parameter", *operation.problems}
    if view.scope is not None:
        found.add("forbidden")
    names = {parameter.name for parameter in view.parameters}
    if "{" in path or paging.PAGE.name in names or paging.CURSOR.name in names:
        found.add("not-found")
    if isinstance(view, OfOnePractice):
        found.add("gone")
    if any(renderer.format in FILES for renderer in view.renderer_classes):
        found.add("too-large")
    return [kind for kind in KINDS if kind in found]


def responses(kinds: Iterable[str]) -> dict[str, dict]:
    """References to responses by number; each is named by the kinds it stands for."""
    by_status: dict[int, list[str]] = {}
    for kind in kinds:
        by_status.setdefault(KINDS[kind].status, []).append(kind)
    return {str(status): {"$ref": PLACE + ".".join(among)} for status, among in sorted(by_status.items())}


def named(paths: dict) -> dict[str, dict]:
    """The responses that operations refer to, by name."""
    answers = [answer for path in paths.values() for one in path.values() for answer in one["responses"].values()]
    names = {answer["$ref"].removeprefix(PLACE) for answer in answers if "$ref" in answer}
    return {name: _response(name.split(".")) for name in sorted(names)}


def _response(kinds: list[str]) -> dict:
    status = KINDS[kinds[0]].status
    names = ["X-Request-ID"]
    if status == KINDS["too-many-requests"].status:
        names += ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
    if WAITING & set(kinds):
        names.append("Retry-After")
    if status == KINDS["unauthenticated"].status:
        names.append("WWW-Authenticate")
    if status == KINDS["changed"].status:
        names.append("ETag")
    examples = {kind: {"summary": KINDS[kind].title, "value": example(kind)} for kind in kinds}
    return {
        "description": " · ".join(str(KINDS[kind].title) for kind in kinds),
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
    }


def example(kind: str) -> dict:
    """The body of such an answer."""
    return problems.body(_examples().get(kind) or Problem(kind), REQUEST_ID)


def _examples() -> dict[str, Problem]:
    """Problems whose bodies say more than their names."""
    unknown = _("There is no parameter “%(name)s”. Did you mean “%(near)s”?") % {"name": "contry", "near": "country"}
    late = {
        "code": CODE, "state": "draft", "revision": 6, "changed_fields": ["period.end"],
        "events": [{"revision": 6, "name": "edited", "label": _("Edited"), "at": "2024-05-06T07:08:09Z", "by": "Ada"}],
    }  # fmt: skip
    return {
        "bad-parameter": Problem(
            "bad-parameter", unknown,
            errors=[
                fault("contry", "unknown_parameter", unknown),
                fault("page_size", "out_of_range", _("This must be a whole number from %(least)s to %(most)s.")
                      % {"least": 1, "most": paging.LARGEST_PAGE}),
            ],
        ),
        "bad-document": Problem(
            "bad-document", _("The document cannot be taken in"),
            errors=[fault("document.countries.0.country", "unknown_code", _("There is no such code."))],
        ),
        "gone": Problem("gone", "Made-up reason.",
                        more={"archived": "2024-05-06T07:08:09+00:00", "reason": "Made-up reason."}),
        "changed": Problem("changed", more=late),
    }  # fmt: skip
