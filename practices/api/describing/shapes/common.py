"""Shapes that stand in many answers: labels, texts, problems, the way in."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.shapes.building import (
    ADDRESS,
    COUNT,
    DIRECTION,
    FLAG,
    LANGUAGE,
    LANGUAGE_OR_NONE,
    MOMENT,
    TEXT,
    by_key,
    closed,
    described,
    listed,
    ref,
)
from practices.vocabulary import TextOrigin

CODE = described(TEXT, _("The code: the same in every language."))
LABEL = {
    "code": CODE,
    "label": described(TEXT, _("What it is called.")),
    "language": described(LANGUAGE_OR_NONE, _("The language the label is really in; empty where nobody knows.")),
    "direction": described(DIRECTION, _("Which way the label is written.")),
}
WORDS = {
    "text": TEXT,
    "language": described(LANGUAGE, _("The language the text is really in.")),
    "direction": DIRECTION,
    "origin": described({"type": "string", "enum": TextOrigin.values}, _("How the text came to be in this language.")),
    "is_outdated": described(FLAG, _("Whether the original has changed since this was translated.")),
}

SHAPES = {
    "Label": closed(LABEL, _("Something that has a code, in the reader's language as far as it is known in it.")),
    "Choice": closed({"code": CODE, "label": TEXT}, _("A value of a closed list.")),
    "Text": closed(WORDS, _("A text, with the language it is really in.")),
    "Fault": closed(
        {
            "field": described(TEXT, _("The parameter, header or dotted path of the document that is faulty.")),
            "code": described(TEXT, _("The kind of fault, for programs.")),
            "message": described(TEXT, _("What is wrong, in a sentence in the reader's language.")),
        },
        _("One thing that is wrong."),
    ),
    "Problem": {
        "type": "object",
        "description": _("What went wrong, as RFC 9457 has it. Some kinds have members of their own."),
        "properties": {
            "type": described(ADDRESS, _("The kind of problem; the address tells more of it.")),
            "title": described(TEXT, _("The name of the kind.")),
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": described(TEXT, _("What happened this time.")),
            "request_id": described(TEXT, _("What to name when you ask us about it.")),
            "errors": described(listed(ref("Fault")), _("Every faulty field.")),
            "archived": described(MOMENT, _("410: when the practice was archived.")),
            "reason": described(TEXT, _("410: why.")),
            "code": described(TEXT, _("409, 412: the code of the practice.")),
            "state": described(TEXT, _("409, 412: where it stands now.")),
            "revision": described(COUNT, _("409, 412: its revision now.")),
            "changed_fields": described(listed(TEXT), _("412: places in the document that have changed since.")),
            "events": described(
                listed(
                    closed(
                        {"revision": COUNT, "name": TEXT, "label": TEXT, "at": MOMENT, "by": TEXT}
                    )
                ),
                _("412: what has happened since."),
            ),
            "results": described(listed(ref("BulkResult")), _("Of many documents of which none was carried out.")),
        },
        "required": ["type", "title", "status", "detail", "request_id"],
    },
    "ProblemKind": closed(
        {
            "type": ADDRESS, "title": TEXT, "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "advice": described(TEXT, _("What to do about it.")),
        },
        _("What a kind of problem means."),
    ),
    "Licence": closed(
        {
            "title": described(TEXT, _("What the operators wrote.")),
            "name": described(TEXT, _("Its identifier with SPDX; empty where it has none.")),
            "address": described(TEXT, _("Where it can be read; empty where that is not known.")),
        },
        _("A licence."),
    ),
    "WayIn": closed(
        {
            "name": TEXT,
            "version": TEXT,
            "licence": described({"oneOf": [ref("Licence"), {"type": "null"}]}, _("The terms of the data; null where none are stated.")),
            "contact": described(TEXT, _("Where to ask.")),
            **dict.fromkeys(("description", "documentation", "open_data", "oai_pmh", "vocabularies", "document_schema"), ADDRESS),
            "resources": by_key(ADDRESS),
        },
        _("Where everything is."),
    ),
}  # fmt: skip
