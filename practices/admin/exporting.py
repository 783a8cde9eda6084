"""Practices out of the admin: the list as it is filtered, or what was ticked, by way of django-import-export."""

from django.contrib.admin import helpers
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ExportMixin

from accounts import audit
from practices import jobs
from practices.admin.export_form import ExportForm
from practices.admin.keys import key_of
from practices.exchange.access import sees_staff_columns
from practices.exchange.exporting import front_of_working_copies, giving, making, parameters_of
from practices.exchange.formats import FORMATS
from practices.exchange.resource import EXPORT_FORMATS, PracticeResource

ADDRESS = "admin:practices_practice_export"
TICKED = "export_items"  # as django-import-export calls the hidden fields
MOST_TICKED = 500
OTHER_COLUMNS = "choose"  # the name of the buttons that tick other columns
KEPT = "export"  # in the session: what was chosen the last time


class PracticeExports(ExportMixin):
    """How the admin of practices gives them out: a part of PracticeAdmin."""

    resource_classes = [PracticeResource]
    export_formats = EXPORT_FORMATS
    export_form_class = ExportForm
    export_template_name = "admin/practices/practice/export.html"

    def get_actions(self, request):
        actions = super().get_actions(request)
        if IS_POPUP_VAR not in request.GET and self.has_export_permission(request):
            label = gettext_lazy("Export the selected practices")
            actions["export"] = (PracticeExports.export_ticked, "export", label)
        return actions

    def get_export_queryset(self, request):
        """The list as it is filtered, searched and ordered."""
        return self.get_changelist_instance(request).queryset

    def get_export_resource_kwargs(self, request, export_form, front, **options):
        return {
            "asked": export_form.asked(),
            "language": export_form.cleaned_data["language"],
            "front": front,
            "staff": sees_staff_columns(request.user),
        }

    def get_data_for_export(self, request, queryset, *, export_form, front, **options):
        resource = PracticeResource(**self.get_export_resource_kwargs(request, export_form, front))
        return resource.table(queryset, export_form.name_of_format)

    def get_export_filename(self, request, queryset, file_format):
        return f"working-copies-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"

    # Pages -----------------------------------------------------------------------------------------------------------

    def export_ticked(self, request, queryset):
        """The action of the list: what was ticked, whether or not it is still in the list as it was filtered."""
        if request.POST.get("select_across", "0") not in ("", "0"):
            return HttpResponseRedirect(_with_query(reverse(ADDRESS), request))
        return self._page(request, self._form(request), _ticked(request, helpers.ACTION_CHECKBOX_NAME))

    def export_action(self, request):
        """The screen, and what comes of it."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        ticked = _ticked(request, TICKED)
        if request.method != "POST":
            return self._shown(request, self._form(request), ticked)
        form = self._form(request, request.POST)
        if OTHER_COLUMNS in request.POST:
            other = form.with_other_columns(request.POST[OTHER_COLUMNS])
            return self._shown(request, self._form(request, initial=other), ticked)
        if not form.is_valid():
            return self._shown(request, form, ticked)
        try:
            return self._answer(request, form, ticked)
        except IncorrectLookupParameters:
            return _back_to_list()

    def _form(self, request, given=None, initial=None) -> ExportForm:
        kept = request.session.get(KEPT, {}) if initial is None else initial
        return self.export_form_class(
            self.get_export_formats(), self.get_export_resource_classes(request), data=given, initial={**kept},
            staff=sees_staff_columns(request.user),
        )  # fmt: skip

    def _shown(self, request, form, ticked: list[int]):
        try:
            return self._page(request, form, ticked)
        except IncorrectLookupParameters:
            return _back_to_list()

    def _page(self, request, form, ticked: list[int], status: int = 200):
        listed = None if ticked else self.get_changelist_instance(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export practices"),
            "opts": self.opts,
            "form": form,
            "usual": form.usual,
            "ticked": ticked,
            "ticked_name": TICKED,
            "total": len(self._visible(request, ticked)) if ticked else listed.result_count,
            "narrowed": [] if ticked else _narrowed(listed),
            "export_url": _with_query(reverse(ADDRESS), request),
            "list_address": _with_query(reverse("admin:practices_practice_changelist"), request),
            "rows_in_request": giving.most_in_request(form["layout"].value()),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.export_template_name, context, status=status)

    # What comes of it ------------------------------------------------------------------------------------------------

    def _visible(self, request, ticked: list[int]) -> list[int]:
        """The ticked ones this person may see, in the order they were in."""
        seen = set(self.get_queryset(request).filter(pk__in=ticked).order_by().values_list("pk", flat=True))
        return [key for key in ticked if key in seen]

    def _answer(self, request, form, ticked: list[int]):
        listed = None if ticked else self.get_changelist_instance(request)
        keys = self._visible(request, ticked) if ticked else [*listed.queryset.values_list("pk", flat=True)]
        if not keys:
            return self._page(request, form, ticked)
        request.session[KEPT] = form.chosen()
        format = FORMATS[form.name_of_format]
        audit.record("working_copies_exported", by=request.user, format=format.name, practices=len(keys))
        asked, language = form.asked(), form.cleaned_data["language"]
        if giving.is_prepared(format.name, asked.layout, len(keys)):
            return self._prepared(request, form, ticked, keys)
        narrowed = [] if ticked else _narrowed(listed)
        front = front_of_working_copies(language, format.name, asked.layout, len(keys), narrowed)
        try:
            return self._do_file_export(form.file_format, request, keys, export_form=form, front=front)
        except giving.Busy:
            message = _("Other files are on their way just now. Nothing is lost: try again in half a minute.")
            form.add_error(None, message)
            response = self._page(request, form, ticked, status=503)
            response["Retry-After"] = str(giving.RETRY_SECONDS)
            return response

    def _do_file_export(self, file_format, request, queryset, export_form=None, front=None):
        content = self.get_export_data(file_format, request, queryset, export_form=export_form, front=front)
        if isinstance(content, giving.Stream):
            content.reader_socket = request.META.get("gunicorn.socket")
        response = FileResponse(content, content_type=file_format.get_content_type())
        name = self.get_export_filename(request, queryset, file_format)
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response

    def _prepared(self, request, form, ticked: list[int], keys: list[int]):
        """A large workbook is made in the background, for this person alone."""
        try:
            with transaction.atomic():
                export = making.ask_for_working_copies(
                    keys, form.name_of_format, form.cleaned_data["language"], urlencode(parameters_of(form.asked())),
                    self.get_export_filename(request, keys, form.file_format),
                    person=request.user, staff=sees_staff_columns(request.user),
                )  # fmt: skip
                transaction.on_commit(lambda: jobs.make_export.defer(pk=export.pk))
        except making.Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, ticked)
        return HttpResponseRedirect(reverse("practices:export_made", args=[export.token]))


def _narrowed(listed) -> list[tuple[str, str]]:
    """What the list is narrowed by, in words: a label and a value each."""
    found = [(_("Search"), f"“{listed.query}”")] if listed.query else []
    for spec in listed.filter_specs:
        # The first choice is always to have everything.
        chosen = [str(choice["display"]) for choice in [*spec.choices(listed)][1:] if choice["selected"]]
        if chosen:
            found.append((capfirst(str(spec.title)), "; ".join(chosen)))
    return found


def _ticked(request, name: str) -> list[int]:
    keys = (key_of(given) for given in request.POST.getlist(name)[:MOST_TICKED])
    found = [*dict.fromkeys(key for key in keys if key)]
    if name in request.POST and not found:
        raise BadRequest("Keys of practices were expected.")  # never the whole list instead
    return found


def _with_query(address: str, request) -> str:
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address


def _back_to_list():
    """As the list itself answers an address whose filters make no sense."""
    return HttpResponseRedirect(f"{reverse('admin:practices_practice_changelist')}?{ERROR_FLAG}=1")
