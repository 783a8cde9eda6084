"""Forms that only some types of practice have: study tours, training centres, labour agreements, cities."""

from django.utils.translation import gettext_lazy as _

from practices.admin.rows import PracticeRows, Rows
from practices.admin.sources import SourcedInline
from practices.document import parts
from practices.models import (
    CityCooperation,
    FollowUpAction,
    LabourAgreement,
    StudyTour,
    TraineeCount,
    TrainingCentre,
)


class DetailRows(Rows):
    """The one row of details. Taken away, it takes its lists along; where a list is filled it is there."""

    def finish(self):
        model, practice = self.model, self.instance
        key = next(detail.key for detail in parts.DETAILS if detail.model is model)
        lists = [part.model.objects.filter(practice=practice) for part in parts.LISTS if part.owner == key]
        if self.deleted_objects:
            for rows in lists:
                rows.delete()
        elif not model.objects.filter(practice=practice).exists() and any(rows.exists() for rows in lists):
            model.objects.create(practice=practice)


class DetailInline(PracticeRows):
    """Details of one kind of practice."""

    formset = DetailRows
    extra = extra_when_new = 1
    max_num = 1


class StudyTours(DetailInline):
    model = StudyTour
    fields = [
        ("start_date", "end_date", "days"), ("delegation_size", "women"), "participants", "host_bodies", "topics",
        "agenda", "follow_up", ("funding", "report_url"),
    ]  # fmt: skip


class FollowUpActions(PracticeRows):
    model = FollowUpAction
    fields = [("action", "state", "due")]
    verbose_name_plural = _("what the study tour led to")


class TrainingCentres(DetailInline):
    model = TrainingCentre
    fields = [
        ("founded", "host_body"), "legal_basis", "accreditation", ("member_countries", "served_countries", "languages"),
        ("delivery", "training_of_trainers"), "curriculum", "fees",
    ]  # fmt: skip


class TraineeCounts(SourcedInline):
    model = TraineeCount
    fields = [("year", "country"), ("people", "women", "is_cumulative", "source")]
    autocomplete_fields = ["country"]
    verbose_name_plural = _("people trained")


class LabourAgreements(DetailInline):
    model = LabourAgreement
    autocomplete_fields = ["legal_form"]
    fields = [
        ("legal_form", "signed", "in_force"), ("term_years", "ended"), "renewal", "renewed", ("predecessor", "successor"),
        ("text_url", "languages"), ("joint_committee", "fees_paid_by"), ("wage_floor", "wage_currency", "workers_covered"),
    ]  # fmt: skip


class CityCooperations(DetailInline):
    model = CityCooperation
    fields = [
        ("form", "city_count"), ("network", "adopted"), "instrument", ("topics", "tools"), ("editions", "outputs"),
        "migrant_participation", "national_role", "funding",
    ]  # fmt: skip
