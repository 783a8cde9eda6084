"""Figures, years and days of a cell into readings: as they are, as it was decided, or as a question."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from practices.exchange.columns import Column, Kind
from practices.exchange.matching.dates import read_date
from practices.exchange.matching.numbers import read_cost, read_number
from practices.exchange.matching.questions import Reading, Unclear, Unread
from practices.exchange.matching.resolving import Resolver
from practices.exchange.matching.years import Period, read_period


class Figures:
    """Reads what counts, for a sheet in one language."""

    def __init__(self, resolver: Resolver, language: str) -> None:
        self.resolver, self.language = resolver, language

    def day(self, found: Reading, cell: Any, text: str) -> str:
        """A day, month or year; empty where it is asked."""
        return self._clear(found, "date", text, lambda: read_date(cell, self.language))

    def cost(self, found: Reading, cell: Any, text: str) -> str:
        """The order of magnitude of an amount; empty where it is asked."""
        return self._clear(found, "cost_band", text, lambda: read_cost(cell, self.language))

    def number(self, found: Reading, column: Column, cell: Any, text: str) -> int | float | None:
        """A number; None where it is asked."""
        whole = column.kind is Kind.INTEGER
        value = self._clear(found, "number", text, lambda: read_number(cell, self.language, whole=whole))
        if isinstance(value, str):
            return read_number(float(value), self.language, whole=whole) if value else None
        return value

    def period(self, found: Reading, cell: Any, text: str) -> None:
        """First and last year."""
        years = self._years(found, cell, text)
        given = (("start_year", years.start), ("end_year", years.end))
        found.values += [(key, year, False) for key, year in given if year]

    def year(self, found: Reading, column: Column, cell: Any, text: str) -> None:
        """One year. A cell with two belongs to another meaning; what goes on has no last year."""
        if column.key == "end_year" and self._goes_on(cell):
            found.is_empty = True
            return
        years = self._years(found, cell, text)
        if years.start and years.end and years.start != years.end:
            raise Unread(
                _("“%(text)s” holds two years. Say that this column is “first and last year in one cell”.")
                % {"text": text[:100]}
            )
        if year := years.start or years.end:
            found.values.append((column.key, year, False))

    def _years(self, found: Reading, cell: Any, text: str) -> Period:
        given = self._clear(found, "period", text, lambda: read_period(cell))
        if isinstance(given, Period):
            return given
        start, _dash, end = given.partition("-")
        return Period(int(start) if start.isdigit() else None, int(end) if end.isdigit() else None)

    def _goes_on(self, cell: Any) -> bool:
        try:
            return not isinstance(cell, (int, float, date)) and not read_period(f"2000 - {cell}").end
        except (Unread, Unclear):
            return False

    def _clear(self, found: Reading, vocabulary: str, text: str, read: Callable[[], Any]) -> Any:
        """What is read, where it can be read in one way; else as it was decided, or empty with a question."""
        try:
            return read()
        except Unclear as unclear:
            value, question = self.resolver.unclear(vocabulary, text, unclear)
            if question is not None:
                found.questions.append(question)
            return value
