"""Step 5: what would be written and what not, row by row; nothing is written before somebody says so here."""

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from practices import reference
from practices.admin.importing import deferring, rows, steps
from practices.admin.keys import number_of
from practices.exchange import importing
from practices.exchange.columns import names
from practices.models import Import
from practices.models.exchange import ImportStep, RowOutcome

ROWS_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ADD, SKIP = "add", "skip"
TABS = {
    RowOutcome.ALIKE: gettext_lazy("Perhaps there already"),
    RowOutcome.NEW: gettext_lazy("New"),
    RowOutcome.CHANGED: gettext_lazy("Changed"),
    RowOutcome.REFUSED: gettext_lazy("Refused"),
    RowOutcome.SKIPPED: gettext_lazy("Left out"),
}
FIRST = (RowOutcome.ALIKE, RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.REFUSED, RowOutcome.SKIPPED)
# What may be said of each kind of row, apart from which practice it is.
OFFERS = {
    RowOutcome.ALIKE: {ADD, SKIP},
    RowOutcome.SKIPPED: {ADD, SKIP},
    RowOutcome.NEW: {SKIP},
    RowOutcome.CHANGED: {SKIP},
}
# What is loaded of a row for its tab: whole documents weigh, and only new ones are looked into.
UNREAD = {
    RowOutcome.CHANGED: ("document", "before"),
    RowOutcome.REFUSED: ("document", "before"),
    RowOutcome.SKIPPED: ("before",),
}


@dataclass(frozen=True)
class Tab:
    """One kind of rows, with their number."""

    key: str
    label: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Promise:
    """What the button would do, in its own words; and that it was these numbers somebody saw."""

    new: int
    changed: int
    out: int
    seen: str

    @property
    def sentence(self) -> str:
        """The words on the button; empty where there is nothing to write."""
        new = ngettext("Write %(count)s new draft", "Write %(count)s new drafts", self.new) % {"count": self.new}
        words = ngettext("Change %(count)s practice", "Change %(count)s practices", self.changed)
        changed = words % {"count": self.changed}
        if self.new and self.changed:
            words = ngettext(
                "%(first)s and change %(count)s practice", "%(first)s and change %(count)s practices", self.changed
            )
            return words % {"first": new, "count": self.changed}
        return new if self.new else changed if self.changed else ""

    @property
    def rest(self) -> str:
        """How many rows stay out; empty where all go in."""
        words = ngettext("%(count)s row stays out", "%(count)s rows stay out", self.out)
        return words % {"count": self.out} if self.out else ""


def promise_of(one: Import) -> Promise:
    """What writing would do now."""
    counts = {outcome: number_of(str(one.counts.get(outcome, 0))) or 0 for outcome in RowOutcome.values}
    out = counts[RowOutcome.REFUSED] + counts[RowOutcome.ALIKE] + counts[RowOutcome.SKIPPED]
    began = one.started_at.isoformat() if one.started_at else ""
    new, changed = counts[RowOutcome.NEW], counts[RowOutcome.CHANGED]
    return Promise(new, changed, out, f"{new}.{changed}.{out}.{began}")


@steps.only_at(ImportStep.PREVIEW, methods=("GET", "HEAD"))
def view(model_admin, request, one: Import):
    """The rows of one kind, and the button."""
    chosen = request.GET.get("rows", "")
    if chosen not in TABS:
        chosen = next((outcome for outcome in FIRST if one.counts.get(outcome)), RowOutcome.NEW)
    found = one.rows.filter(outcome=chosen).defer(*UNREAD.get(chosen, ("before",)))
    paginator = Paginator(found, ROWS_A_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    known = names(get_language() or "en", reference.current())
    lines = rows.lines(list(shown), known, request.user)
    context = {
        "title": _("Is this what is to be written?"),
        "tabs": _tabs(one, chosen),
        "chosen": chosen,
        "chosen_label": TABS[chosen],
        "page": shown,
        "page_range": paginator.get_elided_page_range(shown.number),
        "lines": lines,
        "gaps": sorted(Counter(gap for line in lines for gap in line.gaps).items(), key=lambda one: -one[1]),
        "incomplete": sum(bool(line.gaps) for line in lines),
        "promise": promise_of(one),
        "unchanged": one.counts.get(RowOutcome.UNCHANGED, 0),
        "questions": importing.open_words(one),
        "may_load": importing.may_load(one, request.user),
    }
    return steps.page(model_admin, request, "preview", one, context)


def _tabs(one: Import, chosen: str) -> list[Tab]:
    stem = steps.address("preview", one)
    return [
        Tab(outcome, label, one.counts.get(outcome, 0), f"{stem}?{urlencode({'rows': outcome})}", outcome == chosen)
        for outcome, label in TABS.items()
        if one.counts.get(outcome) or outcome in (RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.REFUSED)
    ]


@steps.only_at(ImportStep.PREVIEW, methods=("POST",))
def choose_view(model_admin, request, one: Import):
    """Keep what is to be done with rows, as far as somebody decides it; then have the rows checked again."""
    choices = _choices(request, one)
    if not choices:
        messages.info(request, _("Nothing was chosen; these rows stay as they are."))
        tab = request.POST.get("rows", "")
        tab = tab if tab in TABS else RowOutcome.ALIKE
        return HttpResponseRedirect(f"{steps.address('preview', one)}?{urlencode({'rows': tab})}")
    importing.choose(one, choices)
    deferring.leave_to_the_worker(one, by=request.user)
    return HttpResponseRedirect(steps.address("progress", one))


def _choices(request, one: Import) -> dict[int, str]:
    """What was chosen, by row: only what each offers."""
    alike = one.rows.filter(outcome=RowOutcome.ALIKE)
    for name in (ADD, SKIP):
        if f"{name}-all" in request.POST:
            return dict.fromkeys(alike.values_list("number", flat=True), name)
    sent = {
        number: value
        for key, value in request.POST.items()
        if key.startswith("choice-") and (number := number_of(key.removeprefix("choice-"))) is not None and value
    }
    asked = one.rows.filter(outcome__in=OFFERS, number__in=list(sent))
    offered = {row.number: {*OFFERS[row.outcome], *(f"update:{one['code']}" for one in row.alike)}
               for row in asked.only("number", "outcome", "alike")}  # fmt: skip
    return {number: value for number, value in sent.items() if value in offered.get(number, ())}


@steps.only_at(ImportStep.PREVIEW, ImportStep.DONE, methods=("GET", "HEAD"))
def workbook_view(model_admin, request, one: Import):
    """The same rows as a workbook: wrong cells coloured, with the reason as a comment."""
    answer = HttpResponse(importing.checked_workbook(one), content_type=XLSX)
    name = _("%(name)s, checked") % {"name": PurePath(one.name).stem or "sheet"}
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@steps.only_at(ImportStep.PREVIEW, methods=("POST",))
def write_view(model_admin, request, one: Import):
    """Write what is right, once: exactly what the button said."""
    if not importing.may_load(one, request.user):
        raise PermissionDenied
    if request.POST.get("seen", "") != promise_of(one).seen:
        words = _(
            "What would be written has changed since you opened the page. Look at it again; nothing is written yet."
        )
        messages.warning(request, words)
        return HttpResponseRedirect(steps.address("preview", one))
    importing.start_load(one, by=request.user)
    deferring.leave_to_the_worker(one, by=request.user)
    return HttpResponseRedirect(steps.address("progress", one))
