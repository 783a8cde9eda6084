"""Taking a whole import back: what would go, what stays and why, and then only on a second word."""

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from practices.admin.importing import deferring, steps
from practices.exchange import importing
from practices.models import Import
from practices.models.exchange import ImportStep
from practices.vocabulary import State

MOST_NAMED = 100


@steps.only_at(ImportStep.DONE)
def view(model_admin, request, one: Import):
    """Say what undoing would do; when it is confirmed, leave it to the worker."""
    if not importing.may_undo(one, request.user):
        raise PermissionDenied
    if request.method == "POST":
        importing.start_undo(one, by=request.user)
        deferring.leave_to_the_worker(one, by=request.user)
        return HttpResponseRedirect(steps.address("progress", one))
    written = one.rows.filter(loaded_revision__isnull=False)
    is_touched = ~Q(practice__revision=F("loaded_revision")) | ~Q(practice__state=State.DRAFT) | Q(practice=None)
    touched = written.filter(is_touched).select_related("practice").defer("document", "before", "changes", "alike")
    untouched = written.exclude(is_touched)
    context = {
        "title": _("Take this import back?"),
        "going": untouched.filter(before__isnull=True).count(),
        "back": untouched.filter(before__isnull=False).count(),
        "kept": touched.count(),
        "kept_rows": touched[:MOST_NAMED],
    }
    return steps.page(model_admin, request, "undo", one, context, here="done")
