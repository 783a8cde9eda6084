"""Step 1: the file. What is too large is not read to its end into memory or onto the disk."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from practices.admin.importing import access, steps
from practices.exchange import importing
from practices.exchange.books import Unreadable
from practices.models import Mapping
from practices.text import clean
from practices.vocabulary import Language

ENDINGS = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.json,.jsonl"
LONGEST_NAME = 200
MOST_MAPPINGS = 20  # named on the page


class Limited(FileUploadHandler):
    """Drops what goes beyond the limit, instead of keeping it until somebody looks at its size."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.seen, self.is_over = most, 0, False

    def receive_data_chunk(self, raw_data, start):
        """Hand the piece on to who keeps it."""
        self.seen += len(raw_data)
        if self.seen > self.most:
            self.is_over = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        """Others keep the file."""


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        allow_empty_file=True,  # whoever reads it says in words what is wrong with it
        error_messages={"required": gettext_lazy("Choose the file first.")},
        widget=forms.FileInput(attrs={"accept": ENDINGS, "aria-describedby": "file-help"}),
    )


@csrf_exempt  # checked below: the limit must stand before anything is read, and the token is part of what is read
def view(model_admin, request):
    """Ask for the file and take it in."""
    if not access.may_import(request.user):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    limit = Limited(settings.IMPORT_MAX_BYTES)
    if request.method == "POST":
        request.upload_handlers.insert(0, limit)
    return _page(request, model_admin, limit)


@csrf_protect
def _page(request, model_admin, limit: Limited):
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if limit.is_over:
        words = _("This file is larger than %(most)s. Save it with fewer rows or without pictures, and try again.")
        form.errors["file"] = form.error_class([words % {"most": filesizeformat(limit.most)}])
    elif form.is_bound and form.is_valid():
        found = _received(request, form)
        if found is not None:
            return HttpResponseRedirect(steps.current_address(found))
    context = {
        "title": _("Which file do you want to bring in?"),
        "form": form,
        "most": filesizeformat(limit.most),
        "most_rows": settings.IMPORT_MAX_ROWS,
        "templates": [(code, name, _template_address(code)) for code, name in Language.choices],
        "mappings": Mapping.objects.order_by("-changed_at").values_list("name", flat=True)[:MOST_MAPPINGS],
    }
    return steps.page(model_admin, request, "upload", None, context, here="add")


def _template_address(language: str) -> str:
    with translation.override(language):
        return reverse("practices:template")


def _received(request, form: UploadForm):
    """The import that began; None where the file cannot be read, which the form says."""
    upload = form.cleaned_data["file"]
    name = clean(upload.name)[:LONGEST_NAME] or _("Sheet without a name")
    try:
        found = importing.receive(upload, by=request.user, name=name)
        if found.reading.get("is_own"):  # its sheet and its headings are no question
            importing.read_as(found, sheet=found.reading["sheet"], header_row=found.reading["header_row"])
    except (Unreadable, importing.ImportRefused) as fault:
        form.add_error("file", str(fault))
        return None
    earlier = access.imports_of(request.user).filter(sha256=found.sha256, loaded_at__isnull=False, undone_at=None)
    if earlier.exclude(pk=found.pk).exists():
        words = _("This very file was brought in before. Rows that have not changed since will change nothing.")
        messages.info(request, words)
    return found
