"""Transitions of one practice, and many documents at once."""

import json
from functools import partial
from http import HTTPStatus

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api import rendering
from practices.api.parameters import Given, Parameter
from practices.api.problems import Problem
from practices.api.writing import bodies, bulk, finding, idempotency, moving, preconditions, showing
from practices.api.writing.views import WorkingView
from practices.models import KeptAnswer

ATOMIC = Parameter(
    "atomic", gettext_lazy("“1”: either all items are carried out, or none."), {"type": "string", "enum": ["1"]}
)


class TransitionsView(WorkingView):
    """How one practice may move on; POST moves it."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: Request, code: str) -> HttpResponse:
        """What this person may try now."""
        practice = finding.found(self.rights, code)
        found = {"code": practice.code, "state": practice.state, "revision": practice.revision}
        return self.said(found | {"transitions": showing.transitions(practice, request.user)})

    def post(self, request: Request, code: str) -> HttpResponse:
        """Make one transition."""
        return self.writing(request, partial(self._move, code))

    def _move(self, code: str, body: bytes) -> HttpResponse:
        bodies.media_type(self.request._request)
        given = bodies.parsed(body)
        faults = bodies.known(given, ("name", "note", "reason"))
        wanted = moving.asked(given, faults)
        if not wanted["name"] and not faults:
            faults.append(bodies.missing("name"))
        bodies.refuse(faults)
        with transaction.atomic():
            practice = finding.held(self.rights, code)
            moving.refuse_unless_allowed(practice, wanted["name"], user=self.rights.user, key=self.request.auth)
            revisions = preconditions.revisions(self.request._request)
            preconditions.refuse_stale(practice, revisions, self.rights.user)
            self.touched = practice.code
            event = moving.move(practice, wanted, user=self.rights.user)
            return self.said(moving.told(event, practice))

    def again(self, body: bytes, kept: KeptAnswer) -> HttpResponse:
        """As kept, to a key that still opens what it was about."""
        response = super().again(body, kept)
        if kept.status == HTTPStatus.OK:
            practice = finding.found(self.rights, self.kwargs["code"])
            moving.refuse_unless_opened(
                practice, bodies.parsed(body)["name"], user=self.rights.user, key=self.request.auth
            )
        return response


class BulkView(WorkingView):
    """Many documents at once, each with a result of its own."""

    http_method_names = ["post", "options"]
    parameters = (ATOMIC,)

    def read(self, given: Given) -> None:
        """Whether all or none."""
        self.is_atomic = bool(given.choice(ATOMIC.name, ("1",)))

    def post(self, request: Request) -> HttpResponse:
        """Each item as a request of its own would be."""
        return self.writing(request, self._carry_out)

    def _carry_out(self, body: bytes) -> HttpResponse:
        bodies.media_type(self.request._request)
        items = bulk.items(bodies.parsed(body))
        carry_out = bulk.all_or_none if self.is_atomic else bulk.each
        return self.said({"results": carry_out(items, self.rights, self.request.auth)})

    def again(self, body: bytes, kept: KeptAnswer) -> HttpResponse:
        """As kept, but for items about practices that this person does not see any more, or that the key does not open."""
        found = json.loads(kept.body)
        if "results" in found:
            items = bodies.parsed(body)["items"]
            results = bulk.still_open(found["results"], items, self.rights, self.request.auth)
            if kept.status != HTTPStatus.OK and results != found["results"]:
                raise Problem("not-found")  # what it says of all of them names what is closed
            found["results"] = results
        return idempotency.as_kept(kept, rendering.written(found))
