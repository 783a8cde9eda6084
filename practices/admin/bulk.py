"""One transition for many practices: first what will happen to each, then what has happened to each."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices import workflow
from practices.admin.keys import key_of, number_of
from practices.admin.prospects import Prospect, prospects_of
from practices.admin.transitions import TransitionForm
from practices.models import Practice
from practices.vocabulary import Channel, State

MOST = 100


class BulkForm(TransitionForm):
    """What is said along with the transition, once for all."""

    def __init__(self, data, transition, alone: bool) -> None:
        super().__init__(data, transition, alone)
        del self.fields["expected"]  # each record carries its own


@dataclass(frozen=True)
class Result:
    """What became of one practice. `outcome` is done, changed (somebody was first) or refused."""

    key: int
    practice: Practice | None
    outcome: str
    sentence: str = ""


def actions(request) -> dict:
    """The transitions this person may make of some practice, as actions of the list."""
    if IS_POPUP_VAR in request.GET:
        return {}
    offered = (one for one in workflow.TABLE.values() if one.is_offered and _is_ever_allowed(one, request.user))
    return {one.name: (partial(_chosen, one), one.name, one.label) for one in offered}


def _is_ever_allowed(transition, user) -> bool:
    return user.has_perm(transition.permission) or (transition.own and user.has_perm("practices.add_practice"))


def _chosen(transition, model_admin, request, queryset):
    """From the list: what was ticked, whether or not it is still in the list as it was filtered."""
    if request.POST.get("select_across", "0") not in ("", "0"):
        keys = list(queryset.values_list("pk", flat=True)[: MOST + 1])
    else:
        keys = [key for key in map(key_of, request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)) if key]
    return _preview(model_admin, request, transition, keys)


def addresses(model_admin) -> list:
    """The address of the page that asks and answers."""

    def bulk_view(request, name):
        return view(model_admin, request, name)

    return [path("bulk/<str:name>/", model_admin.admin_site.admin_view(bulk_view), name="practices_practice_bulk")]


def view(model_admin, request, name: str):
    """Show what will happen, or, when it is confirmed, let it happen."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    transition = workflow.TABLE.get(name)
    if transition is None or not transition.is_offered:
        raise Http404
    if not _is_ever_allowed(transition, request.user):
        raise PermissionDenied
    seen = dict(_read(entry) for entry in request.POST.getlist("seen"))
    if "confirmed" not in request.POST:
        return _preview(model_admin, request, transition, list(seen))
    if not seen or len(seen) > MOST:
        return _too_many(request, len(seen))
    prospects = prospects_of(model_admin, request, transition, seen)
    form = BulkForm(request.POST, transition, _is_alone_somewhere(prospects))
    if not form.is_valid():
        return _page(model_admin, request, transition, prospects, form)
    results = [_perform(model_admin, request, transition, key, seen[key], form.values()) for key in seen]
    return _answer(model_admin, request, transition, results, form)


def _read(entry: str) -> tuple[int, int]:
    """Key and revision out of “12:3”."""
    first, _colon, second = entry.partition(":")
    key, revision = key_of(first), number_of(second)
    if key is None or revision is None:
        raise BadRequest("A practice and its revision were expected.")
    return key, revision


def _preview(model_admin, request, transition, keys: list[int]):
    if not keys or len(keys) > MOST:
        return _too_many(request, len(keys))
    prospects = prospects_of(model_admin, request, transition, dict.fromkeys(keys))
    if not prospects:
        raise Http404
    # What was typed before, when those left over are tried again.
    form = BulkForm(None, transition, _is_alone_somewhere(prospects))
    form.initial = {name: request.POST.get(name, "")[: workflow.LONGEST_NOTE] for name in ("note", "reason")}
    return _page(model_admin, request, transition, prospects, form)


def _too_many(request, count: int):
    words = _("At most %(most)s practices can be changed at once. Choose fewer; nothing has been changed.")
    messages.error(request, words % {"most": MOST} if count else _("No practice was chosen. Nothing has been changed."))
    return HttpResponseRedirect(_list_of(request))


def _list_of(request) -> str:
    """The list the person came from, filtered as it was."""
    address = reverse("admin:practices_practice_changelist")
    if request.path == address:
        return request.get_full_path()
    return address


def _is_alone_somewhere(prospects: list[Prospect]) -> bool:
    return any(one.alone and not one.refusal for one in prospects)


def _perform(model_admin, request, transition, key: int, revision: int, given: dict) -> Result:
    """One practice in a transaction of its own: what happens to the others does not touch it."""
    practice = model_admin.get_queryset(request).filter(pk=key).first()
    if practice is None:
        return Result(key, None, "refused", _("It is not there any more, or not for you to see."))
    try:
        workflow.perform(transition.name, practice, by=request.user, expected=revision, channel=Channel.ADMIN, **given)
    except workflow.Conflict as conflict:
        return Result(key, practice, "changed", str(conflict))
    except (workflow.TransitionRefused, PermissionDenied) as refusal:
        return Result(key, practice, "refused", str(refusal) or _("You may not do this."))
    return Result(key, practice, "done")


def _page(model_admin, request, transition, prospects: list[Prospect], form):
    possible = [one for one in prospects if not one.refusal]
    context = {
        **_frame(model_admin, request, transition),
        "possible": possible,
        "refused": [one for one in prospects if one.refusal],
        "target": State(transition.target).label if transition.target else "",
        "form": form,
    }
    return TemplateResponse(request, "admin/practices/practice/bulk.html", context)


def _answer(model_admin, request, transition, results: list[Result], form):
    done = sum(result.outcome == "done" for result in results)
    words = ngettext(
        "Done for %(done)s of %(count)s practice.", "Done for %(done)s of %(count)s practices.", len(results)
    )
    context = {
        **_frame(model_admin, request, transition),
        "summary": words % {"done": done, "count": len(results)},
        "done": [result for result in results if result.outcome == "done"],
        "others": [result for result in results if result.outcome != "done"],
        "given": form.values(),
    }
    return TemplateResponse(request, "admin/practices/practice/bulk_result.html", context)


def _frame(model_admin, request, transition) -> dict:
    return {
        **model_admin.admin_site.each_context(request),
        "title": _("%(transition)s: several practices") % {"transition": transition.label},
        "opts": model_admin.opts,
        "transition": transition,
        "list_address": _list_of(request),
    }
