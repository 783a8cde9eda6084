"""The form of a practice itself: its facts, and one chooser for each vocabulary."""

from django.utils.translation import gettext_lazy as _

from practices.admin.careful import CarefulForm
from practices.admin.fields import Chosen, terms_of
from practices.admin.widgets import ManyFromMemory
from practices.document import parts
from practices.models import ConsultationMechanism, Practice, PracticeMechanism, PracticeTerm
from practices.vocabulary import TermKind

MECHANISMS = "consultation_mechanisms"
KINDS = parts.TERMS
CHOOSERS = (*KINDS, MECHANISMS)


class PracticeForm(CarefulForm):
    """Facts of a practice. Fields of choice are kept in the order in which they were chosen."""

    themes = terms_of(TermKind.THEME, label=_("Themes"), help_text=_("The most important one first."))
    gcm_objectives = terms_of(
        TermKind.GCM_OBJECTIVE, label=_("GCM objectives"), help_text=_("One to three main objectives first.")
    )
    gcm_principles = terms_of(TermKind.GCM_PRINCIPLE, label=_("GCM guiding principles"))
    sdgs = terms_of(TermKind.SDG, label=_("Sustainable Development Goals"))
    sdg_targets = terms_of(TermKind.SDG_TARGET, label=_("SDG targets"))
    beneficiary_groups = terms_of(
        TermKind.BENEFICIARY_GROUP, label=_("Beneficiary groups"), help_text=_("Whom it is for.")
    )
    instruments = terms_of(
        TermKind.INSTRUMENT, label=_("International instruments"), help_text=_("Conventions and standards it applies.")
    )
    sectors = terms_of(TermKind.SECTOR, label=_("Sectors"))
    tags = terms_of(
        TermKind.TAG,
        label=_("Tags"),
        help_text=_("What no vocabulary says. A new tag is a proposal until a curator accepts it."),
    )
    consultation_mechanisms = Chosen(
        ConsultationMechanism.objects.all(),
        widget=ManyFromMemory(Practice._meta.get_field("mechanisms")),
        label=_("Consultation mechanisms"),
        help_text=_("Regional consultative processes it belongs to; enough in place of a country."),
    )

    class Meta:
        model = Practice
        fields = [
            "original_language", "type", "modality", "scope", "status", "evidence_level", "start_year", "end_year",
            "requested_by", "led_by", "paid_by", "cost_band", "focal_point_name", "focal_point_email",
            "focal_point_phone", "remarks",
        ]  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        read = []
        for name in CHOOSERS:
            if name in self.fields:
                widget = self.fields[name].widget
                getattr(widget, "widget", widget).read = read
        if self.instance.pk:
            self.initial |= chosen(self.instance)


def chosen(practice) -> dict[str, list[int]]:
    """Keys of the terms and mechanisms of a practice, in their order, by name of the field."""
    found: dict[str, list[int]] = {name: [] for name in CHOOSERS}
    name_of = {kind: name for name, kind in KINDS.items()}
    rows = PracticeTerm.objects.filter(practice=practice).order_by("position", "pk")
    for kind, key in rows.values_list("term__kind", "term_id"):
        if kind in name_of:
            found[name_of[kind]].append(key)
    rows = PracticeMechanism.objects.filter(practice=practice).order_by("position", "pk")
    found[MECHANISMS] = list(rows.values_list("mechanism_id", flat=True))
    return found


def save_chosen(practice, form) -> None:
    """Write what was chosen of each vocabulary, where it differs from what is there."""
    if not set(CHOOSERS) & set(form.changed_data):
        return
    terms = [term.pk for name in KINDS for term in form.cleaned_data[name]]
    _write(PracticeTerm, "term_id", practice, terms)
    _write(PracticeMechanism, "mechanism_id", practice, [row.pk for row in form.cleaned_data[MECHANISMS]])


def _write(model: type, column: str, practice, wanted: list[int]) -> None:
    rows = model.objects.filter(practice=practice)
    if list(rows.order_by("position", "pk").values_list(column, flat=True)) == wanted:
        return
    rows.delete()
    model.objects.bulk_create(
        model(practice=practice, position=place, **{column: key}) for place, key in enumerate(wanted)
    )
