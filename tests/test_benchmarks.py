"""The benchmarks measure what they say: documents of the promised size and skew, the same ones every time.

Nothing here looks at a clock; `make bench` does.
"""

import sqlite3
from collections import Counter
from pathlib import Path
from statistics import mean, median

import pytest
from django.conf import settings
from django.core import signals
from django.db import close_old_connections
from django.urls import reverse

from accounts.models import User
from practices import analysis, document, listings, publishing, reference, search
from practices.completeness import keeps_from_publication
from practices.models import Edition, Listing, Practice
from practices.search import Asked
from practices.vocabulary import Language, TermKind
from tests.benchmarks import (
    admin_list,
    bulk,
    datasette_file,
    facet_counts,
    generator,
    index_building,
    loading,
    page_weight,
    population,
    publication,
    record_page,
    reference_data,
    relevance,
    report,
    searches,
    servers,
    sql_page,
    sql_search,
    sql_values,
    throughput,
)
from tests.benchmarks.first_search import check_alike
from tests.benchmarks.measure import Figure, Scale, medians
from tests.benchmarks.searches import Search
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


def test_practices_made_in_bulk_are_listed_as_their_documents_say(practices):
    bulk.publish(TINY.practices, 20)
    bulk.check(TINY.practices + 20)
    made = generator.document(TINY.practices)
    listing = Listing.objects.select_related("edition").get(code=made["code"])
    assert listing.edition.document == published(made)
    assert {"cards": listing.cards, "facets": listing.facets} == listings.columns(published(made), reference.current())
    assert search.run(Asked(), "en").total == TINY.practices + 20


@pytest.mark.parametrize("chosen", facet_counts.CHOICES)
def test_sql_counts_every_facet_as_the_index_does(practices, chosen):
    sql_values.create()
    sql_values.remember(Listing.objects.values_list("pk", flat=True))
    facet_counts.check(search.run(Asked(chosen=chosen), "en"), sql_values.Counter())


def test_facet_counts_that_differ_are_refused(practices):
    sql_values.create()
    sql_values.remember(Listing.objects.values_list("pk", flat=True)[1:])
    with pytest.raises(AssertionError, match="counts otherwise"):
        facet_counts.check(search.run(Asked(), "en"), sql_values.Counter())


def test_the_index_learns_of_the_publication_it_is_measured_after(practices, monkeypatch):
    assert index_building._patch(0) > 0
    monkeypatch.setattr(index_building, "_publish", lambda practice: None)
    with pytest.raises(AssertionError, match="has not learned"):
        index_building._patch(0)


def test_sql_searches_the_words_of_every_text(practices):
    sql_search.create()
    for word in searches.words().common[:3]:
        theirs, best = sql_search.best(word, 20)
        check_alike(search.run(Asked(word), "en").total, theirs, word)
        assert len(best) == min(20, theirs)


def test_totals_that_differ_much_are_refused():
    check_alike(100, 90, "word")
    with pytest.raises(AssertionError):
        check_alike(100, 50, "word")


def test_the_page_by_sql_shows_what_sql_found(practices, kept_connection):
    sql_values.create()
    sql_search.create()
    page, site = sql_page.SqlPage(), Site()
    sought = Search("choice", searches.words().common[0], {"theme": "theme-0"})
    with page.in_place():
        shown = site.get(sought.address).decode()
    results = sql_page.SqlResults(sought.asked, page.known, page.counter)
    codes = [Listing.objects.get(pk=key).code for key in results.keys(0, 20)]
    assert codes and all(reverse("practices:record", args=[code]) in shown for code in codes)


def test_the_searches_differ_and_are_of_every_kind(db):
    reference_data.create()
    sought = searches.searches()
    assert len({one.address for one in sought}) == len(sought) == searches.COUNT
    assert min(Counter(one.kind for one in sought).values()) >= searches.COUNT // 8
    assert sought == searches.searches()


def test_every_round_asks_each_search_once_and_mixes_the_kinds(db):
    reference_data.create()
    sought = searches.searches()
    rounds = throughput.in_rounds(sought)
    assert {one.address for one in rounds[: len(sought)]} == {one.address for one in sought}
    kinds = {one.kind for one in sought}
    assert {one.kind for one in rounds[: len(kinds)]} == kinds
    assert rounds[: len(sought)] != rounds[len(sought) : 2 * len(sought)]


def test_new_searches_never_come_twice(db):
    reference_data.create()
    sought = searches.searches()
    new = [one.address for one in throughput.never_twice(sought)]
    assert len(new) > 10_000 and len(set(new)) == len(new)
    assert not set(new) & {one.address for one in sought}


def test_common_words_are_in_about_a_third_of_the_practices(practices, documents):
    texts = [set(analysis.tokens(document.canonical(made).decode().casefold())) for made in documents]
    for word in searches.words().common[:5]:
        assert 0.25 < mean(word in found for found in texts) < 0.42


def test_datasette_is_given_the_same_practices(practices, tmp_path):
    sql_values.create()
    datasette_file.create(tmp_path / "practices.db")
    file = sqlite3.connect(tmp_path / "practices.db")
    ours = search.run(Asked(chosen={"theme": ("theme-0",), "type": ("type-1",)}), "en")
    found = file.execute(
        "SELECT code FROM practices WHERE type = 'type-1' AND EXISTS (SELECT 1 FROM json_each(theme) WHERE value = 'theme-0')"
        " ORDER BY id"
    ).fetchall()
    codes = [Listing.objects.get(pk=key).code for key in ours.keys(0, ours.total)]
    assert codes and [code for (code,) in found] == codes
    word = searches.words().common[0]
    (theirs,) = file.execute("SELECT count(*) FROM practices_fts WHERE practices_fts MATCH ?", [word]).fetchone()
    check_alike(search.run(Asked(word), "en").total, theirs, word)
    file.close()


def test_datasette_is_asked_the_same():
    sought = Search("choice", '"one two"', {"type": "type-1", "theme": "theme-0"}, page=3)
    assert datasette_file.address(sought) == (
        "/practices/practices?_search=%22one+two%22&type=type-1&theme__arraycontains=theme-0&_next=40"
    )
    assert sought.address == "/en/practices/?q=%22one+two%22&type=type-1&theme=theme-0&page=3"


def test_gunicorn_is_started_as_make_run_starts_it():
    options = throughput.GUNICORN.partition("{port}")[2]
    assert f"--bind {{bind}}{options}" in Path(settings.BASE_DIR, "registry", "serve.py").read_text()


def test_without_wrk_nothing_is_claimed(monkeypatch):
    monkeypatch.setattr(servers, "has_wrk", lambda: False)
    figures = throughput.figures(TINY)
    assert {figure.value for figure in figures} == {None}
    assert not any(figure.is_missed for figure in figures)
    assert "apt-get install wrk" in report.table(figures, "A machine.")


def test_a_first_visit_fetches_files_and_what_their_styles_ask_for(tmp_path, settings):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.css").write_text("@import 'two.css'; p { background: url(../three.svg#x) }" + " " * 2_000)
    (tmp_path / "a" / "two.css").write_text("i { background: url('data:image/png;base64,AAAA') }")
    settings.STATICFILES_DIRS = [tmp_path]
    page = '<link rel="canonical" href="/x/"><link rel="stylesheet" href="/static/a/one.css"><a href="/y/">y</a>'
    assert sorted(page_weight.asked_for(page)) == ["a/one.css", "a/two.css", "three.svg"]
    assert page_weight.weight("a/one.css") < 200


def test_a_page_that_asks_for_foreign_files_is_not_weighed():
    with pytest.raises(AssertionError, match="not one of our files"):
        page_weight.asked_for('<script src="https://cdn.example/x.js"></script>')


def test_a_language_nobody_has_asked_in_has_no_figure():
    figures = relevance._of_language([], {}, "all questions, en", limited=True)
    assert [figure.value for figure in figures] == [None, None, None]
    assert [figure.limit for figure in figures] == [0.97, 0.92, 2]
    assert [figure.at_least for figure in figures] == [True, True, False]


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


def test_a_limit_may_be_the_least_allowed():
    few, enough = (
        Figure("one", "few", 19.9, "×", 20, at_least=True),
        Figure("one", "enough", 20, "×", 20, at_least=True),
    )
    assert (few.is_missed, enough.is_missed) == (True, False)
    table = report.table([few, enough], "A machine.")
    assert "| few | 19.9 × | ≥ 20 × | **missed** |" in table
    assert "| enough | 20 × | ≥ 20 × | met |" in table


def test_what_was_not_measured_is_neither_met_nor_missed():
    figure = Figure("one", "a rate", None, "", 20, at_least=True, note="no tool")
    assert not figure.is_missed
    assert "| a rate | not measured | ≥ 20 | no tool |" in report.table([figure], "A machine.")


def test_shares_are_told_from_their_limit():
    assert "| 0.968 | ≥ 0.970 | **missed** |" in report.table([Figure("one", "a", 0.968, "", 0.97, True)], "A machine.")


def test_only_the_table_of_the_page_is_written_anew(tmp_path, monkeypatch):
    page = tmp_path / "performance.md"
    page.write_text(f"Before.\n\n{report.BEGIN}\nold\n{report.END}\n\nAfter.\n")
    monkeypatch.setattr(report, "PAGE", page)
    report.write("| new |")
    assert page.read_text() == f"Before.\n\n{report.BEGIN}\n\n| new |\n\n{report.END}\n\nAfter.\n"
