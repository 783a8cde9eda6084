"""Shapes of totals and of flows between countries."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.shapes.building import (
    COUNT,
    FLAG,
    MOMENT,
    NUMBER,
    TEXT,
    YEAR,
    closed,
    described,
    listed,
    or_null,
    ref,
)
from practices.api.describing.shapes.common import LABEL
from practices.search.flows import Flow

OPEN_LABEL = LABEL | dict.fromkeys(("language", "direction"), TEXT)
VALUE = closed(OPEN_LABEL | {"practices": COUNT})
BY = ("type", "theme", "modality", "region", "country", "language", "evidence")

SHAPES = {
    "Statistics": closed(
        {
            "count": COUNT,
            "search": ref("Reading"),
            "totals": closed(dict.fromkeys(("practices", "editions", "countries", "organisations"), COUNT)),
            "by": closed(
                {
                    **dict.fromkeys(BY, listed(ref("CountedValue"))),
                    "start_year": listed(closed({"year": or_null(YEAR), "practices": COUNT})),
                    "grade": listed(closed({"code": or_null(TEXT), "label": or_null(TEXT), "practices": COUNT})),
                }
            ),
            "updated": described(or_null(MOMENT), _("When the newest edition among them was published.")),
        },
        _("Numbers of practices among those found."),
    ),
    "CountedValue": VALUE,
    "Flows": closed(
        {
            "kind": {"type": "string", "enum": [kind.value for kind in Flow]},
            "count": described(COUNT, _("How many pairs there are.")),
            "is_complete": described(FLAG, _("Whether “results” holds all of them.")),
            "practices": described(COUNT, _("How many practices have any pair.")),
            "search": ref("Reading"),
            "countries": listed(
                closed(
                    LABEL
                    | {"latitude": or_null(NUMBER), "longitude": or_null(NUMBER)}
                    | {
                        "gives": described(COUNT, _("In how many pairs it is the first.")),
                        "takes": described(COUNT, _("In how many pairs it is the second.")),
                    }
                )
            ),
            "results": listed(
                closed(
                    {
                        "from": described(TEXT, _("Code of the country that gives.")),
                        "to": described(TEXT, _("Code of the country that takes.")),
                        "practices": COUNT,
                        "codes": described(listed(TEXT), _("The newest of these practices, at most 20.")),
                    }
                )
            ),
        },
        _("Pairs of countries, the most frequent first."),
    ),
}
