"""What is wrong with a row, as far as it is kept: a row can have thousands of faults, and nobody reads them."""

from django.utils.translation import ngettext

MOST_KEPT = 50  # of one row


def shortened(row: int, problems: list[dict]) -> list[dict]:
    """The problems of a row; of very many the first of each cell before others, and one that says how many "more"."""
    if len(problems) <= MOST_KEPT:
        return problems
    seen: set[tuple] = set()
    first, further = [], []
    for place, problem in enumerate(problems):
        cell = problem["row"], problem["place"]
        (further if cell in seen else first).append(place)
        seen.add(cell)
    kept = sorted([*first, *further][: MOST_KEPT - 1])
    return [*(problems[place] for place in kept), _rest(row, len(problems) - len(kept))]


def problem_count(problems: list[dict]) -> int:
    """How many problems these stand for."""
    return sum(problem.get("more", 1) for problem in problems)


def _rest(row: int, count: int) -> dict:
    words = ngettext(
        "%(count)s more problem of this row is not listed.",
        "%(count)s more problems of this row are not listed.",
        count,
    )
    return {"row": row, "place": None, "column": "", "value": "", "message": words % {"count": count}, "more": count}
