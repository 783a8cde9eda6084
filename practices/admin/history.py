"""Who did what to a practice, in words: its events, its editions, and what any two of them say differently."""

from collections.abc import Iterable
from itertools import zip_longest

from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices import document, reference, workflow
from practices.admin import restoring
from practices.admin.keys import number_of
from practices.document.compare import Wording, compare
from practices.models import Edition, Event, Practice

EVENTS_A_PAGE = 20
COPY, LATEST = "copy", float("inf")  # the working copy, which comes after every edition


def addresses(model_admin) -> list:
    """Pages of the past of one practice, beside its history."""

    def changes(request, pk):
        return changes_view(model_admin, request, model_admin.visible_or_404(request, pk))

    def comparison(request, pk):
        return comparison_view(model_admin, request, model_admin.visible_or_404(request, pk))

    def restore(request, pk, number):
        return restoring.view(model_admin, request, model_admin.visible_or_404(request, pk), number)

    wrap = model_admin.admin_site.admin_view
    return [
        path("<int:pk>/changes/", wrap(changes), name="practices_practice_changes"),
        path("<int:pk>/compare/", wrap(comparison), name="practices_practice_compare"),
        path("<int:pk>/editions/<int:number>/restore/", wrap(restore), name="practices_practice_restore"),
    ]


def view(model_admin, request, practice):
    """All events of a practice, the newest first."""
    events = practice.events.select_related("actor").order_by("-id")
    paginator = Paginator(events, EVENTS_A_PAGE)
    page = paginator.get_page(request.GET.get(PAGE_VAR))
    may_restore = model_admin.has_change_permission(request, practice)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("History: %(name)s") % {"name": practice},
        "opts": model_admin.opts,
        "practice": practice,
        "page": page,
        "page_range": paginator.get_elided_page_range(page.number),
        "page_var": PAGE_VAR,
        "rows": in_words_all(page, practice, request.user),
        "editions": editions(practice),
        "is_public": hasattr(practice, "listing"),
        "may_restore": may_restore,
        "hindrance": restoring.hindrance(practice) if may_restore else "",
        "may_read_reasons": request.user.has_perm(workflow.REVIEW),
        "copy": COPY,
    }
    return TemplateResponse(request, "admin/practices/practice/history.html", context)


def named(events: Iterable[Event], practice: Practice, reader) -> list[tuple[Event, str]]:
    """Events, each with who did it as this reader may know it; rights are asked once a person."""
    names: dict[int | None, str] = {}
    found = []
    for event in events:
        if event.actor_id not in names:
            names[event.actor_id] = workflow.name_for(reader, event.actor, practice)
        found.append((event, names[event.actor_id]))
    return found


def comparison_view(model_admin, request, practice):
    """What the later of two editions says otherwise than the earlier one; the working copy is the latest of all."""
    sides = sorted((side(practice, request.GET.get(name, "")) for name in ("old", "new")), key=lambda one: one[0])
    (old_number, old), (new_number, new) = sides
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Two versions compared: %(name)s") % {"name": practice},
        "opts": model_admin.opts,
        "practice": practice,
        "old": None if old_number == LATEST else int(old_number),
        "new": None if new_number == LATEST else int(new_number),
        "is_same": old_number == new_number,
        "changes": compare(old, new, get_language() or "en"),
        "may_restore": model_admin.has_change_permission(request, practice) and not restoring.hindrance(practice),
    }
    return TemplateResponse(request, "admin/practices/practice/compare.html", context)


def side(practice: Practice, asked: str) -> tuple[float, dict]:
    """Place in time and document of an edition by its number, or of the working copy. Raises Http404."""
    if asked == COPY:
        return LATEST, document.build(practice)
    edition = practice.editions.filter(number=number_of(asked)).first()
    if edition is None:
        raise Http404
    return edition.number, edition.document


def changes_view(model_admin, request, practice):
    """What the working copy says otherwise than the live edition."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Changes since the last edition: %(name)s") % {"name": practice},
        "opts": model_admin.opts,
        "practice": practice,
        "since": live_edition(practice),
        "changes": since_live_edition(practice),
    }
    return TemplateResponse(request, "admin/practices/practice/changes.html", context)


def in_words_all(events: Iterable[Event], practice: Practice, reader) -> list[dict]:
    """Events as this reader sees them, at the cost of one."""
    snapshot = reference.current()
    return [in_words(event, practice, name, snapshot) for event, name in named(events, practice, reader)]


def in_words(event: Event, practice: Practice, name: str = "", snapshot: reference.Snapshot | None = None) -> dict:
    """One event as a reader of the history sees it; `name` is who did it, where not everybody may know."""
    return {
        "event": event,
        "what": workflow.event_label(event.name),
        "who": name or event.actor or _("The registry"),
        "is_move": event.from_state != event.to_state,
        "changes": changes_in_words(event.changes, practice.original_language, snapshot),
    }


def changes_in_words(
    changes: list[dict], original_language: str, snapshot: reference.Snapshot | None = None
) -> list[dict]:
    """Recorded changes as document.compare words them."""
    if not changes:
        return []
    frame = document.empty() | {"original_language": original_language}
    wording = Wording(frame, frame, get_language() or "en", snapshot or reference.current())
    return [entry for change in changes for entry in _entries(wording, change)]


def _entries(wording: Wording, change: dict) -> list[dict]:
    path, old, new = change["path"], change["old"], change["new"]
    try:
        return _of_staff(path, old, new) if path.partition(".")[0] == "staff" else wording.entries(change)
    except (AttributeError, FieldDoesNotExist, KeyError, StopIteration, TypeError, ValueError):
        # A record of an older shape: better its bare values than no history.
        return [{"path": path, "label": path, "kind": "value", "old": str(old), "new": str(new)}]


def _of_staff(path: str, old, new) -> list[dict]:
    key = path.split(".")[1]
    if key == "unverified":
        label = _("unverified statements")
        removed = [text for text in old or [] if text not in (new or [])]
        added = [text for text in new or [] if text not in (old or [])]
        entry = {"path": path, "label": label, "kind": "list", "removed": removed, "added": added}
        return [entry | {"is_reordered": not removed and not added}]
    if key == "focal_point":
        old, new = (" · ".join(value for value in (side or {}).values() if value) for side in (old, new))
    label = _("focal point") if key == "focal_point" else str(Practice._meta.get_field(key).verbose_name)
    return [{"path": path, "label": label, "kind": "value", "old": old or "", "new": new or ""}]


def editions(practice: Practice) -> list[Edition]:
    """All editions without their documents, the newest first, each knowing the number of the one before."""
    found = list(practice.editions.defer("document").order_by("-number"))
    for edition, before in zip_longest(found, found[1:]):
        edition.previous = before.number if before else None
    return found


def live_edition(practice: Practice) -> Edition | None:
    """The newest edition of a practice, if it was ever published."""
    return practice.editions.order_by("-number").first()


def since_live_edition(practice: Practice) -> list[dict]:
    """What would be new for readers if the working copy were published now; nothing for a first edition."""
    edition = live_edition(practice)
    if edition is None:
        return []
    return compare(edition.document, document.build(practice), get_language() or "en")
