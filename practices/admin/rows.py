"""Rows of a practice's form: what all its lists have in common."""

from django import forms
from django.contrib import admin
from django.db.models import Max
from django.forms.models import BaseInlineFormSet

from practices.admin import faults
from practices.admin.careful import CuratorsFields
from practices.admin.keys import key_of
from practices.admin.rebasing import WAS
from practices.document.shape import MOST_ENTRIES


class RowForm(forms.ModelForm):
    """One row; it is told its share when a save is refused."""

    refusal = None
    is_folded = False  # shown as one line that opens
    marks: list[tuple[str, str]] = []  # (key, words) said beside its heading

    @property
    def heading(self) -> str:
        """What the row is called above its fields; empty where the fields say it."""
        return ""

    @property
    def called(self) -> str:
        """How the row is told apart from its neighbours, in a word or two."""
        return self.heading

    @property
    def was(self) -> str:
        """The key of the row it was when the form was opened, where somebody else has removed that row since."""
        key = self.data.get(self.add_prefix(WAS), "") if self.is_bound else ""
        return key if key_of(key) and not self.instance.pk else ""

    def clean(self):
        return faults.tell(self, super().clean())

    def _post_clean(self):
        # Each constraint of each row is asked of the database: a row nobody touched fits already.
        if self.instance._state.adding or self.has_changed():
            super()._post_clean()


class Rows(BaseInlineFormSet):
    """Rows of one list of a practice."""

    known_by: tuple[str, ...] | None = None  # fields by which a row is known again, where there are such

    def kept(self) -> list:
        """The rows that are not ticked to go."""
        return [form for form in self.forms if not (self.can_delete and self._should_delete_form(form))]

    def finish(self) -> None:
        """What is left to do when all lists of the practice are written."""


class PlacedRows(Rows):
    """Rows that keep their place; new ones come last."""

    def save_new(self, form, commit=True):
        if not hasattr(self, "last"):
            rows = self.model.objects.filter(practice=self.instance)
            self.last = rows.aggregate(last=Max("position"))["last"]
            self.last = -1 if self.last is None else self.last
        self.last += 1
        form.instance.position = self.last
        return super().save_new(form, commit)


class PracticeRows(CuratorsFields, admin.StackedInline):
    """Rows that belong to one practice. Whoever may change it may change all that hangs from it."""

    template = "admin/practices/practice/_rows.html"
    form, formset = RowForm, PlacedRows
    extra = 0
    max_num = MOST_ENTRIES
    extra_when_new = 0  # empty rows on the page of a new practice

    def _practices(self):
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request, obj=None):
        return self._practices().has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._practices().has_change_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        practices = self._practices()
        return practices.has_add_permission(request) if obj is None else practices.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_add_permission(request, obj)

    def get_extra(self, request, obj=None, **kwargs):
        return self.extra_when_new if obj is None else self.extra

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, absolute_max=MOST_ENTRIES + 1, **kwargs)
        formset.form.refusal = getattr(request, "refusal", None)
        return formset
