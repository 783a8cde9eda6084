"""The review screen: what a practice would say anew, what is said about it, and the buttons, on one page."""

from dataclasses import dataclass

from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from practices import commenting, completeness, document, queues, workflow
from practices.admin import history
from practices.admin.review import assessment, comments, decisions, entries, queue
from practices.models import Practice
from practices.vocabulary import State

ASKED_FOR = ("request_changes", "decline")  # their notes are what the next reader of the record wants to know


@dataclass(frozen=True)
class Refused:
    """What could not be done and what was typed for it, to be shown again in its place."""

    sentence: str
    decision: str = ""
    form: decisions.TransitionForm | None = None
    path: str = ""
    answers: int | None = None
    text: str = ""
    is_internal: bool = False

    @property
    def is_comment(self) -> bool:
        return self.form is None and not self.decision


def view(model_admin, request, pk: int):
    """The screen of one practice, for whoever may see it here. It changes nothing."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return page(model_admin, request, found_or_404(model_admin, request, pk))


def found_or_404(model_admin, request, pk: int) -> Practice:
    """The practice with the people who are named on the screen."""
    seen = model_admin.get_queryset(request).select_related("author", "last_editor", "reviewer", "listing", "standing")
    return get_object_or_404(seen, pk=pk)


def address(practice: Practice, view: str = "", fragment: str = "") -> str:
    """Where the screen of a practice is, at a place of it."""
    query = f"?{urlencode({'view': view})}" if view in entries.VIEWS else ""
    return reverse("admin:practices_practice_review", args=[practice.pk]) + query + (f"#{fragment}" if fragment else "")


def page(model_admin, request, practice: Practice, refused: Refused | None = None, status: int = 200):
    """The screen, with what was refused in its place."""
    user = request.user
    built = document.build(practice)
    talk = comments.conversations(practice, user)
    tried = (refused.decision, refused.form) if refused and refused.form else None
    buttons = decisions.offered(practice, user, talk, tried)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Review: %(name)s") % {"name": practice},
        "opts": model_admin.opts,
        "practice": practice,
        "where": _where(practice, user),
        "decisions": buttons,
        "refused": refused,
        "left_over": _left_over(refused, buttons),
        "needs_another": _needs_another(practice, user, buttons),
        "place": queue.place(practice, user),
        "may_write_internal": commenting.may_write_internal(user, practice),
        "missing": _missing(built),
        "assessments": assessment.context(practice, user),
        "shortcuts": _shortcuts(buttons),
        **_content(request, practice, built, talk, refused),
    }
    return TemplateResponse(request, "admin/practices/practice/review.html", context, status=status)


def _content(request, practice: Practice, built: dict, talk: list, refused: Refused | None) -> dict:
    """The entries in the view that was asked for, each with its conversations; the other conversations apart."""
    edition = history.live_edition(practice)
    changed = entries.changed(edition, built) if edition else []
    wanted = request.GET.get("view") or request.POST.get("view")
    usual = entries.MARKED if changed else entries.WHOLE
    view = wanted if wanted in entries.VIEWS and (changed or wanted == entries.WHOLE) else usual
    shown = entries.whole(built) if view == entries.WHOLE else changed
    is_new = refused is not None and refused.is_comment and refused.answers is None
    for entry in shown:
        entry.conversations = [found for found in talk if found.path == entry.path]
        entry.is_refused = is_new and refused.path == entry.path
    places = {entry.path for entry in shown}
    elsewhere = [found for found in talk if found.path and found.path not in places]
    return {
        "edition": edition,
        "view": view,
        "views": _views(view, bool(changed)),
        "has_changed": bool(changed),
        "groups": entries.groups(shown, built["original_language"]),
        "sources": None if view == entries.WHOLE else entries.sources(built),
        "of_record": [found for found in talk if not found.path],
        "elsewhere": [(comments.label(found.path), found) for found in elsewhere],
        "is_refused_of_record": is_new and refused.path not in places,
        "place_of_refused": _place_of(refused, places) if refused else "",
        "discussable": entries.discussable(built, shown),
        "open_comments": sum(not found.is_settled for found in talk),
    }


def _place_of(refused: Refused, places: set[str]) -> str:
    """The id of the field that holds what was refused."""
    if not refused.is_comment:
        return "decide"
    if refused.answers:
        return f"answer-{refused.answers}"
    return f"{comments.anchor(refused.path)}-text" if refused.path in places else "record-text"


def _views(chosen: str, has_changed: bool) -> list[dict]:
    names = {
        entries.MARKED: _("Changes, marked"),
        entries.SIDES: _("Changes, side by side"),
        entries.WHOLE: _("The whole text"),
    }
    if not has_changed:
        return []
    return [{"name": name, "label": label, "is_chosen": name == chosen} for name, label in names.items()]


def _where(practice: Practice, user) -> dict:
    """Where the practice stands: since when, until when, with whom; and what was asked for the last time."""
    asked = None
    if practice.state != State.PUBLISHED:
        event = practice.events.select_related("actor").filter(name__in=(*ASKED_FOR, "publish")).first()
        asked = event if event and event.name in ASKED_FOR else None
    by_another = practice.reviewer_id is not None and practice.reviewer_id != user.pk
    return {
        "is_overdue": queues.is_overdue(practice.due),
        "looked_at_by": workflow.name_for(user, practice.reviewer, practice) if practice.reviewer_id else "",
        "is_with_another": by_another and practice.state == State.IN_REVIEW and user.has_perm(workflow.REVIEW),
        "author": workflow.name_for(user, practice.author, practice),
        "last_editor": workflow.name_for(user, practice.last_editor, practice),
        "asked": asked,
        "asked_by": workflow.name_for(user, asked.actor, practice) if asked else "",
        "asked_what": workflow.event_label(asked.name) if asked else "",
    }


def _missing(built: dict) -> dict:
    gaps = completeness.missing(built)
    for_publication = [gap.sentence for gap in gaps if gap.needed_for == completeness.PUBLICATION]
    for_assessment = [gap.sentence for gap in gaps if gap.needed_for == completeness.ASSESSMENT]
    return {"for_publication": for_publication, "for_assessment": for_assessment}


def _needs_another(practice: Practice, user, buttons: list[decisions.Decision]) -> bool:
    """Whether only what this person wrote keeps them from publishing it."""
    is_offered = any(one.transition.name == "publish" for one in buttons)
    return practice.state == State.IN_REVIEW and user.has_perm("practices.publish_practice") and not is_offered


def _left_over(refused: Refused | None, buttons: list[decisions.Decision]) -> str:
    """What was typed for a button that is not offered any more."""
    if refused is None or refused.form is None or any(one.transition.name == refused.decision for one in buttons):
        return ""
    typed = (refused.form.data.get(name, "") for name in ("note", "reason"))
    return "\n\n".join(text for text in typed if text)


def _shortcuts(buttons: list[decisions.Decision]) -> list[dict]:
    offered = {
        decision.key: decision.transition.label + (f" ({_('goes to its note')})" if decision.asks else "")
        for decision in buttons if decision.key
    }  # fmt: skip
    keys = {
        "j": _("Next entry"),
        "k": _("Previous entry"),
        "c": _("Comment on this entry"),
        "n": _("Next in the queue"),
        "p": _("Previous in the queue"),
        **offered,
        "g q": _("To the queue"),
        "Ctrl+Enter": _("In a note or comment: send it; a decision also goes to the next in the queue"),
    }
    return [{"keys": key, "what": what} for key, what in keys.items()]
