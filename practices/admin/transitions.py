"""The buttons by which a practice moves on: asked for by POST, confirmed where a note or a reason is wanted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from practices import workflow
from practices.admin import history
from practices.admin.review import asked_by_post, posting, queue, screen
from practices.admin.review.decisions import DONE, NOTES, TransitionForm, form_ids
from practices.models import Practice
from practices.vocabulary import Channel

CONFLICT = 409
# Where a button leads, beside an address of this site.
TO_QUEUE, TO_REVIEW = "queue", "review"


def view(model_admin, request, pk: int, name: str):
    """One press of a button. Where something is to be said first, the first press shows the page that asks."""
    if answer := asked_by_post.instead_of_get(model_admin, request, pk):
        return answer
    practice = model_admin.visible_or_404(request, pk)
    transition = workflow.TABLE.get(name)
    if transition is None or not transition.is_offered:
        raise Http404
    if not workflow.is_allowed(transition, practice, request.user):
        raise PermissionDenied
    form = _form(request, practice, transition)
    if not form.is_bound or not form.is_valid():
        return _ask(model_admin, request, practice, transition, form)
    before = queue.place(practice, request.user) if request.POST.get("next") == TO_QUEUE else None
    try:
        event = workflow.perform(name, practice, by=request.user, channel=Channel.ADMIN, **form.values())
    except workflow.TransitionRefused as refusal:
        return _refused(model_admin, request, practice, transition, form, refusal)
    if before:
        return posting.to_next(request, practice, before, DONE[event.name] % {"edition": event.edition})
    messages.success(request, _words(practice, event))
    return HttpResponseRedirect(_on_from(request, practice))


def _form(request, practice, transition) -> TransitionForm:
    alone = transition.name == "publish" and workflow.is_alone(practice, request.user)
    if transition.name in NOTES and "confirmed" not in request.POST:
        return TransitionForm(None, transition, alone, initial={"expected": request.POST.get("expected")})
    ids = form_ids(transition.name) if _is_from_review(request) else "id_%s"
    return TransitionForm(request.POST, transition, alone, auto_id=ids)


def _is_from_review(request) -> bool:
    return request.POST.get("from") == TO_REVIEW


def _ask(model_admin, request, practice, transition, form):
    """The page that asks for a note, or the review screen with what is wrong with it."""
    if not (form.is_bound and _is_from_review(request)):
        return _page(model_admin, request, practice, transition, form)
    sentence = _("Something is missing or wrong in what you entered. Nothing was done.")
    return _screen(model_admin, request, practice, transition, form, sentence, posting.UNPROCESSABLE)


def _refused(model_admin, request, practice, transition, form, refusal):
    """Nothing happened; what was written stays on the page, which now speaks of the practice as it is."""
    if _is_from_review(request):
        return _screen(model_admin, request, practice, transition, form, str(refusal), CONFLICT)
    if transition.name not in NOTES:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(_on_from(request, practice))
    practice = model_admin.visible_or_404(request, practice.pk)
    _bring_up_to_date(form, practice)
    form.add_error(None, str(refusal))
    return _page(model_admin, request, practice, transition, form, status=CONFLICT)


def _screen(model_admin, request, practice, transition, form, sentence: str, status: int):
    practice = screen.found_or_404(model_admin, request, practice.pk)
    _bring_up_to_date(form, practice)
    refused = screen.Refused(sentence, transition.name, form)
    return screen.page(model_admin, request, practice, refused, status)


def _bring_up_to_date(form: TransitionForm, practice: Practice) -> None:
    form.data = form.data.copy()
    form.data["expected"] = str(practice.revision)


def _page(model_admin, request, practice, transition, form, status: int = 200):
    publishing = transition.name == "publish"
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("%(step)s: %(practice)s") % {"step": transition.label, "practice": practice},
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
    """Where to go next: where was asked for, else to the form; away from what this person cannot see any more."""
    wanted = request.POST.get("next", "")
    if posting.is_local(request, wanted):
        return wanted
    if not Practice.objects.visible_to(request.user).filter(pk=practice.pk).exists():
        return reverse("admin:practices_practice_changelist")
    if wanted == TO_REVIEW:
        return screen.address(practice, request.POST.get("view", ""))
    return reverse("admin:practices_practice_change", args=[practice.pk])
