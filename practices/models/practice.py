"""The working copy of a practice: facts, texts by language, and the lists that hang from it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.codes import new_code
from practices.models.fields import FIRST_YEAR, LAST_YEAR, year_field
from practices.models.mandate import limits_of, memberships_today
from practices.models.reference import ConsultationMechanism, Term
from practices.vocabulary import (
    CostBand,
    Language,
    Modality,
    Party,
    State,
    TermKind,
    TextOrigin,
)

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_TEXT = 300, 2_000, 32_000


def one_term(kind, **options):
    """A foreign key to a term of one vocabulary."""
    return models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="+", limit_choices_to={"kind": kind}, **options
    )


class PracticeQuerySet(models.QuerySet):
    """Working copies. Public pages never start here: they start at Listing."""

    def visible_to(self, user):
        """Working copies this person may open: their own, and for reviewers those past draft or once public."""
        if not user.is_active:
            return self.none()
        if user.has_perm("practices.change_practice"):
            return self.within_reach_of(user)
        if user.has_perm("practices.review_practice"):
            public = Q(listing__isnull=False) | Q(standing__archived_at__isnull=False)
            return self.filter(~Q(state=State.DRAFT) | Q(author_id=user.pk) | public).within_reach_of(user)
        return self.filter(author_id=user.pk)

    def within_reach_of(self, user):
        """What the limits of this person's mandate leave of them: all without limits; one's own always."""
        limits = limits_of(user)
        if not limits:
            return self
        members = memberships_today().filter(group__in=limits.regions)
        countries, organisations = (
            self.model._meta.get_field(name).related_model.objects
            for name in ("practicecountry_set", "practiceorganisation_set")
        )
        return self.filter(
            Q(author_id=user.pk)
            | Q(pk__in=countries.filter(country__in=members.values("country")).values("practice"))
            | Q(pk__in=organisations.filter(organisation__in=limits.organisations).values("practice"))
        )

    def for_staff_list(self):
        """All that one row of the staff list shows, `is_public` included."""
        listing = self.model.listing.related.related_model.objects.filter(practice=OuterRef("pk"))
        return self.annotate(is_public=Exists(listing)).select_related("type", "last_editor", "reviewer").only(
            "code", "title", "state", "state_since", "due", "changed_at", "author", "type", "last_editor", "reviewer",
        )  # fmt: skip


class Practice(models.Model):
    """Working copy of one practice. Its prose is in PracticeText; what the public reads is its live Edition."""

    code = models.SlugField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="practices_written",
        verbose_name=_("author"),
    )  # fmt: skip
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="practices_edited",
        verbose_name=_("last editor"),
    )  # fmt: skip
    # Where it waits: written by the workflow alone, like the state.
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now, editable=False)
    due = models.DateField(_("due"), null=True, blank=True, editable=False)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="practices_in_review",
        verbose_name=_("being looked at by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    # Kept for staff lists: the title in the original language, and all titles folded for search.
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, blank=True, default="", editable=False)
    search_text = models.TextField(blank=True, default="", editable=False)

    original_language = models.CharField(_("original language"), max_length=5, choices=Language, default=Language.EN)
    type = one_term(
        TermKind.TYPE,
        verbose_name=_("type of practice"),
        help_text=_("What it is. Some types have a form of their own."),
    )
    modality = models.CharField(
        _("modality"), max_length=30, choices=Modality, blank=True, default="",
        help_text=_(
            "Triangular needs a supporting partner: name it among the countries (donor, facilitator) "
            "or the organisations (funder, facilitator)."
        ),
    )  # fmt: skip
    scope = one_term(TermKind.SCOPE, verbose_name=_("geographic scope"))
    status = one_term(TermKind.STATUS, verbose_name=_("stage"))
    evidence_level = one_term(
        TermKind.EVIDENCE_LEVEL,
        verbose_name=_("evidence level"),
        help_text=_("What the sources show, not how good the practice is."),
    )
    start_year = year_field(verbose_name=_("start"), help_text=_("A year is enough. Leave empty if not known."))
    end_year = year_field(verbose_name=_("end"), help_text=_("Leave empty if still running or not known."))
    requested_by = models.CharField(_("who asked for it"), max_length=20, choices=Party, blank=True, default="")
    led_by = models.CharField(_("who leads"), max_length=20, choices=Party, blank=True, default="")
    paid_by = models.CharField(_("who pays"), max_length=20, choices=Party, blank=True, default="")
    cost_band = models.CharField(_("cost"), max_length=20, choices=CostBand, blank=True, default="")
    terms = models.ManyToManyField(Term, through="PracticeTerm", related_name="practices")
    mechanisms = models.ManyToManyField(ConsultationMechanism, through="PracticeMechanism", related_name="practices")

    # For staff only; in no public document.
    focal_point_name = models.CharField(_("focal point"), max_length=200, blank=True, default="")
    focal_point_email = models.EmailField(_("e-mail of the focal point"), blank=True, default="")
    focal_point_phone = models.CharField(_("telephone of the focal point"), max_length=50, blank=True, default="")
    remarks = models.TextField(_("remarks for staff"), blank=True, default="", max_length=LONGEST_TEXT)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        ordering = ["-id"]
        permissions = [
            ("review_practice", "Can take into review, request changes, decline"),
            ("publish_practice", "Can publish what another person wrote"),
            ("publish_alone_practice", "Can publish without a second pair of eyes, with a reason"),
            ("archive_practice", "Can archive and unarchive"),
            ("redact_practice", "Can remove personal data from published editions"),
            ("merge_term", "Can merge terms and organisations"),
            ("import_practice", "Can import practices from a sheet"),
            ("export_practice", "Can export working copies"),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="practices_practice_queue")]
        constraints = [
            models.CheckConstraint(name="practices_practice_years_in_order",
                condition=Q(end_year__isnull=True) | Q(start_year__isnull=True) | Q(start_year__lte=F("end_year")),
                violation_error_message=_("A practice cannot end before it starts.")),
            models.CheckConstraint(name="practices_practice_start_is_a_year",
                condition=Q(start_year__isnull=True) | Q(start_year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=_("The start is not a year we know.")),
            models.CheckConstraint(name="practices_practice_end_is_a_year",
                condition=Q(end_year__isnull=True) | Q(end_year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=_("The end is not a year we know.")),
            models.CheckConstraint(name="practices_practice_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="practices_practice_modality_known", condition=Q(modality__in=["", *Modality.values])),
        ]  # fmt: skip

    def __str__(self):
        return self.title or self.code

    def get_absolute_url(self):
        return reverse("practices:record", args=[self.code])


class PracticeText(models.Model):
    """What a practice says in one language."""

    FIELDS = (
        "title", "summary", "why", "context", "objectives", "approach", "results", "difficulties", "lessons",
        "transfer", "demand", "caution",
    )  # fmt: skip

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="practicetext_set", verbose_name=_("practice"))
    language = models.CharField(_("language"), max_length=5, choices=Language)
    origin = models.CharField(_("how it came to be"), max_length=10, choices=TextOrigin, default=TextOrigin.ORIGINAL)
    is_outdated = models.BooleanField(
        _("older than the original"),
        default=False,
        help_text=_("Set when the original changes; clear it when the translation has caught up."),
    )
    title = models.CharField(
        _("title"), max_length=LONGEST_TITLE, help_text=_("Who, what and where, acronyms written out.")
    )
    summary = models.TextField(_("summary"), max_length=LONGEST_SUMMARY, blank=True, default="",
        help_text=_("Who did what with whom, in up to 600 characters or so."))  # fmt: skip
    why = models.TextField(_("why this is a good practice"), max_length=LONGEST_TEXT, blank=True, default="")
    context = models.TextField(_("context and problem"), max_length=LONGEST_TEXT, blank=True, default="")
    objectives = models.TextField(_("objectives"), max_length=LONGEST_TEXT, blank=True, default="")
    approach = models.TextField(_("what was done"), max_length=LONGEST_TEXT, blank=True, default="")
    results = models.TextField(_("results"), max_length=LONGEST_TEXT, blank=True, default="")
    difficulties = models.TextField(
        _("difficulties and how they were met"), max_length=LONGEST_TEXT, blank=True, default=""
    )
    lessons = models.TextField(_("lessons"), max_length=LONGEST_TEXT, blank=True, default="")
    transfer = models.TextField(_("conditions for transfer"), max_length=LONGEST_TEXT, blank=True, default="",
        help_text=_("What others need in place before they can repeat it."))  # fmt: skip
    demand = models.TextField(
        _("who asked, who decided, on what basis"), max_length=LONGEST_TEXT, blank=True, default=""
    )
    caution = models.TextField(_("caution"), max_length=LONGEST_SUMMARY, blank=True, default="",
        help_text=_("Sources disagree or the practice is contested. Shown to the public."))  # fmt: skip

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["practice", "language"]
        indexes = [  # what the curators' desk counts
            models.Index(fields=["practice"], name="practices_text_machine", condition=Q(origin=TextOrigin.MACHINE)),
            models.Index(fields=["practice"], name="practices_text_outdated", condition=Q(is_outdated=True)),
            models.Index(fields=["language", "practice"], name="practices_text_language"),
        ]
        constraints = [
            models.UniqueConstraint("practice", "language", name="practices_practicetext_language_once",
                violation_error_message=_("There is a text in this language already.")),
            models.CheckConstraint(name="practices_practicetext_has_title", condition=~Q(title=""),
                violation_error_message=_("A text needs a title.")),
            models.CheckConstraint(name="practices_practicetext_original_is_current",
                condition=~Q(origin=TextOrigin.ORIGINAL, is_outdated=True),
                violation_error_message=_("An original cannot be older than itself.")),
        ]  # fmt: skip

    def __str__(self):
        return self.title
