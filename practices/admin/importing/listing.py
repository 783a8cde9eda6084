"""The list of imports: one's own, for administrators all; for reviewers those whose practices wait for them."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.admin.importing import access, steps
from practices.models import Import, ImportRow
from practices.models.exchange import ImportStep, RowOutcome

IMPORTS_A_PAGE = 50
MOST_WAITING = 200
WRITTEN = (RowOutcome.NEW, RowOutcome.CHANGED)


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
    undone = counts_of_undo([one for one in shown if one.step == ImportStep.UNDONE])
    waiting = access.waiting_for(user).select_related("person")[:MOST_WAITING]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Imports"),
        "opts": model_admin.opts,
        "may_import": access.may_import(user),
        "sees_all": access.sees_all(user),
        "page": shown,
        "lines": [line_of(one, undone=undone.get(one.pk)) for one in shown],
        "waiting": [line_of(one, "batch") for one in waiting],
    }
    return TemplateResponse(request, "admin/practices/import/list.html", context)


def line_of(one: Import, page: str = "open", *, undone: tuple[int, int] | None = None) -> Line:
    """An import with what is said of it; `undone`: what became of it when it was taken back."""
    state = undone_in_words(*undone) if undone else one.get_step_display()
    return Line(one, state, counts_in_words(one), steps.address(page, one))


def counts_of_undo(imports: list[Import]) -> dict[int, tuple[int, int]]:
    """How many written rows of each were taken back, and how many stayed, in one query."""
    found = {one.pk: (0, 0) for one in imports}
    rows = ImportRow.objects.filter(of__in=found, outcome__in=WRITTEN).order_by().values("of")
    for row in rows.annotate(taken=Count("pk", filter=Q(kept="")), stayed=Count("pk", filter=~Q(kept=""))):
        found[row["of"]] = (row["taken"], row["stayed"])
    return found


def undone_in_words(taken_back: int, kept: int) -> str:
    """That an import is undone: all of it, a part, or nothing."""
    if not kept:
        return _("The import is undone")
    return _("A part of the import is undone") if taken_back else _("Nothing was taken back")


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
