"""The list of working copies, and new drafts."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Count, Q, Window
from django.db.models.functions import Greatest
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api import paging
from practices.api.parameters import Given, Parameter
from practices.api.writing import bodies, changing, showing
from practices.api.writing.views import WorkingView
from practices.vocabulary import State

STATE = Parameter(
    "state", gettext_lazy("Where they stand: any of several."), {"type": "string", "enum": State.values},
    is_repeated=True, example="draft",
)  # fmt: skip
MINE = Parameter("mine", gettext_lazy("“1” for those that you have written."), {"type": "string", "enum": ["1"]})
CHANGED_SINCE = Parameter(
    "changed_since", gettext_lazy("Those that have changed or moved on since then (ISO 8601)."),
    {"type": "string", "format": "date-time"}, example="2026-01-31T12:00:00Z",
)  # fmt: skip
COLUMNS = (
    "code", "title", "state", "revision", "author", "author__first_name", "author__last_name", "author__email",
    "author__deleted_at",
)  # fmt: skip


class WorkingCopiesView(WorkingView):
    """The working copies this person may open, those changed last first; POST makes a draft."""

    http_method_names = ["get", "head", "post", "options"]
    parameters = (STATE, MINE, CHANGED_SINCE, paging.PAGE, paging.SIZE)

    def read(self, given: Given) -> None:
        """Filters and page."""
        self.states = given.listed(STATE.name, State.values)
        self.is_mine = bool(given.choice(MINE.name, ("1",)))
        self.since = _moment(given)
        self.window = paging.window_of(given)

    def get(self, request: Request, format: str | None = None) -> HttpResponse:
        """One page, for as many queries as a page of any length."""
        practices = self._chosen(request.user)
        first = (self.window.number - 1) * self.window.size
        page = practices.annotate(total=Window(Count("pk"))).select_related("author").only(*COLUMNS)
        rows = list(page.order_by("-moved_at", "-pk")[first : first + self.window.size])
        total = rows[0].total if rows else practices.count() if first else 0
        self.page = paging.by_number(request._request, self.window, lambda start, stop: rows, total)
        return self.said(self.page.around([showing.short(row, request.user) for row in rows]))

    def _chosen(self, user):
        practices = self.rights.practices().annotate(moved_at=Greatest("changed_at", "state_since"))
        chosen = Q()
        if self.states:
            chosen &= Q(state__in=self.states)
        if self.is_mine:
            chosen &= Q(author=user)
        if self.since:
            chosen &= Q(moved_at__gte=self.since)
        return practices.filter(chosen)

    def post(self, request: Request, format: str | None = None) -> HttpResponse:
        """A new draft."""
        return self.writing(request, self._create)

    def _create(self, body: bytes) -> HttpResponse:
        bodies.media_type(self.request._request)
        given = bodies.parsed(body)
        with transaction.atomic():
            practice = changing.create(given, self.rights)
            self.touched = practice.code
            return self.shown(practice, 201, Location=showing.address(practice))


def _moment(given: Given) -> datetime | None:
    """The moment asked for; a sign that got lost in the address is put back."""
    if CHANGED_SINCE.name not in given:
        return None
    try:
        found = parse_datetime(given.text(CHANGED_SINCE.name).replace(" ", "+"))
        if found is not None:
            return found.replace(tzinfo=UTC) if timezone.is_naive(found) else found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    given.add(CHANGED_SINCE.name, "bad_value", _("Write a moment like 2026-01-31T12:00:00Z."))
    return None
