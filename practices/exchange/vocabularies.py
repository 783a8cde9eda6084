"""The vocabularies that columns use: what they are called, and what may be chosen from them."""

from collections.abc import Iterable

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from practices import models
from practices.exchange.columns import Column, Names, Part
from practices.exchange.columns.kinds import Kind
from practices.exchange.columns.names import FLAG, FLAGS
from practices.vocabulary import TermKind

OF_MODELS: dict[str, type[Model]] = {
    "country": models.Country, "city": models.City, "organisation": models.Organisation,
    "mechanism": models.ConsultationMechanism,
}  # fmt: skip
CLOSED_NAMES = {
    "party": _("Who asks, leads or pays"),
    "cost_band": _("Band of costs"),
    "exchange_format": _("Form of an exchange"),
    "citation_kind": _("Kind of source"),
    "verification": _("Verification of a source"),
    "link_kind": _("Relation to another practice"),
    "answer": _("Answer to an element of the checklist"),
    "delivery": _("How training is given"),
    "fee_payer": _("Who pays recruitment fees"),
    "follow_up_state": _("State of a follow-up action"),
    "text_origin": _("How a text came to be"),
    "grade": _("Grade"),
    "state": _("State"),
    "language": _("Language"),
    "detail": _("Detail form"),
    FLAG: _("Yes or no"),
}


def name_of(vocabulary: str) -> str:
    """What a vocabulary is called, in the active language."""
    if vocabulary in OF_MODELS:
        return capfirst(str(OF_MODELS[vocabulary]._meta.verbose_name_plural))
    return str(CLOSED_NAMES[vocabulary] if vocabulary in CLOSED_NAMES else TermKind(vocabulary).label)


def of(one: Column | Part) -> str:
    """The vocabulary that a value of this column or part is of; empty where there is none."""
    return FLAG if one.kind is Kind.FLAG else one.vocabulary


def options(known: Names, vocabulary: str) -> list[tuple[str, str, str]]:
    """(code, label, definition) of what may be chosen."""
    if vocabulary == FLAG:
        return [(code, known.label(FLAG, code), "") for code in FLAGS]
    return known.options(vocabulary)


def used_by(columns: Iterable[Column]) -> list[str]:
    """The vocabularies of these columns and their parts, each once, in the order of the columns."""
    found: dict[str, None] = {}
    for one in columns:
        for place in (one, *one.parts):
            if vocabulary := of(place):
                found[vocabulary] = None
    return [*found]
