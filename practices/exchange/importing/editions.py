"""Sheets made from what is public, brought back after the working copy has moved on: only what was edited in them counts."""

from practices import document
from practices.exchange import columns
from practices.exchange.columns import BY_KEY
from practices.exchange.importing.values import Value, Values
from practices.models import Edition

ALWAYS_READ = ("code", "text_language")


def behind(told: dict[int, tuple[int | None, int]]) -> dict[int, dict]:
    """The documents of the editions that rows say they were taken from, by practice, where the working copy is another.

    `told` has the number of the edition, None where a row tells none, and the revision of the working copy.
    """
    numbers = {key: number for key, (number, _revision) in told.items() if number is not None}
    if not numbers:
        return {}
    rows = Edition.objects.filter(practice__in=numbers, number__in=set(numbers.values()))
    return {
        row.practice_id: document.empty() | document.upgrade(row.document)
        for row in rows
        if row.number == numbers[row.practice_id] and row.revision != told[row.practice_id][1]
    }


def leave_out_what_it_says(values: Values, edition: dict, language: str) -> None:
    """A cell that says what the edition says is nobody's wish to take back what has been written since."""
    values.found = [
        value
        for value in values.found
        if value.is_added
        or value.column in ALWAYS_READ
        or columns.get(edition, BY_KEY[value.column], language) != value.value
    ]
    if values.of("text_language") is None:
        values.found.append(Value("text_language", language, False, 0, 0))
