"""Where an import is: the six steps as every page shows them, and the page on which somebody should be now."""

from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.admin.importing import access
from practices.exchange import importing
from practices.exchange.books import Unreadable
from practices.models import Import
from practices.models.exchange import ImportStep

NAMES = {
    "add": gettext_lazy("File"),
    "sheet": gettext_lazy("Sheet"),
    "columns": gettext_lazy("Columns"),
    "decisions": gettext_lazy("Decisions"),
    "preview": gettext_lazy("Preview"),
    "done": gettext_lazy("Done"),
}
# The page that belongs to each step of the work.
PAGES = {
    ImportStep.FILE: "sheet",
    ImportStep.COLUMNS: "columns",
    ImportStep.CHECKING: "progress",
    ImportStep.PREVIEW: "preview",
    ImportStep.LOADING: "progress",
    ImportStep.DONE: "done",
    ImportStep.UNDOING: "progress",
    ImportStep.UNDONE: "done",
}
# The pages that may be opened at each step: back without loss until something is being written.
OPEN = {
    ImportStep.FILE: ("sheet",),
    ImportStep.COLUMNS: ("sheet", "columns"),
    ImportStep.PREVIEW: ("sheet", "columns", "decisions", "preview"),
    ImportStep.DONE: ("done",),
    ImportStep.UNDONE: ("done",),
}
SECONDS = 4  # between two looks at what the worker does, without script
RUNNING = (ImportStep.CHECKING, ImportStep.LOADING, ImportStep.UNDOING)


@dataclass(frozen=True)
class Step:
    """One of the six: `address` is empty where it cannot be opened now."""

    number: int
    label: str
    is_current: bool
    is_past: bool
    address: str


def address(name: str, one: Import) -> str:
    """Where a page of an import is."""
    return reverse(f"admin:practices_import_{name}", args=[one.key])


def current_address(one: Import) -> str:
    """The page on which the work on an import goes on."""
    return address(PAGES[one.step], one)


def steps(here: str, one: Import | None) -> list[Step]:
    """The six steps, with the one that is on show."""
    place = list(NAMES).index(here)
    offered = OPEN.get(one.step, ()) if one else ()
    return [
        Step(number + 1, label, name == here, number < place, address(name, one) if name in offered else "")
        for number, (name, label) in enumerate(NAMES.items())
    ]


def only_at(*allowed: str, methods: tuple[str, ...] = ("GET", "HEAD", "POST")):
    """A view of one's own import that opens at these steps alone; from others it leads to where the work is."""

    def decorate(view):
        @wraps(view)
        def wrapped(model_admin, request, key):
            one = access.own_or_404(request.user, key)
            if request.method not in methods:
                # Whoever signs in again comes to the address of a form by GET.
                is_read = request.method in ("GET", "HEAD")
                return HttpResponseRedirect(current_address(one)) if is_read else HttpResponseNotAllowed(methods)
            if one.step not in allowed:
                return led_on(request, one)
            try:
                return view(model_admin, request, one)
            except (importing.ImportRefused, Unreadable) as refusal:
                messages.error(request, str(refusal))
                one.refresh_from_db()
                return HttpResponseRedirect(address("open", one))

        return wrapped

    return decorate


def led_on(request, one: Import):
    """To the page where this import is now, with a word why."""
    words = {
        ImportStep.FILE: _("First say which sheet holds the practices."),
        ImportStep.COLUMNS: _("First say what the columns mean."),
        ImportStep.CHECKING: _("The rows are being checked; wait until that is done."),
        ImportStep.PREVIEW: _("The rows are checked, and nothing is written yet."),
        ImportStep.LOADING: _("The practices are being written already; nothing can be changed any more."),
        ImportStep.DONE: _("The practices are written already; nothing was done a second time."),
        ImportStep.UNDOING: _("The import is being undone."),
        ImportStep.UNDONE: _("The import was undone. To bring the practices in again, start a new one."),
    }
    messages.info(request, words[one.step])
    return HttpResponseRedirect(current_address(one))


def page(model_admin, request, name: str, one: Import | None, context: dict, *, here: str = "", status: int = 200):
    """A page of the wizard in its frame; `here` is the step it belongs to, `name` its template."""
    frame = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "one": one,
        "steps": steps(here or name, one),
        "seconds": SECONDS,
    }
    return TemplateResponse(request, f"admin/practices/import/{name}.html", frame | context, status=status)
