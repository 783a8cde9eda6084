"""Cells to documents: what a cell means, and where its value goes. Strict: what a partner's own words mean is matched
before (exchange.matching)."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from practices.document import parts as document_parts
from practices.document.detail_shapes import CityCooperation, LabourAgreement, StudyTour, TrainingCentre
from practices.document.shape import Text
from practices.exchange.columns import cells
from practices.exchange.columns.cells import CellFault
from practices.exchange.columns.declared import BY_KEY
from practices.exchange.columns.kinds import IN_LANGUAGE, Column, Kind, Part
from practices.exchange.columns.names import FLAG, Names
from practices.exchange.columns.reading import Facts, raw
from practices.text import clean

SHAPES = {
    "study_tour": StudyTour, "training_centre": TrainingCentre, "labour_agreement": LabourAgreement,
    "city_cooperation": CityCooperation,
}  # fmt: skip
BLANK_TEXT = {name: field.default for name, field in Text.model_fields.items() if name != "title"} | {"title": ""}
NOTHING = Facts()
MOST_DIGITS = 30


def parse(column: Column, cell: Any, names: Names) -> Any:
    """The value a cell of this column means, with codes. A list or objects (from JSON) are taken as they are.

    Raises CellFault with a sentence. An empty cell is an empty value.
    """
    match column.kind:
        case Kind.TERMS:
            return [code_of(column.vocabulary, item, names) for item in _items(cell, cells.split_list)]
        case Kind.LINES:
            return [clean(item) for item in _items(cell, cells.split_lines)]
        case Kind.ENTRIES:
            return [_entry(column, given, names) for given in _items(cell, cells.split_entries)]
    return scalar(column.kind, column.vocabulary, cell, names)


def scalar(kind: Kind, vocabulary: str, cell: Any, names: Names) -> Any:
    """One value of a kind. Raises CellFault."""
    if isinstance(cell, (list, dict)):
        raise CellFault(_("One value is expected here, not several."))
    if kind is Kind.FLAG:
        return _flag(cell, names)
    if kind in (Kind.NUMBER, Kind.INTEGER, Kind.YEAR):
        return _number(kind, cell)
    if kind is Kind.DATE:
        return _date(cell)
    text = clean(as_text(cell))
    if kind is Kind.TERM:
        return code_of(vocabulary, text, names) if text else ""
    return text


def as_text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates by ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def code_of(vocabulary: str, text: Any, names: Names) -> str:
    """The code of a name. Raises CellFault."""
    text = clean(as_text(text))
    code = names.find(vocabulary, text)
    if code is None:
        raise CellFault(_("There is no “%(name)s” in the list of possible values.") % {"name": text[:100]})
    return code


def _items(cell: Any, split) -> list:
    if isinstance(cell, list):
        return cell
    return split(clean(as_text(cell)))


def _flag(cell: Any, names: Names) -> bool | None:
    if cell is None or isinstance(cell, bool):
        return cell
    text = clean(as_text(cell))
    if not text:
        return None
    word = {"1": "true", "0": "false"}.get(text) or names.find(FLAG, text) or names.find(FLAG, text.lower())
    if word is None:
        raise CellFault(_("“%(text)s” is neither yes nor no.") % {"text": text[:100]})
    return word == "true"


def _number(kind: Kind, cell: Any) -> int | float | None:
    if isinstance(cell, bool):
        raise CellFault(_("This is not a number."))
    text = clean(as_text(cell))
    if not text:
        return None
    try:
        exact = Decimal(text)
    except InvalidOperation:
        raise CellFault(_("“%(text)s” is not a number.") % {"text": text[:100]}) from None
    # Far beyond any figure, where decimals overflow by being looked at.
    if not exact.is_finite() or exact.adjusted() > MOST_DIGITS:
        raise CellFault(_("“%(text)s” is not a number.") % {"text": text[:100]})
    if abs(exact) < 10**15 and exact == exact.to_integral_value():
        return int(exact)
    if kind is not Kind.NUMBER:
        raise CellFault(_("“%(text)s” is not a whole number.") % {"text": text[:100]})
    return float(exact)


def _date(cell: Any) -> str:
    """Partial dates are kept as text; a whole one may come as a date. The shape says whether it is one."""
    return clean(as_text(cell))


def _entry(column: Column, given: Any, names: Names) -> dict:
    if isinstance(given, dict):
        values = {key: given.get(key) for key in (part.key for part in column.parts)}
        if unknown := set(given) - set(values):
            raise CellFault(_("There is no part “%(name)s” in this column.") % {"name": sorted(unknown)[0]})
    elif isinstance(given, list):
        if len(given) > len(column.parts):
            raise CellFault(
                _("“%(line)s” has more parts than this column: %(parts)s.")
                % {"line": " | ".join(given)[:100], "parts": " | ".join(str(part.label) for part in column.parts)}
            )
        values = dict(zip((part.key for part in column.parts), given, strict=False))
    else:
        raise CellFault(_("An entry of several parts is expected here."))
    return entry_of(column, values, names)


def entry_of(column: Column, given: dict[str, Any], names: Names) -> dict:
    """An entry of the document out of the parts of a line or row. Raises CellFault."""
    found: dict = {}
    for part in column.parts:
        value = scalar(part.kind, part.vocabulary, given.get(part.key), names)
        if value in ("", None) and part.is_required:
            raise CellFault(_("An entry lacks its %(part)s.") % {"part": part.label})
        _put_part(found, part, value)
    return found


def _put_part(found: dict, part: Part, value: Any) -> None:
    place = part.place
    if len(place) == 2:
        owner = found.setdefault(place[0], {})
        if value not in ("", None):
            owner[place[1]] = value
    elif part.kind is Kind.FLAG:
        found[place[0]] = bool(value)
    elif value in ("", None) and part.vocabulary in DEFAULTS:
        found[place[0]] = DEFAULTS[part.vocabulary]
    else:
        found[place[0]] = value


DEFAULTS = {"citation_kind": "web_page", "link_kind": "related", "follow_up_state": "unknown"}


def get(document: dict, column: Column, language: str) -> Any:
    """The value of a column as the document has it, with codes; `language` is that of the row's text columns."""
    return raw(column)(document, language, NOTHING)


def put(document: dict, column: Column, value: Any, language: str) -> None:
    """Set a column's value in a whole document, which is changed. Details and texts come into being when they are filled.

    A text whose title is empty is no text; taking it away is `put(..., "title", "")`.
    """
    path = column.path
    if column.key == "details":
        for detail in document_parts.DETAILS:
            if detail.key not in value:
                document[detail.key] = None
            elif document[detail.key] is None:
                document[detail.key] = blank_detail(detail.key)
    elif path[0] == "texts":
        _put_text(document, language if path[1] == IN_LANGUAGE else path[1], path[2], value)
    elif len(path) == 1:
        document[path[0]] = value
    elif path[0] in SHAPES:
        if document[path[0]] is None:
            if value in ("", None, []):
                return
            document[path[0]] = blank_detail(path[0])
        document[path[0]] = document[path[0]] | {path[1]: value}
    else:
        _put_deep(document, path, value)


def put_entries(document: dict, key: str, entries: list[dict], language: str = "") -> None:
    """Set the entries of a column that had rows of their own."""
    put(document, BY_KEY[key], entries, language)


def blank_detail(key: str) -> dict:
    """A detail form about which nothing is known yet."""
    return SHAPES[key]().model_dump()


def _put_text(document: dict, language: str, field: str, value: Any) -> None:
    texts = document["texts"]
    if language not in texts and value in ("", None, False):
        return
    origin = "original" if language == document["original_language"] else "human"
    text = texts.get(language) or BLANK_TEXT | {"origin": origin}
    empty = {"is_outdated": False, "origin": origin}.get(field, "")
    document["texts"] = texts | {language: text | {field: empty if value in ("", None) else value}}


def _put_deep(document: dict, path: tuple[str, ...], value: Any) -> None:
    first, *rest = path
    if not rest:
        document[first] = value
        return
    document[first] = dict(document[first])
    _put_deep(document[first], tuple(rest), value)
