"""Idempotency-Key: a request sent twice takes effect once. The effect and its answer are committed together.

What shows a working copy is not kept but made anew, so that nobody sees by an old request what they may not see today.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from practices.api import problems
from practices.api.problems import Problem, fault
from practices.models import KeptAnswer

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
KEPT_HEADERS = ("Content-Type", "Content-Language", "Cache-Control", "ETag", "Location")
RETRY_SECONDS = 1
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def answered(
    request: HttpRequest,
    person,
    body: bytes,
    act: Callable[[], HttpResponse],
    again: Callable[[KeptAnswer], HttpResponse],
) -> HttpResponse:
    """What `act` answers; where the request carries a key and came before, what `again` makes of what was answered then.

    `act` raises what is not to be kept, or what is (a Problem), with nothing done. An answer that has an attribute `shows`
    is kept as that alone.
    """
    key = _key_of(request)
    if key is None:
        return act()
    digest = _digest(request, body)
    with transaction.atomic():
        _hold(person, key)
        if kept := _find(person, key):
            if kept.request != digest:
                raise Problem("key-reused", _("This key came with another request. Make a new key for each."))
            response = again(kept)
            response[REPLAYED] = "true"
            return response
        response = _tried(request, act)
        headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        KeptAnswer.objects.create(
            person=person, key=key, request=digest, status=response.status_code, headers=headers,
            body=getattr(response, "shows", None) or response.content.decode(),
        )  # fmt: skip
        return response


def _key_of(request: HttpRequest) -> str | None:
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None and not _KEY.fullmatch(key):
        words = _("A key has 1 to 255 visible ASCII characters.")
        raise Problem("bad-request", words, errors=[fault(HEADER, "malformed", words)])
    return key


def _digest(request: HttpRequest, body: bytes) -> str:
    """What makes two requests the same: all that decides what they do."""
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_IF_MATCH", "CONTENT_TYPE")
    facts = "\n".join(repr(request.META.get(name, "")) for name in names)
    return hashlib.sha256(facts.encode(errors="backslashreplace") + b"\n" + body).hexdigest()


def _hold(person, key: str) -> None:
    """Hold the key until the end of the transaction, however it ends. Raises Problem where it is held."""
    number = int.from_bytes(hashlib.sha256(f"api:{person.pk}:{key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            words = _("A request with this key is being answered just now. Ask again in a moment.")
            raise Problem("conflict", words, headers={"Retry-After": str(RETRY_SECONDS)})


def _find(person, key: str) -> KeptAnswer | None:
    kept = KeptAnswer.objects.filter(person=person, key=key).first()
    if kept and kept.created_at < timezone.now() - timedelta(hours=settings.API_ANSWERS_KEEP_HOURS):
        kept.delete()
        return None
    return kept


def _tried(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer, also where it is a refusal: then without any effect. Raises what trying again may mend."""
    try:
        with transaction.atomic():
            return act()
    except Exception as error:
        problem = problems.of_exception(error)
        if problem is None or problem.status >= 500 or "Retry-After" in problem.headers:
            raise
        return problems.answer(problem, request)


def as_kept(kept: KeptAnswer, body: str | None = None) -> HttpResponse:
    """The answer that was given, or another body with its status and headers."""
    response = HttpResponse(kept.body if body is None else body, status=kept.status)
    del response["Content-Type"]
    for name, value in kept.headers.items():
        response[name] = value
    return response
