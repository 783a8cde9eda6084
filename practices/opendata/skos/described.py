"""What each vocabulary is called and what it is for."""

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from practices.models import City, ConsultationMechanism, Country, CountryGroup
from practices.vocabulary import TermKind

OF_TABLES = {"country": Country, "group": CountryGroup, "city": City, "mechanism": ConsultationMechanism}
NAMES = (*TermKind.values, *OF_TABLES)

DESCRIPTIONS: dict[str, Promise] = {
    TermKind.TYPE: _("What kind of thing a practice is: a study tour, a training centre, a labour agreement, and so on."),
    TermKind.MODALITY: _("Kinds of cooperation, after definitions of the United Nations and two of the registry's own."),
    TermKind.SCOPE: _("How far a practice reaches, from one place to the whole world."),
    TermKind.STATUS: _("How far along a practice is."),
    TermKind.EVIDENCE_LEVEL: _("What is known of the effects of a practice, and on whose word."),
    TermKind.THEME: _("Subjects of practices, in two levels."),
    TermKind.GCM_OBJECTIVE: _(
        "The 23 objectives of the Global Compact for Safe, Orderly and Regular Migration, with short labels of our own."
    ),
    TermKind.GCM_PRINCIPLE: _(
        "The ten guiding principles of the Global Compact for Safe, Orderly and Regular Migration."
    ),
    TermKind.SDG: _("The 17 goals of the 2030 Agenda for Sustainable Development, with short labels of our own."),
    TermKind.SDG_TARGET: _(
        "Targets of the Sustainable Development Goals that bear on migration and cooperation, with short labels of our own."
    ),
    TermKind.BENEFICIARY_GROUP: _("Whom a practice is meant to help."),
    TermKind.INSTRUMENT: _("Conventions, recommendations, compacts and other texts that a practice refers to."),
    TermKind.SECTOR: _("Sectors of work that a practice is about."),
    TermKind.TAG: _("Free words proposed by authors and accepted by curators."),
    TermKind.ORGANISATION_TYPE: _("Kinds of body that take part in practices."),
    TermKind.COUNTRY_ROLE: _("What a country is to one practice. Roles belong to the practice, never to the country."),
    TermKind.ORGANISATION_ROLE: _("What an organisation does in one practice."),
    TermKind.LEGAL_FORM: _("The form in which an agreement was made."),
    TermKind.AGREEMENT_ELEMENT: _("The checklist by which labour agreements are compared."),
    "country": _("Countries and areas of ISO 3166-1, with their two-letter and three-letter codes and the number of M49."),
    "group": _(
        "Regions of M49, geographic areas, political and economic groups, and classifications, with the countries that"
        " are in them today."
    ),
    "city": _("Cities that act in their own right."),
    "mechanism": _("Inter-State consultation mechanisms on migration."),
}  # fmt: skip


def title(name: str) -> str:
    """What a vocabulary is called, in the active language."""
    if name in OF_TABLES:
        return capfirst(str(OF_TABLES[name]._meta.verbose_name_plural))
    return str(TermKind(name).label)


def description(name: str) -> str:
    """What a vocabulary is for, in the active language."""
    return str(DESCRIPTIONS[name])
