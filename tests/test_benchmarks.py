"""The benchmarks measure what they say: documents of the promised size and skew, the same ones every time.

Nothing here looks at a clock; `make bench` does.
"""

from collections import Counter
from statistics import mean, median

import pytest
from django.core import signals
from django.db import close_old_connections
from django.urls import reverse

from accounts.models import User
from practices import document, publishing
from practices.completeness import keeps_from_publication
from practices.models import Edition, Listing, Practice
from practices.vocabulary import Language, TermKind
from tests.benchmarks import (
    admin_list,
    generator,
    loading,
    population,
    publication,
    record_page,
    reference_data,
    report,
)
from tests.benchmarks.measure import Figure, Scale, medians
from tests.benchmarks.site import Site

COUNT = 400
TINY = Scale(practices=100, new_documents=100, load_rounds=1, pages=3, publications=3)


@pytest.fixture(scope="module")
def documents() -> list[dict]:
    return generator.documents(0, COUNT)


@pytest.fixture
def practices(db) -> None:
    """A hundred public practices over the whole made-up vocabulary."""
    reference_data.create()
    population.create_people()
    population.publish_until(TINY.practices)


@pytest.fixture
def kept_connection():
    """Requests close connections that are in a transaction, and a test is in one."""
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


def published(made: dict) -> dict:
    """The document as its edition holds it."""
    return document.Document.model_validate(made).model_dump(by_alias=True, exclude={"staff"})


def test_the_same_number_and_seed_make_the_same_document(documents):
    assert generator.documents(100, 50) == documents[100:150]


def test_another_seed_makes_other_documents(documents):
    assert generator.document(0, seed=2) != documents[0]


def test_a_record_has_about_five_kilobytes(documents):
    sizes = [len(document.canonical(published(made))) for made in documents]
    assert 4_500 < mean(sizes) < 5_700
    assert min(sizes) < mean(sizes) / 2 < mean(sizes) * 1.6 < max(sizes)


def test_a_record_has_about_sixteen_facet_values(documents):
    assert 15 < mean(len(generator.facet_values(made)) for made in documents) < 18


def test_texts_are_originals_and_translations_in_five_languages(documents):
    originals = Counter(made["original_language"] for made in documents)
    machine = Counter(
        language for made in documents for language, text in made["texts"].items() if text["origin"] == "machine"
    )
    assert set(originals) == set(machine) == set(Language.values)
    assert originals["en"] > COUNT / 3


def test_few_values_are_frequent_and_most_are_rare(documents):
    themes = Counter(theme for made in documents for theme in made["themes"])
    counts = [themes[code] for code in reference_data.codes(TermKind.THEME)]
    assert max(counts) > 5 * median(counts)


def test_every_document_may_be_published(documents):
    assert not [made["code"] for made in documents if keeps_from_publication(published(made))]


def test_links_stay_within_a_block(documents):
    for start in range(0, COUNT, generator.BLOCK):
        block = documents[start : start + generator.BLOCK]
        codes = {made["code"] for made in block}
        assert {link["practice"] for made in block for link in made["links"]} <= codes


def test_practices_published_many_at_once_are_as_if_published_one_by_one(practices):
    practice = Practice.objects.first()
    stored = Listing.objects.get(practice=practice)
    assert publishing.publish(practice).number == 1
    again = Listing.objects.get(practice=practice)
    assert (again.cards, again.facets) == (stored.cards, stored.facets)
    assert Edition.objects.count() == TINY.practices


def test_loading_leaves_nothing_behind(practices):
    figures = loading.figures(TINY)
    assert Practice.objects.count() == TINY.practices
    assert [figure.limit for figure in figures] == [None, None, None, loading.LIMIT]


def test_publication_publishes(practices):
    publication.figures(TINY)
    assert Listing.objects.count() == TINY.practices + TINY.publications + publication.WARMING


def test_the_record_page_is_compared_with_the_reads_it_makes(practices, kept_connection):
    figures = {figure.what: figure for figure in record_page.figures(TINY)}
    assert not figures["record page, queries (the most of any)"].is_missed


def test_an_administrator_reads_each_list_that_is_measured(practices, kept_connection):
    site = Site(User.objects.get(email=population.ADMINISTRATOR))
    for query in ("", admin_list.SEARCH, admin_list.SLOW_FILTER):
        assert b"changelist" in site.get(reverse("admin:practices_practice_changelist") + query)


def test_acts_are_measured_in_turns():
    calls = []
    medians(
        2, first=lambda number: calls.append(("first", number)), second=lambda number: calls.append(("second", number))
    )
    assert calls == [("first", 0), ("second", 0), ("first", 1), ("second", 1)]


def test_the_table_tells_a_missed_limit_from_one_that_is_met():
    table = report.table([Figure("one", "a time", 60, "ms", 50), Figure("one", "a ratio", 1.5, "×", 3)], "A machine.")
    assert "| a time | 60 ms | ≤ 50 ms | **missed** |" in table
    assert "| a ratio | 1.50 × | ≤ 3 × | met |" in table


def test_only_the_table_of_the_page_is_written_anew(tmp_path, monkeypatch):
    page = tmp_path / "performance.md"
    page.write_text(f"Before.\n\n{report.BEGIN}\nold\n{report.END}\n\nAfter.\n")
    monkeypatch.setattr(report, "PAGE", page)
    report.write("| new |")
    assert page.read_text() == f"Before.\n\n{report.BEGIN}\n\n| new |\n\n{report.END}\n\nAfter.\n"
