"""Validators: whoever has the answer already gets 304, for the price of one short query."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags, parse_http_date_safe

from practices.search import Numbers

PRACTICES = Path(__file__).resolve().parent.parent
# A validator of whole seconds says nothing of what may still change within this one.
SECONDS_UNSURE = 2
_STANDINGS = """
    SELECT count(*), sum(hashtextextended(concat_ws('|', practice_id, grade, grade_expires, grade_reasons, contact_name,
        contact_email, contact_consent_at), 0))
    FROM practices_standing WHERE archived_at IS NULL AND (grade <> '' OR contact_consent_at IS NOT NULL)
"""


@cache
def code() -> str:
    """A digest of the code that makes the answers: after an upgrade nobody goes on with what the older one has made."""
    digest = hashlib.sha256()
    for path in sorted(PRACTICES.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def tag(request: HttpRequest, numbers: Numbers, language: str, format: str, *more: object) -> str:
    """A weak entity tag of what this request gets while nothing public changes."""
    facts = (code(), numbers, request.path_info, request.META.get("QUERY_STRING", ""), language, format, *more)
    return f'W/"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def standings() -> tuple:
    """Differs whenever a public grade or contact does: they move without any listing. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS)
        return cursor.fetchone()


def is_known(request: HttpRequest, etag: str, changed_at: datetime | None) -> bool:
    """Whether the reader has this already. If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if asked is not None:
        tags = parse_etags(asked)
        return "*" in tags or etag.removeprefix("W/") in {one.removeprefix("W/") for one in tags}
    since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", "") or "")
    return since is not None and _is_sure(changed_at) and int(changed_at.timestamp()) <= since


def _is_sure(changed_at: datetime | None) -> bool:
    return changed_at is not None and (timezone.now() - changed_at).total_seconds() >= SECONDS_UNSURE


def label(response: HttpResponse, etag: str, changed_at: datetime | None) -> HttpResponse:
    """Put the validators on an answer. Shared caches may keep it and must ask each time: what is withdrawn is gone at once."""
    response["ETag"] = etag
    if _is_sure(changed_at):
        response["Last-Modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
    response["Cache-Control"] = "public, no-cache"
    return response
