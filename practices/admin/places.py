"""Countries with their groups, cities, and the mechanisms by which countries consult."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from practices.admin.reference import LABELS, Aliases, ReferenceAdmin, ReferenceRows
from practices.models import (
    City,
    ConsultationMechanism,
    Country,
    CountryClassification,
    CountryGroup,
    MechanismMembership,
)


class Classifications(ReferenceRows):
    model = CountryClassification
    fields = [("group", "since", "until"), "source"]
    autocomplete_fields = ["group"]


@admin.register(Country)
class CountryAdmin(ReferenceAdmin):
    """Countries and areas of ISO 3166-1."""

    list_display = ["__str__", "code", "iso3"]
    search_fields = ["label_en"]
    inlines = [Classifications, Aliases]
    fieldsets = [
        (None, {"fields": [("code", "iso3", "m49"), *LABELS]}),
        (gettext_lazy("At the UN and on the map"), {
            "fields": ["un_status", ("un_name_en", "un_name_fr", "un_name_es"), ("latitude", "longitude")],
            "classes": ["collapse"]}),
    ]  # fmt: skip


@admin.register(CountryGroup)
class CountryGroupAdmin(ReferenceAdmin):
    """Regions, groups and classifications. Who belongs is entered with each country, with its dates."""

    list_display = ["__str__", "kind", "code"]
    list_filter = ["kind"]
    search_fields = ["label_en"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["members"]
    fieldsets = [(None, {"fields": [("code", "kind"), *LABELS, "parent", "note", "members"]})]

    @admin.display(description=gettext_lazy("members, with their dates at each country"))
    def members(self, group):
        if not group.pk:
            return "-"
        return ", ".join(sorted({str(row.country) for row in group.memberships.select_related("country")}))


@admin.register(City)
class CityAdmin(ReferenceAdmin):
    """Cities that act in their own right."""

    list_display = ["__str__", "country", "code"]
    list_select_related = ["country"]
    search_fields = ["label_en"]
    autocomplete_fields = ["country"]
    fieldsets = [(None, {"fields": [("code", "country"), *LABELS, ("latitude", "longitude")]})]


class Memberships(ReferenceRows):
    model = MechanismMembership
    fields = [("country", "since", "until")]
    autocomplete_fields = ["country"]


@admin.register(ConsultationMechanism)
class MechanismAdmin(ReferenceAdmin):
    """Inter-State consultation mechanisms on migration."""

    list_display = ["__str__", "acronym", "category", "established", "is_active"]
    list_filter = ["category", "is_active"]
    search_fields = ["label_en"]
    inlines = [Memberships, Aliases]
    fieldsets = [
        (None, {"fields": [("code", "acronym", "category"), *LABELS, "is_active"]}),
        (gettext_lazy("Facts and where they come from"), {
            "fields": [("established", "established_source"), "regions", "members_source", ("confidence", "url"), "note"]}),
    ]  # fmt: skip
