"""The registry in numbers, or what a search finds in numbers."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone
from rest_framework.request import Request

from practices.api import freshness
from practices.api.searching import SEARCH, SearchView, reading
from practices.document.words import choice
from practices.search import panels
from practices.search.bits import in_order, slots_of
from practices.search.facets import BY_KEY, Facet
from practices.search.index import UNDATED
from practices.search.values import entry_of, lineage
from practices.vocabulary import Grade

COUNTED = ("type", "theme", "modality", "region", "country", "language", "evidence")
_EDITIONS = "SELECT count(*) FROM practices_edition WHERE practice_id = ANY(%s)"
# A grade that has lapsed is none any more.
_BY_GRADE = """
    SELECT CASE WHEN grade_expires < %s THEN '' ELSE grade END AS holds, count(*)
    FROM practices_standing WHERE practice_id = ANY(%s) GROUP BY holds
"""


class StatisticsView(SearchView):
    """Totals, and how many practices each value has. Unlike in facets everything is counted among what was found."""

    parameters = tuple(one for one in SEARCH if one.name != "sort")

    def facts(self, **kwargs) -> tuple:
        """The grades."""
        return freshness.standings()

    def answer(self, request: Request) -> dict:
        """All numbers."""
        results = self.results
        slots = slots_of(results.bits, results.index.size)
        keys = [results.index.keys[slot] for slot in slots]
        with connection.cursor() as cursor:
            cursor.execute(_EDITIONS, [keys])
            editions = cursor.fetchone()[0]
            cursor.execute(_BY_GRADE, [timezone.localdate(), keys])
            grades = dict(cursor.fetchall())
        by = {key: list(self._of(BY_KEY[key])) for key in COUNTED}
        return {
            "count": results.total,
            "search": reading(results),
            "totals": {
                "practices": results.total, "editions": editions, "countries": len(by["country"]),
                "organisations": sum(1 for _one in self._counted("organisation")),
            },
            "by": {**by, "start_year": self._years(slots), "grade": _grades(grades)},
            "updated": self._updated(),
        }  # fmt: skip

    def _counted(self, key: str) -> Iterator[tuple[str, int]]:
        """The values of a facet among the results."""
        found = self.results.bits
        for code, bits in self.values.bits[key].items():
            if count := (bits & found).bit_count():
                yield code, count

    def _of(self, facet: Facet) -> list[dict]:
        """The values with their labels, the most frequent first; of themes the broadest alone."""
        rows = [
            panels.label(facet, code, self.results) | {"practices": count}
            for code, count in self._counted(facet.key)
            if not (facet.key == "theme" and self._has_broader(facet, code))
        ]
        return sorted(rows, key=lambda row: (-row["practices"], row["code"]))

    def _has_broader(self, facet: Facet, code: str) -> bool:
        entry = entry_of(facet, code, self.values.snapshot)
        return entry is not None and len(list(lineage(entry, self.values.snapshot))) > 1

    def _years(self, slots: list[int]) -> list[dict]:
        """Practices by the year in which they began, the first year first, those without a year last."""
        counted = Counter(self.results.index.started[slot] for slot in slots)
        years = sorted(counted, key=lambda year: (year == UNDATED, year))
        return [{"year": year if year != UNDATED else None, "practices": counted[year]} for year in years]

    def _updated(self) -> datetime | None:
        """When the newest live edition among the results was published."""
        index = self.results.index
        slot = next(in_order(index.updated, self.results.bits, index.size), None)
        return None if slot is None else datetime.fromtimestamp(index.published[slot], UTC)


def _grades(counted: dict[str, int]) -> list[dict]:
    """The highest first; practices without a grade that holds last."""
    found = [choice(Grade, code) | {"practices": counted[code]} for code in reversed(Grade.values) if code in counted]
    return [*found, {"code": None, "label": None, "practices": counted[""]}] if counted.get("") else found
