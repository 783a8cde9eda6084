"""“Restore edition N as a new draft”: what would change, then the working copy says again what that edition said."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from practices import document, workflow
from practices.admin.fields import CleanText
from practices.document.compare import compare
from practices.models import Edition, Practice
from practices.vocabulary import Channel, State

CONFLICT = 409
# In other states somebody else is deciding about the text: it does not change under their eyes.
EDITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED, State.PUBLISHED})


class RestoreForm(forms.Form):
    """The revision the person saw, and why."""

    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    note = CleanText(
        label=gettext_lazy("Why is it brought back? This is kept in the history."),
        max_length=workflow.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


def hindrance(practice: Practice) -> str:
    """Why no edition of it can be restored now, in a sentence; empty where one can."""
    if practice.state in EDITABLE:
        return ""
    if practice.state == State.DECLINED:
        return _("It is declined. Reopen it before you restore an edition.")
    return _("It is being reviewed. Withdraw it or request changes before you restore an edition.")


def view(model_admin, request, practice: Practice, number: int):
    """Show what would change; when confirmed, change it."""
    if not model_admin.has_change_permission(request, practice):
        raise PermissionDenied
    edition = get_object_or_404(Edition, practice=practice, number=number)
    if sentence := hindrance(practice):
        return _page(model_admin, request, practice, edition, None, [sentence], status=CONFLICT)
    if request.method != "POST":
        words = _("Edition %(number)s restored.") % {"number": number}
        form = RestoreForm(initial={"expected": practice.revision, "note": words})
        return _page(model_admin, request, practice, edition, form)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        return _page(model_admin, request, practice, edition, form)
    try:
        revision = practice.revision
        restored = restore(practice, edition, by=request.user, **form.cleaned_data)
    except document.StaleRevision as stale:
        sentence = _("It has changed since you opened this page. Look again at what would change.")
        return _stale(model_admin, request, stale.practice or practice, edition, form, sentence)
    except workflow.Conflict as conflict:
        return _stale(model_admin, request, practice, edition, form, str(conflict))
    except document.DocumentError as error:
        sentences = [fault["message"] for fault in error.errors]
        return _page(model_admin, request, practice, edition, form, sentences, status=CONFLICT)
    if restored.revision == revision:
        messages.info(request, _("Nothing was different, so nothing was saved."))
    else:
        words = _("The working copy says again what edition %(number)s said. The public reads it once it is published.")
        messages.success(request, words % {"number": number})
    return HttpResponseRedirect(reverse("admin:practices_practice_change", args=[practice.pk]))


def restore(practice: Practice, edition: Edition, *, by, expected: int, note: str) -> Practice:
    """Make the working copy say exactly what an edition said; what is for staff only stays.

    Raises workflow.Conflict, document.StaleRevision, document.DocumentError.
    """
    wanted = document.upgrade(edition.document) | {"code": practice.code}
    with transaction.atomic():
        if sentence := hindrance(workflow.lock(practice)):
            raise workflow.Conflict(sentence)
        languages = practice.practicetext_set.values_list("language", flat=True)
        wanted["texts"] = dict.fromkeys(languages) | wanted["texts"]  # a language that has come since then goes
        expecting = {practice.code: expected}
        return workflow.load_many([wanted], by=by, channel=Channel.ADMIN, note=note, expected=expecting)[0]


def _stale(model_admin, request, practice, edition, form, sentence: str):
    """Nothing happened; the note stays, and the page now speaks of the practice as it is."""
    practice = model_admin.visible_or_404(request, practice.pk)
    form.data = form.data.copy()
    form.data["expected"] = str(practice.revision)
    return _page(model_admin, request, practice, edition, form, [sentence], status=CONFLICT)


def _page(model_admin, request, practice, edition, form, refusals=(), status: int = 200):
    words = _("Restore edition %(number)s as a new draft: %(name)s")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": words % {"number": edition.number, "name": practice},
        "opts": model_admin.opts,
        "practice": practice,
        "edition": edition,
        "form": form,
        "refusals": refusals,
        "changes": compare(document.build(practice), edition.document, get_language() or "en"),
    }
    return TemplateResponse(request, "admin/practices/practice/restore.html", context, status=status)
