"""A made-up vocabulary with depth: themes in three levels, goals with targets, regions in three, dated groups, merged entries."""

from datetime import timedelta

from django.utils import timezone

from practices.models import Country, CountryClassification, CountryGroup, Organisation, Term
from practices.vocabulary import Acceptance, GroupKind, TermKind
from tests.factories import CountryFactory, OrganisationFactory, TermFactory, make_reference

COUNTRIES = tuple(f"X{letter}" for letter in "ABCDEFGHIJKL")
THEMES = ("alpha", "beta", "gamma", "alpha_one", "alpha_two", "alpha_one_deep", "beta_one", "old_theme")
ORGANISATIONS = ("0000-0012", "0000-0025", "0000-0038", "0000-004b")


def make_trees() -> None:
    """Themes in three levels, goals with targets, regions in three, groups of which some have ended; merged entries."""
    make_reference()
    for code in COUNTRIES:
        CountryFactory(code=code)
    theme = {code: TermFactory(kind=TermKind.THEME, code=code) for code in THEMES}
    for code, broader in (
        ("alpha_one", "alpha"),
        ("alpha_two", "alpha"),
        ("alpha_one_deep", "alpha_one"),
        ("beta_one", "beta"),
    ):
        Term.objects.filter(pk=theme[code].pk).update(parent=theme[broader])
    Term.objects.filter(pk=theme["old_theme"].pk).update(replaced_by=theme["alpha_two"], acceptance=Acceptance.RETIRED)
    goals = {code: TermFactory(kind=TermKind.SDG, code=code) for code in ("8", "10")}
    for code in ("8.7", "8.8", "10.7", "10.c"):
        TermFactory(kind=TermKind.SDG_TARGET, code=code)
        Term.objects.filter(kind=TermKind.SDG_TARGET, code=code).update(parent=goals[code.partition(".")[0]])
    Term.objects.filter(kind=TermKind.INSTRUMENT, code="C00").update(acceptance=Acceptance.RETIRED)
    for code in ORGANISATIONS[2:]:
        OrganisationFactory(code=code)
    Organisation.objects.filter(code=ORGANISATIONS[3]).update(
        acceptance=Acceptance.RETIRED, replaced_by=Organisation.objects.get(code=ORGANISATIONS[0])
    )
    make_groups()


def make_groups() -> None:
    """Regions as M49 has them, every level by itself; a political group; classifications that began, ended or are to come."""
    groups = {}
    for code, kind, broader in (
        ("r-one", GroupKind.REGION, None), ("r-two", GroupKind.REGION, None), ("s-one", GroupKind.SUBREGION, "r-one"),
        ("s-two", GroupKind.SUBREGION, "r-one"), ("i-one", GroupKind.INTERMEDIATE, "s-one"),
        ("union", GroupKind.POLITICAL, None), ("least", GroupKind.CLASSIFICATION, None),
    ):  # fmt: skip
        groups[code] = CountryGroup.objects.create(
            code=code, kind=kind, label_en=f"Made-up group {code}", parent=groups.get(broader)
        )
    today = timezone.localdate()
    memberships = [
        *(("r-one", country, {}) for country in COUNTRIES[:7]), *(("r-two", country, {}) for country in COUNTRIES[7:]),
        *(("s-one", country, {}) for country in COUNTRIES[:4]), *(("s-two", country, {}) for country in COUNTRIES[4:7]),
        *(("i-one", country, {}) for country in COUNTRIES[:2]), *(("union", country, {}) for country in COUNTRIES[3:9]),
        ("least", "XA", {"until": today}), ("least", "XB", {"since": today}),
        ("least", "XC", {"since": today + timedelta(days=1)}), ("least", "XD", {"until": today + timedelta(days=1)}),
    ]  # fmt: skip
    CountryClassification.objects.bulk_create(
        CountryClassification(country=Country.objects.get(code=country), group=groups[code], **dates)
        for code, country, dates in memberships
    )
