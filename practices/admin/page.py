"""How the form of a practice is laid out: the snapshot first, the rest folded away until it is wanted."""

from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from practices.admin import details, inlines, sources
from practices.admin.attachments import Attachments
from practices.admin.checklist import Checklist
from practices.admin.forms import MECHANISMS, chosen
from practices.admin.texts import Texts
from practices.models import ConsultationMechanism, Term
from practices.vocabulary import DetailKind, TermKind

FIELDSETS = {
    "essentials": {"fields": [("type", "modality"), "original_language"]},
    "mechanisms": {"fields": ["consultation_mechanisms"]},
    "subjects": {
        "fields": ["themes", "gcm_objectives", "gcm_principles", "sdgs", "sdg_targets", "beneficiary_groups", "instruments",
                   "sectors", "tags"],
    },
    "time": {"fields": [("start_year", "end_year"), ("scope", "status"), "evidence_level"]},
    "initiative": {"fields": [("requested_by", "led_by", "paid_by"), "cost_band"]},
    "staff": {"fields": [("focal_point_name", "focal_point_email", "focal_point_phone"), "remarks"]},
}  # fmt: skip
TITLES = {
    "mechanisms": _("Consultation mechanism"),
    "subjects": _("Subjects"),
    "time": _("Time and place"),
    "initiative": _("Who asked, who leads, who pays"),
}
READ_ONLY = {"mechanisms": {"fields": ["mechanism_names"]}, "subjects": {"fields": ["classification"]}}


@dataclass(frozen=True)
class Group:
    """One part of the page: fieldsets by name, lists by their inline."""

    key: str
    title: str
    parts: tuple
    hint: str = ""
    always_open: bool = False


GROUPS = (
    Group("snapshot", _("Snapshot"), (
        "essentials", Texts, inlines.Countries, inlines.Organisations, "mechanisms", sources.Citations),
        _("Enough to be published: type, modality, title, summary, who is involved, and a source."), always_open=True),
    Group("about", _("Subjects, time and place"), ("subjects", "time", "initiative"),
          _("What makes the record findable and comparable.")),
    Group("results", _("Figures, exchanges and more"), (
        sources.Figures, inlines.Exchanges, inlines.Cities, inlines.Particulars, inlines.Links, Attachments),
        _("Numbers with their sources, who taught whom, files, related practices.")),
    Group(DetailKind.STUDY_TOUR.value, DetailKind.STUDY_TOUR.label, (details.StudyTours, details.FollowUpActions)),
    Group(DetailKind.TRAINING_CENTRE.value, DetailKind.TRAINING_CENTRE.label,
          (details.TrainingCentres, details.TraineeCounts)),
    Group(DetailKind.LABOUR_AGREEMENT.value, DetailKind.LABOUR_AGREEMENT.label, (details.LabourAgreements, Checklist)),
    Group(DetailKind.CITY_COOPERATION.value, DetailKind.CITY_COOPERATION.label, (details.CityCooperations,)),
    Group("staff", _("For staff only"), ("staff", inlines.UnverifiedStatements),
          _("Never published: whom to ask, remarks, what no source confirms.")),
)  # fmt: skip
DETAILS = frozenset(kind.value for kind in DetailKind if kind.value)


def fieldsets(may_write: bool) -> list[tuple]:
    """The fieldsets in their order; who may only read gets names in place of choosers."""
    chosen = FIELDSETS if may_write else FIELDSETS | READ_ONLY
    return [(TITLES.get(key), options) for key, options in chosen.items()]


def groups(adminform, formsets: list, practice, may_write: bool, sections: dict) -> list[dict]:
    """The groups with their parts and what they lack, each open where there is something to see in it.

    Details of other types can be reached by those who may change the type.
    """
    by_key = dict(zip(FIELDSETS, adminform, strict=True))
    by_inline = {type(formset.opts): formset for formset in formsets}
    detail = practice.type.detail if practice is not None and practice.type else ""
    found = [_group(group, by_key, by_inline, detail) for group in GROUPS]
    return [
        one | {"section": sections.get(one["group"].key)}
        for one in found
        if may_write or not one["is_beside_the_point"]
    ]


def _group(group: Group, by_key: dict, by_inline: dict, detail: str) -> dict:
    lists = [by_inline[part] for part in group.parts if part in by_inline]
    sets = [by_key[part] for part in group.parts if part in by_key]
    count = sum(_filled(inline) for inline in lists)
    has_errors = any(_is_faulty(inline.formset) for inline in lists) or any(_has_errors(one) for one in sets)
    return {
        "group": group,
        "parts": [{"fieldset": by_key.get(part), "inline": by_inline.get(part), "key": part} for part in group.parts],
        "count": count,
        "has_errors": has_errors,
        "is_detail": group.key in DETAILS,
        "is_open": group.always_open or has_errors or group.key == detail or (bool(count) and group.key != "staff")
        or (group.key == "about" and any(_is_set(one) for one in sets)),
        "is_beside_the_point": group.key in DETAILS and group.key != detail and not count and not has_errors,
    }  # fmt: skip


def _filled(inline) -> int:
    return sum(
        1 for form in inline.formset.forms if not form.instance._state.adding or (form.is_bound and form.has_changed())
    )


def _is_faulty(formset) -> bool:
    return formset.is_bound and not formset.is_valid()


def _has_errors(fieldset) -> bool:
    return any(not field.is_readonly and field.errors() for line in fieldset for field in line)


def _is_set(fieldset) -> bool:
    return any(field.is_readonly or field.field.value() for line in fieldset for field in line)


def terms_in_words(practice) -> str:
    """What was chosen of each vocabulary, for those who may only read."""
    keys = [key for name, found in chosen(practice).items() if name != MECHANISMS for key in found]
    terms = Term.objects.in_bulk(keys)
    return format_html_join("\n", "<p>{}: {}</p>", ((terms[key].get_kind_display(), terms[key]) for key in keys))


def mechanisms_in_words(practice) -> str:
    """The consultation mechanisms a practice belongs to, for those who may only read."""
    found = ConsultationMechanism.objects.filter(pk__in=chosen(practice)[MECHANISMS])
    return ", ".join(str(mechanism) for mechanism in found)


def details_of_types() -> dict[int, str]:
    """The detail form of each type that has one, by the type's key."""
    return dict(Term.objects.filter(kind=TermKind.TYPE).exclude(detail="").values_list("pk", "detail"))
