"""Shapes of what a search tells beside its records: how it was read, facets, suggestions, numbers, flows."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.shapes.building import (
    ADDRESS,
    COUNT,
    DIRECTION,
    FLAG,
    LANGUAGE_OR_NONE,
    TEXT,
    closed,
    described,
    listed,
    or_null,
    ref,
)
from practices.api.paging import CURSOR
from practices.search.asked import Sort

SHAPES = {
    "Reading": closed(
        {
            "sort": described({"type": "string", "enum": [*Sort.values, CURSOR.name]}, _("The order that was used.")),
            "is_widened": described(FLAG, _("Whether records with some of the words are given, because none has all.")),
            "corrections": listed(
                closed({"typed": TEXT, "used": TEXT}), description=_("Words that were read as other ones.")
            ),
            "unknown_words": described(listed(TEXT), _("Words that stand in no record.")),
        },
        _("What was made of the words of a search: tell your readers."),
    ),
    "FacetValue": closed(
        {
            "code": described(TEXT, _("What the parameter of the facet takes.")),
            "label": TEXT,
            "language": LANGUAGE_OR_NONE,
            "direction": {"type": "string", "enum": [*DIRECTION["enum"], ""]},
            "count": described(COUNT, _("How many practices choosing it would give.")),
            "is_chosen": FLAG,
            "children": listed(ref("FacetValue")),
        }
    ),
    "Facet": closed(
        {
            "key": described(TEXT, _("The name of the parameter.")),
            "label": TEXT,
            "chosen": described(COUNT, _("How many of its values are chosen.")),
            "values": listed(ref("FacetValue")),
        }
    ),
    "Facets": closed({"count": COUNT, "search": ref("Reading"), "facets": listed(ref("Facet"))}),
    "Suggestions": closed(
        {
            "count": COUNT,
            "results": listed(
                closed(
                    {
                        "kind": {"type": "string", "enum": ["practice", "value"]},
                        "code": TEXT,
                        "label": TEXT,
                        "language": LANGUAGE_OR_NONE,
                        "direction": DIRECTION,
                        "facet": described(or_null(TEXT), _("Of a value: the parameter that takes it.")),
                        "facet_label": or_null(TEXT),
                        "practices": described(or_null(COUNT), _("Of a value: how many practices have it.")),
                        "api_url": described(ADDRESS, _("The practice, or the practices with this value.")),
                    }
                )
            ),
        },
        _("At most eight, the likeliest first."),
    ),
}
