"""The shape of what only some types of practice have, as readers get it."""

from practices.api.describing.shapes.building import (
    COUNT,
    FLAG,
    TEXT,
    YEAR,
    closed,
    listed,
    or_null,
    ref,
)

KINDS = ["text", "labels", "lines", "address"]
VALUE = {"anyOf": [TEXT, {"type": "number"}, listed({"anyOf": [ref("Label"), ref("Choice"), TEXT]})]}
LISTS = {
    "checklist": closed(
        {
            "groups": listed(closed({"label": TEXT, "elements": listed(ref("AgreementElement"))})),
            "counts": listed(closed({"answer": ref("Choice"), "count": COUNT})),
        }
    ),
    "actions": listed(closed({"action": TEXT, "state": ref("Choice"), "due": TEXT})),
    "trainees": listed(
        closed(
            {
                "year": or_null(YEAR), "country": or_null(ref("Label")), "people": COUNT, "women": or_null(COUNT),
                "is_cumulative": FLAG, "source": or_null(ref("Source")), "words": TEXT,
            }
        )
    ),
}  # fmt: skip

SHAPES = {
    "Detail": closed(
        {
            "key": TEXT,
            "label": TEXT,
            "rows": listed(
                closed({"key": TEXT, "label": TEXT, "kind": {"type": "string", "enum": KINDS}, "value": VALUE})
            ),
            **LISTS,
        },
        optional=LISTS,
    ),
    "AgreementElement": closed(
        {
            "element": ref("Label"),
            "answer": ref("Choice"),
            "clause": TEXT,
            "note": TEXT,
            "source": or_null(ref("Source")),
        }
    ),
}
