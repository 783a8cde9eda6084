"""The facets: their parameter, label, vocabulary and order. Counting is in index; which values exist is in the data."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.vocabulary import TermKind

FIRST_SHOWN = 8  # values of a long facet shown before "show all"


class Order(StrEnum):
    """How a facet's values are sorted."""

    POSITION = "position"  # as the vocabulary has them: numbered lists, levels, years
    LABEL = "label"  # by translated label
    COUNT = "count"  # most frequent first, then by label


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet. `kinds` are those of facet values (kind:code); the narrower kinds of a tree come after the wider."""

    key: str  # name of the parameter
    label: Promise
    kinds: tuple[str, ...]
    order: Order = Order.COUNT
    is_tree: bool = False

    def __hash__(self) -> int:
        return hash(self.key)


FACETS = (
    Facet("type", _("Type of practice"), (TermKind.TYPE,)),
    Facet("theme", _("Theme"), (TermKind.THEME,), is_tree=True),
    Facet("country", _("Country"), ("country",)),
    Facet("role", _("Role of the country"), (TermKind.COUNTRY_ROLE,), Order.POSITION),
    Facet("region", _("Region"), ("region",), Order.LABEL, is_tree=True),
    Facet("group", _("Country group"), ("group",)),
    Facet("modality", _("Modality"), (TermKind.MODALITY,), Order.POSITION),
    Facet("beneficiary", _("Beneficiary group"), (TermKind.BENEFICIARY_GROUP,)),
    Facet("gcm", _("GCM objective"), (TermKind.GCM_OBJECTIVE,), Order.POSITION),
    Facet("sdg", _("SDG and target"), (TermKind.SDG, TermKind.SDG_TARGET), Order.POSITION, is_tree=True),
    Facet("organisation", _("Organisation"), ("organisation",)),
    Facet("mechanism", _("Consultation mechanism"), ("mechanism",)),
    Facet("instrument", _("Instrument"), (TermKind.INSTRUMENT,)),
    Facet("scope", _("Geographic scope"), (TermKind.SCOPE,)),
    Facet("period", _("Period"), ("period",), Order.POSITION),
    Facet("evidence", _("Evidence level"), (TermKind.EVIDENCE_LEVEL,), Order.POSITION),
    Facet("language", _("Language of the text"), ("language",), Order.POSITION),
)
BY_KEY = {facet.key: facet for facet in FACETS}
