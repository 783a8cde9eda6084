"""The reading process: takes a request as JSON, answers with one JSON value a line, the last of them saying so.

Answers: {"book": …}, then per sheet {"sheet": …} and its rows [number, [cell, …]]; {"end": true}. Or {"refused": code, …}.
A date goes out as {"d": …}, a moment as {"t": …}, a fault as {"f": [kind, text]}.
"""

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from .limits import FIRST_ROWS, HEADING_ROWS, Limits, Refusal
from .process import confine
from .shape import Fault, Shape, Workbook, carry_down


def main() -> None:
    """Answer one request on standard output."""
    request = json.load(sys.stdin)
    limits = Limits(**request["limits"])
    confine(limits)
    try:
        _answer(request, limits)
    except Refusal as refusal:
        _write({"refused": refusal.code, "details": refusal.details})
    except MemoryError:
        _write({"refused": "memory", "details": {}})


def _answer(request: dict, limits: Limits) -> None:
    kind, workbook = _open(request, limits)
    if not any(shape.rows for shape in workbook.shapes):
        raise Refusal("blank")
    book = {"kind": kind}
    if kind == "csv":
        book |= {name: getattr(workbook, name) for name in ("encoding", "separator", "encodings", "separators")}
    _write({"book": book})
    if request["sheets"] is None:
        _inspect(workbook, limits)
    else:
        _read(workbook, request["sheets"], request["most_rows"], kind == "csv")
    _write({"end": True})


def _open(request: dict, limits: Limits) -> tuple[str, Workbook]:
    """The checked workbook; the module of its kind is loaded only now."""
    from .sniffing import kind_of

    path = Path(request["path"])
    if path.stat().st_size > limits.packed:
        raise Refusal("packed", most=limits.packed)
    kind = kind_of(path)
    if kind == "csv":
        from .delimited import Delimited

        return kind, Delimited(path, limits, request["name"], request["encoding"], request["separator"])
    return kind, _opener(kind)(path, limits)


def _opener(kind: str) -> Callable[[Path, Limits], Workbook]:
    if kind == "xlsx":
        from .xlsx import open_xlsx as opener
    elif kind == "xls":
        from .xls import open_xls as opener
    else:
        from .ods import open_ods as opener
    return opener


def _inspect(workbook: Workbook, limits: Limits) -> None:
    """Every sheet with its first rows."""
    filled = [shape for shape in workbook.shapes if shape.rows]
    if all(shape.rows > limits.last_row for shape in filled):
        raise Refusal("rows", sheet=filled[0].name, found=filled[0].rows, most=limits.rows)
    for shape in workbook.shapes:
        _sheet(workbook, shape, FIRST_ROWS)


def _read(workbook: Workbook, names: list[str], most_rows: int, is_csv: bool) -> None:
    """All rows of the sheets of these names; the caller sees which are absent."""
    for shape in workbook.shapes:
        if shape.name in names or is_csv:
            if shape.rows > most_rows + HEADING_ROWS:
                raise Refusal("rows", sheet=shape.name, found=shape.rows, most=most_rows)
            _sheet(workbook, shape, shape.rows)


def _sheet(workbook: Workbook, shape: Shape, most: int) -> None:
    merges = [merge for merge in shape.merges if merge[0] <= FIRST_ROWS]
    about = {"name": shape.name, "rows": shape.rows, "columns": shape.columns, "hidden": shape.is_hidden}
    _write({"sheet": about | {"merges": merges}})
    for number, cells in islice(carry_down(workbook.rows(shape), shape.merges), most):
        if number > most:
            break
        _write([number, cells])


def _write(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: object) -> dict:
    if isinstance(value, Fault):
        return {"f": [value.kind, value.text]}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    raise TypeError(type(value))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    main()
