"""While the worker works: how far it is, in words and as a bar; and the page on which an import stands now."""

from django.http import HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.admin.importing import access, deferring, steps
from practices.exchange import importing
from practices.models import Import
from practices.models.exchange import ImportStep

SLOW_SECONDS = 120  # without any step forward: the worker may have been stopped


def open_view(model_admin, request, key):
    """Lead to the page on which this import stands."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return HttpResponseRedirect(next_address(access.own_or_404(request.user, key)))


def view(model_admin, request, key):
    """Say how far it is; on request have work begun again that a stopped worker left behind."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    one = access.own_or_404(request.user, key)
    if one.step not in steps.RUNNING:
        return HttpResponseRedirect(next_address(one))
    if request.method == "POST":
        deferring.leave_to_the_worker(one, by=request.user)
        return HttpResponseRedirect(steps.address("progress", one))
    titles = {
        ImportStep.CHECKING: _("The rows are being checked"),
        ImportStep.LOADING: _("The practices are being written"),
        ImportStep.UNDOING: _("The import is being undone"),
    }
    here = {ImportStep.CHECKING: "decisions", ImportStep.LOADING: "done", ImportStep.UNDOING: "done"}[one.step]
    context = {"title": titles[one.step], "state": state_of(one), "is_slow": is_slow(one)}
    return steps.page(model_admin, request, "progress", one, context, here=here)


def state_view(model_admin, request, key):
    """The same in a few bytes, for the script of that page."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    one = access.own_or_404(request.user, key)
    return JsonResponse(state_of(one))


def next_address(one: Import) -> str:
    """Where to go on: to the open questions first, where rows wait for them."""
    if one.step == ImportStep.PREVIEW and importing.open_words(one):
        return steps.address("decisions", one)
    return steps.current_address(one)


def state_of(one: Import) -> dict:
    """How far it is; where to go once it is done."""
    if one.step not in steps.RUNNING:
        return {"words": _("Done."), "address": next_address(one)}
    if not one.total:
        return {"words": _("This begins in a moment."), "address": "", "done": 0, "total": 0}
    words = ngettext("%(done)s of %(total)s row", "%(done)s of %(total)s rows", one.total)
    return {
        "words": words % {"done": one.done, "total": one.total}, "address": "",
        "done": min(one.done, one.total), "total": one.total,
    }  # fmt: skip


def is_slow(one: Import) -> bool:
    """Whether the work has lasted so long that somebody should look after it."""
    lasts = (timezone.now() - one.started_at).total_seconds() if one.started_at else 0
    return lasts > SLOW_SECONDS and not importing.is_under_way(one)
