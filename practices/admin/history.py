"""Who did what to a practice, in words: its events, and what a new edition would change for its readers."""

from itertools import zip_longest

from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices import document, reference, workflow
from practices.document.compare import Wording, compare
from practices.models import Edition, Event, Practice

EVENTS_A_PAGE = 20


def addresses(model_admin) -> list:
    """Pages of the past of one practice, beside its history."""

    def changes(request, pk):
        return changes_view(model_admin, request, model_admin.visible_or_404(request, pk))

    wrap = model_admin.admin_site.admin_view
    return [path("<int:pk>/changes/", wrap(changes), name="practices_practice_changes")]


def view(model_admin, request, practice):
    """All events of a practice, the newest first."""
    events = practice.events.select_related("actor").order_by("-id")
    paginator = Paginator(events, EVENTS_A_PAGE)
    page = paginator.get_page(request.GET.get(PAGE_VAR))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("History: %(name)s") % {"name": practice},
        "opts": model_admin.opts,
        "practice": practice,
        "page": page,
        "page_range": paginator.get_elided_page_range(page.number),
        "page_var": PAGE_VAR,
        "rows": [in_words(event, practice) for event in page],
        "editions": editions(practice),
        "is_public": hasattr(practice, "listing"),
    }
    return TemplateResponse(request, "admin/practices/practice/history.html", context)


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


def in_words(event: Event, practice: Practice) -> dict:
    """One event as a reader of the history sees it."""
    return {
        "event": event,
        "what": workflow.event_label(event.name),
        "who": event.actor or _("The registry"),
        "is_move": event.from_state != event.to_state,
        "changes": changes_in_words(event.changes, practice.original_language),
    }


def changes_in_words(changes: list[dict], original_language: str) -> list[dict]:
    """Recorded changes as document.compare words them."""
    frame = document.empty() | {"original_language": original_language}
    wording = Wording(frame, frame, get_language() or "en", reference.current())
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
