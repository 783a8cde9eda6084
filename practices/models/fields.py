"""Field types of the record: dates that may be a year only, lists written one entry a line, JSON without surprises."""

import re

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from practices.text import clean

PARTIAL_DATE = r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"  # ISO 8601: year, month or day precision
FIRST_YEAR, LAST_YEAR = 1800, 2200
LONGEST_ADDRESS = 2000
_web_address = URLValidator(schemes=["http", "https"])


class PartialDateField(models.CharField):
    """A date known to the year, month or day, as ISO 8601 writes it: 2021, 2021-06 or 2021-06-07."""

    default_validators = [
        RegexValidator(PARTIAL_DATE, _("Write a year, a month or a day: 2021, 2021-06 or 2021-06-07."))
    ]

    def __init__(self, *args, **kwargs):
        kwargs |= {"max_length": 10, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)


class WebAddressField(models.CharField):
    """An http or https address of at most 2,000 characters. Validated here and again before it is made a link."""

    def __init__(self, *args, **kwargs):
        kwargs |= {"max_length": LONGEST_ADDRESS, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)
        self.validators.append(_web_address)


def is_web_address(value: str) -> bool:
    """Whether a text may be made a link."""
    if len(value) > LONGEST_ADDRESS:
        return False
    try:
        _web_address(value)
    except ValidationError:
        return False
    return True


class LinesFormField(forms.CharField):
    """A list typed as one entry a line."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value):
        return [line for line in (clean(line) for line in re.split(r"[\r\n]+", value or "")) if line]

    def has_changed(self, initial, data):
        return (list(initial or [])) != self.to_python(data)


class LinesField(ArrayField):
    """A list of short texts in their order, edited one entry a line."""

    def __init__(self, base_field=None, **kwargs):
        kwargs = {"blank": True, "default": list} | kwargs
        super().__init__(base_field or models.CharField(max_length=500), **kwargs)

    def formfield(self, **kwargs):
        options = {
            "label": capfirst(self.verbose_name),
            "required": not self.blank,
            "help_text": self.help_text or _("One entry a line."),
            "widget": forms.Textarea(attrs={"rows": 3}),
        }
        return LinesFormField(**options)


class ChoicesField(ArrayField):
    """Several values of a closed list, edited as check boxes."""

    def __init__(self, base_field=None, *, choices_from=None, **kwargs):
        if choices_from is not None:
            base_field = models.CharField(max_length=40, choices=choices_from)
        super().__init__(base_field, **{"blank": True, "default": list} | kwargs)

    def formfield(self, **kwargs):
        return forms.TypedMultipleChoiceField(
            label=capfirst(self.verbose_name),
            required=False,
            choices=self.base_field.choices,
            widget=forms.CheckboxSelectMultiple,
            help_text=self.help_text,
        )


def year_field(**kwargs):
    """A calendar year, or null for not known."""
    return models.PositiveSmallIntegerField(null=True, blank=True, **kwargs)


class WordsField(models.Field):
    """A tsvector written as its literal: PostgreSQL stores and looks it up and never parses text itself."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"default": "", "editable": False})

    def db_type(self, connection):
        return "tsvector"

    def get_placeholder(self, value, compiler, connection):
        return "%s::tsvector"
