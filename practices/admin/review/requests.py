"""The page on which reviewers are asked, and the answers to such requests."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from practices import proposals, queues, reviewing, workflow
from practices.admin.keys import key_of
from practices.admin.review import asked_by_post
from practices.models import Practice, ReviewRequest
from practices.text import clean
from practices.vocabulary import Channel

LONGEST_NOTE = 1_000
MOST_ASKED = 20  # at once
EVERYBODY = 500  # who is offered, at most


def addresses(model_admin) -> list:
    """The addresses of the pages."""

    def asking(request, pk):
        return view(model_admin, request, pk)

    def closing(request, pk, key):
        return close(model_admin, request, pk, key)

    wrap = model_admin.admin_site.admin_view
    return [
        path("<int:pk>/ask/", wrap(asking), name="practices_practice_ask"),
        path("<int:pk>/ask/<int:key>/close/", wrap(closing), name="practices_practice_close_request"),
    ]


def view(model_admin, request, pk: int):
    """Show who could be asked and who is asked already; ask those who are chosen."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    practice = model_admin.visible_or_404(request, pk)
    if not request.user.has_perm(workflow.REVIEW) or practice.author_id == request.user.pk:
        raise PermissionDenied
    if request.method != "POST":
        return _page(model_admin, request, practice, request.GET.getlist("reviewer"))
    chosen = list(dict.fromkeys(key for key in request.POST.getlist("reviewer") if key))
    note = clean(request.POST.get("note", ""))
    faults = _faults(chosen, note)
    if not faults:
        faults = _ask(request, practice, chosen, note)
    if faults:
        return _page(model_admin, request, practice, chosen, note, faults)
    return HttpResponseRedirect(reverse("admin:practices_practice_review", args=[practice.pk]))


def _faults(chosen: list[str], note: str) -> list[dict]:
    faults = []
    if not chosen:
        faults.append({"id": "ask_form", "sentence": _("Choose at least one person.")})
    if len(chosen) > MOST_ASKED:
        sentence = _("Ask at most %(count)s people at once.") % {"count": MOST_ASKED}
        faults.append({"id": "ask_form", "sentence": sentence})
    if len(note) > LONGEST_NOTE:
        faults.append({"id": "note", "sentence": _("A note has at most 1,000 characters.")})
    return faults


def _ask(request, practice: Practice, chosen: list[str], note: str) -> list[dict]:
    """Ask each of them. Who cannot be asked is a message beside those who were; if nobody was, all of it is a fault."""
    people = get_user_model().objects.in_bulk(filter(None, map(key_of, chosen)))
    asked, refused = [], []
    for key in chosen:
        person = people.get(key_of(key))
        try:
            if person is None:
                raise reviewing.ReviewRefused(_("This person cannot review this practice. Choose another one."))
            reviewing.ask(practice, person, by=request.user, channel=Channel.ADMIN, note=note)
            asked.append(str(person))
        except (reviewing.ReviewRefused, workflow.Conflict) as refusal:
            words = _("%(person)s: %(refusal)s") % {"person": person, "refusal": refusal}
            refused.append(words if person else str(refusal))
    if not asked:
        return [{"id": "ask_form", "sentence": sentence} for sentence in refused]
    messages.success(request, _("Asked: %(names)s.") % {"names": ", ".join(asked)})
    for sentence in refused:
        messages.error(request, sentence)
    return []


def _page(model_admin, request, practice, chosen, note: str = "", faults: list | None = None):
    found = [{"key": str(one.person.pk), "person": one.person, "reasons": one.reasons, "weight": one.weight,
              "open_reviews": one.open_reviews} for one in proposals.proposed(practice, EVERYBODY)]  # fmt: skip
    first = [one for one in found[: proposals.MOST] if one["weight"] + one["open_reviews"] > 0]
    keys = {one["key"] for one in first}
    others = sorted((one for one in found if one["key"] not in keys), key=lambda one: str(one["person"]).casefold())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Ask reviewers: %(name)s") % {"name": practice},
        "opts": model_admin.opts,
        "practice": practice,
        "proposals": first,
        "others": others,
        "requests": open_requests(practice, request.user),
        "chosen": set(chosen),
        "note": note,
        "faults": faults or [],
    }
    return TemplateResponse(request, "admin/practices/practice/ask.html", context)


def open_requests(practice: Practice, user) -> list[dict]:
    """Who is asked and has not answered yet, the first due first."""
    found = practice.review_requests.filter(closed_at=None).select_related("reviewer", "asked_by")
    return [
        {"request": one, "is_overdue": queues.is_overdue(one.due), "is_own": one.reviewer_id == user.pk}
        for one in found
    ]


def close(model_admin, request, pk: int, key: int):
    """Decline what one was asked for, or withdraw what somebody else was."""
    if answer := asked_by_post.instead_of_get(model_admin, request, pk):
        return answer
    found = get_object_or_404(ReviewRequest.objects.select_related("practice"), pk=key, practice=pk)
    is_own = found.reviewer_id == request.user.pk
    is_seen = Practice.objects.visible_to(request.user).filter(pk=pk).exists()
    if not is_own and not is_seen:
        raise Http404
    if not is_own and found.practice.author_id == request.user.pk:
        raise PermissionDenied
    note = clean(request.POST.get("note", ""))
    if len(note) > LONGEST_NOTE:
        messages.error(request, _("A note has at most 1,000 characters."))
    else:
        try:
            reviewing.close_request(found, by=request.user, note=note)
            messages.success(request, _("You have declined the request.") if is_own else _("The request is withdrawn."))
        except reviewing.ReviewRefused as refusal:
            messages.error(request, str(refusal))
    name = "admin:practices_practice_review" if is_seen else "admin:practices_practice_changelist"
    return HttpResponseRedirect(reverse(name, args=[pk] if is_seen else []))
