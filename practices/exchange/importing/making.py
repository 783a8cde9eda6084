"""Values of a record into a whole document; what is wrong with that document, back to the cells it came from."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pydantic import ValidationError

from practices.document.building import KEYS
from practices.document.errors import faults_of
from practices.document.inconsistencies import inconsistencies
from practices.document.present import chosen_language
from practices.document.resolving import missing_files, resolved
from practices.document.shape import Document
from practices.exchange import columns, matching
from practices.exchange.columns import BY_KEY, COLUMNS
from practices.exchange.columns.kinds import IN_LANGUAGE
from practices.exchange.importing.proposing import NEW, stand_in, too_long
from practices.exchange.importing.values import CellReader, Value, Values
from practices.models import PracticeText
from practices.reference import Snapshot

# What others rest on: who writes in which language, and which forms there are.
FIRST = ("original_language", "details")
ORDER = {
    key: place for place, key in enumerate([*FIRST, *(column.key for column in COLUMNS if column.key not in FIRST)])
}
Fault = tuple[str, str]  # path, sentence


def text_language(values: Values, base: dict, language: str, *, is_new: bool, is_own: bool) -> str:
    """The language that the row's own text columns are in. Our sheets show another one where a record lacks theirs."""
    if told := values.of("text_language"):
        return told
    original = values.of("original_language") or base["original_language"]
    if is_new:
        return values.of("original_language") or language or original
    if is_own:
        return chosen_language(base["texts"], language or original, original) or language or original
    return language or original


def made(base: dict, values: Values, language: str, *, clears: bool) -> dict:
    """The document that a record makes of a whole one, which stays as it is."""
    found = copy(base)
    present: dict[str, list] = {}
    for value in sorted(values.found, key=lambda one: ORDER.get(one.column, 0)):
        key, given = value.column, value.value
        if key in ("code", "text_language"):
            continue
        if value.is_added:
            before = present.get(key)
            if before is None:
                before = [] if clears else columns.get(found, BY_KEY[key], language) or []
            given = present[key] = matching.added(key, before, given)
        columns.put(found, BY_KEY[key], given, language)
    found["texts"] = {key: text for key, text in found["texts"].items() if not _is_blank(text)}
    return found


def checked(found: dict, snapshot: Snapshot) -> tuple[dict, list[Fault]]:
    """The document in its one form, with codes of today, and everything for which loading it would be refused."""
    try:
        shape = Document.model_validate(stand_in(found))
    except ValidationError as refusal:
        return found, [(fault["path"], fault["message"]) for fault in faults_of(0, refusal)]
    dumped = shape.model_dump(by_alias=True)
    whole, unknown = resolved({key: dumped[key] for key in KEYS}, snapshot)
    # Organisations and tags that come into being with the load are in no vocabulary yet.
    unknown = [fault for fault in unknown if not _is_new(whole, fault[0])]
    return whole, [*unknown, *too_long(found), *missing_files(whole), *inconsistencies(whole)]


def gone(found: dict, snapshot: Snapshot) -> list[str]:
    """What a document that was right names that is there no longer, in sentences; of a changed practice only its changes."""
    whole, unknown = resolved(found, snapshot)
    faults = [*(fault for fault in unknown if not _is_new(whole, fault[0])), *missing_files(whole)]
    return [message for _path, message in faults]


def told(faults: list[Fault], values: Values, reader: CellReader, row: int, language: str) -> list[dict]:
    """Faults of a document as problems of cells: each at the cell that says what is wrong, else at the row."""
    return [_problem(path, message, values, reader, row, language) for path, message in faults]


def changed_keys(base: dict, after: dict) -> dict:
    """The part of a document that differs: what is to be loaded. Of texts only those that differ; null takes one away."""
    found: dict[str, Any] = {"code": base["code"]}
    for key in KEYS:
        if key in ("schema", "code") or after[key] == base[key]:
            continue
        found[key] = _changed_texts(base[key], after[key]) if key == "texts" else after[key]
    return found


def _changed_texts(before: dict, after: dict) -> dict:
    gone = dict.fromkeys(language for language in before if language not in after)
    return gone | {language: text for language, text in after.items() if before.get(language) != text}


def _is_blank(text: dict) -> bool:
    return not any(text[field] for field in PracticeText.FIELDS)


def _is_new(found: Any, path: str) -> bool:
    for step in path.split("."):
        found = found[int(step)] if isinstance(found, list) else found[step]
    return str(found).startswith(NEW)


# Where a fault comes from ---------------------------------------------------------------------------------------------


def _problem(path: str, message: str, values: Values, reader: CellReader, row: int, language: str) -> dict:
    said = _said(path, values, reader, language)
    if said is not None:
        return reader.problem(said.row, said.place, _given(said), message)
    wanted = [*_columns_at(path, language)]
    place = next((place for column in wanted if (place := reader.place_of(column.key)) is not None), None)
    if place is None and wanted:
        message = _("%(column)s: %(message)s") % {"column": capfirst(str(wanted[0].label)), "message": message}
    return reader.problem(row, place, None, message)


def _said(path: str, values: Values, reader: CellReader, language: str) -> Value | None:
    """The value that a fault is about: of the entry, where several columns gave entries, else of the column."""
    wanted = {column.key: column for column in _columns_at(path, language)}
    given = [one for one in values.found if one.column in wanted]
    if not given:
        return None
    position = _position(path, wanted[given[0].column].path, language)
    if position is None or len(given) == 1:
        return given[0]
    for one in given:
        size = len(one.value) if isinstance(one.value, list) else 1
        if position < size:
            return one
        position -= size
    return given[-1]


def _columns_at(path: str, language: str) -> Iterator[columns.Column]:
    """The columns that write at a path, the most exact ones first."""
    steps = path.split(".")
    found = []
    for column in COLUMNS:
        if not column.path or not column.is_written:
            continue
        place = [language if step == IN_LANGUAGE else step for step in column.path]
        shared = min(len(place), len(steps))
        if place[:shared] == steps[:shared]:
            found.append((-shared, len(place), column))
    return (column for *_rank, column in sorted(found, key=lambda one: one[:2]))


def _position(path: str, place: tuple[str, ...], language: str) -> int | None:
    steps = path.split(".")
    return int(steps[len(place)]) if len(steps) > len(place) and steps[len(place)].isdigit() else None


def _given(value: Value) -> Any:
    return None if isinstance(value.value, (list, dict)) else value.value
