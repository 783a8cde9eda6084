"""Step 6: what was written, with a link to each practice, and what can be done with all of it at once."""

from django.core.paginator import Paginator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.admin.importing import access, rows, standing, steps, undoing
from practices.admin.importing.listing import WRITTEN, counts_in_words, counts_of_undo, undone_in_words
from practices.exchange import importing
from practices.exchange.columns import names
from practices.models import Import
from practices.models.exchange import ImportStep, RowOutcome

ROWS_A_PAGE = 50


@steps.only_at(ImportStep.DONE, ImportStep.UNDONE, methods=("GET", "HEAD"))
def view(model_admin, request, one: Import):
    """The practices of this import."""
    found = written_rows(one)
    is_undone = one.step == ImportStep.UNDONE
    if is_undone:
        found = one.rows.filter(outcome__in=WRITTEN).exclude(kept="").select_related("practice")
    is_written = any(one.counts.get(outcome) for outcome in WRITTEN)
    unread = ("document", "before", "changes", "alike")
    if not is_written:
        found, unread = one.rows.filter(outcome=RowOutcome.REFUSED), ("document", "before", "alike")
    paginator = Paginator(found.defer(*unread), ROWS_A_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    taken_back, kept = counts_of_undo([one])[one.pk]
    context = {
        "title": _title(one, is_written, taken_back, kept),
        "is_written": is_written,
        "is_undone": is_undone,
        "counts": counts_in_words(one),
        "taken_back": taken_back,
        "kept": kept,
        "page": shown,
        "lines": [] if is_written else rows.lines(list(shown), names(get_language() or "en"), request.user),
        "page_range": paginator.get_elided_page_range(shown.number),
        "batch": None if is_undone else standing.of(one, request.user),
        "work": None if is_undone else standing.work_of(one, request.user),
        "may_undo": not is_undone and importing.may_undo(one, request.user),
        "can_undo": not is_undone and undoing.can_take_back(one),
        "may_approve": access.may_approve(request.user),
        "refused": one.counts.get(RowOutcome.REFUSED, 0),
    }
    return steps.page(model_admin, request, "done", one, context)


def _title(one: Import, is_written: bool, taken_back: int, kept: int) -> str:
    if one.step == ImportStep.UNDONE:
        return undone_in_words(taken_back, kept)
    return _("The practices are written") if is_written else _("Nothing was written")


def written_rows(one: Import):
    """The rows from which a practice was made or changed, with those that are still there."""
    return one.rows.filter(loaded_revision__isnull=False, practice__isnull=False).select_related("practice")
