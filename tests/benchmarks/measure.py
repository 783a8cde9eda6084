"""Times and ratios: every act once a round, so that what else the machine does meanwhile falls on all alike."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """One line of the table. Without a limit it only explains the others; without a value its note says why."""

    benchmark: str
    what: str
    value: float | None
    unit: str
    limit: float | None = None
    at_least: bool = False  # the limit is the lowest allowed, not the highest
    note: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether it is on the wrong side of its limit. What could not be measured is not missed, and not met."""
        if self.limit is None or self.value is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit


@dataclass(frozen=True)
class Scale:
    """How much is measured: practices in the databases, and rounds."""

    practices: int = 10_000
    few_practices: int = 100
    small_practices: int = 1_000
    large_practices: int = 100_000
    new_documents: int = 1_000
    load_rounds: int = 7
    pages: int = 200
    lists: int = 40
    starts: int = 5
    publications: int = 60
    seconds: int = 6  # of one turn
    datasette_seconds: int = 20
    sheet_rounds: int = 3
    large_sheet_rounds: int = 1
    incoming_rows: int = 10_000


FULL = Scale()
QUICK = Scale(
    practices=1_000, small_practices=200, large_practices=4_000, new_documents=200, load_rounds=3, pages=50, lists=15,
    starts=2, publications=20, seconds=2, datasette_seconds=4, sheet_rounds=1, incoming_rows=200,
)  # fmt: skip


def milliseconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1_000


def medians(rounds: int, **acts: Callable[[int], object]) -> dict[str, float]:
    """Milliseconds of each act, the median of so many rounds; an act is given the number of its round."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(rounds):
        for name, act in acts.items():
            times[name].append(milliseconds(partial(act, number)))
    return {name: median(found) for name, found in times.items()}
