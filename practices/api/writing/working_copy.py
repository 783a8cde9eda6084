"""One working copy: to read, to change in part, to delete while nothing of it was published."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotModified
from rest_framework.request import Request

from practices import document, workflow
from practices.api.problems import Problem
from practices.api.writing import bodies, changing, finding, preconditions
from practices.api.writing.views import WorkingView
from practices.exchange.access import sees_staff_columns
from practices.vocabulary import Channel


class WorkingCopyView(WorkingView):
    """One working copy: to read, to change in part, to delete while nothing of it was published."""

    http_method_names = ["get", "head", "patch", "delete", "options"]

    def get(self, request: Request, code: str, format: str | None = None) -> HttpResponse:
        """All there is to say of it; 304 where the caller has that already."""
        response = self.shown(finding.found(self.rights, code))
        if not preconditions.is_known(request._request, response["ETag"]):
            return response
        known = HttpResponseNotModified()
        known["ETag"], known["Cache-Control"] = response["ETag"], "no-store"
        return known

    def patch(self, request: Request, code: str, format: str | None = None) -> HttpResponse:
        """Write the parts that are given."""
        return self.writing(request, partial(self._change, code))

    def _change(self, code: str, body: bytes) -> HttpResponse:
        django_request = self.request._request
        kind = bodies.media_type(django_request, (bodies.JSON, bodies.MERGE_PATCH))
        given = bodies.parsed(body)
        with transaction.atomic():
            practice = finding.held(self.rights, code)
            finding.refuse_unless_changeable(self.rights, practice)
            preconditions.refuse_stale(practice, preconditions.revisions(django_request), self.rights.user)
            if kind == bodies.MERGE_PATCH:
                now = document.build(practice, staff=sees_staff_columns(self.rights.user))
                given = changing.merged(given, now)
            practice = changing.change(given, practice, self.rights)
            self.touched = practice.code
            return self.shown(practice)

    def delete(self, request: Request, code: str, format: str | None = None) -> HttpResponse:
        """Delete a practice that never had an edition."""
        return self.writing(request, partial(self._delete, code))

    def _delete(self, code: str, body: bytes) -> HttpResponse:
        with transaction.atomic():
            practice = finding.held(self.rights, code)
            wanted = preconditions.revisions(self.request._request)
            preconditions.refuse_stale(practice, wanted, self.rights.user)
            self.touched = practice.code
            try:
                workflow.delete(practice, by=self.rights.user, channel=Channel.API)
            except PermissionDenied as refusal:
                raise Problem("forbidden", str(refusal)) from None
            except workflow.Conflict as conflict:
                raise changing.of_conflict(conflict) from None
            except workflow.TransitionRefused as refusal:
                raise Problem("refused", str(refusal)) from None
        response = HttpResponse(status=204)
        del response["Content-Type"]
        return response
