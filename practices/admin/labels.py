"""Labels out of a file of SKOS: brought, looked at, then written. Who comes from a translator sees first what it changes."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from practices import reference
from practices.admin.importing.upload import Limited
from practices.opendata.skos.importing import ImportRefused, Outcome, Report, Row, bring_in
from practices.opendata.skos.reading import FileRefused, graph_of
from practices.reference import Snapshot
from practices.text import clean
from practices.vocabulary import Channel, Language

PERMISSION = "practices.change_term"
MOST_BYTES = 1024 * 1024  # a vocabulary has less than half; larger files are for the command
MOST_ROWS, MOST_UNKNOWN = 500, 50  # on one page
WORDS = {
    Outcome.NEW: gettext_lazy("New here"),
    Outcome.CHANGED: gettext_lazy("Changed by this file"),
    Outcome.REFUSED: gettext_lazy("Stays out"),
}


class LabelsForm(forms.Form):
    """The file, or what was read of it on the page before; and what to take of it."""

    file = forms.FileField(
        label=gettext_lazy("SKOS file"), required=False,
        widget=forms.FileInput(attrs={"accept": ".ttl,.jsonld,.json,.rdf,.xml", "aria-describedby": "file-help"}),
    )  # fmt: skip
    content = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages to take"), choices=Language.choices, initial=Language.values,
        widget=forms.CheckboxSelectMultiple, error_messages={"required": gettext_lazy("Choose a language.")},
    )  # fmt: skip
    overwrite = forms.BooleanField(label=gettext_lazy("Change English labels, too"), required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if upload := cleaned.get("file"):
            cleaned["name"] = clean(upload.name)[-200:]
            cleaned["bytes"] = upload.read()
        else:
            cleaned["bytes"] = cleaned.get("content", "").encode("utf-8", "replace")
        if not cleaned["bytes"]:
            self.add_error("file", _("Choose the file first."))
        return cleaned


def urls(model_admin) -> list:
    """The address of the page."""

    def shown(request):
        return view(model_admin, request)

    shown.csrf_exempt = True
    return [path("labels/", model_admin.admin_site.admin_view(shown), name="practices_term_labels")]


@csrf_exempt  # checked below: the limit must stand before anything is read, and the token is part of what is read
def view(model_admin, request):
    """Ask for the file, show what it would do, do it."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    limit = Limited(MOST_BYTES)
    if request.method == "POST":
        request.upload_handlers.insert(0, limit)
    return _page(request, model_admin, limit)


@csrf_protect
def _page(request, model_admin, limit: Limited):
    form = LabelsForm(request.POST, request.FILES) if request.method == "POST" else LabelsForm()
    report = None
    if limit.is_over:
        words = _("This file is larger than %(most)s. Bring in one vocabulary at a time, or ask the operators.")
        form.errors["file"] = form.error_class([words % {"most": filesizeformat(MOST_BYTES)}])
    elif form.is_bound and form.is_valid():
        is_asked_to_write = "write" in request.POST and not form.cleaned_data["file"]
        report = _report(form, request.user, is_trial=not is_asked_to_write)
        if report is not None and is_asked_to_write:
            return _written(request, report)
    return _shown(request, model_admin, form, report)


def _report(form: LabelsForm, user, *, is_trial: bool) -> Report | None:
    """What the file does; None where it cannot be read or written, which the form says."""
    given = form.cleaned_data
    try:
        graph = graph_of(given["bytes"], given["name"])
        return bring_in(
            graph, languages=given["languages"], overwrite=given["overwrite"], is_trial=is_trial, by=user,
            channel=Channel.ADMIN,
        )  # fmt: skip
    except (FileRefused, ImportRefused) as refusal:
        form.add_error("file", str(refusal))
        return None


def _written(request, report: Report):
    counts = {"new": report.count(Outcome.NEW), "changed": report.count(Outcome.CHANGED)}
    messages.success(request, _("Labels and names: %(new)s new, %(changed)s changed.") % counts)
    return HttpResponseRedirect(reverse("admin:practices_term_changelist"))


def _shown(request, model_admin, form: LabelsForm, report: Report | None):
    rows = [row for row in report.rows if row.outcome in WORDS] if report else []
    snapshot = reference.current()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Bring in labels"),
        "opts": model_admin.opts,
        "form": form,
        "most": filesizeformat(MOST_BYTES),
        "report": report,
        "rows": [_row(row, snapshot) for row in rows[:MOST_ROWS]],
        "counts": _counts(report) if report else "",
        "more_rows": max(0, len(rows) - MOST_ROWS),
        "unknown": report.unknown[:MOST_UNKNOWN] if report else [],
        "more_unknown": max(0, len(report.unknown) - MOST_UNKNOWN) if report else 0,
        "is_something": any(row.outcome in (Outcome.NEW, Outcome.CHANGED) for row in rows),
        "content": form.cleaned_data["bytes"].decode("utf-8-sig") if report else "",
    }
    return TemplateResponse(request, "admin/practices/labels.html", context)


def _counts(report: Report) -> str:
    words = _("Labels and names: %(new)s new, %(changed)s changed, %(unchanged)s here already, %(refused)s left out.")
    return words % {str(outcome): report.count(outcome) for outcome in Outcome}


def _row(row: Row, snapshot: Snapshot) -> dict:
    """One label or name as the page shows it, with what its term and its language are called."""
    entry = snapshot.find(*row.of)
    is_known = row.language in Language.values
    return {
        "row": row,
        "term": "/".join(row.of),
        "called": entry.label(Language.EN)[0] if entry else "",
        "language": Language(row.language).label if is_known else row.language,
        "direction": Language(row.language).direction if is_known else "auto",
        "outcome": row.outcome,
        "words": WORDS[row.outcome],
    }
