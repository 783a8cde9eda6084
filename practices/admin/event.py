"""What happened and who is told, to look at. The database refuses to change an event."""

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from practices import workflow
from practices.admin.edition import ReadOnlyAdmin, link_to_practice, of_visible_practices
from practices.admin.keys import key_of
from practices.admin.readers import NamesPeople
from practices.models import Event, Notice
from practices.notices import outbox
from practices.vocabulary import NoticeKind


class ChannelFilter(admin.ChoicesFieldListFilter):
    """Channels, under a heading that reads well."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.title = _("channel")


class TargetFilter(admin.ChoicesFieldListFilter):
    """States that were reached."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.title = _("state reached")


@admin.register(Event)
class EventAdmin(NamesPeople, ReadOnlyAdmin):
    """All that was done to practices, newest first."""

    list_display = ["when", "what", link_to_practice, "who", "channel", "move"]
    list_filter = [("channel", ChannelFilter), ("to_state", TargetFilter)]
    list_select_related = ["practice", "actor"]
    list_display_links = ["when", "what"]
    search_fields = ["code"]
    ordering = ["-id"]
    fields = [
        "at", "what", link_to_practice, "code", "who", "channel", ("from_state", "to_state"), "revision", "edition", "note",
        "reason", "changes",
    ]  # fmt: skip

    def get_queryset(self, request):
        queryset = of_visible_practices(super().get_queryset(request), request.user)
        return queryset if request.resolver_match.kwargs.get("object_id") else queryset.defer("changes")

    @admin.display(description=_("actor"))
    def who(self, event):
        return workflow.name_for(event.reader, event.actor, event.practice)

    @admin.display(description=_("when"), ordering="id")
    def when(self, event):
        return in_short(event.at)

    @admin.display(description=_("state"))
    def move(self, event):
        if event.from_state == event.to_state:
            return event.get_to_state_display()
        return f"{event.get_from_state_display() or '–'} → {event.get_to_state_display()}"

    @admin.display(description=_("what"))
    def what(self, event):
        return workflow.event_label(event.name)


# Mail ---------------------------------------------------------------------------------------------------------------


class MailFilter(admin.SimpleListFilter):
    """What became of a notice."""

    title = _("mail")
    parameter_name = "mail"
    CONDITIONS = {
        "waiting": outbox.WAITING,
        "failing": outbox.WAITING & Q(attempts__gt=0),
        "sent": Q(sent_at__isnull=False),
        "dropped": Q(dropped_at__isnull=False),
    }

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("Waiting")),
            ("failing", _("Failing, tried again")),
            ("sent", _("Sent")),
            ("dropped", _("Not wanted")),
        ]

    def queryset(self, request, queryset):
        return queryset.filter(self.CONDITIONS.get(self.value(), Q()))


class KindFilter(admin.ChoicesFieldListFilter):
    """What is told, under a heading that reads well."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.title = _("what it tells")


@admin.register(Notice)
class NoticeAdmin(NamesPeople, ReadOnlyAdmin):
    """Mail about practices: what waits, what fails and why, what has gone."""

    list_display = ["when", "standing", "to_whom", link_to_practice]
    list_filter = [MailFilter, ("kind", KindFilter)]
    list_select_related = ["event", "practice", "recipient"]
    list_display_links = ["when"]
    search_fields = ["practice__search_text", "practice__code"]
    ordering = ["-id"]
    actions = ["try_again"]
    fields = [
        "standing", "what", link_to_practice, "whom", "is_waiting_for", "created_at", "due", "attempts", "error",
    ]  # fmt: skip

    def get_queryset(self, request):
        return of_visible_practices(super().get_queryset(request), request.user)

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        if getattr(response, "is_rendered", True):
            return response  # a redirect: the page it leads to says it
        if number := outbox.failing():
            sentence = ngettext(
                "Mail is failing: %(number)d notice could not be sent and is tried again. The last error says why.",
                "Mail is failing: %(number)d notices could not be sent and are tried again. The last error says why.",
                number,
            )
            self.message_user(request, sentence % {"number": number}, messages.WARNING)
        return response

    def response_action(self, request, queryset):
        if not all(map(key_of, request.POST.getlist("_selected_action"))):
            raise Http404
        return super().response_action(request, queryset)

    @admin.action(description=_("Try again now"), permissions=["view"])
    def try_again(self, request, queryset):
        """Their turn comes now; whether they go is for the mail server to say."""
        number = outbox.try_again(queryset)
        if not number:
            self.message_user(request, _("None of these waits to be sent."), messages.WARNING)
            return
        sentence = ngettext(
            "%(number)d notice is tried again within minutes.",
            "%(number)d notices are tried again within minutes.",
            number,
        )
        self.message_user(request, sentence % {"number": number}, messages.SUCCESS)

    @admin.display(description=_("since"), ordering="id")
    def when(self, notice):
        return in_short(notice.created_at)

    @admin.display(description=_("mail"))
    def standing(self, notice):
        if notice.sent_at:
            return format_html('{} <span class="nowrap">{}</span>', gettext("Sent"), in_short(notice.sent_at))
        if notice.dropped_at:
            return gettext("Not wanted")
        if not notice.attempts:
            return gettext("Waiting")
        failing = ngettext("Failing, %(number)d attempt", "Failing, %(number)d attempts", notice.attempts)
        return format_html(
            '<strong>{}</strong><br><bdi>{}</bdi><br>{} <span class="nowrap">{}</span>', failing % {"number": notice.attempts},
            notice.error, gettext("Next try:"), in_short(notice.due),
        )  # fmt: skip

    @admin.display(description=_("recipient"))
    def to_whom(self, notice):
        return format_html("<bdi>{}</bdi><br>{}", self.whom(notice), self.what(notice))

    @admin.display(description=_("recipient"))
    def whom(self, notice):
        return workflow.name_for(notice.reader, notice.recipient, notice.practice)

    @admin.display(description=_("what it tells"))
    def what(self, notice):
        if notice.kind == NoticeKind.EVENT and notice.event:
            return workflow.event_label(notice.event.name)
        return notice.get_kind_display()


def in_short(moment):
    """A moment as lists show it."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
