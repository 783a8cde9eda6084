"""The list of imports: one's own, for administrators all; for reviewers those whose practices wait for them."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.admin.importing import access, steps
from practices.models import Import
from practices.models.exchange import ImportStep, RowOutcome

IMPORTS_A_PAGE = 50
MOST_WAITING = 200


@dataclass(frozen=True)
class Line:
    """One import in the list."""

    one: Import
    state: str
    counts: str
    address: str


def view(model_admin, request):
    """The imports a person may open, the newest first."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    user = request.user
    if not access.may_import(user) and not access.may_approve(user):
        raise PermissionDenied
    found = access.imports_of(user).select_related("person")
    paginator = Paginator(found, IMPORTS_A_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    waiting = access.waiting_for(user).select_related("person")[:MOST_WAITING]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Imports"),
        "opts": model_admin.opts,
        "may_import": access.may_import(user),
        "sees_all": access.sees_all(user),
        "page": shown,
        "lines": [line_of(one) for one in shown],
        "waiting": [line_of(one, "batch") for one in waiting],
    }
    return TemplateResponse(request, "admin/practices/import/list.html", context)


def line_of(one: Import, page: str = "open") -> Line:
    """An import with what is said of it."""
    return Line(one, one.get_step_display(), counts_in_words(one), steps.address(page, one))


def counts_in_words(one: Import) -> str:
    """How many rows of which kind, in a line."""
    words = {
        RowOutcome.NEW: lambda count: ngettext("%(count)s new", "%(count)s new", count),
        RowOutcome.CHANGED: lambda count: ngettext("%(count)s changed", "%(count)s changed", count),
        RowOutcome.UNCHANGED: lambda count: ngettext("%(count)s unchanged", "%(count)s unchanged", count),
        RowOutcome.REFUSED: lambda count: ngettext("%(count)s refused", "%(count)s refused", count),
        RowOutcome.ALIKE: lambda count: ngettext(
            "%(count)s perhaps there already", "%(count)s perhaps there already", count),
        RowOutcome.SKIPPED: lambda count: ngettext("%(count)s left out", "%(count)s left out", count),
    }  # fmt: skip
    if one.step in (ImportStep.FILE, ImportStep.COLUMNS, ImportStep.CHECKING):
        return ""
    counts = {outcome: one.counts.get(outcome, 0) for outcome in words}
    return ", ".join(words[outcome](count) % {"count": count} for outcome, count in counts.items() if count)
