"""What is sent from the review screen beside its buttons: comments, answers, and that something is settled."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices import commenting
from practices.admin.keys import key_of
from practices.admin.review import asked_by_post, queue, screen
from practices.models import Comment, Practice

UNPROCESSABLE = 422


def add(model_admin, request, pk: int):
    """Leave a comment or an answer, and come back to its place."""
    if answer := asked_by_post.instead_of_get(model_admin, request, pk):
        return answer
    practice = screen.found_or_404(model_admin, request, pk)
    answers = _answered(practice, request)
    typed = {
        "path": request.POST.get("path", ""),
        "text": request.POST.get("text", ""),
        "is_internal": "is_internal" in request.POST,
    }
    before = queue.place(practice, request.user) if request.POST.get("next") == "queue" else None
    try:
        comment = commenting.add(practice, by=request.user, answers=answers, **typed)
    except commenting.CommentRefused as refusal:
        first = (answers.answers_id or answers.pk) if answers else None
        refused = screen.Refused(str(refusal), answers=first, **typed)
        return screen.page(model_admin, request, practice, refused, status=UNPROCESSABLE)
    if before:
        return to_next(request, practice, before, _("Your comment is kept."))
    return _back(request, practice, comment)


def settle(model_admin, request, pk: int, comment: int):
    """Mark a conversation as settled, or open it again."""
    if answer := asked_by_post.instead_of_get(model_admin, request, pk):
        return answer
    practice = model_admin.visible_or_404(request, pk)
    found = get_object_or_404(commenting.visible_to(request.user, practice), pk=comment)
    commenting.settle(found, by=request.user, is_resolved=request.POST.get("settled") != "0")
    return _back(request, practice, found.answers or found)


def _answered(practice: Practice, request) -> Comment | None:
    """The comment that is answered, if one is."""
    key = request.POST.get("answers", "")
    if not key:
        return None
    return get_object_or_404(commenting.visible_to(request.user, practice), pk=key_of(key))


def _back(request, practice: Practice, comment: Comment):
    return HttpResponseRedirect(screen.address(practice, request.POST.get("view", ""), f"comment-{comment.pk}"))


def to_next(request, practice: Practice, before: queue.Place, done: str):
    """On to the next practice of the person's queue, with what was done and how many wait; without one, to the start."""
    following, waiting = queue.after(practice, request.user, before)
    left = ngettext("%(number)s practice waits for you.", "%(number)s practices wait for you.", waiting)
    left = left % {"number": waiting} if following else _("Nothing else waits for you.")
    messages.success(request, f"{done} {left}")
    if following is None:
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:practices_practice_review", args=[following]))


def is_local(request, address: str) -> bool:
    """Whether an address is one of this site."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
