"""JSON and JSON Lines as a sheet: one record a row, keys as headings. Strict and bounded, as for every other file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from practices.exchange.books import Book, Row, SheetInfo, Unreadable
from practices.exchange.columns.writing import as_text
from practices.text import clean
from practices.vocabulary import Language

ENDINGS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
MOST_PARTS = 1_000_000  # objects, lists and values: more would unfold to more memory than an import may take
DEEPEST = 8
FIRST_ROWS = 30
SHEET = "JSON"
LONGEST_NUMBER = 4_000  # digits of a whole number; far beyond what any column takes
OURS = "practices"  # key of the records in a file of ours


class _Absent(str):
    """The cell of a record that does not have the key: it says nothing, not even that there is nothing."""


ABSENT = _Absent()


@dataclass(frozen=True)
class Records:
    """What such a file holds: its keys in the order they first come in, and a row a record."""

    keys: list[str]
    rows: list[dict[str, Any]]


def kind_of(name: str) -> str:
    """ "json" or "jsonl" by the name of a file; empty where it is another."""
    return ENDINGS.get(Path(name).suffix.lower(), "")


def records(path: Path, kind: str, most_rows: int | None = None) -> Records:
    """All records of a file. Raises Unreadable."""
    most_rows = most_rows or settings.IMPORT_MAX_ROWS
    times = max(1, -(-most_rows // settings.IMPORT_MAX_ROWS))  # whoever may read more rows may read a larger file
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("JSON must be in UTF-8; this file is not."), "encoding") from None
    if sum(text.count(sign) for sign in "[{,") > MOST_PARTS * times:
        raise Unreadable(_("This file holds more values than can be taken in at once."), "memory")
    rows = list(_lines(text, most_rows) if kind == "jsonl" else _whole(text, most_rows))
    keys = dict.fromkeys(key for row in rows for key in row)
    if not rows or not keys:
        raise Unreadable(_("There are no records in this file."), "blank")
    if len(keys) > settings.IMPORT_MAX_COLUMNS:
        most = settings.IMPORT_MAX_COLUMNS
        raise Unreadable(_("The records have more than %(most)s keys.") % {"most": most}, "columns")
    return Records(list(keys), rows)


def inspect(path: Path, kind: str, most_rows: int | None = None) -> Book:
    """The file as a book of one sheet whose first row is its keys."""
    found = records(path, kind, most_rows)
    rows = [found.keys, *([shown(row.get(key)) for key in found.keys] for row in found.rows[: FIRST_ROWS - 1])]
    sheet = SheetInfo(SHEET, len(found.rows) + 1, len(found.keys), False, rows)
    return Book(kind, [sheet])


def read(path: Path, kind: str, keys: list[str], most_rows: int | None = None) -> Iterator[Row]:
    """The records as rows under these keys, numbered as if the keys were row 1. Lists and objects stay as they are."""
    for number, row in enumerate(records(path, kind, most_rows).rows, start=2):
        yield Row(number, [row.get(key, ABSENT) for key in keys])


def language_of(path: Path, kind: str) -> str:
    """The language that a file of ours says its names are in; empty where it does not."""
    found = _parsed(path.read_bytes().decode("utf-8-sig")) if kind == "json" else None
    language = found.get("language") if isinstance(found, dict) else None
    return language if language in Language.values else ""


def shown(value: Any) -> str:
    """A value as a person may read it in one cell."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return as_text(value)


def _lines(text: str, most_rows: int) -> Iterator[dict]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _record(_parsed(line, number), number, most_rows)


def _whole(text: str, most_rows: int) -> Iterator[dict]:
    found = _parsed(text)
    if isinstance(found, dict):
        # Ours says what it is beside its records.
        found = found.get(OURS, [found])
    if not isinstance(found, list):
        raise Unreadable(_("There are no records in this file."), "blank")
    for number, one in enumerate(found, start=1):
        yield _record(one, number, most_rows)


def _record(found: Any, number: int, most_rows: int) -> dict:
    if not isinstance(found, dict):
        raise Unreadable(_("Record %(number)s of this file is not an object.") % {"number": number}, "type")
    if number > most_rows:
        raise Unreadable(_("There are more than %(most)s records in this file.") % {"most": most_rows}, "rows")
    if _depth(found) > DEEPEST:
        raise Unreadable(_("Record %(number)s of this file is nested too deeply.") % {"number": number}, "depth")
    return _cleaned(found)


def _parsed(text: str, line: int = 0) -> Any:
    try:
        return json.loads(
            text,
            parse_constant=_no_constant,
            parse_int=_whole_number,
            parse_float=_number,
            object_pairs_hook=_once_each,
        )
    except (ValueError, RecursionError) as error:
        where = getattr(error, "lineno", 1) + max(line - 1, 0)
        raise Unreadable(_("This is not valid JSON: see line %(line)s.") % {"line": where}, "damaged") from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _whole_number(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise Unreadable(_("This file holds a number with more digits than can be kept."), "number")
    return int(text)


def _number(text: str) -> float:
    found = float(text)
    if not isfinite(found):
        raise Unreadable(_("This file holds a number with more digits than can be kept."), "number")
    return found


def _once_each(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice")
    return found


def _cleaned(value: Any) -> Any:
    """Texts without what no cell could hold, as in every other file."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return {clean(key): _cleaned(one) for key, one in value.items()} if isinstance(value, dict) else value


def _depth(value: Any, level: int = 0) -> int:
    if level > DEEPEST or not isinstance(value, (list, dict)):
        return level
    inner = value.values() if isinstance(value, dict) else value
    return max((_depth(one, level + 1) for one in inner), default=level + 1)
