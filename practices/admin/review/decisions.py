"""The transitions as a person is offered them: what each asks for, and what is said once it is done."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practices import workflow
from practices.admin.fields import CleanText
from practices.admin.review.comments import Conversation, label
from practices.models import Practice

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
GOES_ON = {
    "request_changes": gettext_lazy("Request changes and next"),
    "decline": gettext_lazy("Decline and next"),
    "publish": gettext_lazy("Publish and next"),
}
KEYS = {"take": "t", "publish": "a", "request_changes": "r"}
QUIET = {"withdraw", "release", "decline", "archive"}  # those that lead away from publication stand back


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

    def __init__(self, data, transition, alone: bool, **options) -> None:
        super().__init__(data, **options)
        self.fields["note"].label = NOTES.get(transition.name, "")
        self.fields["note"].required = transition.needs_note
        if not alone:
            del self.fields["reason"]

    def values(self) -> dict:
        """What workflow.perform is told."""
        return {name: value for name, value in self.cleaned_data.items() if value != ""}


@dataclass
class Decision:
    """One button. Where it `asks`, its form opens in place."""

    transition: workflow.Transition
    form: TransitionForm
    asks: bool
    goes_on: str  # the words on the button that leads to the next practice; empty where there is none
    key: str
    is_quiet: bool
    is_open: bool
    warning: str = ""


def form_ids(name: str) -> str:
    """Ids that tell the forms of one page apart."""
    return f"id_{name}_%s"


def offered(
    practice: Practice, user, talk: list[Conversation], tried: tuple[str, TransitionForm] | None = None
) -> list[Decision]:
    """The buttons for a person. `tried` is the one that was just refused, with what was typed into it."""
    found = []
    for transition in workflow.available(practice, user):
        name = transition.name
        form = tried[1] if tried and tried[0] == name else None
        if form is None:
            # Who may not publish alone is offered the button only where they are not.
            may_be = name == "publish" and user.has_perm("practices.publish_alone_practice")
            alone = may_be and workflow.is_alone(practice, user)
            form = TransitionForm(
                None, transition, alone, auto_id=form_ids(name), initial={"expected": practice.revision}
            )
            if name == "request_changes":
                form.initial["note"] = draft(talk)
        found.append(
            Decision(
                transition, form, name in NOTES, str(GOES_ON.get(name, "")), KEYS.get(name, ""), name in QUIET,
                form.is_bound, open_warning(talk) if name == "publish" else "",
            )
        )  # fmt: skip
    # What leads on stands before what leads away, and publication before all.
    return sorted(found, key=lambda one: (one.transition.name != "publish", one.is_quiet))


def draft(talk: list[Conversation]) -> str:
    """The beginning of a note to the author: which entries still have open comments that the author can read."""
    names = [label(found.path) for found in talk if not found.is_settled and not found.first.comment.is_internal]
    if not names:
        return ""
    words = _("Please look at the comments on: %(entries)s.") % {"entries": ", ".join(dict.fromkeys(names))}
    return words if len(words) <= workflow.LONGEST_NOTE else _("Please look at the comments.")


def open_warning(talk: list[Conversation]) -> str:
    """A sentence on the conversations nobody has settled; empty where there are none."""
    number = sum(not found.is_settled for found in talk)
    if not number:
        return ""
    return ngettext(
        "%(number)s comment is not settled yet. You can publish all the same.",
        "%(number)s comments are not settled yet. You can publish all the same.",
        number,
    ) % {"number": number}
