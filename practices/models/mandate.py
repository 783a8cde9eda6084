"""What a person is asked to look at, and how far their rights reach."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.models.reference import CountryClassification, CountryGroup, Organisation, Term
from practices.vocabulary import Language, TermKind


class Mandate(models.Model):
    """One person's organisation, field of knowledge and limits. Without one, rights reach everywhere.

    Limits are groups of countries and organisations; a practice is within them when it names a country of one of the
    groups or one of the organisations. What one wrote oneself is always within.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="mandate", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation"),
        help_text=_("Nobody is asked to review what a person of their own organisation wrote."),
    )  # fmt: skip
    is_available = models.BooleanField(
        _("can be asked to review"), default=True, help_text=_("Clear it while the person is away.")
    )
    themes = models.ManyToManyField(
        Term, blank=True, related_name="+", limit_choices_to={"kind": TermKind.THEME}, verbose_name=_("themes"),
        help_text=_("What the person knows well. Reviewers are proposed by it."),
    )  # fmt: skip
    regions = models.ManyToManyField(CountryGroup, blank=True, related_name="+", verbose_name=_("regions"))
    languages = ArrayField(
        models.CharField(max_length=5, choices=Language), default=list, blank=True, verbose_name=_("languages read")
    )
    scope_regions = models.ManyToManyField(
        CountryGroup, blank=True, related_name="+", verbose_name=_("rights reach only these groups of countries")
    )
    scope_organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("rights reach only these organisations")
    )

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["person"]

    def __str__(self):
        return str(self.person)


@dataclass(frozen=True)
class Limits:
    """How far a person's rights reach: keys of groups of countries and of organisations. Both empty: everywhere."""

    regions: tuple[int, ...] = ()
    organisations: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.regions or self.organisations)


def limits_of(user) -> Limits:
    """The limits of a person's mandate, asked once for each user object, as Django asks for permissions."""
    if not hasattr(user, "_limits"):
        remember_limits([user])
    return user._limits


def remember_limits(users) -> None:
    """Ask the limits of many people at once. A superuser has none."""
    mandates = Mandate.objects.filter(person__in=[user.pk for user in users if not user.is_superuser]).annotate(
        reach_regions=_keys(Mandate.scope_regions.through, "countrygroup"),
        reach_organisations=_keys(Mandate.scope_organisations.through, "organisation"),
    )
    columns = ("person_id", "reach_regions", "reach_organisations")
    found = {key: Limits(*map(tuple, reach)) for key, *reach in mandates.order_by().values_list(*columns)}
    for user in users:
        user._limits = found.get(user.pk, Limits())


def named_by(practice) -> Limits:
    """What limits are compared with: the groups a practice's countries are in today, and its organisations."""
    countries = practice.practicecountry_set.values("country")
    return Limits(
        regions=tuple(memberships_today().filter(country__in=countries).values_list("group", flat=True).distinct()),
        organisations=tuple(practice.practiceorganisation_set.values_list("organisation", flat=True)),
    )


def includes(limits: Limits, named: Limits) -> bool:
    """Whether limits include a practice that names these. What a person wrote is theirs besides."""
    if not limits:
        return True
    is_there = not set(limits.regions).isdisjoint(named.regions)
    return is_there or not set(limits.organisations).isdisjoint(named.organisations)


def memberships_today():
    """Which country is in which group now."""
    today = timezone.localdate()
    return CountryClassification.objects.order_by().filter(
        Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today)
    )


def _keys(through, column: str) -> ArraySubquery:
    return ArraySubquery(through.objects.filter(mandate=OuterRef("pk")).values(column))
