"""Saving without loss: two editors never overwrite each other unseen, and what the database refuses is a form error."""

import hashlib

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.forms.models import _get_foreign_key
from django.http import Http404
from django.utils.translation import gettext as _

from practices.admin import conflicts, entries, faults, rebasing
from practices.admin.fields import FORMFIELDS
from practices.admin.keys import key_of
from practices.admin.widgets import TABLES, KeyChooser, OneFromMemory
from practices.models import City, Organisation
from practices.models.fields import PartialDateField

STALE = 409
ADDED_BESIDE = (Organisation, City)  # what a curator may enter from the field that needs it


class CarefulForm(forms.ModelForm):
    """A form that carries the version it started from and is told why a save was refused."""

    expected = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    version = ""  # set for each request
    refusal = None

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["expected"] = self.version

    def clean(self):
        return faults.tell(self, super().clean())


class CuratorsFields:
    """How model fields look in the admin's forms: clean text, choosers that need no query a row."""

    formfield_overrides = FORMFIELDS

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model in TABLES and db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", OneFromMemory(db_field))
        elif db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeyChooser(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, PartialDateField) and not formfield.help_text:
            formfield.help_text = _("A year, a month or a day: 2021, 2021-06 or 2021-06-07.")
        if formfield is not None and hasattr(formfield.widget, "can_change_related"):
            # One sign beside a chooser is help, four are clutter.
            formfield.widget.can_change_related = formfield.widget.can_view_related = False
            formfield.widget.can_add_related &= db_field.related_model in ADDED_BESIDE
        return formfield


class CarefulAdmin(CuratorsFields, admin.ModelAdmin):
    """A form whose save is all or nothing, refused with 409 when somebody else was first."""

    form = CarefulForm
    change_form_template = "admin/careful_change_form.html"
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    # The version a form starts from -----------------------------------------------------------------------------------

    def version(self, request, obj) -> str:
        """What changes whenever the row or one of the rows edited with it does."""
        rows = [type(obj).objects.filter(pk=obj.pk).values_list()[:1]]
        for inline in self.get_inline_instances(request, obj):
            key = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
            rows.append(inline.model.objects.filter(**{key.name: obj}).order_by("pk").values_list())
        return hashlib.sha256(repr([list(found) for found in rows]).encode()).hexdigest()

    def lock(self, request, obj):
        """Hold the row for this transaction."""
        return self.model.objects.select_for_update().get(pk=obj.pk)

    def hold(self, request, object_id):
        """Lock what is about to change. Raises Refusal where it is not what the person saw any more."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        locked = self.lock(request, obj)
        if request.POST.get("expected") != self.version(request, locked):
            raise self.stale(request, locked)
        return locked

    def stale(self, request, locked) -> faults.Refusal:
        """What the second of two editors is told."""
        sentence = _("Somebody else has saved this since you opened it.")
        return faults.Refusal([faults.Fault(sentence)], STALE, is_stale=True)

    # Saving -----------------------------------------------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.POST = conflicts.chosen(request.POST)
        try:
            with transaction.atomic():
                if object_id is not None:
                    self.hold(request, object_id)
                return super().changeform_view(request, object_id, form_url, extra_context)
        except faults.Refusal as refusal:
            request.refusal = refusal
        except faults.DATABASE_ERRORS as error:
            request.refusal = faults.of_database(error)
        return self.shown_again(request, object_id, form_url, extra_context)

    def shown_again(self, request, object_id, form_url="", extra_context=None):
        """The form with everything as it was sent, and why it is not saved: request.refusal."""
        if request.refusal.is_stale:
            self.go_on_from_now(request, object_id)
        response = super().changeform_view(request, object_id, form_url, extra_context)
        response.status_code = request.refusal.status
        return response

    def go_on_from_now(self, request, object_id):
        """Make what was typed fit the rows as they are now, so that saving again is possible."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=True, fields=fields)(instance=obj)
        version, formsets = self.version(request, obj), self.unbound_formsets(request, obj)
        request.POST, request.refusal.entries = rebasing.rebased(request.POST, request.FILES, form, formsets, version)

    def unbound_formsets(self, request, obj) -> list:
        """The lists of rows as they are stored, for comparison."""
        formsets, _inlines = self._create_formsets(request, obj, change=True)
        return [
            type(formset)(instance=obj, prefix=formset.prefix, queryset=formset.get_queryset().all())
            for formset in formsets
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        form.version = self.version(request, obj) if obj is not None else ""
        return form

    def save_model(self, request, obj, form, change):
        if not change or form.changed_data:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        connection.check_constraints()  # what is checked only at the end is to fail here, before a success is told
        request.has_changed = form.has_changed() or any(formset.has_changed() for formset in formsets)

    def log_change(self, request, obj, message):
        return super().log_change(request, obj, message) if request.has_changed else None

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        if level == messages.SUCCESS and not getattr(request, "has_changed", True):
            message, level = _("Nothing was different, so nothing was saved."), messages.INFO
        super().message_user(request, message, level, *args, **kwargs)

    def render_change_form(self, request, context, *args, **kwargs):
        if getattr(request, "refusal", None) and request.refusal.is_stale:
            context["conflict"] = conflicts.grouped(request.refusal.entries)
            context |= {"conflict_events": request.refusal.events, "errors": []}  # the screen itself says what to do
        form = context["adminform"].form
        if form.is_bound:
            context["started_from"] = request.POST.get("started_from", "")
        elif form.instance.pk and form.fields:
            context["started_from"] = entries.marked(form, [one.formset for one in context["inline_admin_formsets"]])
        return super().render_change_form(request, context, *args, **kwargs)

    # Requests that make no sense --------------------------------------------------------------------------------------

    def response_action(self, request, queryset):
        if not all(map(key_of, request.POST.getlist("_selected_action"))):
            raise Http404
        return super().response_action(request, queryset)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404  # unknown and hidden are answered alike
