"""The practices of one import as a batch: sent to review together by who brought them in, approved together by another."""

from hashlib import sha256

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import workflow
from practices.admin.fields import CleanText
from practices.admin.importing import access, deferring, standing, steps
from practices.models import Import, Practice
from practices.models.exchange import ImportStep

ROWS_A_PAGE = 50
SUBMIT, APPROVE = "submit", "approve"


class ApproveForm(forms.Form):
    """The change note of all the editions that come of it."""

    note = CleanText(
        label=gettext_lazy("What is new in these editions? Everybody can read this; leave it empty the first time."),
        required=False, max_length=workflow.LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


@steps.only_at(ImportStep.DONE, methods=("POST",))
def submit_view(model_admin, request, one: Import):
    """Send everything of an import that is a draft to review."""
    drafts = standing.of(one, request.user).drafts
    if drafts and not standing.is_under_way(one):
        deferring.leave_batch_to_the_worker(one, SUBMIT, by=request.user, total=drafts)
    elif not drafts:
        messages.info(request, _("There is no draft left to submit."))
    return HttpResponseRedirect(steps.address("done", one))


def view(model_admin, request, key):
    """What waits of an import, for a reviewer: look at each, or approve all that wait together."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if not access.may_approve(request.user):
        raise PermissionDenied
    one = access.written_or_404(request.user, key)
    if one.step != ImportStep.DONE:
        return steps.led_on(request, one)
    waiting = list(_waiting(one, request.user).values_list("code", "revision"))
    seen = sha256(repr(waiting).encode()).hexdigest()
    form = ApproveForm(request.POST if request.method == "POST" else None, initial={"seen": seen})
    if not form.is_valid():
        return _page(model_admin, request, one, form, seen)
    if standing.is_under_way(one):
        messages.info(request, _("This is being done already."))
    elif not waiting or form.cleaned_data["seen"] != seen:
        words = _("What waits has changed since you opened the page. Look at it again; nothing was published.")
        messages.warning(request, words)
    else:
        given = {"expected": dict(waiting), "note": form.cleaned_data["note"]}
        deferring.leave_batch_to_the_worker(one, APPROVE, by=request.user, total=len(waiting), **given)
    return HttpResponseRedirect(steps.address("batch", one))


def state_view(model_admin, request, key):
    """How far the work on a batch is, for the script of the page."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    one = access.written_or_404(request.user, key)
    return JsonResponse(standing.state_of(one))


def _waiting(one: Import, user):
    rows = one.rows.filter(loaded_revision__isnull=False, practice__isnull=False).values("practice")
    return Practice.objects.visible_to(user).filter(pk__in=rows, state__in=access.WAITS).order_by("pk")


def _page(model_admin, request, one: Import, form: ApproveForm, seen: str):
    found = _waiting(one, request.user).for_staff_list()
    paginator = Paginator(found, ROWS_A_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    context = {
        "title": _("Approve what came with %(name)s") % {"name": one.name},
        "form": form,
        "seen": seen,
        "page": shown,
        "page_range": paginator.get_elided_page_range(shown.number),
        "total": paginator.count,
        "is_own": one.person_id == request.user.pk,
        "may_open": access.may_import(request.user) and access.imports_of(request.user).filter(pk=one.pk).exists(),
        "standing": standing.of(one, request.user),
        "work": standing.work_of(one, request.user),
    }
    return steps.page(model_admin, request, "batch", one, context, here="done")
