"""The buttons by which a practice moves on: asked for by POST, confirmed where a note or a reason is wanted."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import workflow
from practices.admin import history
from practices.admin.fields import CleanText
from practices.models import Practice
from practices.vocabulary import Channel

CONFLICT = 409
# What the note of a transition is, to the one who writes it. A transition that is not here is made at one click.
NOTES = {
    "request_changes": gettext_lazy("What is to be changed? Its author reads this."),
    "decline": gettext_lazy("Why is it declined? Its author reads this."),
    "publish": gettext_lazy("What is new in this edition? Everybody can read this; leave it empty the first time."),
    "archive": gettext_lazy("Why is it archived? Everybody who follows a link to it reads this."),
    "unarchive": gettext_lazy("Why is it brought back? This is kept in the history."),
}
DONE = {
    "submit": gettext_lazy("Submitted. A reviewer can take it now."),
    "withdraw": gettext_lazy("Withdrawn: it is a draft again."),
    "take": gettext_lazy("It is in review now."),
    "release": gettext_lazy("Put back into the queue."),
    "request_changes": gettext_lazy("Changes are requested."),
    "decline": gettext_lazy("Declined."),
    "reopen": gettext_lazy("Reopened: it is a draft again."),
    "publish": gettext_lazy("Published as edition %(edition)s."),
    "archive": gettext_lazy("Archived: its addresses now say why."),
    "unarchive": gettext_lazy("Brought back: the public can read it again."),
}


class TransitionForm(forms.Form):
    """What a person gives along with a transition."""

    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = CleanText(
        required=False, max_length=workflow.LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    reason = CleanText(
        label=gettext_lazy("Why is one person alone enough?"),
        help_text=gettext_lazy(
            "You wrote or last edited this. Your reason is recorded, and the edition says that it was published"
            " without a second pair of eyes."
        ),
        max_length=workflow.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, data, transition, alone: bool) -> None:
        super().__init__(data)
        self.fields["note"].label = NOTES.get(transition.name, "")
        self.fields["note"].required = transition.needs_note
        if not alone:
            del self.fields["reason"]

    def values(self) -> dict:
        """What workflow.perform is told."""
        return {name: value for name, value in self.cleaned_data.items() if value != ""}


def view(model_admin, request, pk: int, name: str):
    """One press of a button. Where something is to be said first, the first press shows the page that asks."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    practice = model_admin.visible_or_404(request, pk)
    transition = workflow.TABLE.get(name)
    if transition is None or not transition.is_offered:
        raise Http404
    if not workflow.is_allowed(transition, practice, request.user):
        raise PermissionDenied
    alone = name == "publish" and workflow.is_alone(practice, request.user)
    form = TransitionForm(request.POST if _is_confirmed(request, name) else None, transition, alone)
    if not form.is_bound:
        form.initial = {"expected": request.POST.get("expected")}
        return _page(model_admin, request, practice, transition, form)
    if not form.is_valid():
        return _page(model_admin, request, practice, transition, form)
    try:
        event = workflow.perform(name, practice, by=request.user, channel=Channel.ADMIN, **form.values())
    except workflow.TransitionRefused as refusal:
        return _refused(model_admin, request, practice, transition, form, refusal)
    messages.success(request, _words(practice, event))
    return HttpResponseRedirect(_on_from(request, practice))


def _is_confirmed(request, name: str) -> bool:
    return name not in NOTES or "confirmed" in request.POST


def _refused(model_admin, request, practice, transition, form, refusal):
    """Nothing happened; what was written stays on the page, which now speaks of the practice as it is."""
    if transition.name not in NOTES:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(_on_from(request, practice))
    practice = model_admin.visible_or_404(request, practice.pk)
    form.data = form.data.copy()
    form.data["expected"] = str(practice.revision)
    form.add_error(None, str(refusal))
    return _page(model_admin, request, practice, transition, form, status=CONFLICT)


def _page(model_admin, request, practice, transition, form, status: int = 200):
    publishing = transition.name == "publish"
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{transition.label}: {practice}",
        "opts": model_admin.opts,
        "practice": practice,
        "transition": transition,
        "form": form,
        "is_publishing": publishing,
        "since": history.live_edition(practice) if publishing else None,
        "changes": history.since_live_edition(practice) if publishing else [],
    }
    return TemplateResponse(request, "admin/practices/practice/transition.html", context, status=status)


def _words(practice, event):
    words = DONE[event.name] % {"edition": event.edition}
    listing = Practice.objects.select_related("listing").get(pk=practice.pk)
    if event.name in ("publish", "unarchive") and hasattr(listing, "listing"):
        return format_html('{} <a href="{}">{}</a>', words, listing.get_absolute_url(), _("See it as the public does."))
    return words


def _on_from(request, practice) -> str:
    if Practice.objects.visible_to(request.user).filter(pk=practice.pk).exists():
        return reverse("admin:practices_practice_change", args=[practice.pk])
    return reverse("admin:practices_practice_changelist")
