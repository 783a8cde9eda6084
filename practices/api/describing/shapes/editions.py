"""Shapes of editions and of what differs between two."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.shapes.building import (
    ADDRESS,
    COUNT,
    DIRECTION,
    FLAG,
    LANGUAGE,
    MOMENT,
    TEXT,
    closed,
    described,
    listed,
    or_null,
    page_of,
    ref,
)
from practices.api.describing.shapes.records import DOCUMENT, WHOLE

ABOUT = {
    "id": described(ADDRESS, _("What the edition is called in linked data; it never changes.")),
    "api_url": ADDRESS,
    "compare_url": described(or_null(ADDRESS), _("What differs from the edition before; null for the first.")),
    "is_live": described(FLAG, _("Whether it is the one readers get.")),
    "change_note": TEXT,
    "is_alone": described(FLAG, _("Whether it was published without a second pair of eyes.")),
    "redacted": described(or_null(MOMENT), _("When words were taken out of it afterwards, where they were.")),
    "digest": described(
        or_null(TEXT),
        _("SHA-256 of “document” as it is given: keys sorted, no spaces, UTF-8. Null where it is damaged."),
    ),
    "schema": described(COUNT, _("The version of the document's shape.")),
}
EDITION = {"number": {"type": "integer", "minimum": 1}, **ABOUT, "published": MOMENT}
CHANGE = {"path": described(TEXT, _("The place in the document.")), "label": TEXT}


def _of_kind(kind: str, **members: dict) -> dict:
    return closed({**CHANGE, "kind": {"const": kind}, **members})


SHAPES = {
    "EditionInList": closed(EDITION),
    "EditionPage": page_of(ref("EditionInList")),
    "Edition": closed(
        {**WHOLE, **ABOUT, **DOCUMENT},
        _("A practice as it was published, with its document and the standing of the practice as it is today."),
    ),
    "Comparison": closed(
        {
            "old": ref("ComparedEdition"),
            "new": ref("ComparedEdition"),
            "changes": listed(ref("Change"), description=_("In the order of the record.")),
        }
    ),
    "ComparedEdition": closed({"code": TEXT, **EDITION}),
    "Change": {
        "oneOf": [
            _of_kind("value", old=TEXT, new=TEXT),
            _of_kind("list", removed=listed(TEXT), added=listed(TEXT), is_reordered=FLAG),
            _of_kind(
                "text",
                pieces=listed(closed({"mark": {"type": "string", "enum": ["same", "old", "new"]}, "text": TEXT})),
                language=LANGUAGE,
                direction=DIRECTION,
            ),
        ]
    },
}
