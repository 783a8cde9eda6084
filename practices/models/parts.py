"""The lists that hang from a practice: countries, organisations, sources, figures, exchanges, files, links."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from practices.models.fields import PartialDateField, WebAddressField, year_field
from practices.models.practice import LONGEST_SUMMARY, LONGEST_TEXT, Practice
from practices.models.reference import City, ConsultationMechanism, Country, Organisation, Term
from practices.vocabulary import CitationKind, CountryRole, ExchangeFormat, LinkKind, OrganisationRole, Verification


class Part(models.Model):
    """A row that belongs to one practice and keeps its place among its kind."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="%(class)s_set", verbose_name=_("practice"))
    position = models.PositiveIntegerField(_("position"), default=0, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self):
        return str(self._meta.verbose_name)


class PracticeTerm(Part):
    """A term given to a practice; the order is the author's."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="practice_links", verbose_name=_("term"))

    class Meta(Part.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint("practice", "term", name="practices_practiceterm_once",
                violation_error_message=_("This term is given already.")),
        ]  # fmt: skip

    def __str__(self):
        return str(self.term)


class PracticeMechanism(Part):
    """A consultation mechanism a practice belongs to."""

    mechanism = models.ForeignKey(
        ConsultationMechanism, models.PROTECT, related_name="+", verbose_name=_("consultation mechanism")
    )

    class Meta(Part.Meta):
        verbose_name = _("consultation mechanism")
        verbose_name_plural = _("consultation mechanisms")
        constraints = [
            models.UniqueConstraint("practice", "mechanism", name="practices_practicemechanism_once",
                violation_error_message=_("This mechanism is named already.")),
        ]  # fmt: skip


class PracticeCountry(Part):
    """A country and one role it has in a practice; a country may have several."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="practice_links", verbose_name=_("country"))
    role = models.CharField(_("role"), max_length=20, choices=CountryRole)

    class Meta(Part.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            models.UniqueConstraint("practice", "country", "role", name="practices_practicecountry_once",
                violation_error_message=_("This country has this role already.")),
            models.CheckConstraint(name="practices_practicecountry_role_known", condition=Q(role__in=CountryRole.values)),
        ]  # fmt: skip


class PracticeOrganisation(Part):
    """An organisation and one role it has in a practice."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="practice_links", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=OrganisationRole)

    class Meta(Part.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint("practice", "organisation", "role", name="practices_practiceorganisation_once",
                violation_error_message=_("This organisation has this role already.")),
            models.CheckConstraint(name="practices_practiceorganisation_role_known",
                condition=Q(role__in=OrganisationRole.values)),
        ]  # fmt: skip


class PracticeCity(Part):
    """A city that acts in a practice. An empty role is a gap, not a default."""

    city = models.ForeignKey(City, models.PROTECT, related_name="practice_links", verbose_name=_("city"))
    role = models.CharField(_("role"), max_length=20, choices=CountryRole, blank=True, default="",
        help_text=_("Leave empty if not known."))  # fmt: skip

    class Meta(Part.Meta):
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            models.UniqueConstraint("practice", "city", "role", name="practices_practicecity_once",
                violation_error_message=_("This city has this role already.")),
        ]  # fmt: skip


class Citation(Part):
    """A source. Figures and checklist answers name it by its key, which is unique within the practice."""

    key = models.SlugField(_("key"), max_length=20, help_text=_("Short and lasting, as in s1. Figures refer to it."))
    kind = models.CharField(_("kind"), max_length=20, choices=CitationKind, default=CitationKind.WEB_PAGE)
    title = models.CharField(_("title"), max_length=500, blank=True, default="")
    publisher = models.CharField(_("publisher"), max_length=300, blank=True, default="")
    url = WebAddressField(_("address"))
    date = PartialDateField(_("date"))
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    locator = models.CharField(_("page or passage"), max_length=200, blank=True, default="")
    accessed = PartialDateField(_("read on"))
    verification = models.CharField(_("verification"), max_length=20, choices=Verification, blank=True, default="")
    archived_url = WebAddressField(_("archived copy"))

    class Meta(Part.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint("practice", "key", name="practices_citation_key_once",
                violation_error_message=_("This practice has a source with this key already.")),
            models.CheckConstraint(name="practices_citation_can_be_found", condition=~Q(title="", url=""),
                violation_error_message=_("A source needs a title or an address.")),
        ]  # fmt: skip

    def __str__(self):
        return self.title or self.url


class Figure(Part):
    """A number with its unit, year and source. Values that disagree stand side by side."""

    label_en = models.CharField(_("what it counts, in English"), max_length=300, blank=True, default="")
    label_fr = models.CharField(_("in French"), max_length=300, blank=True, default="")
    label_es = models.CharField(_("in Spanish"), max_length=300, blank=True, default="")
    label_pt = models.CharField(_("in Portuguese"), max_length=300, blank=True, default="")
    label_ar = models.CharField(_("in Arabic"), max_length=300, blank=True, default="")
    # Fifteen digits pass through JSON numbers and spreadsheets without loss.
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=60, help_text=_("In English: people, days, USD, percent."))
    year = year_field(verbose_name=_("year"), help_text=_("Leave empty if not known."))
    citation = models.ForeignKey(Citation, models.RESTRICT, null=True, blank=True, related_name="figures",
        verbose_name=_("source"), help_text=_("A figure without a source cannot be published."))  # fmt: skip

    class Meta(Part.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.CheckConstraint(name="practices_figure_has_a_label",
                condition=~Q(label_en="", label_fr="", label_es="", label_pt="", label_ar=""),
                violation_error_message=_("Say what the figure counts, in at least one language.")),
            # PostgreSQL orders NaN above every number, so the range shuts it out too.
            models.CheckConstraint(name="practices_figure_is_finite", condition=Q(value__range=(-(10**12), 10**12)),
                violation_error_message=_("The value is not a number.")),
        ]  # fmt: skip


class Exchange(Part):
    """One occasion on which one country shared and another learned."""

    provider = models.ForeignKey(
        Country, models.PROTECT, related_name="exchanges_given", verbose_name=_("sharing country")
    )
    beneficiary = models.ForeignKey(
        Country, models.PROTECT, related_name="exchanges_received", verbose_name=_("learning country")
    )
    date = PartialDateField(_("date"))
    format = models.CharField(_("form"), max_length=20, choices=ExchangeFormat, blank=True, default="")
    subject = models.CharField(_("subject"), max_length=500, blank=True, default="")
    follow_up = models.TextField(_("follow-up"), blank=True, default="", max_length=LONGEST_TEXT)

    class Meta(Part.Meta):
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        constraints = [
            models.CheckConstraint(name="practices_exchange_between_two", condition=~Q(provider=F("beneficiary")),
                violation_error_message=_("An exchange needs two different countries.")),
        ]  # fmt: skip


class Attachment(Part):
    """A file that goes with a practice. Its bytes are kept once, under their SHA-256, outside the web root."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    name = models.CharField(_("file name"), max_length=200, editable=False)
    media_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    rights = models.CharField(_("rights"), max_length=300, help_text=_("Licence or whose permission we have."))
    has_consent = models.BooleanField(_("consent"), default=False,
        help_text=_("People shown or named agreed to publication, or there are none."))  # fmt: skip

    class Meta(Part.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint("practice", "sha256", name="practices_attachment_once",
                violation_error_message=_("This file is attached already.")),
            models.CheckConstraint(name="practices_attachment_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]  # fmt: skip

    def __str__(self):
        return self.title


class Link(Part):
    """A relation to another practice, shown only while both are public."""

    target = models.ForeignKey(Practice, models.PROTECT, related_name="linked_from", verbose_name=_("other practice"))
    kind = models.CharField(_("relation"), max_length=20, choices=LinkKind, default=LinkKind.RELATED)

    class Meta(Part.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint("practice", "target", "kind", name="practices_link_once",
                violation_error_message=_("This link exists already.")),
            models.CheckConstraint(name="practices_link_to_another", condition=~Q(practice=F("target")),
                violation_error_message=_("A practice cannot be linked to itself.")),
        ]  # fmt: skip


class Particular(Part):
    """A fact that only some types have and that has no field of its own."""

    label = models.CharField(_("what"), max_length=200)
    value = models.TextField(_("value"), max_length=LONGEST_SUMMARY)

    class Meta(Part.Meta):
        verbose_name = _("further particular")
        verbose_name_plural = _("further particulars")

    def __str__(self):
        return self.label


class UnverifiedStatement(Part):
    """Something the record says that no source we read states. For staff only."""

    text = models.TextField(_("statement"), max_length=LONGEST_SUMMARY)

    class Meta(Part.Meta):
        verbose_name = _("unverified statement")
        verbose_name_plural = _("unverified statements")

    def __str__(self):
        return self.text[:80]
