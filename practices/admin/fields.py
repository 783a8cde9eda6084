"""Form fields of the admin: clean text, plain numbers, choices from the vocabularies, keys of sources."""

from django import forms
from django.contrib.admin import widgets
from django.db import models
from django.utils.translation import gettext_lazy as _

from practices.admin.widgets import ManyFromMemory
from practices.models import Practice, Term
from practices.models.fields import PartialDateField, WebAddressField
from practices.text import clean


class CleanText(forms.CharField):
    """Text as the registry keeps it: a form sent again unchanged is then really unchanged."""

    def to_python(self, value):
        return clean(super().to_python(value))


class CleanEmail(forms.EmailField):
    """An e-mail address, cleaned like all text."""

    def to_python(self, value):
        return clean(super().to_python(value))


class PlainDecimal(forms.DecimalField):
    """A number shown as people write it: 300, not 300.000."""

    def prepare_value(self, value):
        return f"{value.normalize():f}" if hasattr(value, "normalize") else value


class SourceKey(CleanText):
    """The key of one of the practice's sources, chosen from a list that follows what is typed above."""

    widget = widgets.AdminTextInputWidget

    def __init__(self, **options):
        options = {
            "label": _("Source"),
            "max_length": 20,
            "required": False,
            "help_text": _("Key of a source of this practice, as in s1."),
        } | options
        super().__init__(**options)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"list": "source-keys", "autocomplete": "off", "class": "registry-key"}


class Chosen(forms.ModelMultipleChoiceField):
    """Several rows of a reference table, in the order in which they were chosen."""

    def __init__(self, queryset, *, widget, **options):
        super().__init__(queryset, widget=widget, required=False, **options)

    def clean(self, value):
        found = {str(row.pk): row for row in super().clean(value)}
        return [found[key] for key in dict.fromkeys(str(key) for key in value or []) if key in found]

    def has_changed(self, initial, data):
        return [str(key) for key in initial or []] != [str(key) for key in data or []]


def terms_of(kind, **options):
    """The choice of terms of one vocabulary."""
    widget = ManyFromMemory(Practice._meta.get_field("terms"), kind=kind)
    return Chosen(Term.objects.filter(kind=kind), widget=widget, **{"label": kind.label} | options)


def _one_line(**attributes):
    return widgets.AdminTextInputWidget(attrs={"dir": "auto"} | attributes)


FORMFIELDS = {
    models.CharField: {"form_class": CleanText, "widget": _one_line()},
    models.TextField: {"form_class": CleanText, "widget": widgets.AdminTextareaWidget(attrs={"dir": "auto", "rows": 4})},
    models.EmailField: {"form_class": CleanEmail, "widget": widgets.AdminEmailInputWidget()},
    models.DecimalField: {"form_class": PlainDecimal},
    PartialDateField: {"form_class": CleanText, "widget": _one_line(**{"class": "registry-date"})},
    WebAddressField: {"form_class": CleanText, "widget": _one_line(inputmode="url", dir="ltr", **{"class": "vURLField"})},
}  # fmt: skip
