"""The list of practices: columns of one table, filters that stay quick at ten thousand."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from practices.models import Citation, Figure, Listing, PracticeText
from practices.text import words

MOST_WORDS = 20


class PracticeList(ChangeList):
    """Loads what a row of the list shows, and no more."""

    def get_queryset(self, request, exclude_parameters=None):
        return super().get_queryset(request, exclude_parameters).for_staff_list()


def search(queryset, typed: str):
    """Practices whose titles hold every word, whatever its accents and capitals; or whose code is typed."""
    for word in words(typed)[:MOST_WORDS]:
        queryset = queryset.filter(search_text__contains=word)
    return queryset


class PracticeLists:
    """How the admin of practices lists them: a part of PracticeAdmin."""

    list_display = ["title_and_code", "type", "state", "is_public", "last_change", "last_editor"]
    search_fields = ["search_text"]
    search_help_text = _("Words of the title in any language, or the code.")
    ordering = ["-id"]
    actions = None

    def get_list_filter(self, request):
        return ["state", PublicFilter, "modality", GapFilter, "type"]

    def get_changelist(self, request, **kwargs):
        return PracticeList

    def get_search_results(self, request, queryset, search_term):
        return search(queryset, search_term), False

    @admin.display(description=_("title"), ordering="title")
    def title_and_code(self, practice):
        return format_html('<bdi>{}</bdi> <span class="registry-code">{}</span>', practice, practice.code)

    @admin.display(description=_("public"), boolean=True)
    def is_public(self, practice):
        return practice.is_public

    @admin.display(description=_("changed"), ordering="changed_at")
    def last_change(self, practice):
        return date_format(timezone.localtime(practice.changed_at), "SHORT_DATE_FORMAT")


class PublicFilter(admin.SimpleListFilter):
    """Whether the public reads it, which is not the same as the state of the working copy."""

    title = _("public")
    parameter_name = "public"

    def lookups(self, request, model_admin):
        return [
            ("yes", _("Public")),
            ("waiting", _("Public, with changes waiting")),
            ("no", _("Not public")),
            ("archived", _("Archived")),
        ]

    def queryset(self, request, queryset):
        listed = Exists(Listing.objects.filter(practice=OuterRef("pk")))
        conditions = {
            "yes": Q(listed),
            "waiting": Q(listed) & ~Q(state="published"),
            "no": ~Q(listed),
            "archived": Q(standing__archived_at__isnull=False),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset


class GapFilter(admin.SimpleListFilter):
    """What keeps a practice from publication, as far as columns tell."""

    title = _("what is missing")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [
            ("type", _("Type or modality")),
            ("summary", _("Summary")),
            ("source", _("Any source")),
            ("figure", _("The source of a figure")),
            ("machine", _("A person's look at a machine translation")),
        ]

    def queryset(self, request, queryset):
        texts = PracticeText.objects.filter(practice=OuterRef("pk"))
        conditions = {
            "type": Q(type__isnull=True) | Q(modality=""),
            "summary": ~Exists(texts.filter(origin="original").exclude(summary="")),
            "source": ~Exists(Citation.objects.filter(practice=OuterRef("pk"))),
            "figure": Exists(Figure.objects.filter(practice=OuterRef("pk"), citation__isnull=True)),
            "machine": Exists(texts.filter(origin="machine")),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset
