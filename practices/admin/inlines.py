"""The lists that hang from a practice: who takes part, what happened, and what else there is."""

from django.utils.translation import gettext_lazy as _

from practices.admin.rows import PracticeRows
from practices.models import (
    Exchange,
    Link,
    Particular,
    PracticeCity,
    PracticeCountry,
    PracticeOrganisation,
    UnverifiedStatement,
)


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
