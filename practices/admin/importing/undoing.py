"""Taking a whole import back: what would go, what stays and why, and then only on a second word."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from practices.admin.importing import deferring, steps
from practices.exchange import importing
from practices.models import Import
from practices.models.exchange import ImportStep

MOST_NAMED = 100


@steps.only_at(ImportStep.DONE)
def view(model_admin, request, one: Import):
    """Say what undoing would do; when it is confirmed, leave it to the worker."""
    if not importing.may_undo(one, request.user):
        raise PermissionDenied
    if request.method == "POST":
        if not can_take_back(one):
            messages.info(request, _("Nothing was taken back: every practice has been touched since."))
            return HttpResponseRedirect(steps.address("undo", one))
        importing.start_undo(one, by=request.user)
        deferring.leave_to_the_worker(one, by=request.user)
        return HttpResponseRedirect(steps.address("progress", one))
    written = one.rows.filter(loaded_revision__isnull=False)
    touched = (
        written.filter(importing.IS_TOUCHED).select_related("practice").defer("document", "before", "changes", "alike")
    )
    untouched = untouched_rows(one)
    context = {
        "title": _("Take this import back?"),
        "going": untouched.filter(before__isnull=True).count(),
        "back": untouched.filter(before__isnull=False).count(),
        "kept": touched.count(),
        "kept_rows": touched[:MOST_NAMED],
    }
    return steps.page(model_admin, request, "undo", one, context, here="done")


def untouched_rows(one: Import):
    """The rows whose practices are still as the import left them."""
    return one.rows.filter(loaded_revision__isnull=False).exclude(importing.IS_TOUCHED)


def can_take_back(one: Import) -> bool:
    """Whether taking the import back would change anything."""
    return untouched_rows(one).exists()
