"""What is being typed is kept on the server, and comes back after a crash: beside the form, never in the practice."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from practices import unsaved
from practices.admin import conflicts, faults
from practices.admin.keys import number_of

UNKEPT = {"csrfmiddlewaretoken", "_save", "_continue", "_addanother", "_popup", "_to_field"}
STALE = 409


def addresses(model_admin) -> list:
    """Where script sends what is typed, and where it is restored or discarded; for a new practice and for one there is."""

    def address(route, view, name):
        def wrapped(request, pk=None):
            return view(model_admin, request, pk)

        return path(route, model_admin.admin_site.admin_view(wrapped), name=f"practices_practice_{name}")

    return [
        address("add/keep/", keep, "add_keep"),
        address("<int:pk>/keep/", keep, "keep"),
        address("add/unsaved/", take_up, "add_unsaved"),
        address("<int:pk>/unsaved/", take_up, "unsaved"),
    ]


def keep(model_admin, request, pk):
    """Keep the entries of the form. Answers when that was, in words."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    practice = _practice(model_admin, request, pk)
    revision = number_of(request.POST.get("expected", "")) or 0
    entries = {name: request.POST.getlist(name) for name in request.POST if name not in UNKEPT}
    try:
        with transaction.atomic():
            entry = unsaved.keep(request.user, practice, revision, entries)
    except unsaved.SavedElsewhere:
        return JsonResponse(
            {"refusal": _("You have saved this practice in another window. Open it again.")}, status=STALE
        )
    except IntegrityError:
        raise Http404 from None  # deleted in this moment
    return JsonResponse({"kept": _("Kept at %(time)s") % {"time": _time(entry.saved_at)}})


def take_up(model_admin, request, pk):
    """Show the form with what was kept, or forget it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    practice = _practice(model_admin, request, pk)
    here = _address("change", practice)
    if "discard" in request.POST:
        unsaved.forget(request.user, practice)
        return HttpResponseRedirect(here)
    entry = unsaved.find(request.user, practice)
    if entry is None:
        return HttpResponseRedirect(here)
    typed = QueryDict(mutable=True)
    for name, values in entry.entries.items():
        typed.setlist(name, values)
    request.POST = conflicts.chosen(typed)
    request.is_restored = True
    sentence = _("This is what you had typed. It is not saved yet: look it over, then save.")
    request.refusal = faults.Refusal([faults.Fault(sentence)])
    if practice is not None and typed.get("expected") != model_admin.version(request, practice):
        request.refusal = model_admin.stale(request, practice)
    return model_admin.shown_again(request, str(pk) if pk else None, here)


def notice(request, practice) -> dict | None:
    """What the form says on top where something typed was never saved."""
    if getattr(request, "refusal", None) is not None or request.method != "GET":
        return None
    entry = unsaved.find(request.user, practice)
    if entry is None:
        return None
    return {
        "when": _time(entry.saved_at),
        "address": _address("unsaved", practice),
        "has_moved_on": practice is not None and entry.revision != practice.revision,
    }


def keeping_address(practice) -> str:
    """Where the form's script sends what is typed."""
    return _address("keep", practice)


def _address(name: str, practice) -> str:
    if practice is None:
        return reverse("admin:practices_practice_add" + ("" if name == "change" else f"_{name}"))
    return reverse(f"admin:practices_practice_{name}", args=[practice.pk])


def _practice(model_admin, request, pk):
    """The practice of the form, None for a new one. Refuses who may not change it."""
    practice = model_admin.visible_or_404(request, pk) if pk is not None else None
    if practice is None and not model_admin.has_add_permission(request):
        raise PermissionDenied
    if practice is not None and not model_admin.has_change_permission(request, practice):
        raise PermissionDenied
    return practice


def _time(moment) -> str:
    """The time of day; with the day where it is not today."""
    moment = timezone.localtime(moment)
    is_today = timezone.localtime() - moment < timedelta(hours=18)
    return date_format(moment, "H:i" if is_today else "DATETIME_FORMAT")
