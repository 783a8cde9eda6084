"""Stable addresses: a page, Turtle or JSON-LD of the same thing, and where the names of practices lead."""

import re
import time

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date
from rdflib import Graph

from practices import merging, models, reference, retiring
from practices.opendata import addresses, skos
from practices.vocabulary import Acceptance, AliasKind
from practices.web.addresses import in_language
from tests.cast import RegistryTestCase, bring_to, in_review, published
from tests.example import SECRET, example_document
from tests.factories import TermFactory, language_codes

TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "html": "text/html"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
ROOT = "/vocabularies/"
PLACES = (
    ROOT,
    f"{ROOT}theme",
    f"{ROOT}theme/alpha",
    f"{ROOT}sdg_target/10.7",
    f"{ROOT}country/XA",
    f"{ROOT}city/xa-one",
)


class VocabularyTestCase(RegistryTestCase):
    """A public practice, and a tree of themes."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.practice = published(cls.author, **example_document())
        cls.alpha = models.Term.objects.get(kind="theme", code="alpha")
        cls.narrow = TermFactory(
            code="narrow", label_en="Narrow", label_ar="ضيق", definition="A made-up definition.", parent=cls.alpha
        )
        TermFactory(code="coming", label_en="Coming soon", acceptance=Acceptance.PROPOSED)
        models.Alias.objects.create(term=cls.narrow, kind=AliasKind.ACRONYM, text="NRW", language="en")
        models.Alias.objects.create(term=cls.narrow, kind=AliasKind.SYNONYM, text="slim", language="en")

    def ask(self, address: str, accept: str = BROWSER, **headers):
        return self.client.get(address, headers={"accept": accept, **headers})


class NegotiationTests(VocabularyTestCase):
    """Who gets which form."""

    def test_each_form_for_whom_asks_for_it(self):
        for address in PLACES:
            for accept, form in (
                (BROWSER, "html"), ("*/*", "html"), ("text/html", "html"), ("text/turtle", "ttl"),
                ("application/ld+json", "jsonld"), ("text/turtle;q=0.5, application/ld+json", "jsonld"),
                ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
                ("text/turtle, */*;q=0.1", "ttl"), ("application/rdf+xml, text/turtle;q=0.9", "ttl"),
                ("text/*;q=0.2, application/ld+json;q=0.1", "html"), ("text/html;q=0, */*", "ttl"),
                ("text/html;q=0, application/ld+json;q=0.1", "jsonld"),
            ):  # fmt: skip
                with self.subTest(f"{address} {accept}"):
                    response = self.ask(address, accept)
                    self.assertEqual(response.status_code, 200)
                    self.assertTrue(response["Content-Type"].startswith(TYPES[form]))
                    for name in ("Accept", "Accept-Language"):
                        self.assertIn(name, response["Vary"])
                    seconds = 60 if form == "html" else 300  # pages tell numbers of practices
                    self.assertEqual(response["Cache-Control"], f"public, max-age={seconds}, must-revalidate")
                    self.assertEqual("Cookie" in response["Vary"], form == "html")

    def test_an_ending_wins_and_codes_keep_their_dots(self):
        for address in ("/vocabularies", *PLACES[1:]):
            for ending, parser in (("ttl", "turtle"), ("jsonld", "json-ld")):
                with self.subTest(f"{address} {ending}"):
                    response = self.ask(f"{address}.{ending}")
                    self.assertTrue(response["Content-Type"].startswith(TYPES[ending]))
                    self.assertGreater(len(Graph().parse(data=response.content, format=parser)), 4)
                    self.assertEqual(self.ask(f"{address}.{ending}", "image/png").status_code, 200)
        TermFactory(code="odd.ttl")
        self.assertEqual(self.ask(f"{ROOT}theme/odd.ttl")["Content-Type"], "text/html; charset=utf-8")
        self.assertEqual(self.ask(f"{ROOT}theme/odd.ttl.ttl")["Content-Type"], "text/turtle; charset=utf-8")

    def test_what_there_is_not_is_406_with_what_there_is(self):
        for accept in ("image/png", "application/rdf+xml", "application/json", "", "nonsense", "text/html;q=0"):
            with self.subTest(accept):
                response = self.ask(f"{ROOT}theme", accept)
                self.assertEqual(response.status_code, 406)
                self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
                for known in TYPES.values():
                    self.assertContains(response, known, status_code=406)
                self.assertIn("Accept", response["Vary"])
                self.assertNotIn("Cache-Control", response)

    def test_odd_headers_and_addresses_are_no_failure(self):
        for accept in (
            "text/html;q=abc",
            "text/turtle;q=2",
            ",,,",
            "*",
            "/",
            "text/turtle;q=" + "9" * 500,
            "é",
            ";" * 900,
        ):
            with self.subTest(accept[:20]):
                self.assertIn(self.ask(f"{ROOT}theme", accept).status_code, (200, 406))
        for tail in ("%00",  "theme/", "theme/%E2%80%AE", "theme/.ttl", ".ttl", "theme/alpha.exe", "a" * 5000,
                     "theme/..", "theme/alpha/more", "%FF", "theme/alpha.ttl.jsonld", "theme//alpha"):  # fmt: skip
            with self.subTest(tail[:20]):
                self.assertIn(self.ask(f"{ROOT}{tail}").status_code, (301, 400, 404))

    def test_other_methods_are_refused_and_head_works(self):
        for address in (*PLACES, f"/practices/{self.practice.code}", f"/practices/{self.practice.code}/editions/1"):
            for method in ("post", "put", "patch", "delete"):
                self.assertEqual(getattr(self.client, method)(address).status_code, 405, f"{method} {address}")
            response = self.client.head(address)
            self.assertIn(response.status_code, (200, 303))
            self.assertEqual(response.content, b"")

    def test_the_other_forms_are_linked(self):
        response = self.ask(f"{ROOT}sdg_target/10.7")
        name = addresses.concept("sdg_target", "10.7")
        self.assertEqual(
            response["Link"],
            f'<{name}>; rel="canonical", <{name}.ttl>; rel="alternate"; type="text/turtle", '
            f'<{name}.jsonld>; rel="alternate"; type="application/ld+json"',
        )
        for ending in skos.ENDINGS:
            self.assertContains(response, f'<link rel="alternate" type="{TYPES[ending]}" href="{name}.{ending}">')
        self.assertNotIn(f"{name}.ttl", self.ask(f"{ROOT}sdg_target/10.7", "text/turtle")["Link"])


class ValidatorTests(VocabularyTestCase):
    """Who has it already gets nothing, until something changes."""

    def test_304_without_making_anything(self):
        for address in PLACES:
            for form, accept in TYPES.items():
                with self.subTest(f"{address} {form}"):
                    first = self.ask(address, accept)
                    with CaptureQueriesContext(connection) as queries:
                        again = self.ask(address, accept, **{"if-none-match": first["ETag"]})
                    self.assertEqual((again.status_code, again.content, len(queries)), (304, b"", 1))
                    for name in ("ETag", "Vary", "Cache-Control", "Link"):
                        self.assertEqual(again[name], first[name])

    def test_tags_differ_by_form_language_and_thing(self):
        tags = [self.ask(address, accept)["ETag"] for address in PLACES for accept in TYPES.values()]
        tags += [self.ask(f"{ROOT}theme?language={language}")["ETag"] for language in language_codes()]
        self.assertEqual(len(tags), len(set(tags)))

    def test_a_change_of_a_label_is_seen_at_once(self):
        first = self.ask(f"{ROOT}theme/alpha", "text/turtle")
        models.Term.objects.filter(pk=self.alpha.pk).update(label_fr="Changé")
        again = self.ask(f"{ROOT}theme/alpha", "text/turtle", **{"if-none-match": first["ETag"]})
        self.assertContains(again, "Changé")

    def test_a_new_practice_changes_pages_and_not_data(self):
        tags = {form: self.ask(f"{ROOT}theme/alpha", accept)["ETag"] for form, accept in TYPES.items()}
        published(self.author, themes=["alpha"])
        for form, accept in TYPES.items():
            again = self.ask(f"{ROOT}theme/alpha", accept, **{"if-none-match": tags[form]})
            self.assertEqual(again.status_code, 200 if form == "html" else 304, form)

    def test_settings_that_stand_in_the_data_change_its_tag(self):
        tag = self.ask(f"{ROOT}theme", "text/turtle")["ETag"]
        with override_settings(DATA_LICENCE="Made-up licence 1.0"):
            self.assertContains(
                self.ask(f"{ROOT}theme", "text/turtle", **{"if-none-match": tag}), "Made-up licence 1.0"
            )

    def test_a_change_within_the_same_second_is_not_missed(self):
        tag = self.ask(f"{ROOT}theme.ttl")["ETag"]
        since = {"if-modified-since": http_date(time.time() + 1)}
        models.Term.objects.filter(kind="theme", code="alpha").update(label_en="Renamed theme")
        self.assertContains(self.ask(f"{ROOT}theme.ttl", **since), "Renamed theme")
        self.assertContains(self.ask(f"{ROOT}theme.ttl", **{"if-none-match": tag}), "Renamed theme")
        self.assertNotIn("Last-Modified", self.ask(f"{ROOT}theme.ttl").headers)


class StandingTests(VocabularyTestCase):
    """Terms that are not, not yet, or no longer there."""

    def test_unknown_and_proposed_terms_are_404_alike(self):
        for tail in (
            "nothing",
            "theme/nothing",
            "theme/coming",
            "organisation",
            "organisation/0000-0012",
            "country/xa",
            "THEME",
        ):
            for accept in TYPES.values():
                self.assertEqual(self.ask(ROOT + tail, accept).status_code, 404, tail)
            self.assertEqual(self.ask(f"{ROOT}{tail}.ttl").status_code, 404, tail)
        for address in (f"{ROOT}theme", f"{ROOT}theme.ttl", f"{ROOT}theme.jsonld"):
            self.assertNotContains(self.ask(address), "oming")

    def test_a_retired_term_stays_and_says_so(self):
        retiring.retire(self.narrow, by=None, channel="command")
        self.assertContains(self.ask(f"{ROOT}theme/narrow"), "This term is retired")
        self.assertContains(self.ask(f"{ROOT}theme/narrow.ttl"), "owl:deprecated true")
        self.assertNotContains(self.ask(f"{ROOT}theme/alpha"), "This term is retired")

    def test_a_merged_term_leads_to_what_took_it_in(self):
        merging.merge(self.narrow, self.alpha, by=None, channel="command")
        for address, accept, target in (
            ("theme/narrow", BROWSER, "theme/alpha"), ("theme/narrow", "text/turtle", "theme/alpha"),
            ("theme/narrow.ttl", BROWSER, "theme/alpha.ttl"),
            ("theme/narrow?language=fr", BROWSER, "theme/alpha?language=fr"),
        ):  # fmt: skip
            response = self.ask(ROOT + address, accept)
            self.assertRedirects(response, ROOT + target, 301)
            self.assertIn("Accept", response["Vary"])
        self.assertNotContains(self.ask(f"{ROOT}theme"), "narrow")


class PageTests(VocabularyTestCase):
    """What readers see."""

    def test_the_language_of_the_page(self):
        for query, headers, expected in (
            ("?language=ar", {"accept-language": "fr"}, "ar"), ("", {"accept-language": "ar"}, "ar"), ("", {}, "en"),
            ("?language=xx", {"accept-language": "ar"}, "ar"), ("", {"cookie": "django_language=ar"}, "ar"),
        ):  # fmt: skip
            with self.subTest(f"{query} {headers}"):
                response = self.ask(f"{ROOT}theme/narrow{query}", **headers)
                self.assertEqual(response["Content-Language"], expected)
                self.assertContains(response, f'dir="{"rtl" if expected == "ar" else "ltr"}"')
                self.assertContains(response, "<h1><bdi lang=\"ar\" dir=\"rtl\">ضيق</bdi></h1>" if expected == "ar"
                                    else "<h1><bdi>Narrow</bdi></h1>", html=True)  # fmt: skip

    def test_the_same_page_in_every_language(self):
        for address in PLACES:
            html = self.ask(f"{address}?language=fr").content.decode()
            for language in language_codes():
                self.assertIn(f'href="{address}?language={language}" lang="{language}"', html)
                self.assertIn(f'hreflang="{language}" href="http://localhost:8000{address}?language={language}"', html)
            self.assertIn(f'<link rel="canonical" href="http://localhost:8000{address}">', html)
            inner = [one for one in re.findall(r'<main.*</main>', html, re.S)[0].split('href="')[1:]
                     if one.startswith(ROOT) and ".ttl" not in one[:60] and ".jsonld" not in one[:60]]  # fmt: skip
            self.assertTrue(all("?language=fr" in one[:120] for one in inner), address)

    def test_every_vocabulary_in_every_language(self):
        for name in skos.NAMES:
            for language in language_codes():
                response = self.ask(f"{ROOT}{name}?language={language}")
                self.assertEqual(response.status_code, 200)
                self.assertEqual(len(re.findall(r"<h1[\s>]", response.content.decode())), 1)
        for name in skos.NAMES:
            for entry in reference.current().of_kind(name):
                if skos.public_entry(name, entry.code, reference.current()):
                    self.assertEqual(self.ask(f"{ROOT}{name}/{entry.code}").status_code, 200, f"{name}/{entry.code}")

    def test_a_term_tells_what_there_is_to_tell(self):
        response = self.ask(f"{ROOT}theme/narrow")
        for words in ("Narrow", "ضيق", "A made-up definition.", "NRW", "slim", addresses.concept("theme", "narrow"),
                      f'href="{ROOT}theme/alpha"', "Not yet in: Français, Español, Português"):  # fmt: skip
            self.assertContains(response, words)

    def test_practices_are_counted_and_linked_where_the_search_has_a_facet(self):
        for name, code, query in (
            ("theme", "alpha", "theme=alpha"), ("country", "XB", "country=XB"), ("country_role", "donor", "role=donor"),
            ("sdg_target", "10.7", "sdg=10.7"), ("mechanism", "process_one", "mechanism=process_one"),
        ):  # fmt: skip
            with self.subTest(name):
                response = self.ask(f"{ROOT}{name}/{code}")
                link = f"{in_language('en', 'list')}?{query}"
                self.assertContains(response, f'href="{link}"')
                self.assertContains(response, "1 practice in the registry")
                self.assertContains(self.ask(f"{ROOT}{name}"), f'href="{link}"')
                self.assertContains(self.client.get(link), "A made-up exchange of officials")
        self.assertContains(self.ask(f"{ROOT}sector/general"), "1 practice in the registry")
        self.assertNotContains(self.ask(f"{ROOT}organisation_type/agency"), "in the registry</a>")
        self.assertContains(self.ask(f"{ROOT}theme/gamma"), "No practices in the registry yet.")

    def test_working_copies_are_not_counted(self):
        in_review(self.author, themes=["gamma"])
        self.assertContains(self.ask(f"{ROOT}theme/gamma"), "No practices in the registry yet.")

    def test_every_link_of_a_page_leads_somewhere(self):
        seen = set()
        for address in PLACES:
            for link in re.findall(r'<a [^>]*href="(/(?:vocabularies|en)/[^"#]*)"', self.ask(address).content.decode()):
                if link not in seen:
                    seen.add(link)
                    self.assertEqual(self.ask(link.replace("&amp;", "&")).status_code, 200, link)
        self.assertGreater(len(seen), 20)

    def test_a_page_costs_few_queries_however_long_it_is(self):
        def cost(address: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                self.ask(address)
            return len(queries)

        self.ask(f"{ROOT}theme")
        few = cost(f"{ROOT}theme")
        for _ in range(40):
            TermFactory(parent=self.alpha)
        self.ask(f"{ROOT}theme")
        self.assertEqual((few, cost(f"{ROOT}theme"), cost(f"{ROOT}theme/alpha")), (1, 1, 1))

    def test_the_footer_leads_here(self):
        self.assertContains(self.client.get("/fr/about/"), f'href="{ROOT}?language=fr"')


class ThingTests(VocabularyTestCase):
    """The names of practices and editions in linked data."""

    def lead(self, address: str, accept: str = BROWSER, **headers):
        response = self.ask(address, accept, **headers)
        self.assertEqual(response.status_code, 303, address)
        for name in ("Accept", "Accept-Language", "Cookie"):
            self.assertIn(name, response["Vary"])
        return response["Location"]

    def test_readers_are_led_to_the_page_in_their_language(self):
        code = self.practice.code
        self.assertEqual(self.lead(f"/practices/{code}", **{"accept-language": "ar"}), f"/ar/practices/{code}/")
        self.assertEqual(self.lead(f"/practices/{code}?language=fr"), f"/fr/practices/{code}/")
        self.assertEqual(self.lead(f"/practices/{code}/editions/1", "*/*"), f"/en/practices/{code}/editions/1/")
        for address in (f"/practices/{code}", f"/practices/{code}/editions/1"):
            self.assertEqual(self.client.get(self.lead(address)).status_code, 200)

    def test_programs_are_led_to_the_data(self):
        code = self.practice.code
        for tail in (code, f"{code}/editions/1"):
            for accept, ending in (("application/ld+json", "jsonld"), ("application/json", "json")):
                self.assertEqual(self.lead(f"/practices/{tail}", accept), addresses.api(f"practices/{tail}.{ending}"))
            self.assertEqual(self.ask(f"/practices/{tail}", "text/turtle").status_code, 406)

    def test_names_are_those_that_data_use(self):
        code = self.practice.code
        for address in (addresses.practice(code), addresses.edition(code, 1)):
            self.lead(address.removeprefix("http://localhost:8000"))

    def test_any_spelling_of_the_code(self):
        typed = self.practice.code.upper().replace("-", "")
        self.assertRedirects(
            self.ask(f"/practices/{typed}"), f"/practices/{self.practice.code}", 301, fetch_redirect_response=False
        )

    def test_hidden_practices_are_answered_as_unknown_ones(self):
        hidden, archived = in_review(self.author).code, bring_to(published(self.author), "archive").code
        for tail in ("", "/editions/1"):
            for accept in (BROWSER, "application/ld+json", "image/png"):
                for code in (hidden, "0000-0012", "nothing", "%E2%80%AE", "a" * 300):
                    self.assertEqual(self.ask(f"/practices/{code}{tail}", accept).status_code, 404, f"{code} {tail}")
                self.assertEqual(self.ask(f"/practices/{archived}{tail}", accept).status_code, 410)
        for number in (2, 0, 10**30):
            self.assertEqual(self.ask(f"/practices/{self.practice.code}/editions/{number}").status_code, 404, number)
        self.assertNotContains(self.ask(f"{ROOT}theme"), SECRET)
