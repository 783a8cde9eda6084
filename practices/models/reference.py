"""Reference tables: terms, countries and their groups, cities, organisations, mechanisms, and other names of all these."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from practices.analysis import tokens
from practices.codes import new_code
from practices.models.fields import WebAddressField, year_field
from practices.text import fold
from practices.vocabulary import (
    CLOSED_KINDS,
    NUMBERED_KINDS,
    Acceptance,
    AliasKind,
    DetailKind,
    GroupKind,
    Language,
    MechanismCategory,
    TermKind,
)

code_characters = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9_.+-]*$", _("Use letters, digits, dots, hyphens and underscores.")
)


class Labelled(models.Model):
    """Something with a name in up to five languages. English is always there and stands in for the others."""

    label_en = models.CharField(_("name in English"), max_length=500)
    label_fr = models.CharField(_("name in French"), max_length=500, blank=True, default="")
    label_es = models.CharField(_("name in Spanish"), max_length=500, blank=True, default="")
    label_pt = models.CharField(_("name in Portuguese"), max_length=500, blank=True, default="")
    label_ar = models.CharField(_("name in Arabic"), max_length=500, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self):
        return getattr(self, f"label_{get_language() or 'en'}", "") or self.label_en

    @property
    def labels(self):
        """The names there are, by language code."""
        return {language: text for language in Language.values if (text := getattr(self, f"label_{language}"))}


class Term(Labelled):
    """A value of one vocabulary. Codes are never reused or deleted, only retired or merged into another."""

    kind = models.CharField(_("vocabulary"), max_length=20, choices=TermKind)
    code = models.CharField(_("code"), max_length=60, validators=[code_characters])
    definition = models.TextField(
        _("definition"), blank=True, default="", help_text=_("One or two sentences in English.")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("broader term")
    )
    position = models.PositiveIntegerField(_("position"), default=0, help_text=_("Order within the vocabulary."))
    detail = models.CharField(
        _("detail form"), max_length=20, choices=DetailKind, blank=True, default="",
        help_text=_("For types of practice: the extra form they have."),
    )  # fmt: skip
    group = models.CharField(
        _("group"), max_length=60, blank=True, default="", help_text=_("Heading under which a long list is shown.")
    )
    year = year_field(verbose_name=_("year"))
    is_binding = models.BooleanField(_("legally binding"), null=True, blank=True)
    url = WebAddressField(_("address"))
    acceptance = models.CharField(_("standing"), max_length=10, choices=Acceptance, default=Acceptance.ACCEPTED)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("merged into")
    )

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["kind", "position", "code"]
        constraints = [
            models.UniqueConstraint("kind", "code", name="practices_term_code_once",
                violation_error_message=_("This vocabulary has a term with this code already.")),
            models.CheckConstraint(name="practices_term_not_its_own_parent", condition=~Q(parent=F("id")),
                violation_error_message=_("A term cannot be broader than itself.")),
            models.CheckConstraint(name="practices_term_not_its_own_successor", condition=~Q(replaced_by=F("id")),
                violation_error_message=_("A term cannot be merged into itself.")),
            models.CheckConstraint(name="practices_term_merged_is_retired",
                condition=Q(replaced_by__isnull=True) | Q(acceptance=Acceptance.RETIRED),
                violation_error_message=_("A merged term is retired.")),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.code} {super().__str__()}" if self.kind in NUMBERED_KINDS else super().__str__()

    @property
    def is_closed(self):
        """Whether the code itself branches on this term's code."""
        return self.kind in CLOSED_KINDS


class CountryGroup(Labelled):
    """A region, an economic group or a classification such as LDC, LLDC, SIDS, G77. Membership is dated."""

    code = models.CharField(_("code"), max_length=60, unique=True, validators=[code_characters])
    kind = models.CharField(_("kind"), max_length=20, choices=GroupKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    note = models.TextField(_("note"), blank=True, default="")

    class Meta:
        verbose_name = _("country group")
        verbose_name_plural = _("country groups")
        ordering = ["kind", "code"]


class Country(Labelled):
    """A country or area of ISO 3166-1. Its code here is the two-letter one."""

    code = models.CharField(_("ISO code"), max_length=2, unique=True)
    iso3 = models.CharField(_("three-letter code"), max_length=3, unique=True)
    m49 = models.CharField(_("M49 code"), max_length=3, blank=True, default="")
    un_status = models.CharField(_("status at the UN"), max_length=10, blank=True, default="")
    un_name_en = models.CharField(_("UN name in English"), max_length=200, blank=True, default="")
    un_name_fr = models.CharField(_("UN name in French"), max_length=200, blank=True, default="")
    un_name_es = models.CharField(_("UN name in Spanish"), max_length=200, blank=True, default="")
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    groups = models.ManyToManyField(CountryGroup, through="CountryClassification", related_name="countries")

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["label_en"]
        constraints = [
            models.CheckConstraint(name="practices_country_code_is_iso", condition=Q(code__regex=r"^[A-Z]{2}$"),
                violation_error_message=_("The code is two capital letters.")),
            models.CheckConstraint(name="practices_country_latitude_in_range",
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)),
                violation_error_message=_("Latitude lies between -90 and 90.")),
            models.CheckConstraint(name="practices_country_longitude_in_range",
                condition=Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)),
                violation_error_message=_("Longitude lies between -180 and 180.")),
        ]  # fmt: skip


class CountryClassification(models.Model):
    """That a country belongs to a group, from when to when, and who says so. No end means it still does."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="classifications", verbose_name=_("country"))
    group = models.ForeignKey(CountryGroup, models.PROTECT, related_name="memberships", verbose_name=_("group"))
    since = models.DateField(_("since"), null=True, blank=True, help_text=_("Leave empty if not known."))
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Leave empty if still a member."))
    source = models.CharField(_("source"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("classification of a country")
        verbose_name_plural = _("classifications of countries")
        ordering = ["group__code", "country__code", "since"]
        constraints = [
            models.UniqueConstraint("country", "group", "since", name="practices_countryclassification_once",
                nulls_distinct=False, violation_error_message=_("This membership is entered already.")),
            models.CheckConstraint(name="practices_countryclassification_dates_in_order",
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(since__lte=F("until")),
                violation_error_message=_("A membership cannot end before it starts.")),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.country_id} {self.group_id}"


class City(Labelled):
    """A city that acts in its own right."""

    code = models.CharField(_("code"), max_length=60, unique=True, validators=[code_characters])
    country = models.ForeignKey(Country, models.PROTECT, related_name="cities", verbose_name=_("country"))
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["label_en"]


class ConsultationMechanism(Labelled):
    """An inter-State consultation mechanism on migration (ISCM)."""

    code = models.CharField(_("code"), max_length=60, unique=True, validators=[code_characters])
    acronym = models.CharField(_("acronym"), max_length=60, blank=True, default="")
    category = models.CharField(_("category"), max_length=10, choices=MechanismCategory, blank=True, default="")
    regions = models.CharField(_("regions"), max_length=300, blank=True, default="")
    established = year_field(verbose_name=_("established in"))
    established_source = models.CharField(_("source of the year"), max_length=500, blank=True, default="")
    members = models.ManyToManyField(Country, through="MechanismMembership", related_name="mechanisms")
    members_source = models.CharField(_("source of the members"), max_length=500, blank=True, default="")
    confidence = models.CharField(
        _("confidence"), max_length=10, blank=True, default="",
        help_text=_("How sure we are that IOM counted it among its mechanisms: high, medium or low."),
    )  # fmt: skip
    url = WebAddressField(_("listed at"))
    note = models.TextField(_("note"), blank=True, default="")
    is_active = models.BooleanField(_("active"), null=True, blank=True, help_text=_("Leave open if not known."))

    class Meta:
        verbose_name = _("consultation mechanism")
        verbose_name_plural = _("consultation mechanisms")
        ordering = ["label_en"]


class MechanismMembership(models.Model):
    """A country's membership of a mechanism."""

    mechanism = models.ForeignKey(ConsultationMechanism, models.CASCADE, related_name="memberships")
    country = models.ForeignKey(Country, models.PROTECT, related_name="mechanism_memberships")
    since = year_field(verbose_name=_("since"))
    until = year_field(verbose_name=_("until"))

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["mechanism", "country"]
        constraints = [
            models.UniqueConstraint("mechanism", "country", name="practices_mechanismmembership_once",
                violation_error_message=_("This country is a member already.")),
            models.CheckConstraint(name="practices_mechanismmembership_years_in_order",
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(since__lte=F("until")),
                violation_error_message=_("A membership cannot end before it starts.")),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.mechanism_id} {self.country_id}"


class Organisation(Labelled):
    """A body that takes part in practices. Proposed by whoever first needs it, accepted by a curator."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    acronym = models.CharField(_("acronym"), max_length=60, blank=True, default="")
    type = models.ForeignKey(
        Term, models.PROTECT, related_name="+", limit_choices_to={"kind": TermKind.ORGANISATION_TYPE},
        verbose_name=_("type of organisation"),
    )  # fmt: skip
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("country")
    )
    city = models.ForeignKey(
        City, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("city")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    mechanism = models.ForeignKey(
        ConsultationMechanism, models.PROTECT, null=True, blank=True, related_name="organisations",
        verbose_name=_("consultation mechanism"), help_text=_("Where this body is the secretariat or meeting itself."),
    )  # fmt: skip
    url = WebAddressField(_("web site"))
    note = models.TextField(_("note"), blank=True, default="")
    acceptance = models.CharField(_("standing"), max_length=10, choices=Acceptance, default=Acceptance.PROPOSED)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("merged into")
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["label_en"]
        constraints = [
            models.CheckConstraint(name="practices_organisation_not_its_own_parent", condition=~Q(parent=F("id")),
                violation_error_message=_("An organisation cannot be part of itself.")),
            models.CheckConstraint(name="practices_organisation_not_its_own_successor", condition=~Q(replaced_by=F("id")),
                violation_error_message=_("An organisation cannot be merged into itself.")),
            models.CheckConstraint(name="practices_organisation_merged_is_retired",
                condition=Q(replaced_by__isnull=True) | Q(acceptance=Acceptance.RETIRED),
                violation_error_message=_("A merged organisation is retired.")),
        ]  # fmt: skip


ALIAS_TARGETS = ("term", "country", "group", "city", "organisation", "mechanism")


def exactly_one(names):
    """The condition that one of these foreign keys is set and the others are not."""
    one = Q()
    for name in names:
        one |= Q(**{f"{other}__isnull": other != name for other in names})
    return one


class Alias(models.Model):
    """Another form by which people look for something: for matching, and for the vocabularies given to others."""

    term = models.ForeignKey(Term, models.CASCADE, null=True, blank=True, related_name="aliases")
    country = models.ForeignKey(Country, models.CASCADE, null=True, blank=True, related_name="aliases")
    group = models.ForeignKey(CountryGroup, models.CASCADE, null=True, blank=True, related_name="aliases")
    city = models.ForeignKey(City, models.CASCADE, null=True, blank=True, related_name="aliases")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="aliases")
    mechanism = models.ForeignKey(ConsultationMechanism, models.CASCADE, null=True, blank=True, related_name="aliases")
    kind = models.CharField(_("kind"), max_length=10, choices=AliasKind, default=AliasKind.SYNONYM)
    language = models.CharField(_("language"), max_length=5, choices=Language, blank=True, default="")
    text = models.CharField(_("form"), max_length=300)
    folded = models.CharField(max_length=300, editable=False, db_index=True)
    is_doubtful = models.BooleanField(_("to be checked"), default=False)
    is_as_written = models.BooleanField(
        _("only as written"), default=False,
        help_text=_("For a form that is also an ordinary word: CAN finds it, can does not."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["language", "kind", "text"]
        constraints = [
            models.CheckConstraint(name="practices_alias_of_one_thing",
                condition=exactly_one(ALIAS_TARGETS), violation_error_message=_("An other name belongs to exactly one thing.")),
        ]  # fmt: skip

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        self.folded = fold(self.text)
        super().save(*args, **kwargs)

    def clean(self):
        if self.text and not tokens(self.text):
            raise ValidationError({"text": _("Nobody can look for this: write at least one word or number.")})


class ReferenceVersion(models.Model):
    """One row whose number rises, by a trigger, with every change to a reference table; labels in memory follow it."""

    n = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)  # written by a trigger

    class Meta:
        verbose_name = _("version of the reference tables")
        verbose_name_plural = _("version of the reference tables")

    def __str__(self):
        return str(self.n)
