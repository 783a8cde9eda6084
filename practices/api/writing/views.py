"""What all addresses of working copies have in common: who may come, what is answered once, what is logged."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts import audit
from accounts.models import ApiScope
from practices.api import rendering
from practices.api.parameters import Given
from practices.api.problems import Problem
from practices.api.views import ApiView
from practices.api.writing import bodies, finding, idempotency, preconditions, showing
from practices.exchange.importing.rights import Rights
from practices.models import KeptAnswer, Practice

READING = ("GET", "HEAD", "OPTIONS")


class WorkingView(ApiView):
    """What all of them have in common: a key that writes, of somebody who may enter the workplace; no copy in any cache."""

    scope = ApiScope.WRITE
    touched = ""  # the code of the practice that was changed, for the log

    def initial(self, request, *args, **kwargs) -> None:
        """Key, scope and limit; then whether the person belongs to the workplace at all."""
        super().initial(request, *args, **kwargs)
        if not request.user.is_staff:
            raise Problem("forbidden", _("Your account has no role in the registry."))
        self.rights = Rights(request.user)
        self.read(self.given)
        self.given.refuse()

    def read(self, given: Given) -> None:
        """Take what is asked for out of the parameters."""

    def finalize_response(self, request, response, *args, **kwargs):
        """One line for the log about each attempt to write by somebody who is known."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.method not in READING and getattr(request, "auth", None) is not None:
            facts = {"method": request.method, "status": response.status_code, "code": self.touched or None}
            replayed = "yes" if response.has_header(idempotency.REPLAYED) else None
            audit.record("api_write", by=request.user, key=request.auth.pk, replayed=replayed, **facts)
        return response

    def writing(self, request: Request, act: Callable[[bytes], HttpResponse]) -> HttpResponse:
        """What `act` answers, once for each idempotency key."""
        body = bodies.read(request._request)
        acting, repeating = partial(act, body), partial(self.again, body)
        return idempotency.answered(request._request, request.user, body, acting, repeating)

    def again(self, body: bytes, kept: KeptAnswer) -> HttpResponse:
        """What was answered once, to a person who may still see what it is about. Raises Problem as a first request does."""
        if isinstance(kept.body, dict):
            practice = finding.found(self.rights, kept.body["code"])
            self.touched = practice.code
            same = {name: kept.headers[name] for name in ("Location",) if name in kept.headers}
            return self.shown(practice, kept.status, **same)
        if "code" in self.kwargs and kept.status != HTTPStatus.NO_CONTENT:  # what was deleted tells nothing
            self.touched = finding.found(self.rights, self.kwargs["code"]).code
        return idempotency.as_kept(kept)

    def said(self, value: object, status: int = 200, **headers: str) -> HttpResponse:
        """An answer of its own bytes: they may be kept."""
        response = HttpResponse(rendering.written(value), status=status, content_type=rendering.Json.media_type)
        response["Content-Language"], response["Cache-Control"] = self.language, "no-store"
        for name, one in headers.items():
            response[name.replace("_", "-")] = one
        return response

    def shown(self, practice: Practice, status: int = 200, **headers: str) -> HttpResponse:
        """A working copy whole, with its tag."""
        value = showing.whole(practice, self.rights)
        response = self.said(value, status, ETag=preconditions.tag(practice.revision, value), **headers)
        response.shows = {"code": practice.code, "revision": practice.revision}
        return response
