"""Practices as linked data and on a map."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.shapes.building import TEXT, described, listed, ref

SHAPES = {
    "LinkedPractice": {
        "type": "object",
        "description": _("A practice as schema.org has it; the context is written out. See docs/interoperability.md."),
        "properties": {
            "@context": {"type": "object"},
            "@id": TEXT,
            "@type": {"const": "CreativeWork"},
            "identifier": described(TEXT, _("The code of the practice.")),
        },
        "required": ["@context", "@id", "@type", "identifier"],
    },
    "LinkedPractices": {
        "type": "object",
        "properties": {"@graph": listed(ref("LinkedPractice"))},
        "required": ["@graph"],
        "additionalProperties": False,
    },
    "GeoJson": {
        "type": "object",
        "description": _("A FeatureCollection of RFC 7946: one feature a practice and country."),
        "properties": {"type": {"const": "FeatureCollection"}, "features": listed({"type": "object"})},
        "required": ["type", "features"],
    },
}
