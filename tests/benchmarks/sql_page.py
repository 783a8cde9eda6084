"""The search page as a registry without an index in the process makes it: same address, view and templates.

Text and facet counts come by SQL, as quick as sql_search and sql_values are; the rows of the page by the ORM out of the
working tables, with those relations prefetched that a card shows. Nothing is kept from one request to the next.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from practices import search
from practices.document.present import card
from practices.models import Practice
from practices.search import Asked, Results
from practices.search.results import answer
from practices.web import panels, section
from practices.web import results as pages
from tests.benchmarks import sql_search, sql_values


class SqlResults(Results):
    """Results whose total, best rows and counts the database was asked for; the rest is what both pages share."""

    def __init__(self, asked: Asked, known: Results, counter: sql_values.Counter) -> None:
        vars(self).update(vars(answer(asked, known)))
        chosen = counter.numbers(asked.chosen).values()
        self.total, self.best = sql_search.best(asked.text, pages.PAGE_SIZE, chosen)
        self.counted = counter.few_queries(asked.chosen, asked.text)

    def keys(self, start: int, stop: int) -> list[int]:
        """The best ones; this page is only ever asked for its beginning."""
        return self.best[start:stop]

    def counts(self, facet: str) -> dict[str, int]:
        """As the database counted."""
        return self.counted.get(facet, {})


class SqlPage:
    """Serves the search page in this way while it is in place."""

    def __init__(self) -> None:
        self.counter = sql_values.Counter(sql_search.FOUND)
        self.known = search.run(Asked(), "en")  # labels and vocabulary, which are not what is compared

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Inside, the view asks SQL."""
        with (
            patch.object(search, "run", self._run),
            patch.object(section, "cards", cards),
            patch.object(section, "_kept", _Unkept()),
            patch.object(panels, "_kept", _Unkept()),
        ):
            yield

    def _run(self, asked: Asked, _language: str, *_more: object) -> SqlResults:
        return SqlResults(asked, self.known, self.counter)


class _Unkept:
    """In the place of what the view keeps: everything is made anew for each request."""

    def get(self, _key: object, make: Callable[[], object]) -> object:
        """Make it."""
        return make()


def cards(results: Results, keys: list[int], language: str) -> list[dict]:
    """The cards of the view, out of working copies."""
    practices = Practice.objects.select_related("type", "evidence_level").prefetch_related(
        "practicetext_set", "practicecountry_set__country"
    )
    found = {practice.pk: practice for practice in practices.filter(pk__in=keys)}
    shown = []
    for practice in (found[key] for key in keys):
        texts = {text.language: _fields(text) for text in practice.practicetext_set.all()}
        shown.append(card(practice.code, _stored(practice, texts), language, results.snapshot))
        pages._mark(shown[-1], texts, results)
    return shown


def _fields(text) -> dict:
    return {name: getattr(text, name) for name in (*text.FIELDS, "origin", "is_outdated")}


def _stored(practice: Practice, texts: dict) -> dict:
    countries = [link.country.code for link in practice.practicecountry_set.all()]
    return {
        "original_language": practice.original_language,
        "texts": texts,
        "type": practice.type.code,
        "modality": practice.modality,
        "evidence_level": practice.evidence_level.code if practice.evidence_level else "",
        "countries": list(dict.fromkeys(countries)),
        "period": {"start": practice.start_year, "end": practice.end_year},
    }
