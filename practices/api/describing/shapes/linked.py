"""Practices as linked data and on a map."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.shapes.building import TEXT, closed, described, listed

NODE = {
    "@id": TEXT,
    "@type": {"const": "CreativeWork"},
    "identifier": described(TEXT, _("The code of the practice.")),
}
CONTEXT = {"@context": described({"type": "object"}, _("Written out: reading it needs no network."))}
WORDS = _("A practice as schema.org has it; docs/interoperability.md tells what each property means here.")

SHAPES = {
    "LinkedPractice": {
        "type": "object",
        "description": WORDS,
        "properties": {**CONTEXT, **NODE},
        "required": [*CONTEXT, *NODE],
    },
    "LinkedPractices": closed(
        {**CONTEXT, "@graph": listed({"type": "object", "description": WORDS, "properties": NODE, "required": [*NODE]})}
    ),
    "GeoJson": {
        "type": "object",
        "description": _("A FeatureCollection of RFC 7946: one feature a practice and country."),
        "properties": {"type": {"const": "FeatureCollection"}, "features": listed({"type": "object"})},
        "required": ["type", "features"],
    },
}
