"""The list of practices: columns of one table, filters that stay quick at ten thousand, transitions of many at once."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import queues, workflow
from practices.admin import bulk
from practices.admin.readers import ListForReader
from practices.models import Citation, Figure, Listing, PracticeText
from practices.text import words
from practices.vocabulary import State

MOST_WORDS = 20
WAITS = (*queues.WAITING_STATES, State.CHANGES_REQUESTED)


class PracticeList(ListForReader):
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

    change_list_template = "admin/practices/practice/change_list.html"
    list_display = ["title_and_code", "type", "state_and_public", "waits_for_whom", "changed_by_whom"]
    NAMELESS = {"waits_for_whom": "waits", "changed_by_whom": "last_change"}  # authors are not told who reviews
    search_fields = ["search_text"]
    search_help_text = gettext_lazy("Words of the title in any language, or the code.")
    ordering = ["-id"]

    def get_list_display(self, request):
        if request.user.has_perm(workflow.REVIEW):
            return self.list_display
        return [self.NAMELESS.get(name, name) for name in self.list_display]

    def get_list_filter(self, request):
        return [QueueFilter, "state", PublicFilter, "modality", GapFilter, "type"]

    def get_changelist(self, request, **kwargs):
        return PracticeList

    def get_search_results(self, request, queryset, search_term):
        return search(queryset, search_term), False

    def get_actions(self, request):
        return bulk.actions(request)

    def get_urls(self):
        return [*bulk.addresses(self), *super().get_urls()]

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def title_and_code(self, practice):
        return format_html('<bdi>{}</bdi> <span class="registry-code">{}</span>', practice, practice.code)

    @admin.display(description=gettext_lazy("waiting"), ordering="state_since")
    def waits(self, practice):
        if practice.state not in WAITS:
            return "–"
        since = _("since %(date)s") % {"date": in_short(timezone.localtime(practice.state_since))}
        if practice.due is None:
            return since
        return format_html('{} <span class="registry-line">{}</span>', since, due_in_words(practice.due))

    @admin.display(description=gettext_lazy("waiting, being looked at by"), ordering="state_since")
    def waits_for_whom(self, practice):
        if practice.reviewer is None:
            return self.waits(practice)
        name = workflow.name_for(practice.reader, practice.reviewer, practice)
        return format_html('{} <span class="registry-line"><bdi>{}</bdi></span>', self.waits(practice), name)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_and_public(self, practice):
        public = _("public") if practice.is_public else _("not public")
        return format_html('{} <span class="registry-line">{}</span>', practice.get_state_display(), public)

    @admin.display(description=gettext_lazy("changed"), ordering="changed_at")
    def last_change(self, practice):
        return in_short(timezone.localtime(practice.changed_at))

    @admin.display(description=gettext_lazy("changed, by"), ordering="changed_at")
    def changed_by_whom(self, practice):
        name = workflow.name_for(practice.reader, practice.last_editor, practice)
        return format_html('{} <span class="registry-line"><bdi>{}</bdi></span>', self.last_change(practice), name)


def in_short(day) -> str:
    """A day as lists show it."""
    return date_format(day, "SHORT_DATE_FORMAT")


def due_in_words(due) -> str:
    """By when something is due, or that it should have been done: said in words, marked besides."""
    day = in_short(due)
    if queues.is_overdue(due):
        return format_html('<strong class="registry-overdue">{}</strong>', _("overdue since %(date)s") % {"date": day})
    return _("due %(date)s") % {"date": day}


class QueueFilter(admin.SimpleListFilter):
    """What the numbers of the workplace count: the same rules, so that a list never differs from its number."""

    title = gettext_lazy("queue")
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        offered = [*queues.offered(queues.MINE, request.user), *queues.offered(queues.HEALTH, request.user)]
        languages = queues.offered(queues.LANGUAGES, request.user)
        missing = [(queue.name, _("Public without a text in: %(language)s") % {"language": queue.title})
                   for queue in languages]  # fmt: skip
        return [*((queue.name, queue.title) for queue in offered), *missing]

    def queryset(self, request, queryset):
        known = {name for name, _title in self.lookup_choices}
        return queues.BY_NAME[self.value()].of(queryset, request.user) if self.value() in known else queryset


class PublicFilter(admin.SimpleListFilter):
    """Whether the public reads it, which is not the same as the state of the working copy."""

    title = gettext_lazy("public")
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

    title = gettext_lazy("what is missing")
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
