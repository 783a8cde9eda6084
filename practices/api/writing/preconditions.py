"""If-Match: which revision the caller has read. Nobody overwrites what they have not seen."""

import hashlib
import re

from django.http import HttpRequest
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from practices import workflow
from practices.api.problems import Problem, fault
from practices.api.rendering import written
from practices.exchange.access import sees_staff_columns
from practices.models import Practice

IF_MATCH = "If-Match"
MOST_EVENTS = 20
LONGEST = 1_000
_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"')  # weak ones, too: compression on the way makes tags weak
_OURS = re.compile(r"(\d{1,10})(?:-[0-9a-f]+)?")


def tag(revision: int, value: dict) -> str:
    """The entity tag of a working copy: its revision, and a digest of the answer, which transitions change as well."""
    return f'"{revision}-{hashlib.sha256(written(value)).hexdigest()[:12]}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the caller has this answer already."""
    tags = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return "*" in tags or etag in {one.removeprefix("W/") for one in tags}


def revisions(request: HttpRequest) -> frozenset[int]:
    """The revisions the caller would change: “"5"”, or the whole tag as it was given. Raises Problem."""
    header = request.META.get("HTTP_IF_MATCH", "").strip()
    if not header or header == "*":
        words = _('Say which revision you have read: If-Match: "5", or the ETag of the answer in which you read it.')
        raise Problem("revision-missing", words)
    found = [_TAG.fullmatch(one.strip()) for one in header.split(",")]
    if len(header) > LONGEST or not all(found):
        words = _("If-Match cannot be read: a revision stands in quotation marks.")
        raise Problem("bad-request", words, errors=[fault(IF_MATCH, "malformed", words)])
    # Tags of other make are well formed and match nothing.
    return frozenset(int(ours[1]) for one in found if (ours := _OURS.fullmatch(one[1])))


def refuse_stale(practice: Practice, wanted: frozenset[int], user) -> None:
    """Raise Problem where the practice, which is held, is not at one of these revisions: with what has changed since."""
    if practice.revision in wanted:
        return
    seen = max((one for one in wanted if one < practice.revision), default=practice.revision)
    events = list(practice.events.select_related("actor").filter(revision__gt=seen)[:MOST_EVENTS])
    words = _("This practice is at revision %(revision)s. Read it again, and bring your changes to what it says now.")
    more = {
        "code": practice.code,
        "state": practice.state,
        "revision": practice.revision,
        "changed_fields": _fields(events, user),
        "events": [_told(event, practice, user) for event in events],
    }
    raise Problem("changed", words % {"revision": practice.revision}, more=more)


def _fields(events: list, user) -> list[str]:
    paths = {change["path"] for event in events for change in event.changes}
    return sorted(path for path in paths if sees_staff_columns(user) or path.partition(".")[0] != "staff")


def _told(event, practice: Practice, user) -> dict:
    return {
        "revision": event.revision,
        "name": event.name,
        "label": workflow.event_label(event.name),
        "at": event.at,
        "by": workflow.name_for(user, event.actor, practice),
    }
