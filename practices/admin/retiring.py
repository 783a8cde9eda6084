"""“Retire” and “Bring back” beside a term or an organisation: asked first, then done by POST."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import merging, retiring
from practices.admin.fields import CleanText
from practices.vocabulary import Acceptance, Channel

CONFLICT = 409


class RetireForm(forms.Form):
    """Why, if there is something to say."""

    note = CleanText(
        label=gettext_lazy("Why? This is kept in the history; it may stay empty."), required=False,
        max_length=retiring.LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )  # fmt: skip


def offer(entry, user) -> str:
    """The word on the button beside this entry; empty where there is none."""
    try:
        retiring.refuse(entry)
    except retiring.RetirementRefused:
        return ""
    if not retiring.is_allowed(entry, user):
        return ""
    return _("Bring back…") if entry.acceptance == Acceptance.RETIRED else _("Retire…")


def urls(model_admin) -> list:
    """The addresses of the two pages, for one model's admin."""
    wrap, model = model_admin.admin_site.admin_view, model_admin.opts.model_name

    def retire_view(request, pk):
        return view(model_admin, request, pk, is_back=False)

    def bring_back_view(request, pk):
        return view(model_admin, request, pk, is_back=True)

    return [
        path("<int:pk>/retire/", wrap(retire_view), name=f"practices_{model}_retire"),
        path("<int:pk>/bring-back/", wrap(bring_back_view), name=f"practices_{model}_bring_back"),
    ]


def view(model_admin, request, pk: int, *, is_back: bool):
    """Say what it means; when confirmed, do it."""
    entry = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    if not retiring.is_allowed(entry, request.user):
        raise PermissionDenied
    form = RetireForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(model_admin, request, entry, form, is_back)
    try:
        act = retiring.bring_back if is_back else retiring.retire
        act(entry, by=request.user, channel=Channel.ADMIN, note=form.cleaned_data["note"])
    except retiring.RetirementRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(model_admin, request, entry, form, is_back, status=CONFLICT)
    words = _("“%(name)s” is offered again.") if is_back else _("“%(name)s” is retired: it is offered no more.")
    messages.success(request, words % {"name": entry})
    return HttpResponseRedirect(reverse(f"admin:practices_{model_admin.opts.model_name}_change", args=[entry.pk]))


def _page(model_admin, request, entry, form, is_back: bool, status: int = 200):
    words = _("Bring “%(name)s” back") if is_back else _("Retire “%(name)s”")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": words % {"name": entry},
        "opts": model_admin.opts,
        "entry": entry,
        "form": form,
        "is_back": is_back,
        "count": merging.touched_practices(entry).count(),
    }
    return TemplateResponse(request, "admin/practices/retire.html", context, status=status)
