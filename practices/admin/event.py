"""What happened and who is told, to look at. The database refuses to change an event."""

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from practices import workflow
from practices.admin.edition import ReadOnlyAdmin, link_to_practice, of_visible_practices
from practices.models import Event, Notice


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
class EventAdmin(ReadOnlyAdmin):
    """All that was done to practices, newest first."""

    list_display = ["when", "what", link_to_practice, "actor", "channel", "move"]
    list_filter = [("channel", ChannelFilter), ("to_state", TargetFilter)]
    list_select_related = ["practice", "actor"]
    list_display_links = ["when", "what"]
    search_fields = ["code"]
    ordering = ["-id"]
    fields = [
        "at", "what", link_to_practice, "code", "actor", "channel", ("from_state", "to_state"), "revision", "edition", "note",
        "reason", "changes",
    ]  # fmt: skip

    def get_queryset(self, request):
        queryset = of_visible_practices(super().get_queryset(request), request.user)
        return queryset if request.resolver_match.kwargs.get("object_id") else queryset.defer("changes")

    @admin.display(description=_("when"), ordering="id")
    def when(self, event):
        return date_format(timezone.localtime(event.at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("state"))
    def move(self, event):
        if event.from_state == event.to_state:
            return event.get_to_state_display()
        return f"{event.get_from_state_display() or '–'} → {event.get_to_state_display()}"

    @admin.display(description=_("what"))
    def what(self, event):
        return workflow.event_label(event.name)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Mail that is due or sent."""

    list_display = ["due", "event", "recipient", "attempts", "sent_at", "error"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["event", "recipient"]
    ordering = ["-id"]
    fields = ["due", "event", "recipient", "attempts", "sent_at", "error"]
