"""The table schema of the sheets: what programs must know of each column to read its cells as they are written."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices.exchange import dictionary
from practices.exchange.columns import Kind, Reader, columns_of, names
from practices.exchange.columns.reading import Head
from practices.opendata.dump.contents import ASKED, LANGUAGE

# Cells of all other kinds are text: names, codes, and several values in one cell.
TYPES = {Kind.NUMBER: "number", Kind.INTEGER: "integer", Kind.YEAR: "year", Kind.FLAG: "boolean"}
PARTIAL_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
WHOLE_DATES = {"published"}  # to the day, always
ADDRESSES = {"url"}  # ours; those of sources may hold what no standard allows
MISSING = [""]


def of_practices() -> dict:
    """The schema of practices.csv."""
    reader = Reader(columns_of(ASKED.columns), names(LANGUAGE), layout=ASKED.layout, codes=ASKED.codes)
    return {"fields": [_field(head) for head in reader.heads], "primaryKey": ["code"], "missingValues": MISSING}


def of_dictionary() -> dict:
    """The schema of data-dictionary.csv."""
    fields = [
        {
            "name": heading.key,
            "title": capfirst(heading.label),
            "type": "integer" if heading.key == "values" else "string",
        }
        for heading in dictionary.table(LANGUAGE).headings
    ]
    return {"fields": fields, "primaryKey": ["key"], "missingValues": MISSING}


def _field(head: Head) -> dict:
    title = capfirst(str(head.label))
    found = {"name": head.key, "title": f"{title} ({_('code')})" if head.is_code else title, "type": _type(head)}
    if head.help:
        found["description"] = str(head.help)
    if found["type"] == "boolean":
        found |= {"trueValues": ["true"], "falseValues": ["false"]}
    if head.key in ADDRESSES:
        found["format"] = "uri"
    if constraints := _constraints(head):
        found["constraints"] = constraints
    return found


def _type(head: Head) -> str:
    if head.kind is Kind.DATE and head.key in WHOLE_DATES:
        return "date"
    return TYPES.get(head.kind, "string")


def _constraints(head: Head) -> dict:
    if head.key == "code":
        return {"required": True, "unique": True}
    if head.kind is Kind.DATE and head.key not in WHOLE_DATES:
        return {"pattern": PARTIAL_DATE}
    return {}
