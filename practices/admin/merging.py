"""“Merge into…”: one term or organisation gives way to another, after a page that says what this touches."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import merging
from practices.admin.widgets import OneFromMemory
from practices.models import Practice, Term
from practices.vocabulary import CLOSED_KINDS, Channel

CONFLICT = 409
MOST_RECORDS = 50


class MergeForm(forms.Form):
    """The entry that stays."""

    confirmed = forms.CharField(
        required=False, max_length=20, widget=forms.HiddenInput
    )  # key of the one that was shown

    def __init__(self, data, old) -> None:
        super().__init__(data)
        same = type(old).objects.exclude(pk=old.pk)
        same = same.filter(kind=old.kind) if isinstance(old, Term) else same
        widget = OneFromMemory(type(old)._meta.get_field("replaced_by"))
        if isinstance(old, Term):
            address = reverse("admin:autocomplete")
            widget.get_url = lambda: f"{address}?kind={old.kind}"
        self.fields["new"] = forms.ModelChoiceField(same, label=gettext_lazy("Merge into"), widget=widget)


def is_possible(entry, user) -> bool:
    """Whether the page is worth offering."""
    closed = isinstance(entry, Term) and entry.kind in CLOSED_KINDS
    return user.has_perm(merging.PERMISSION) and not closed and not entry.replaced_by_id


def urls(model_admin) -> list:
    """The address of the page, for one model's admin."""
    name = f"practices_{model_admin.opts.model_name}_merge"

    def merge_view(request, pk):
        return view(model_admin, request, pk)

    return [path("<int:pk>/merge/", model_admin.admin_site.admin_view(merge_view), name=name)]


def view(model_admin, request, pk: int):
    """Choose what it is merged into, see what that touches, confirm."""
    old = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    if not request.user.has_perm(merging.PERMISSION):
        raise PermissionDenied
    try:
        merging.refuse_old(old)
    except merging.MergeRefused as refusal:
        return _page(model_admin, request, old, None, refusal=str(refusal), status=CONFLICT)
    form = MergeForm(request.POST if request.method == "POST" else None, old)
    if not form.is_valid():
        return _page(model_admin, request, old, form)
    new = form.cleaned_data["new"]
    try:
        merging.refuse(old, new)
        if form.cleaned_data["confirmed"] != str(new.pk):
            return _page(model_admin, request, old, form, new=new)
        done = merging.merge(old, new, by=request.user, channel=Channel.ADMIN)
    except merging.MergeRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(model_admin, request, old, form, status=CONFLICT)
    words = _("“%(old)s” is merged into “%(new)s”. Records that named it: %(count)s.")
    messages.success(request, words % {"old": old, "new": new, "count": done.practices})
    return HttpResponseRedirect(reverse(f"admin:practices_{model_admin.opts.model_name}_change", args=[new.pk]))


def _page(model_admin, request, old, form, new=None, refusal: str = "", status: int = 200):
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Merge “%(name)s” into another entry") % {"name": old},
        "opts": model_admin.opts,
        "entry": old,
        "new": new,
        "form": form,
        "media": model_admin.media + form.media if form else model_admin.media,
        "refusal": refusal,
        "touch": None if refusal else merging.touches(old),
        "rows": [] if refusal else _rows(old, request.user),
    }
    return TemplateResponse(request, "admin/practices/merge.html", context, status=status)


def _rows(old, user) -> list[dict]:
    """The first records that name it and that this person may see, with where they do."""
    keys = merging.touched_practices(old).order_by().values("pk")
    practices = list(Practice.objects.visible_to(user).filter(pk__in=keys).order_by("title", "pk")[:MOST_RECORDS])
    places = merging.places(old, practices)
    return [{"practice": practice, "places": places[practice.pk]} for practice in practices]
