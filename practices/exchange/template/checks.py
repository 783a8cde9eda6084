"""What the template checks while somebody types, and what it says beside the cell."""

from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from practices.exchange import vocabularies
from practices.exchange.columns import Column
from practices.exchange.columns.kinds import Kind
from practices.exchange.dictionary.entries import Entry
from practices.exchange.limits import limits
from practices.exchange.template.lists import Ranges

LONGEST_TITLE, LONGEST_MESSAGE = 32, 255  # of Excel
LARGEST = 10**12


def check(column: Column, entry: Entry, ranges: Ranges, place: int, first_row: int) -> dict[str, Any]:
    """A data validation for a column, as XlsxWriter takes it."""
    rule = _rule(column, ranges, xl_rowcol_to_cell(first_row, place))
    shown = {"input_title": shortened(entry.label, LONGEST_TITLE), "input_message": message(entry)}
    if rule["validate"] == "any":
        return rule | shown
    return rule | shown | {
        "error_title": shortened(entry.label, LONGEST_TITLE),
        "error_message": shortened(_error(column, entry), LONGEST_MESSAGE),
    }  # fmt: skip


def message(entry: Entry) -> str:
    """What is said beside the cell."""
    return shortened(" ".join(said(entry)), LONGEST_MESSAGE)


def said(entry: Entry) -> list[str]:
    """What somebody who fills in a column wants to know, in sentences."""
    return [sentence for sentence in (entry.about, entry.how, entry.limits) if sentence]


def shortened(text: str, most: int) -> str:
    """A text cut at the end of a word where it is too long for Excel."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:|") + "…"


def _rule(column: Column, ranges: Ranges, cell: str) -> dict[str, Any]:
    found = limits(column)
    match column.kind:
        case Kind.TERM | Kind.FLAG:
            source = ranges.formula(vocabularies.of(column))
            return {"validate": "list", "source": source} if source else {"validate": "any"}
        case Kind.YEAR | Kind.INTEGER:
            least, most = found.least or 0, found.most or LARGEST
            return {"validate": "integer", "criteria": "between", "minimum": least, "maximum": most}
        case Kind.NUMBER:
            return {"validate": "decimal", "criteria": "between", "minimum": -LARGEST, "maximum": LARGEST}
        case Kind.DATE:
            return {"validate": "custom", "value": _is_date(cell)}
        case Kind.ADDRESS:
            return {"validate": "custom", "value": f'=OR(LEFT({cell},7)="http://",LEFT({cell},8)="https://")'}
        case Kind.TEXT | Kind.LONG if found.longest:
            return {"validate": "length", "criteria": "<=", "value": found.longest}
    return {"validate": "any"}


def _is_date(cell: str) -> str:
    """A real date, or the text of a year, a month or a day."""
    year = f"AND(ISNUMBER(VALUE(LEFT({cell},4))),OR(LEN({cell})=4,"
    month = f'AND(LEN({cell})=7,MID({cell},5,1)="-"),'
    day = f'AND(LEN({cell})=10,MID({cell},5,1)="-",MID({cell},8,1)="-")))'
    return f"=OR(ISNUMBER({cell}),{year}{month}{day})"


def _error(column: Column, entry: Entry) -> str:
    if column.kind in (Kind.TERM, Kind.FLAG):
        return _("Choose one from the list, or write it exactly as it stands there.")
    return f"{entry.written} {entry.limits}".strip()
