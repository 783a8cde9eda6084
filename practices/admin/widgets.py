"""Choosers whose labels come from the reference tables in memory: a long form costs no query for each row."""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.utils.translation import get_language

from practices import reference
from practices.admin.keys import key_of
from practices.models import City, ConsultationMechanism, Country, CountryGroup, Organisation, Term
from practices.vocabulary import NUMBERED_KINDS

# Names of these tables in reference.Snapshot.
TABLES = {
    Term: "term",
    Country: "country",
    CountryGroup: "group",
    City: "city",
    Organisation: "organisation",
    ConsultationMechanism: "mechanism",
}


class KeyChooser(AutocompleteSelect):
    """The stock chooser of one row, for tables not in memory. What is no key at all chooses nothing."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if key_of(str(key))], attr)


class FromMemory:
    """Puts the chosen rows' labels on the page, in the order of their choice."""

    def __init__(self, field, **options):
        super().__init__(field, admin.site, **options)
        self.table = TABLES[field.related_model]
        self.read = []  # the one snapshot of all copies of this widget, one for each row of a form

    def optgroups(self, name, value, attr=None):
        if not self.read:
            self.read.append(reference.current())
        options = [] if self.is_required or self.allow_multiple_selected else [self._option(name, "", "", set(), 0)]
        chosen = list(dict.fromkeys(str(key) for key in value))
        for key in chosen:
            entry = self.read[0].get(self.table, key_of(key))
            if entry is None:
                continue
            label = entry.label(get_language() or "en")[0]
            label = f"{entry.code} {label}" if entry.kind in NUMBERED_KINDS else label
            options.append(self._option(name, key, label, set(chosen), len(options)))
        return [(None, options, 0)]

    def _option(self, name, value, label, chosen, index):
        return self.create_option(name, value, label, chosen, index)


class OneFromMemory(FromMemory, AutocompleteSelect):
    """One row of a reference table."""


class ManyFromMemory(FromMemory, AutocompleteSelectMultiple):
    """Several rows, of one vocabulary where `kind` says so."""

    def __init__(self, field, *, kind=""):
        super().__init__(field)
        self.kind = kind

    def get_url(self):
        return f"{super().get_url()}?kind={self.kind}" if self.kind else super().get_url()


class WithAddLink(RelatedFieldWidgetWrapper):
    """A chooser of terms beside which a new one of the same vocabulary may be proposed."""

    def __init__(self, widget, relation, *, kind):
        super().__init__(widget, relation, admin.site, can_add_related=True)
        self.kind = kind

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["url_params"] += f"&kind={self.kind}"
        return context
