"""What the registry's practices hold of a person: for them to download, and to be let go when they delete their account."""

from django.utils import timezone

from accounts.deletion import DeletionRefused
from practices import workflow
from practices.models import (
    Assessment,
    Comment,
    Event,
    Export,
    Import,
    Mandate,
    Notice,
    Practice,
    ReviewRequest,
    UnsavedEntry,
)


def personal_data(user) -> dict:
    """Everything of this person, as JSON can hold it. What others wrote about their records is not theirs."""
    mandate = Mandate.objects.filter(person=user).first()
    judged = (
        "practice__code",
        "at",
        "revision",
        "has_conflict",
        "conflict_note",
        "gates",
        "scores",
        "comments",
        "public_reason",
    )
    return {
        "written": list(
            Practice.objects.filter(author=user).order_by("pk").values("code", "title", "state", "created_at")
        ),
        "deeds": list(Event.objects.filter(actor=user).order_by("pk").values("at", "code", "name", "note", "reason")),
        "comments": list(Comment.objects.filter(by=user).values("practice__code", "path", "text", "at")),
        "assessments": list(Assessment.objects.filter(assessor=user).order_by("pk").values(*judged)),
        "asked_to_review": list(
            ReviewRequest.objects.filter(reviewer=user).values("practice__code", "asked_at", "due", "outcome", "note")
        ),
        "mandate": _mandate(mandate) if mandate else None,
        "mail_about_practices": list(Notice.objects.filter(recipient=user).values("kind", "created_at", "sent_at")),
        "exports": list(Export.objects.filter(person=user).values("created_at", "format", "query", "expires_at")),
        "imports": list(Import.objects.filter(person=user).values("created_at", "name", "loaded_at", "undone_at")),
        "unsaved": list(UnsavedEntry.objects.filter(person=user).values("practice__code", "saved_at", "entries")),
    }


def _mandate(mandate: Mandate) -> dict:
    lists = ("themes", "regions", "scope_regions", "scope_organisations")
    return {name: [row.code for row in getattr(mandate, name).all()] for name in lists} | {
        "organisation": str(mandate.organisation or ""),
        "languages": mandate.languages,
        "can_be_asked": mandate.is_available,
    }


def hand_over(user) -> None:
    """After a change of rights: what waits for this person and is not theirs to do any more waits for others again.

    Raises workflow.Conflict where somebody is saving one of these practices right now.
    """
    may_review = user.is_active and user.has_perm(workflow.REVIEW)
    for practice in Practice.objects.filter(reviewer=user):
        if not may_review or not workflow.is_within_reach(practice, user):
            workflow.let_go(practice, user)
    for request in ReviewRequest.objects.filter(reviewer=user, closed_at=None).select_related("practice"):
        if not may_review or not workflow.is_within_reach(request.practice, user):
            ReviewRequest.objects.filter(pk=request.pk).update(closed_at=timezone.now(), outcome="withdrawn")


def leave(user) -> None:
    """Before an account is emptied: nothing waits for this person any more; what they wrote and decided stays.

    Raises accounts.deletion.DeletionRefused.
    """
    try:
        for practice in Practice.objects.filter(reviewer=user):
            workflow.let_go(practice, user)
    except workflow.Conflict as conflict:
        raise DeletionRefused(str(conflict)) from None
    ReviewRequest.objects.filter(reviewer=user, closed_at=None).update(closed_at=timezone.now(), outcome="withdrawn")
    Notice.objects.filter(recipient=user, sent_at=None).delete()
    UnsavedEntry.objects.filter(person=user).delete()
    Export.objects.filter(person=user).update(expires_at=timezone.now())  # the next purge takes row and file
    Mandate.objects.filter(person=user).delete()
