"""The checklist of a labour agreement: every element is there to be answered, and what nobody answered is unknown."""

from itertools import groupby

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from practices.admin.keys import key_of
from practices.admin.sources import SourcedForm, SourcedInline, SourcedRows
from practices.models import AgreementElement, Term
from practices.vocabulary import Acceptance, Answer, TermKind

SAYS_NOTHING = {"answer": Answer.UNKNOWN.value, "clause": "", "note": "", "source": ""}


class ElementForm(SourcedForm):
    """The answer on one element."""

    element = forms.IntegerField(widget=forms.HiddenInput)
    elements: dict[int, Term] = {}  # all there are, set for each request

    class Meta:
        widgets = {"note": forms.Textarea(attrs={"rows": 2, "dir": "auto"})}

    @property
    def term(self) -> Term | None:
        """The element this row answers."""
        return self.elements.get(key_of(str(self["element"].value() or "")))

    @cached_property
    def changed_data(self):
        # Which element a row asks about is not an answer.
        return [name for name in super().changed_data if name != "element"]

    def clean_element(self):
        term = self.elements.get(self.cleaned_data["element"])
        if term is None:
            raise forms.ValidationError(_("There is no such element."))
        return term


class Elements(SourcedRows):
    """One row for each element, whether it is answered or not."""

    known_by = ("element",)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        answered = {row.element_id for row in self.get_queryset()} if self.instance.pk else set()
        waiting = [key for key, term in self.form.elements.items() if _is_asked(term) and key not in answered]
        self.initial_extra = [{"element": key} for key in waiting]
        self.extra = len(waiting)

    def save_existing(self, form, obj, commit=True):
        """An answer taken back is no answer: the row goes."""
        if all(form.cleaned_data.get(name) == value for name, value in SAYS_NOTHING.items()):
            return self.delete_existing(obj, commit=commit)
        return super().save_existing(form, obj, commit)

    def groups(self):
        """(group, rows) in the order of the vocabulary, for the page."""
        rows = sorted((form for form in self.forms if form.term), key=lambda form: form.term.position)
        for group, found in groupby(rows, key=lambda form: form.term.group):
            yield group.replace("_", " ").capitalize(), list(found)


def _is_asked(term: Term) -> bool:
    return term.acceptance == Acceptance.ACCEPTED


class Checklist(SourcedInline):
    """All elements in their groups."""

    model = AgreementElement
    form, formset = ElementForm, Elements
    fields = ["element", "answer", "clause", "source", "note"]
    can_delete = False
    template = "admin/practices/practice/_checklist.html"
    verbose_name_plural = _("what the agreement covers")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        terms = Term.objects.filter(kind=TermKind.AGREEMENT_ELEMENT).order_by("position", "code")
        formset.form.elements = {term.pk: term for term in terms}
        return formset
