"""Old and new of a practice that a row changes, as cells of a sheet."""

from typing import Any

from practices.exchange import columns
from practices.exchange.columns import COLUMNS, Facts
from practices.exchange.columns.kinds import IN_LANGUAGE

NOTHING = Facts()
COMPARED = [
    column
    for column in COLUMNS
    if column.is_written
    and column.path
    and column.key not in ("code", "text_language")
    and IN_LANGUAGE not in column.path
]


class Comparing:
    """In the words of one language."""

    def __init__(self, language: str) -> None:
        self._shown = columns.Reader(COMPARED, columns.names(language))

    def changes(self, base: dict, after: dict) -> list[dict[str, Any]]:
        """Old and new of every column that differs."""
        old, new = (self._shown.cells(found, NOTHING)[0] for found in (base, after))
        return [
            {"column": column.key, "old": _cell(was), "new": _cell(now)}
            for column, was, now in zip(COMPARED, old, new, strict=True)
            if was != now
        ]


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)
