"""JSON Schemas of all answers, by name. They hold: tests ask every address and compare."""

from practices.api.describing.shapes import (
    common,
    details,
    document,
    editions,
    linked,
    numbers,
    records,
    references,
    searching,
    working,
)

SHAPES: dict[str, dict] = {
    **common.SHAPES,
    **searching.SHAPES,
    **records.SHAPES,
    **details.SHAPES,
    **linked.SHAPES,
    **editions.SHAPES,
    **numbers.SHAPES,
    **references.SHAPES,
    **working.SHAPES,
    **document.SHAPES,
}
