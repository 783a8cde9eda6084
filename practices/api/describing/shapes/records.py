"""The shape of a practice as readers get it: short in lists, whole at its own address."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.shapes.building import (
    ADDRESS,
    COUNT,
    DAY,
    EMAIL,
    FLAG,
    LANGUAGE,
    LANGUAGE_OR_NONE,
    MOMENT,
    NUMBER,
    TEXT,
    YEAR,
    chosen,
    closed,
    described,
    listed,
    or_null,
    page_of,
    ref,
)
from practices.api.describing.shapes.common import LABEL, WORDS
from practices.vocabulary import Grade

IDENTITY = {
    "code": described(TEXT, _("The code of the practice.")),
    "id": described(ADDRESS, _("What the practice is called in linked data.")),
    "url": described(ADDRESS, _("Its page, in your language.")),
    "api_url": described(ADDRESS, _("The whole record.")),
    "edition": described({"type": "integer", "minimum": 1}, _("The number of the edition.")),
    "first_published": described(MOMENT, _("When the first edition was published.")),
    "published": described(MOMENT, _("When this edition was published.")),
}
HEADINGS = {"title": or_null(ref("Text")), "summary": or_null(ref("Text"))}
PERIOD_WORDS = described(TEXT, _("Start and end in words; empty where neither is known."))
CARD = {
    **HEADINGS,
    "type": or_null(ref("Label")),
    "modality": or_null(ref("Label")),
    "evidence_level": or_null(ref("Label")),
    "countries": listed(ref("Label")),
    "period": PERIOD_WORDS,
}
BROADER = {"parent": described(or_null(ref("Label")), _("The broader term, where there is one."))}
DEFINITION = {"definition": TEXT}
TERMS = ("themes", "gcm_objectives", "gcm_principles", "sdgs", "sdg_targets", "beneficiary_groups", "instruments",
         "sectors", "tags")  # fmt: skip
SIDE = described(listed(ref("Side")), _("Countries and organisations in such a role."))

TEXTS = {
    "language": described(LANGUAGE, _("Your language: what was asked for.")),
    **HEADINGS,
    "caution": or_null(ref("Text")),
    "sections": listed(ref("Section"), description=_("The prose, in a reader's order.")),
    "text_language": described(LANGUAGE_OR_NONE, _("The language most of the prose is in.")),
    "text_origin": or_null(ref("Choice")),
    "text_is_outdated": FLAG,
    "original_language": LANGUAGE,
    "languages": listed(
        closed({"code": LANGUAGE, "name": TEXT, "origin": or_null(ref("Choice")), "is_outdated": FLAG}),
        description=_("The languages the record has texts in."),
    ),
}
CLASSIFICATION = {
    **{key: or_null(ref("Label")) for key in ("type", "modality", "scope", "status")},
    "evidence_level": or_null(closed(LABEL | DEFINITION, optional=DEFINITION)),
    **{key: listed(ref("Term")) for key in TERMS},
    "mechanisms": listed(ref("Named")),
    "period": closed({"start": or_null(YEAR), "end": or_null(YEAR), "words": PERIOD_WORDS}),
    "initiative": listed(closed({"key": TEXT, "label": TEXT, "value": ref("Choice")})),
    "cost_band": or_null(ref("Choice")),
}
ACTORS = {
    "countries": listed(closed({"country": ref("Label"), "roles": listed(ref("Label"))})),
    "organisations": listed(closed({"organisation": ref("Named"), "roles": listed(ref("Label"))})),
    "cities": listed(closed({"city": ref("Label"), "country": or_null(ref("Label")), "roles": listed(ref("Label"))})),
    "sharing": SIDE,
    "learning": SIDE,
    "supporting": SIDE,
}
CONTENTS = {
    "figures": listed(ref("Figure")),
    "exchanges": listed(ref("Exchange")),
    "details": listed(ref("Detail"), description=_("What only some types of practice have.")),
    "particulars": listed(closed({"label": TEXT, "value": TEXT})),
    "attachments": listed(ref("Attachment")),
    "citations": listed(ref("Source")),
    "links": listed(closed({"kind": or_null(ref("Choice")), "card": ref("Card")})),
    "gaps": described(listed(TEXT), _("What readers should know is missing.")),
}
STANDING = {
    "grade": or_null(ref("Grade")),
    "contact": described(
        or_null(closed({"name": TEXT, "email": EMAIL})), _("Whom to write to, who has agreed to be named here.")
    ),
}
DOCUMENT = {"document": described(ref("Document"), _("Only where “fields” names it: codes alone, all languages."))}
WHOLE = {**IDENTITY, **TEXTS, **CLASSIFICATION, **ACTORS, **CONTENTS, **STANDING}

SHAPES = {
    "Card": closed({"code": IDENTITY["code"], **CARD}, _("What a list shows of a practice.")),
    "PracticeInList": chosen(
        {**WHOLE, **DOCUMENT, **CARD},
        _("A practice in a list: the fields asked for, or the short ones (identity, title, summary, type, modality,"
          " evidence level, countries and period)."),
    ),
    "Practice": chosen(
        {**WHOLE, **DOCUMENT},
        _("A practice as a reader of your language sees it: the fields asked for, or all but the document."),
    ),
    "PracticePage": page_of(
        ref("PracticeInList"), search=ref("Reading"), facets=listed(ref("Facet"))
    ),
    "Term": closed(LABEL | BROADER | DEFINITION, optional=BROADER),
    "Named": closed(LABEL | {"acronym": TEXT}),
    "Side": closed(LABEL | {"acronym": TEXT, "kind": {"type": "string", "enum": ["country", "organisation"]}},
                   optional=["acronym"]),
    "Section": closed({"key": TEXT, "label": TEXT, **WORDS}),
    "Figure": closed(
        {
            "label": closed({name: LABEL[name] for name in ("label", "language", "direction")}),
            "value": NUMBER,
            "words": TEXT,
            "unit": TEXT,
            "year": or_null(YEAR),
            "source": or_null(ref("Source")),
        }
    ),
    "Exchange": closed(
        {
            "provider": or_null(ref("Label")),
            "beneficiary": or_null(ref("Label")),
            "date": TEXT,
            "format": or_null(ref("Choice")),
            "subject": TEXT,
            "follow_up": TEXT,
        }
    ),
    "Attachment": closed(
        {
            "sha256": TEXT, "name": TEXT, "media_type": TEXT, "size": COUNT, "title": TEXT, "language": TEXT, "rights": TEXT,
            "has_consent": FLAG,
        }
    ),
    "Source": closed(
        {
            "key": TEXT,
            "number": described(COUNT, _("Its place among the sources.")),
            "kind": or_null(ref("Choice")),
            **dict.fromkeys(("title", "publisher", "url", "archived_url", "locator", "date", "accessed"), TEXT),
            "has_title": FLAG,
            "language": TEXT,
            "language_name": TEXT,
            "verification": closed({"code": TEXT, "label": TEXT}),
        }
    ),
    "Grade": closed(
        {
            "code": {"type": "string", "enum": Grade.values},
            "label": TEXT,
            "meaning": TEXT,
            "has_lapsed": FLAG,
            "expires": or_null(DAY),
            "given": or_null(DAY),
            "edition": or_null(COUNT),
            "assessors": COUNT,
            "score": or_null(NUMBER),
            "reasons": listed(TEXT),
            "criteria": listed(
                closed({"label": TEXT, "weight": NUMBER, "value": NUMBER, "lower": TEXT, "upper": TEXT})
            ),
            "reused_by": described(listed(TEXT), _("Codes of public practices that adapt this one.")),
        },
        _("What assessors found."),
    ),
}  # fmt: skip
