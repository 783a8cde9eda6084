"""Shapes of countries, organisations, consultation mechanisms and terms."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.shapes.building import (
    ADDRESS,
    COUNT,
    FLAG,
    LANGUAGE,
    NUMBER,
    TEXT,
    YEAR,
    by_key,
    closed,
    described,
    listed,
    or_null,
    page_of,
    ref,
)
from practices.api.describing.shapes.common import LABEL
from practices.vocabulary import TermKind

NAMES = LABEL | {
    "labels": described(by_key(TEXT, LANGUAGE), _("The names in all languages there are.")),
    "id": described(ADDRESS, _("What it is called in linked data.")),
    "api_url": ADDRESS,
}
COUNTED = {
    "practices": described(COUNT, _("How many public practices have it, or anything narrower.")),
    "practices_url": described(or_null(ADDRESS), _("These practices; null where it is nothing to search by.")),
}
WEB = {"url": or_null(ADDRESS)}
VOCABULARY = {"type": "string", "enum": TermKind.values}
COUNTRY = {
    **NAMES,
    "iso3": described(TEXT, _("ISO 3166-1 alpha-3.")),
    "m49": described(or_null({"type": ["integer", "string"]}), _("The number of the UN.")),
    "regions": described(listed(ref("Label")), _("Regions of the UN (M49) of today.")),
    "groups": described(listed(ref("Label")), _("Other groups it is a member of today.")),
    "latitude": or_null(NUMBER),
    "longitude": or_null(NUMBER),
    **COUNTED,
}
PLACED = {"vocabulary": VOCABULARY, **LABEL}
TERM = {
    "vocabulary": VOCABULARY,
    **NAMES,
    "definition": TEXT,
    "parent": or_null(ref("TermName")),
    "position": described({"type": "integer"}, _("Its place in the vocabulary.")),
    "group": described(TEXT, _("Of elements of agreements: what the element is about.")),
    "year": or_null(YEAR),
    "is_binding": or_null(FLAG),
    **WEB,
    "is_retired": described(FLAG, _("Whether it is given to no practice any more.")),
    "replaced_by": described(or_null(ref("Label")), _("What it was merged into.")),
    "practices": described(
        or_null(COUNT), _("How many public practices have it or a narrower one; null: not counted.")
    ),
    "practices_url": COUNTED["practices_url"],
}

SHAPES = {
    "Country": closed(COUNTRY),
    "CountryPage": page_of(ref("Country")),
    "CountryAlone": closed(
        COUNTRY | {"roles": listed(closed(LABEL | {"practices": COUNT}), description=_("What it does in practices."))}
    ),
    "Organisation": closed(
        {
            **NAMES,
            "acronym": TEXT,
            "type": or_null(ref("Label")),
            "country": or_null(ref("Label")),
            "part_of": or_null(ref("Label")),
            **WEB,
            "is_retired": FLAG,
            **COUNTED,
        }
    ),
    "OrganisationPage": page_of(ref("Organisation")),
    "Mechanism": closed(
        {
            **NAMES,
            "acronym": TEXT,
            "category": or_null(ref("Choice")),
            "regions": TEXT,
            "established": or_null(YEAR),
            "is_active": or_null(FLAG),
            **WEB,
            "members": listed(closed({"country": ref("Label"), "since": or_null(YEAR), "until": or_null(YEAR)})),
            **COUNTED,
        }
    ),
    "MechanismPage": page_of(ref("Mechanism")),
    "TermName": closed(PLACED),
    "TermEntry": closed(TERM),
    "TermPage": page_of(ref("TermEntry")),
    "TermAlone": closed(TERM | {"children": described(listed(ref("TermName")), _("What is narrower."))}),
}
