"""Shapes of working copies: what is read, and what is sent to change them."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from practices import workflow
from practices.api.describing.shapes.building import (
    ADDRESS,
    COUNT,
    FLAG,
    MOMENT,
    TEXT,
    closed,
    described,
    listed,
    or_null,
    page_of,
    ref,
)
from practices.api.writing.moving import OFFERED
from practices.vocabulary import State

STATE = {"type": "string", "enum": State.values}
REVISION = described(COUNT, _("Goes up with every change; If-Match names the one you have read."))
TRANSITION = {"type": "string", "enum": list(OFFERED)}
NOTE = described({"type": "string", "maxLength": workflow.LONGEST_NOTE}, _("What you say of it."))
REASON = described(
    {"type": "string", "maxLength": workflow.LONGEST_NOTE},
    _("Why an administrator publishes without a second pair of eyes."),
)
IDENTITY = {
    "code": TEXT,
    "api_url": ADDRESS,
    "state": described(STATE, _("Where it stands.")),
    "revision": REVISION,
    "is_mine": described(FLAG, _("Whether you have written it.")),
}
MOVED = {"code": TEXT, "state": STATE, "revision": REVISION}
ITEM = {
    "document": ref("Document"),
    "revision": described(COUNT, _("The revision you have read, where the document has a code.")),
    "transition": described(TRANSITION, _("What to do with it afterwards.")),
    "note": NOTE,
    "reason": REASON,
}

SHAPES = {
    "WorkingCopyInList": closed(
        {
            **IDENTITY,
            "title": TEXT,
            "changed": described(MOMENT, _("When it last changed or moved on.")),
            "author": described(TEXT, _("The author, as far as you may know the name.")),
        }
    ),
    "WorkingCopyPage": page_of(ref("WorkingCopyInList")),
    "WorkingCopy": closed(
        {
            **IDENTITY,
            "may_change": FLAG,
            "missing": described(listed(ref("Fault")), _("What keeps it from being submitted.")),
            "transitions": described(listed(ref("Transition")), _("What you may do with it now.")),
            "document": ref("Document"),
        }
    ),
    "Transition": closed(
        {
            "name": TRANSITION,
            "label": TEXT,
            "needs_note": FLAG,
            "scope": described({"type": "string", "enum": ["write", "moderate"]}, _("What the key must open.")),
        }
    ),
    "Transitions": closed(MOVED | {"transitions": listed(ref("Transition"))}),
    "TransitionRequest": closed({"name": TRANSITION, "note": NOTE, "reason": REASON}, optional=("note", "reason")),
    "Moved": closed(
        {
            **MOVED,
            "edition": described(or_null(COUNT), _("The number of the edition, where it was published.")),
            "event": closed(
                {"name": TEXT, "label": TEXT, "at": MOMENT, "from": TEXT, "to": TEXT, "note": TEXT},
                _("What stands in its history now."),
            ),
        }
    ),
    "MergePatch": {
        "type": "object",
        "description": _("A merge patch of the document (RFC 7396): null takes a member away."),
    },
    "BulkRequest": closed(
        {
            "items": listed(
                closed(ITEM, optional=[name for name in ITEM if name != "document"]),
                minItems=1,
                maxItems=settings.API_BULK_MOST,
            )
        }
    ),
    "BulkResults": closed({"results": listed(ref("BulkResult"), description=_("In the order of the items."))}),
    "BulkResult": closed(
        {
            "index": described(COUNT, _("The place of the item, from 0.")),
            "status": described({"type": "integer"}, _("What a request of its own would have been answered with.")),
            "code": or_null(TEXT),
            "revision": or_null(COUNT),
            "state": or_null(TEXT),
            "edition": or_null(COUNT),
            "type": described(or_null(ADDRESS), _("The kind of problem; null where all is well.")),
            "detail": or_null(TEXT),
            "errors": listed(ref("Fault")),
        }
    ),
}
