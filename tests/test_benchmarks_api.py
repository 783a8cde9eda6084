"""The benchmarks of the API measure what they say: full lists, the same listings on both sides, requests counted."""

import copy
import json
import sqlite3
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from practices.models import Listing, RequestCount
from tests.benchmarks import api, api_list, api_throughput, datasette_file, report, searches, servers, sql_values
from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.searches import Search
from tests.benchmarks.site import Site
from tests.test_benchmarks import TINY, kept_connection, practices  # noqa: F401

SOUGHT = Search("filters", chosen={"type": "type-1", "theme": "theme-0"})


@pytest.fixture
def unlimited(settings) -> None:
    """No limit to requests."""
    settings.API_ANONYMOUS_PER_MINUTE = 10**9


def test_lists_differ_and_are_the_same_every_time(practices):  # noqa: F811
    lists = api_list.lists(15, api_list.SHORT_SIZE)
    assert len(set(lists)) == 15
    assert lists == api_list.lists(15, api_list.SHORT_SIZE)


def test_every_list_is_full(practices, kept_connection, unlimited):  # noqa: F811
    site = Site()
    for address in api_list.lists(9, api_list.SHORT_SIZE):
        assert len(json.loads(site.get(address))["results"]) == api_list.SHORT_SIZE


def test_lists_that_are_not_there_are_not_measured(practices):  # noqa: F811
    with pytest.raises(AssertionError, match="too few lists"):
        api_list.lists(1, TINY.practices + 1)


def test_the_bare_query_fetches_the_listings_of_the_list(practices, kept_connection, unlimited):  # noqa: F811
    body = Site().get(api_list.lists(1, api_list.SIZE)[0])
    listings = api_list.query(api_list._keys(body))
    assert {listing.code for listing in listings} == {item["code"] for item in json.loads(body)["results"]}
    assert all(listing.cards["texts"] for listing in listings)


def test_requests_are_counted_while_lists_are_measured(practices, kept_connection, settings):  # noqa: F811
    settings.API_ANONYMOUS_PER_MINUTE = 5
    figures = api_list.figures(TINY)
    assert sum(RequestCount.objects.values_list("count", flat=True)) > 5
    assert {figure.limit for figure in figures} == {None, api_list.LIST_LIMIT, api_list.KNOWN_LIMIT}


def test_both_are_asked_for_the_same_search():
    sought = Search("choice", '"one two"', {"type": "type-1"}, page=3)
    ours = parse_qs(urlsplit(api_throughput.address(sought)).query)
    counted = "type,theme,country,modality,gcm,evidence"
    assert ours == {"q": ['"one two"'], "type": ["type-1"], "page": ["3"], "page_size": ["20"], "facets": [counted]}
    theirs = urlsplit(api_throughput.address_there(sought))
    assert theirs.path == "/practices/practices.json"
    assert parse_qs(theirs.query) == {
        "_search": ['"one two"'], "type": ["type-1"], "_next": ["40"], "_size": ["20"],
        "_facet": ["type", "modality", "evidence"], "_facet_array": ["theme", "country", "gcm"],
    }  # fmt: skip


def test_the_same_counts_are_found_alike_and_others_refused(practices, kept_connection, unlimited, tmp_path):  # noqa: F811
    ours = json.loads(Site().get(api_throughput.address(SOUGHT)))
    theirs = there(tmp_path / "practices.db", ours)
    api_throughput.compare(SOUGHT, ours, theirs)
    for spoil in (spoil_total, spoil_count, spoil_facet):
        wrong = copy.deepcopy(theirs)
        spoil(wrong)
        with pytest.raises(AssertionError):
            api_throughput.compare(SOUGHT, ours, wrong)


def there(path, ours: dict) -> dict:
    """What Datasette says of SOUGHT, out of its file; facets of lists are taken from ours."""
    sql_values.create()
    datasette_file.create(path)
    file = sqlite3.connect(path)
    where = "type = 'type-1' AND EXISTS (SELECT 1 FROM json_each(theme) WHERE value = 'theme-0')"
    codes = file.execute(f"SELECT code FROM practices WHERE {where} ORDER BY id").fetchall()
    counts = {one["key"]: [] for one in ours["facets"]}
    for key in ("modality", "evidence"):
        rows = file.execute(f"SELECT {key}, count(*) FROM practices WHERE {where} GROUP BY 1")
        counts[key] = [{"value": value, "count": count} for value, count in rows]
    file.close()
    return {
        "filtered_table_rows_count": len(codes),
        "rows": codes[: datasette_file.SIZE],
        "facet_results": {key: {"results": results} for key, results in counts.items()},
    }


def spoil_total(theirs: dict) -> None:
    theirs["filtered_table_rows_count"] += 1


def spoil_count(theirs: dict) -> None:
    theirs["facet_results"]["modality"]["results"][0]["count"] += 1


def spoil_facet(theirs: dict) -> None:
    del theirs["facet_results"]["gcm"]


def test_the_limit_that_is_lifted_is_one_of_the_settings():
    assert all(hasattr(settings, name) for name in api_throughput.UNLIMITED)


def test_the_facets_are_those_that_searches_choose_from():
    assert set(api_throughput.COUNTED) == set(searches.FREQUENT)


def test_without_wrk_lists_are_measured_and_nothing_else_is_claimed(practices, kept_connection, monkeypatch):  # noqa: F811
    monkeypatch.setattr(servers, "has_wrk", lambda: False)
    figures = api.figures(TINY)
    assert [figure.what for figure in figures if figure.value is None] == [
        "answers of the API a second against Datasette"
    ]
    assert Listing.objects.count() == TINY.practices


def test_the_page_has_a_place_for_these_figures():
    names = [name for name in BENCHMARKS if name in ("api", "harvest")]
    assert report.has_place(names)
    assert not report.has_place(["api", "loading"])


def test_a_table_of_its_own_is_written_between_its_own_marks(tmp_path, monkeypatch):
    page = tmp_path / "performance.md"
    begin, end = report.marks(["api", "harvest"])
    page.write_text(f"{report.BEGIN}\nwhole\n{report.END}\n\n{begin}\nold\n{end}\n\nAfter.\n")
    monkeypatch.setattr(report, "PAGE", page)
    report.write("| new |", ["api", "harvest"])
    assert page.read_text() == f"{report.BEGIN}\nwhole\n{report.END}\n\n{begin}\n\n| new |\n\n{end}\n\nAfter.\n"
