"""Validators: whoever has the answer already gets 304, for the price of one short query."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags, parse_http_date_safe

from practices.search import Numbers

PRACTICES = Path(__file__).resolve().parent.parent
# The stamps of two tables are joined, and a transaction that stamped one may be open while the other commits: what is dated
# before its end would seem unchanged after it. No transaction is open for so long.
SECONDS_UNSURE = 3600
STARTED = timezone.now()  # of this process: settings, and an older version of the registry, may have differed before
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
    said = settings.SITE_URL, str(settings.SITE_NAME), settings.CONTACT_EMAIL, settings.DATA_LICENCE
    facts = (code(), said, numbers, request.path_info, request.META.get("QUERY_STRING", ""), language, format, *more)
    return f'W/"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def standings() -> tuple:
    """Differs whenever a public grade or contact does: they move without any listing. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS)
        return cursor.fetchone()


def dated(numbers: Numbers) -> datetime:
    """Since when everything public has been as it is, and told as it is told."""
    return max(numbers.changed_at, STARTED)


def has_tag(request: HttpRequest, etag: str) -> bool:
    """Whether the reader names just this tag: then they had just this answer."""
    tags = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return etag.removeprefix("W/") in {one.removeprefix("W/") for one in tags}


def is_unchanged(request: HttpRequest, changed_at: datetime | None) -> bool:
    """Whether an answer that is there need not be sent: for “*”, or by its date. The tag goes before the date (RFC 9110, 13.2.2)."""
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if asked is not None:
        return "*" in parse_etags(asked)
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
