"""The search page: every state of it, without script and with; what comes in badly; what a first visit weighs."""

import gzip
import re
from contextlib import contextmanager
from html import unescape
from io import StringIO
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import SimpleTestCase, TestCase
from psycopg.errors import AdminShutdown, QueryCanceled

from practices import search
from practices.kept import Kept
from practices.models import Term
from practices.search import Asked
from practices.vocabulary import TermKind
from practices.web import panels, results
from practices.web.pages import EXAMPLES
from practices.web.wording import quoting
from tests.cast import RegistryTestCase, bring_to, published
from tests.example import example_document
from tests.factories import CountryFactory, TermFactory
from tests.test_web_lists import found

LIST = "/en/practices/"


def texts(title: str, summary: str = "One made-up country showed another.", **more) -> dict:
    """The English text of a practice."""
    return {"en": {"title": title, "summary": summary, **more}}


class SearchTestCase(RegistryTestCase):
    """Asks the search page as a reader without script does."""

    def page(self, language: str = "en", **asked) -> str:
        return self.client.get(f"/{language}/practices/", asked).content.decode()

    def chosen(self, html: str) -> list[str]:
        """The checkboxes that are ticked: name=value."""
        boxes = re.findall(r'<input type="checkbox" name="(\w+)" value="([^"]+)" checked>', html)
        return [f"{name}={value}" for name, value in boxes]

    def values(self, html: str, facet: str) -> dict[str, str]:
        """Each value of a facet with its number."""
        return dict(
            re.findall(rf'name="{facet}" value="([^"]+)"[^>]*><bdi[^>]*>[^<]*</bdi><span class="number">(\d+)<', html)
        )


class ResultTests(SearchTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.remittances = published(
            texts=texts("Cheaper remittances", why="It was dear before. The fees of remittances fell by half.")
        ).code
        cls.nurses = published(texts=texts("Training of nurses", "Nurses learned about remittances, too.")).code
        cls.example = published(**example_document()).code

    def test_found_words_are_marked_in_title_and_best_passage(self):
        html = self.page(q="remittance")
        self.assertEqual(found(html), [self.remittances, self.nurses])
        self.assertIn("Cheaper <mark>remittances</mark></a>", html)
        self.assertIn("The fees of <mark>remittances</mark> fell by half.", html)
        self.assertIn("Nurses learned about <mark>remittances</mark>, too.", html)

    def test_a_passage_in_another_language_says_so(self):
        html = self.page("fr", q="paragraph")
        self.assertEqual(found(html), [self.example])
        self.assertRegex(html, r'card-passage" lang="en" dir="ltr">[^<]*<mark>paragraph</mark>')
        self.assertIn("Passage in English", html)

    def test_what_the_page_is_called_and_whether_it_is_indexed(self):
        for asked, title, is_indexed in (
            ({}, "3 practices – ", True),
            ({"type": "other"}, "Made-up type other – 2 practices – ", True),
            ({"type": "other", "country": "XA"}, "Made-up type other, Country XA – 2 practices – ", False),
            ({"q": "remittances"}, "remittances – 2 practices – ", False),
            ({"q": "remittances", "type": "other"}, "remittances, Made-up type other – 2 practices – ", False),
            ({"q": "<b>zz", "from": "2010"}, "&lt;b&gt;zz, from 2010 – 0 practices – ", False),
        ):
            with self.subTest(asked=asked):
                html = self.page(**asked)
                self.assertIn(f"<title>{title}", html)
                self.assertEqual('<meta name="robots" content="noindex">' not in html, is_indexed)

    def test_the_same_search_has_one_canonical_address(self):
        html = self.page(nonsense="1", country=["XB", "XA"], q="remittances", sort="", **{"from": "", "type": "other"})
        address = "/en/practices/?q=remittances&amp;type=other&amp;country=XB&amp;country=XA"
        self.assertIn(f'<link rel="canonical" href="http://localhost:8000{address}">', html)

    def test_sorting(self):
        def options(**asked) -> list[tuple[str, str]]:
            return re.findall(r'<option value="(\w*)"( selected)?>', self.page(**asked))

        without_text = [("", " selected"), ("oldest", ""), ("title", ""), ("updated", "")]
        self.assertEqual(options(), without_text)
        self.assertEqual(options(q="...", sort="relevance"), without_text)
        with_text = ["", "newest", "oldest", "title", "updated"]
        self.assertEqual([value for value, _selected in options(q="remittances")], with_text)
        self.assertIn(("title", " selected"), options(q="remittances", sort="title"))
        self.assertEqual(found(self.page(sort="title")), [self.example, self.remittances, self.nurses])
        self.assertEqual(found(self.page(q="remittances", sort="updated")), [self.nurses, self.remittances])

    def test_a_corrected_word_is_said_and_can_be_searched_for_as_typed(self):
        html = self.page(q="remitttances", type="other")
        self.assertIn(
            "Showing results for <strong><bdi>remittances</bdi></strong> instead of <bdi>remitttances</bdi>.", html
        )
        self.assertIn("/en/practices/?q=%22remitttances%22&amp;type=other", html)
        self.assertEqual(set(found(html)), {self.remittances, self.nurses})
        self.assertEqual(found(self.page(q='"remitttances"')), [])

    def test_a_word_nobody_has_written_is_said(self):
        self.assertIn("No practice has the word “<bdi>zzyzx</bdi>”", self.page(q="remittances zzyzx"))

    def test_results_that_lack_a_word_are_said_to(self):
        self.assertIn("lack some of your words", self.page(q="remittances fees nurses dear"))
        self.assertNotIn("lack some of your words", self.page(q="remittances"))

    def test_a_text_too_long_is_said_to_be_cut(self):
        self.assertIn("only the first 200 characters", self.page(q="remittances " * 30))

    def test_a_value_named_in_the_text_is_offered_as_a_filter(self):
        html = self.page(q="exchange Country XC")
        offered = re.findall(r'<a href="([^"]*)">Country: <bdi>Country XC</bdi></a> <span class="number">(\d+)', html)
        self.assertEqual(
            [(unescape(address), total) for address, total in offered], [(f"{LIST}?q=exchange&country=XC", "1")]
        )
        self.assertEqual(found(self.client.get(unescape(offered[0][0]))), [self.example])

    def test_what_a_reader_typed_is_text_and_nothing_else(self):
        published(texts=texts("A <i>sloped</i> title & more"))
        html = self.page(q="sloped <script>")
        self.assertIn("A &lt;i&gt;<mark>sloped</mark>&lt;/i&gt; title &amp; more", html)
        for text in ("sloped <script>", '"><img src=x>', "'><img src=x>", "remittances</title><img src=x>"):
            with self.subTest(text=text):
                self.assertNotRegex(self.page(q=text), r"<script>|<img")

    def test_one_type_by_itself_is_explained(self):
        Term.objects.filter(kind=TermKind.TYPE, code="other").update(definition="What the others are.")
        search.forget()
        self.assertIn("What the others are.", self.page(type="other"))
        self.assertNotIn("What the others are.", self.page(type=["other", "treaty"]))
        self.assertNotIn("What the others are.", self.page(type="other", q="nurses"))


class FilterTests(SearchTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        alpha = Term.objects.get(kind=TermKind.THEME, code="alpha")
        TermFactory(kind=TermKind.THEME, code="alpha_one", parent=alpha)
        TermFactory(kind=TermKind.THEME, code="alpha_two", parent=alpha)
        cls.one = published(themes=["alpha_one"], period={"start": 2010, "end": 2012}).code
        cls.two = published(themes=["alpha_two"], type="treaty", period={"start": 2020, "end": None}).code
        cls.three = published(themes=["beta"], type="treaty").code

    def test_any_within_a_facet_and_all_across(self):
        self.assertEqual(set(found(self.page(type=["other", "treaty"]))), {self.one, self.two, self.three})
        self.assertEqual(set(found(self.page(theme=["alpha_two", "beta"], type="treaty"))), {self.two, self.three})
        self.assertEqual(found(self.page(theme=["alpha_one", "beta"], type="other")), [self.one])

    def test_a_facet_counts_without_its_own_choice(self):
        html = self.page(type="other")
        self.assertEqual(self.values(html, "type"), {"other": "1", "treaty": "2"})
        self.assertEqual(self.values(html, "theme"), {"alpha": "1", "alpha_one": "1"})
        self.assertEqual(self.chosen(html), ["type=other"])

    def test_a_tree_is_nested_and_open_where_something_is_chosen(self):
        html = self.page(theme="alpha_two")
        self.assertRegex(
            html,
            r'id="below-theme-alpha" open><summary>.*?</summary><ul class="values">.*alpha_one.*alpha_two.*</ul></details>',
        )
        self.assertIn('id="below-theme-alpha"><summary>', self.page(theme="beta"))
        self.assertEqual(self.values(html, "theme"), {"alpha": "2", "alpha_one": "1", "alpha_two": "1", "beta": "1"})

    def test_chips_take_one_choice_away_each(self):
        html = self.page(q="exchange", theme=["alpha", "beta"], sort="title", **{"from": "2005"})
        chips = {
            re.sub(r"<[^>]+>", "", inside).strip(): unescape(address)
            for address, inside in re.findall(r'<a class="chip"[^>]*href="([^"]*)">(.*?)</a>', html)
        }
        rest = "?q=exchange&{}sort=title"
        self.assertEqual(
            chips,
            {
                "Remove the filter Theme: Made-up theme alpha": LIST + rest.format("theme=beta&from=2005&"),
                "Remove the filter Theme: Made-up theme beta": LIST + rest.format("theme=alpha&from=2005&"),
                "Remove the filter Period: from 2005": LIST + rest.format("theme=alpha&theme=beta&"),
            },
        )
        self.assertIn(f'href="{LIST}?q=exchange&amp;sort=title">Clear all filters', html)
        self.assertIn("Filter (3)", html)
        self.assertNotIn("Clear all filters", self.page(q="exchange"))

    def test_years_are_kept_in_their_fields(self):
        html = self.page(**{"from": "2011", "to": "2015"})
        self.assertEqual(found(html), [self.one])
        self.assertRegex(html, r'name="from" value="2011"')
        self.assertRegex(html, r'name="to" value="2015"')
        self.assertRegex(html, r'id="panel-period" open>')
        self.assertIn('name="from" value=""', self.page())

    def test_what_is_chosen_and_finds_nothing_can_be_unchosen(self):
        html = self.page(type="school", **{"from": "1950", "to": "1951"})
        self.assertEqual(self.values(html, "type")["school"], "0")
        self.assertEqual(self.chosen(html), ["type=school"])
        self.assertRegex(html, r'name="from" value="1950"')

    def test_panels_are_open_where_something_is_chosen_and_at_the_top(self):
        opened = re.findall(r'id="panel-(\w+)" open', self.page(modality="south_south"))
        self.assertEqual(opened, ["type", "theme", "country", "modality"])

    def test_the_role_stands_with_the_country(self):
        html = self.page()
        self.assertRegex(html, r'facet facet-joined" id="panel-role"')
        self.assertEqual(re.findall(r'id="panel-(\w+)"', html)[2:4], ["country", "role"])

    def test_a_long_facet_shows_the_first_and_the_chosen(self):
        codes = [f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        for code in codes:
            CountryFactory(code=code)
        published(countries=[{"country": code, "role": "participant"} for code in codes])
        html = self.page(country="XY")
        panel = re.search(r'id="panel-country".*?(?=<details class="facet)', html, re.S)[0]
        first, rest = panel.split("Show all 26")
        self.assertEqual(len(self.values(first, "country")), 9)
        self.assertIn("XY", self.values(first, "country"))
        self.assertEqual(len(self.values(rest, "country")), 17)
        self.assertIn('data-filter="Find in this list: Country"', panel)
        self.assertNotIn("Show all", re.search(r'id="panel-type".*?(?=<details class="facet)', html, re.S)[0])

    def test_a_very_long_facet_says_how_the_rest_is_found(self):
        value = {"label": "x", "code": "x", "is_chosen": False, "is_open": False, "children": [], "count": 1}
        facet = search.facets.BY_KEY["organisation"]
        panel = panels._panel({"facet": facet, "values": [value] * 1000, "chosen": 0, "size": 1000}, False)
        self.assertEqual((len(panel["first"]), len(panel["rest"]), panel["left_out"]), (8, 300, 692))

    def test_panels_follow_what_is_published(self):
        self.assertEqual(self.values(self.page(), "type"), {"treaty": "2", "other": "1"})
        practice = published()
        self.assertEqual(self.values(self.page(), "type"), {"treaty": "2", "other": "2"})
        bring_to(practice, "archive")
        self.assertEqual(self.values(self.page(), "type"), {"treaty": "2", "other": "1"})

    def test_labels_are_in_the_readers_language(self):
        self.assertIn('<bdi lang="ar" dir="rtl">بلد XA</bdi>', self.page("ar"))
        self.assertIn("<bdi>Country XA</bdi>", self.page("fr"))


class EmptyTests(SearchTestCase):
    def test_an_empty_registry_says_so(self):
        self.assertIn("Nothing has been published yet.", self.page())

    def test_the_nearest_wider_searches_are_offered_with_what_they_find(self):
        practice = published(type="treaty", themes=["alpha"])
        published(themes=["beta"], texts=texts("Training of nurses"))
        html = self.page(q="nurses", type="treaty", theme="alpha")
        self.assertEqual(found(html), [])
        self.assertIn("Nothing was found for <strong><bdi>nurses</bdi></strong> with these filters.", html)
        offered = re.search(r'<ul class="wider">.*?</ul>', html, re.S)[0]
        links = re.findall(r'<a href="([^"]*)">.*?</a> <span class="number">(\d+)<', offered)
        self.assertTrue(links)
        for address, total in links:
            with self.subTest(address=address):
                self.assertEqual(len(found(self.client.get(unescape(address)))), int(total))
        self.assertIn("Browse all practices", html)
        html = self.page(type="school", theme="alpha")
        self.assertIn("No practice fits all these filters.", html)
        self.assertIn("Without Type of practice: <bdi>Made-up type school</bdi>", html)
        self.assertEqual(found(self.page(theme="alpha")), [practice.code])

    def test_words_that_nobody_knows(self):
        published()
        html = self.page(q="zzyzx")
        self.assertIn("Nothing was found for <strong><bdi>zzyzx</bdi></strong>.", html)
        self.assertIn("No practice found", html)

    def test_few_results_come_with_wider_searches(self):
        published(type="treaty"), published(), published(), published()
        self.assertIn("Searches that find more", self.page(type="treaty", country="XA"))
        self.assertNotIn("Searches that find more", self.page(country="XA"))


class BadInputTests(SearchTestCase):
    """No request fails; what cannot be used is told above the form, which keeps what was typed."""

    def test_bad_values_are_told_and_the_rest_is_used(self):
        code = published().code
        for asked, message, place in (
            ({"from": "abc"}, "Enter a whole number.", "from"),
            ({"to": "99999"}, "less than or equal", "to"),
            ({"from": "2020", "to": "2010"}, "The first year is after the last", "from"),
            ({"country": ["ZZ", "XA"]}, "There is no value “ZZ”", "filters"),
            ({"sort": "upwards"}, "upwards", "sort"),
            ({"period": "soon"}, "There is no value “soon”", "filters"),
        ):
            with self.subTest(asked=asked):
                html = self.page(q="exchange", **asked)
                told = re.search(r'<div class="problems" role="alert">.*?</div>', html, re.S)[0]
                self.assertIn(message, unescape(told))
                self.assertIn(f'href="#{place}"', told)
                self.assertIn(f'id="{place}"', html)
                self.assertEqual(found(html), [code])
        self.assertNotIn('class="problems"', self.page(q="exchange", nonsense="1"))

    def test_the_form_keeps_what_was_typed(self):
        published()
        html = self.page(q=" Exchange ", **{"from": "abc", "to": "2010"})
        self.assertIn('name="from" value="abc" size="5" autocomplete="off" aria-invalid="true"', html)
        self.assertIn('aria-describedby="problem-from"', html)
        self.assertIn('name="to" value="2010"', html)
        self.assertRegex(html, r'<details class="filters" id="filters" open>')
        self.assertIn('name="q" value=" Exchange "', html)
        self.assertNotIn('value="abc"', self.page(q=" Exchange ", to="2010"))

    def test_no_request_fails(self):
        published(**example_document())
        for query in (
            "q=" + "-" * 33,
            "q=" + "- " * 90,
            "q=" + quote("é" * 600),
            "q=" + quote('"' * 199),
            "q=" + quote("((((<->&|!:*'\\"),
            "q=OR", "q=*", "q=-", "q=%22", "q=OR+OR+OR", "q=a*+b*+c*", "q=-exchange", "q=%F0%9F%98%80",
            "q=%ff%fe", "q=%ED%A0%80", "q=%e2%80%8f", "q=a&q=b", "q[]=1", "q",
            "q=" + "+".join(f"w{number}" for number in range(900)),
            "&".join(f"p{number}=1" for number in range(1000)),
            "&".join(["country=XA"] * 700),
            "&".join(f"country={number}" for number in range(500)),
            "a&" * 4000,
            "from=9999999999999999999999", "from=-1", "from=1e5", "from=NaN", "from=٢٠١٠", "from=2010.5", "to=%00x"[:3],
            "sort=%27;--", "sort=newest&sort=title", "type=%ff", "theme=" + "x" * 5000, "period=2011", "role=__class__",
            "page=1&page=2", "page=0x1", "page=" + "1" * 31, "page=-1", "page=", "page=%ff",
        ):  # fmt: skip
            for path in (LIST, "/ar/practices/", f"{LIST}suggestions/"):
                with self.subTest(query=query[:40], path=path):
                    self.assertIn(self.client.get(f"{path}?{query}").status_code, (200, 400, 404))

    def test_an_address_too_long_is_refused_in_the_layout_of_the_site(self):
        self.assertContains(self.client.get(LIST, {"q": "x" * 10_000}), "masthead", status_code=400)

    def test_a_page_that_is_none_is_unknown(self):
        published()
        for number in ("2", "0", "-1", "10001", "9" * 31, "x"):
            with self.subTest(page=number[:10]):
                self.assertEqual(self.client.get(LIST, {"page": number, "q": "exchange"}).status_code, 404)

    def test_no_page_beyond_the_last_one_is_given_or_named(self):
        many = range((results.LAST_PAGE + 5) * results.PAGE_SIZE)

        class Many:
            total, asked = len(many), Asked()

            def keys(self, start: int, stop: int) -> list[int]:
                return list(many[start:stop])

        page = results.page_of(Many(), str(results.LAST_PAGE))
        self.assertIsNone(results.links(Many(), page, "en")["next"])
        with self.assertRaises(results.Http404):
            results.page_of(Many(), str(results.LAST_PAGE + 1))

    def test_a_search_the_database_refuses_is_said(self):
        published()
        for table, address in (
            ("practices_listings_with", LIST),
            ("practices_listing", LIST),
            ("practices_searchversion", LIST),
            ("practices_searchversion", f"{LIST}suggestions/"),
            ("practices_listingwords", f"{LIST}suggestions/"),
        ):
            with self.subTest(table=table, address=address), refusing(table, QueryCanceled):
                response = self.client.get(address, {"q": f"exchange {table[-5:]}"})
                if address == LIST:
                    self.assertContains(response, "This search took too long", status_code=503)
                    self.assertContains(response, 'value="exchange', status_code=503)
                    self.assertEqual(response["Retry-After"], "10")
                else:
                    self.assertEqual(response.status_code, 200)

    def test_a_database_that_is_gone_is_not_called_a_slow_search(self):
        with refusing("practices_listings_with", AdminShutdown), self.assertRaises(OperationalError):
            self.client.get(LIST, {"q": "gone"})

    def test_an_odd_header_of_htmx_is_nothing(self):
        published()
        for address in ("http://[x", "//[", "http://\u2100"):
            headers = {"hx-request": "true", "hx-current-url": address.encode().decode("latin-1")}
            self.assertEqual(self.client.get(LIST, headers=headers).status_code, 200)

    def test_words_that_mean_nothing_ask_for_nothing(self):
        published()
        for text in ("the", "the of", "!!!", "OR", "ـــ*"):
            with self.subTest(text=text):
                response = self.client.get(LIST, {"q": text})
                self.assertContains(response, "asks for nothing by itself")
                self.assertContains(response, "1 practice")

    def test_files_are_not_compressed_on_the_way(self):
        part = {"Range": "bytes=0-99", "Accept-Encoding": "gzip"}
        response = self.client.get("/static/registry/site.css", headers=part)
        self.assertEqual(response.get("Content-Encoding", ""), "")
        page = self.client.get(LIST, headers={"Accept-Encoding": "gzip"})
        self.assertEqual(page["Content-Encoding"], "gzip")


@contextmanager
def refusing(table: str, cause: type[Exception]):
    """Inside, statements that name this table or function are ended as the server would."""

    def execute(run, sql, *rest):
        if table not in sql:
            return run(sql, *rest)
        try:
            raise cause("made-up")
        except cause as error:
            raise OperationalError("made-up") from error

    with connection.execute_wrapper(execute):
        yield


class ScriptTests(SearchTestCase):
    """What htmx asks for and gets; that nothing needs it."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.code = published().code

    def swap(self, query: str = "", **headers):
        return self.client.get(f"{LIST}{query}", headers={"hx-request": "true", **headers})

    def test_htmx_gets_the_same_without_masthead_and_footer(self):
        response = self.swap("?q=exchange&type=other")
        html, whole = response.content.decode(), self.page(q="exchange", type="other")
        self.assertNotIn("masthead", html)
        self.assertNotIn("<html", html)
        self.assertIn("<title>exchange, Made-up type other – 1 practice", html)
        part = re.search(r'<div id="found-now".*</section>\s*</div>', html, re.S)[0]
        self.assertIn(part, whole)
        self.assertRegex(html, r'id="announced" role="status">\s*1 practice\s*<')
        self.assertRegex(whole, r'id="announced" role="status"></p>')
        self.assertIn('<div id="problems">', html)

    def test_caches_keep_the_two_apart(self):
        self.assertIn("HX-Request", self.client.get(LIST)["Vary"])
        self.assertIn("HX-Request", self.swap()["Vary"])
        self.assertEqual(self.swap()["Cache-Control"], "no-store")

    def test_the_address_is_the_canonical_one_and_new_only_where_it_is_another(self):
        self.assertEqual(self.swap("?q=&type=other&from=&to=&sort=")["HX-Push-Url"], f"{LIST}?type=other")
        here = "http://testserver" + f"{LIST}?type=other"
        self.assertEqual(self.swap("?q=&type=other&from=", **{"hx-current-url": here})["HX-Push-Url"], "false")
        self.assertNotIn("HX-Push-Url", self.swap("?from=abc"))
        self.assertNotIn("HX-Push-Url", self.client.get(LIST))

    def test_going_back_gets_the_whole_page(self):
        self.assertContains(self.swap("?q=exchange", **{"hx-history-restore-request": "true"}), "masthead")

    def test_everything_is_a_plain_form_with_plain_links(self):
        html = self.page(q="exchange", type="other")
        form = re.search(r'<form id="search".*?</form>', html, re.S)[0]
        self.assertIn('method="get" action="/en/practices/"', form)
        self.assertEqual(len(re.findall(r'<button type="submit"', form)), 5)
        self.assertNotRegex(form, r"\shidden|disabled|aria-expanded|combobox")
        for name in ("q", "sort", "from", "to", "type", "country", "role"):
            self.assertIn(f'name="{name}"', form)

    def test_only_pages_with_a_search_box_load_scripts(self):
        for address, names in (
            ("/en/", ["search.js"]),
            (LIST, ["htmx-2.0.11.min.js", "search.js", "exchange.js", "ticked.js"]),
            ("/en/about/", []),
            (f"{LIST}{self.code}/", []),
            ("/en/search-help/", []),
        ):
            with self.subTest(address=address):
                scripts = re.findall(r'<script src="/static/registry/([^"]*)" defer></script>', self.get(address))
                self.assertEqual(scripts, names)

    def get(self, address: str) -> str:
        return self.client.get(address).content.decode()


class SuggestionTests(SearchTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.code = published(texts=texts("Training <b>of</b> nurses")).code

    def options(self, text: str, language: str = "en") -> list[tuple[str, str]]:
        html = self.client.get(f"/{language}/practices/suggestions/", {"q": text}).content.decode()
        return [
            (unescape(address), unescape(re.sub(r"<[^>]+>", "", inside)).strip())
            for address, inside in re.findall(r'<li role="option"[^>]*data-address="([^"]*)">(.*?)</li>', html)
        ]

    def test_titles_lead_to_records_and_names_to_lists(self):
        self.assertEqual(self.options("nur"), [(f"{LIST}{self.code}/", "Training <b>of</b> nurses Practice")])
        self.assertIn((f"{LIST}?country=XA", "Country XA Country · 1"), self.options("country x"))
        self.assertIn(("/ar/practices/?country=XA", "بلد XA Country · 1"), self.options("بلد", "ar"))

    def test_every_suggestion_leads_somewhere(self):
        for text in ("made", "co", "nurses tra"):
            for address, _label in self.options(text):
                with self.subTest(address=address):
                    self.assertContains(self.client.get(address), self.code)

    def test_nothing_fitting_is_nothing_at_all(self):
        for text in ("", "n", "zzyzx", "-", "%"):
            with self.subTest(text=text):
                response = self.client.get(f"{LIST}suggestions/", {"q": text})
                self.assertEqual(response.content.strip(), b"")

    def test_its_number_is_there_to_be_announced_and_it_is_kept_for_a_short_time(self):
        response = self.client.get(f"{LIST}suggestions/", {"q": "nur"})
        self.assertContains(response, "1 suggestion. Use the arrow keys.")
        self.assertEqual(response["Cache-Control"], "private, max-age=30")
        self.assertEqual(response["X-Robots-Tag"], "noindex")

    def test_only_get(self):
        self.assertEqual(self.client.post(f"{LIST}suggestions/", {"q": "nur"}).status_code, 405)


class RealDataTests(TestCase):
    """With the records that come with the registry."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_fixtures", stdout=StringIO())

    def test_a_first_visit_of_the_search_page_is_light(self):
        for address in ("/en/practices/", "/ar/practices/", "/en/practices/?q=migration"):
            html = self.client.get(address).content.decode()
            files = set(re.findall(r'(?:src|rel="(?:icon|stylesheet)" href)="/static/([^"]*)"', html))
            self.assertEqual(len(files), 7)
            parts = [html.encode(), *((settings.BASE_DIR / "templates/static" / name).read_bytes() for name in files)]
            weight = sum(len(gzip.compress(part, 6)) for part in parts)
            with self.subTest(address=address):
                self.assertLess(weight, 60_000)  # 100 kB must never be passed

    def test_the_examples_of_the_help_find_something(self):
        html = self.client.get("/en/search-help/").content.decode()
        for text, _meaning in EXAMPLES:
            with self.subTest(text=text):
                address = "/en/practices/?" + urlencode({"q": text}).replace("+", "%20")
                self.assertIn(f'href="{address}"', html)
                self.assertTrue(found(self.client.get(address)))

    def test_every_value_finds_as_many_as_it_says(self):
        html = self.client.get("/en/practices/").content.decode()
        boxes = re.findall(r'name="(\w+)" value="([^"]+)"><bdi[^>]*>[^<]*</bdi><span class="number">(\d+)<', html)
        self.assertGreater(len(boxes), 400)
        for name, value, number in boxes[::17]:
            with self.subTest(name=name, value=value):
                page = self.client.get("/en/practices/", {name: value}).content.decode()
                self.assertRegex(page, rf'id="results"[^>]*>\s*{number} practice')

    def test_addresses_of_chips_and_of_the_search_read_back_as_themselves(self):
        address = (
            "/en/practices/?q=%22south-south%22+caf%C3%A9&type=study_tour&country=KE&country=UG&from=2001&sort=title"
        )
        html = self.client.get(address).content.decode()
        canonical = unescape(re.search(r'rel="canonical" href="[^"]*?(\?[^"]*)"', html)[1])
        self.assertEqual(parse_qs(urlsplit(canonical).query), parse_qs(urlsplit(address).query))


class WordingTests(SimpleTestCase):
    def test_a_word_of_a_text_is_quoted_where_it_stands(self):
        for text, word, quoted in (
            ("remitances", "remitances", '"remitances"'),
            ("fees of Remitances", "remitances", 'fees of "Remitances"'),
            ("remitancesx remitances", "remitances", 'remitancesx "remitances"'),
            ("a.b a.b", "a.b", '"a.b" a.b'),
            ('"remitances"', "remitances", '"remitances"'),
            ("élan", "elan", '"elan"'),
        ):
            with self.subTest(text=text):
                self.assertEqual(quoting(text, word), quoted)


class KeptTests(SimpleTestCase):
    def test_only_the_most_recently_used_are_kept(self):
        kept = Kept(2)
        for key in "abacac":
            kept.get(key, lambda key=key: key.upper())
        self.assertEqual(len(kept), 2)
        self.assertEqual([kept.get(key, lambda: "made again") for key in "acb"], ["A", "C", "made again"])
