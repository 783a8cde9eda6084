"""What stands above the form of a practice: where it stands, what is missing, and what may be done next."""

from django.utils.translation import gettext as _

from practices import completeness, document, publishing, workflow
from practices.admin import transitions
from practices.admin.review import comments, decisions
from practices.vocabulary import State


def of(practice, user, built: dict | None = None) -> dict:
    """All that the panel shows of a practice; `built` is its document, where that is known already."""
    built = document.build(practice) if built is None else built
    standing = getattr(practice, "standing", None)
    return {
        "practice": practice,
        "listing": getattr(practice, "listing", None),
        "standing": standing,
        "archived": standing if standing is not None and standing.archived_at else None,
        "edition": practice.editions.defer("document").order_by("-number").first(),
        "has_changes_waiting": practice.state != State.PUBLISHED,
        "for_publication": keeps_from_publication(built),
        "for_assessment": [
            gap.sentence for gap in completeness.missing(built) if gap.needed_for == completeness.ASSESSMENT
        ],
        "buttons": [
            {
                "transition": transition,
                "asks": transition.name in transitions.NOTES,
                "is_quiet": transition.name in decisions.QUIET,
            }
            for transition in workflow.available(practice, user)
        ],
        "what_now": what_now(practice, user),
        "asked": _asked(practice),
        "last_editor": workflow.name_for(user, practice.last_editor, practice),
        "open_comments": comments.for_form(practice, user),
    }


def _asked(practice):
    """The event by which it came back to its author, whose note says what is to be changed."""
    if practice.state not in (State.CHANGES_REQUESTED, State.DECLINED):
        return None
    return practice.events.filter(name__in=("request_changes", "decline")).first()


def keeps_from_publication(built: dict) -> list[str]:
    """Sentences that say why it cannot be published yet."""
    try:
        publishing.refuse_unpublishable(built)
    except publishing.NotPublishable as refusal:
        return refusal.reasons
    return []


def what_now(practice, user) -> str:
    """One sentence on whose turn it is."""
    standing = getattr(practice, "standing", None)
    if standing is not None and standing.archived_at:
        return _("It is archived: nobody outside can read it until it is brought back.")
    if practice.state == State.PUBLISHED:
        return _(
            "The public reads this. The first saved change begins a draft; the public keeps the last edition until"
            " you publish again."
        )
    if practice.state in (State.DRAFT, State.CHANGES_REQUESTED):
        return _("Save as often as you like. When nothing is missing, submit it for review.")
    if practice.state == State.SUBMITTED:
        return _("Waiting for somebody to take it into review.")
    if practice.state == State.IN_REVIEW and workflow.is_alone(practice, user):
        return _("You wrote or last edited this: somebody else publishes it, or an administrator with a reason.")
    if practice.state == State.IN_REVIEW:
        return _("Read it in the preview, then publish it, ask for changes or decline it.")
    return _("Declined. Its author or a reviewer may reopen it.")
