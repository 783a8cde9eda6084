"""What four types of practice have beyond the common record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practices.models.fields import ChoicesField, LinesField, PartialDateField, WebAddressField, year_field
from practices.models.parts import Citation, Part
from practices.models.practice import LONGEST_TEXT, Practice, one_term
from practices.models.reference import Country, Term
from practices.vocabulary import Answer, Delivery, FeePayer, FollowUpState, TermKind


def long_text(name, **options):
    """A text of up to 32,000 characters that may be empty."""
    return models.TextField(name, blank=True, default="", max_length=LONGEST_TEXT, **options)


class Detail(models.Model):
    """The one row of details a practice may have of each kind."""

    practice = models.OneToOneField(Practice, models.CASCADE, primary_key=True, related_name="%(class)s")

    class Meta:
        abstract = True

    def __str__(self):
        return str(self._meta.verbose_name)


class StudyTour(Detail):
    """Officials travel to a peer to learn. What happens afterwards is what shows its value."""

    start_date = PartialDateField(_("first day"))
    end_date = PartialDateField(_("last day"))
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    delegation_size = models.PositiveSmallIntegerField(_("people in the delegation"), null=True, blank=True)
    women = models.PositiveSmallIntegerField(_("women among them"), null=True, blank=True)
    participants = models.CharField(_("who took part"), max_length=500, blank=True, default="")
    topics = LinesField(verbose_name=_("topics"))
    host_bodies = LinesField(verbose_name=_("bodies visited"))
    agenda = long_text(_("agenda"))
    report_url = WebAddressField(_("report"))
    follow_up = long_text(_("follow-up"))
    funding = models.CharField(_("who paid"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("study tour")
        verbose_name_plural = _("study tours")
        constraints = [
            models.CheckConstraint(name="practices_studytour_women_within_delegation",
                condition=Q(women__isnull=True) | Q(delegation_size__isnull=True) | Q(women__lte=models.F("delegation_size")),
                violation_error_message=_("There cannot be more women than people in the delegation.")),
            models.CheckConstraint(name="practices_studytour_days_in_order",
                condition=Q(end_date="") | Q(start_date="") | Q(start_date__lte=models.F("end_date")),
                violation_error_message=_("The last day cannot be before the first.")),
        ]  # fmt: skip


class FollowUpAction(Part):
    """Something a study tour led to, or was meant to."""

    action = models.CharField(_("action"), max_length=500)
    state = models.CharField(_("state"), max_length=20, choices=FollowUpState, default=FollowUpState.UNKNOWN)
    due = PartialDateField(_("due"))

    class Meta(Part.Meta):
        verbose_name = _("follow-up action")
        verbose_name_plural = _("follow-up actions")


class TrainingCentre(Detail):
    """A standing institution that trains people from more than one country."""

    founded = PartialDateField(_("founded"))
    host_body = models.CharField(_("host body"), max_length=300, blank=True, default="")
    legal_basis = models.CharField(_("legal basis"), max_length=500, blank=True, default="")
    member_countries = LinesField(
        models.CharField(max_length=2), verbose_name=_("member countries"), help_text=_("Two-letter codes, one a line.")
    )
    served_countries = LinesField(
        models.CharField(max_length=2), verbose_name=_("countries served"), help_text=_("Two-letter codes, one a line.")
    )
    languages = LinesField(
        models.CharField(max_length=10),
        verbose_name=_("languages of training"),
        help_text=_("Language codes, one a line."),
    )
    delivery = ChoicesField(choices_from=Delivery.choices, verbose_name=_("delivery"))
    curriculum = long_text(_("curriculum"))
    accreditation = models.CharField(_("accreditation"), max_length=500, blank=True, default="")
    training_of_trainers = models.BooleanField(_("trains trainers"), null=True, blank=True)
    fees = models.CharField(_("fees"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("training centre")
        verbose_name_plural = _("training centres")


class TraineeCount(Part):
    """How many were trained. Counts are often cumulative at different dates, so each says which it is."""

    year = year_field(verbose_name=_("year"))
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    people = models.PositiveIntegerField(_("people"))
    women = models.PositiveIntegerField(_("women among them"), null=True, blank=True)
    is_cumulative = models.BooleanField(_("since the start"), default=False)
    citation = models.ForeignKey(
        Citation, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )

    class Meta(Part.Meta):
        verbose_name = _("count of trainees")
        verbose_name_plural = _("counts of trainees")
        constraints = [
            models.CheckConstraint(name="practices_traineecount_women_within_people",
                condition=Q(women__isnull=True) | Q(women__lte=models.F("people")),
                violation_error_message=_("There cannot be more women than people.")),
        ]  # fmt: skip


class LabourAgreement(Detail):
    """A treaty, agreement or memorandum on recruiting, employing and protecting workers."""

    legal_form = one_term(TermKind.LEGAL_FORM, verbose_name=_("legal form"))
    signed = PartialDateField(_("signed"))
    in_force = PartialDateField(_("in force since"))
    term_years = models.DecimalField(_("term in years"), max_digits=4, decimal_places=1, null=True, blank=True)
    renewal = models.CharField(
        _("renewal"), max_length=500, blank=True, default="", help_text=_("How and on what conditions.")
    )
    renewed = LinesField(
        models.CharField(max_length=10), verbose_name=_("renewed on"), help_text=_("Dates, one a line.")
    )
    ended = PartialDateField(_("ended"))
    predecessor = models.CharField(_("earlier agreement"), max_length=300, blank=True, default="")
    successor = models.CharField(_("later agreement"), max_length=300, blank=True, default="")
    text_url = WebAddressField(_("text of the agreement"))
    languages = LinesField(
        models.CharField(max_length=10),
        verbose_name=_("languages of the text"),
        help_text=_("Language codes, one a line."),
    )
    joint_committee = models.BooleanField(_("joint committee"), null=True, blank=True)
    fees_paid_by = models.CharField(
        _("who pays recruitment fees"), max_length=20, choices=FeePayer, blank=True, default=""
    )
    wage_floor = models.DecimalField(_("lowest monthly wage"), max_digits=12, decimal_places=2, null=True, blank=True)
    wage_currency = models.CharField(
        _("currency"), max_length=3, blank=True, default="", help_text=_("Three-letter code, as in USD.")
    )
    workers_covered = models.PositiveIntegerField(_("workers covered"), null=True, blank=True)

    class Meta:
        verbose_name = _("labour agreement")
        verbose_name_plural = _("labour agreements")
        constraints = [
            models.CheckConstraint(name="practices_labouragreement_wage_has_currency",
                condition=Q(wage_floor__isnull=True) | Q(wage_currency__regex=r"^[A-Z]{3}$"),
                violation_error_message=_("Give the currency of the wage as three capital letters.")),
            models.CheckConstraint(name="practices_labouragreement_wage_is_positive",
                condition=Q(wage_floor__isnull=True) | Q(wage_floor__gt=0),
                violation_error_message=_("A wage is more than nothing.")),
        ]  # fmt: skip


class AgreementElement(Part):
    """The answer on one of the 40 elements a rights-based agreement should cover. No row means unknown."""

    element = models.ForeignKey(
        Term,
        models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": TermKind.AGREEMENT_ELEMENT},
        verbose_name=_("element"),
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.UNKNOWN)
    clause = models.CharField(
        _("clause"), max_length=100, blank=True, default="", help_text=_("Article or paragraph of the text.")
    )
    note = models.CharField(_("note"), max_length=1000, blank=True, default="")
    citation = models.ForeignKey(
        Citation, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )

    class Meta(Part.Meta):
        verbose_name = _("element of the agreement")
        verbose_name_plural = _("elements of the agreement")
        constraints = [
            models.UniqueConstraint("practice", "element", name="practices_agreementelement_once",
                violation_error_message=_("This element is answered already.")),
            models.CheckConstraint(name="practices_agreementelement_answer_known", condition=Q(answer__in=Answer.values)),
        ]  # fmt: skip


class CityCooperation(Detail):
    """Cities that learn from and support each other; most are many-to-many networks."""

    form = models.CharField(_("form"), max_length=200, blank=True, default="",
        help_text=_("Network, forum, fund, project, charter, peer workshop, twinning."))  # fmt: skip
    city_count = models.PositiveSmallIntegerField(_("number of cities"), null=True, blank=True)
    network = models.CharField(_("network"), max_length=300, blank=True, default="")
    instrument = models.CharField(_("founding text"), max_length=500, blank=True, default="")
    adopted = PartialDateField(_("adopted"))
    editions = LinesField(verbose_name=_("meetings"))
    outputs = LinesField(verbose_name=_("outputs"))
    topics = LinesField(verbose_name=_("topics"))
    tools = LinesField(verbose_name=_("tools"))
    funding = models.CharField(_("funding that reached cities"), max_length=500, blank=True, default="")
    migrant_participation = long_text(_("how local migrants take part"))
    national_role = long_text(_("role of the national government"))

    class Meta:
        verbose_name = _("city-to-city cooperation")
        verbose_name_plural = _("city-to-city cooperation")
