"""The lists that hang from a practice, each as rows of its form."""

from itertools import count

from django import forms
from django.contrib import admin
from django.db.models import Max
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from practices.admin import faults
from practices.admin.careful import CuratorsFields
from practices.admin.fields import CleanText, SourceKey
from practices.document.shape import MOST_ENTRIES
from practices.models import (
    Citation,
    Exchange,
    Figure,
    Link,
    Particular,
    PracticeCity,
    PracticeCountry,
    PracticeOrganisation,
    UnverifiedStatement,
)

class RowForm(forms.ModelForm):
    """One row; it is told its share when a save is refused."""

    refusal = None
    is_folded = False  # shown as one line that opens

    @property
    def heading(self) -> str:
        """What the row is called above its fields; empty where the fields say it."""
        return ""

    def clean(self):
        return faults.tell(self, super().clean())


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


class FollowsPractice(CuratorsFields):
    """Whoever may change a practice may change all that hangs from it."""

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


class PracticeRows(FollowsPractice, admin.StackedInline):
    """Rows that belong to one practice."""

    template = "admin/practices/practice/_rows.html"


# Who ----------------------------------------------------------------------------------------------------------------


class Countries(PracticeRows):
    model = PracticeCountry
    fields = [("country", "role")]
    autocomplete_fields = ["country"]
    extra_when_new = 2
    verbose_name_plural = _("countries and what they are to this practice")


class Organisations(PracticeRows):
    model = PracticeOrganisation
    fields = [("organisation", "role")]
    autocomplete_fields = ["organisation"]


class Cities(PracticeRows):
    model = PracticeCity
    fields = [("city", "role")]
    autocomplete_fields = ["city"]
    verbose_name_plural = _("cities that act in their own right")


# Sources and what rests on them -------------------------------------------------------------------------------------


class CitationForm(RowForm):
    """A source. Its key is given once: figures refer to it."""

    key = CleanText(
        label=_("Key"),
        max_length=20,
        required=False,
        help_text=_("Short and lasting; figures refer to it. Left empty it becomes s1, s2 and so on."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk and "key" in self.fields:
            self.fields["key"].disabled = True

    @property
    def heading(self):
        return f"{self.instance.key}: {self.instance}" if self.instance.pk else ""

    @property
    def is_folded(self):
        return bool(self.instance.pk) and not self.errors


class CitationRows(PlacedRows):
    """Sources: numbered where no key was typed, removed only when nothing rests on them any more."""

    known_by = ("key",)

    def full_clean(self):
        super().full_clean()
        taken = self.keys() if self.is_bound else set()
        for form in self.extra_forms if self.is_bound else ():
            if form.has_changed() and not form.cleaned_data.get("key"):
                form.instance.key = next(key for n in count(1) if (key := f"s{n}") not in taken)
                taken.add(form.instance.key)

    def keys(self) -> set[str]:
        """Keys of the sources there will be."""
        return {key for form in self.kept() if (key := form.cleaned_data.get("key") or form.instance.key)}

    def delete_existing(self, obj, commit=True):
        self.going = [*getattr(self, "going", []), obj]  # a figure may still rest on it: see finish

    def finish(self):
        for citation in getattr(self, "going", []):
            citation.delete()


class Citations(PracticeRows):
    model = Citation
    form, formset = CitationForm, CitationRows
    extra_when_new = 1
    fieldsets = [
        (None, {"fields": ["title", "url", ("key", "kind", "verification")]}),
        (
            _("More of this source"),
            {
                "fields": [("publisher", "date"), ("language", "locator", "accessed"), "archived_url"],
                "classes": ["collapse"],
            },
        ),
    ]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.hand_clean_DELETE = lambda form: None  # whether one is in use is asked when all is written
        return formset


class SourcedForm(RowForm):
    """A row that may rest on a source, named by its key."""

    source = SourceKey()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.citation_id:
            self.initial["source"] = self.instance.citation.key


class SourcedRows(PlacedRows):
    """Rows that rest on sources, which may be entered in the same save."""

    citations = None  # the formset of the practice's sources, set by the page

    def clean(self):
        super().clean()
        known = self.citations.keys() if self.citations is not None else set()
        for form in self.kept():
            key = form.cleaned_data.get("source")
            if key and key not in known:
                form.add_error("source", _("This practice has no source with this key."))

    def save_new(self, form, commit=True):
        self._rest_on_source(form)
        return super().save_new(form, commit)

    def save_existing(self, form, obj, commit=True):
        self._rest_on_source(form)
        return super().save_existing(form, obj, commit)

    def _rest_on_source(self, form):
        if not hasattr(self, "by_key"):
            self.by_key = dict(Citation.objects.filter(practice=self.instance).values_list("key", "pk"))
        form.instance.citation_id = self.by_key.get(form.cleaned_data.get("source"))


class SourcedInline(PracticeRows):
    """Rows that may rest on a source."""

    form, formset = SourcedForm, SourcedRows

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("citation")


class Figures(SourcedInline):
    model = Figure
    fieldsets = [
        (None, {"fields": ["label_en", ("value", "unit", "year", "source")]}),
        (_("What it counts, in other languages"), {
            "fields": [("label_fr", "label_es"), ("label_pt", "label_ar")], "classes": ["collapse"]}),
    ]  # fmt: skip


# What happened, and what else there is ------------------------------------------------------------------------------


class Exchanges(PracticeRows):
    model = Exchange
    fields = [("provider", "beneficiary"), ("date", "format"), "subject", "follow_up"]
    autocomplete_fields = ["provider", "beneficiary"]
    verbose_name_plural = _("exchanges: who taught whom, when")


class Links(PracticeRows):
    model = Link
    fk_name = "practice"
    fields = [("kind", "target")]
    autocomplete_fields = ["target"]
    verbose_name_plural = _("links to other practices")


class Particulars(PracticeRows):
    model = Particular
    fields = ["label", "value"]


class UnverifiedStatements(PracticeRows):
    model = UnverifiedStatement
    fields = ["text"]
