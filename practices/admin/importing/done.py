"""Step 6: what was written, with a link to each practice, and what can be done with all of it at once."""

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from practices.admin.importing import access, standing, steps
from practices.admin.importing.listing import counts_in_words
from practices.exchange import importing
from practices.models import Import
from practices.models.exchange import ImportStep, RowOutcome

ROWS_A_PAGE = 50
WRITTEN = (RowOutcome.NEW, RowOutcome.CHANGED)


@steps.only_at(ImportStep.DONE, ImportStep.UNDONE, methods=("GET", "HEAD"))
def view(model_admin, request, one: Import):
    """The practices of this import."""
    found = written_rows(one)
    is_undone = one.step == ImportStep.UNDONE
    if is_undone:
        found = one.rows.filter(outcome__in=WRITTEN).exclude(kept="").select_related("practice")
    paginator = Paginator(found.defer("document", "before", "changes", "alike"), ROWS_A_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    context = {
        "title": _("The import is undone") if is_undone else _("The practices are written"),
        "is_undone": is_undone,
        "counts": counts_in_words(one),
        "taken_back": one.rows.filter(outcome__in=WRITTEN, kept="").count() if is_undone else 0,
        "page": shown,
        "page_range": paginator.get_elided_page_range(shown.number),
        "batch": None if is_undone else standing.of(one, request.user),
        "work": None if is_undone else standing.work_of(one, request.user),
        "may_undo": not is_undone and importing.may_undo(one, request.user),
        "may_approve": access.may_approve(request.user),
        "refused": one.counts.get(RowOutcome.REFUSED, 0),
    }
    return steps.page(model_admin, request, "done", one, context)


def written_rows(one: Import):
    """The rows from which a practice was made or changed, with those that are still there."""
    return one.rows.filter(loaded_revision__isnull=False, practice__isnull=False).select_related("practice")
