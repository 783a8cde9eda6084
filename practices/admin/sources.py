"""Sources of a practice, and the rows that rest on them: both may be entered in one save."""

from itertools import count

from django.utils.translation import gettext_lazy as _

from practices.admin.fields import CleanText, SourceKey
from practices.admin.rows import PlacedRows, PracticeRows, RowForm
from practices.models import Citation, Figure


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

    def source(self, row):
        """For those who may only read."""
        return row.citation.key if row.citation else ""

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("citation")


class Figures(SourcedInline):
    model = Figure
    fieldsets = [
        (None, {"fields": ["label_en", ("value", "unit", "year", "source")]}),
        (_("What it counts, in other languages"), {
            "fields": [("label_fr", "label_es"), ("label_pt", "label_ar")], "classes": ["collapse"]}),
    ]  # fmt: skip
