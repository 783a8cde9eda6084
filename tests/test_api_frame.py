"""What holds at every address of the API: HEAD, OPTIONS, other sites, compression, headers; and what nobody may see."""

import gzip
import json

from django.conf import settings
from django.test import override_settings

from practices.models import Listing, Standing
from tests.api import API, ApiTestCase, Asking
from tests.cast import published
from tests.example import SECRET, example_document
from tests.world import HIDDEN, PEOPLE, STATES, WorldTestCase, routes, working_title

ADDRESSES = (
    "", "practices/", "practices/?fields=code,title,document&page_size=100", "practices.jsonld", "practices.csv?columns=all",
    "practices.jsonl", "practices.geojson", "facets/", "suggestions/?q=veil", "suggestions/?q=exch", "statistics/", "flows/",
    "flows/?kind=movement", "countries/", "countries/XA/", "organisations/", "organisations/0000-0012/", "mechanisms/",
    "mechanisms/process_one/", "terms/?page_size=100", "terms/theme/alpha/", "practices/?q=veiled", "facets/?q=veiled",
    "statistics/?q=veiled", "problems/gone/",
)  # fmt: skip
OF_ONE = (
    "practices/{code}/", "practices/{code}.json", "practices/{code}.jsonld", "practices/{code}.csv", "practices/{code}.xlsx",
    "practices/{code}.geojson", "practices/{code}.jsonl", "practices/{code}/editions/", "practices/{code}/editions.json",
    "practices/{code}/editions/1/", "practices/{code}/editions/1.json", "practices/{code}/editions/1.jsonld",
    "practices/{code}/?fields=document,contact,grade", "compare/?old={code}.1&new={code}", "compare.json?old={code}&new={code}",
)  # fmt: skip


class FrameTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.code = published(cls.author, **example_document()).code

    def test_head_is_get_without_a_body(self):
        for path in (*ADDRESSES, *(one.format(code=self.code) for one in OF_ONE)):
            get = self.ask(path)
            body = get.getvalue()  # a file takes up a place until it is read
            head = self.client.head(API + path)
            with self.subTest(path):
                self.assertEqual((head.status_code, head.getvalue()), (get.status_code, b""))
                self.assertTrue(body)
                for name in ("Content-Type", "ETag", "Last-Modified", "Cache-Control", "Content-Language"):
                    self.assertEqual(head.get(name), get.get(name), name)

    def test_options_say_what_is_possible(self):
        for path in ("practices/", f"practices/{self.code}/", "countries/XA/", "practices.csv", "schema/"):
            response = self.client.options(API + path)
            self.assertEqual((response.status_code, response.content), (204, b""))
            self.assertEqual(response["Allow"], "GET, HEAD, OPTIONS")
        self.assertEqual(self.client.options(f"{API}practices/", headers={"accept": "text/csv"}).status_code, 204)

    def test_pages_of_other_sites_may_read(self):
        for path in (
            "practices/",
            f"practices/{self.code}/",
            "practices.csv",
            "nothing/",
            "practices/?page=0",
            "flows/",
        ):
            response = self.ask(path, origin="https://map.example")
            response.getvalue()
            with self.subTest(path):
                self.assertEqual(response["Access-Control-Allow-Origin"], "*")
                self.assertNotIn("Access-Control-Allow-Credentials", response)
                exposed = response["Access-Control-Expose-Headers"]
                for name in ("ETag", "RateLimit-Remaining", "Retry-After", "X-Request-ID"):
                    self.assertIn(name, exposed)

    def test_a_preflight_allows_reading_and_no_key(self):
        asked = {"origin": "https://map.example", "access-control-request-method": "GET"}
        response = self.client.options(f"{API}practices/", headers=asked)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response["Access-Control-Allow-Methods"], "GET, HEAD, OPTIONS")
        allowed = response["Access-Control-Allow-Headers"]
        self.assertIn("if-none-match", allowed)
        self.assertNotIn("authorization", allowed.lower())
        self.assertNotIn("Access-Control-Allow-Credentials", response)

    def test_no_cookie_is_given_and_none_opens_anything(self):
        self.client.force_login(self.administrator)
        for path in ("practices/", f"practices/{self.code}/"):
            response = self.ask(path)
            self.assertFalse(response.cookies)
            self.assertEqual(response.json(), self.answer(path))

    def test_json_is_compressed_where_that_is_taken(self):
        response = self.ask("terms/?page_size=100", accept_encoding="gzip")
        self.assertEqual(response["Content-Encoding"], "gzip")
        self.assertEqual(json.loads(gzip.decompress(response.content)), self.answer("terms/?page_size=100"))
        self.assertIn("Accept-Encoding", response["Vary"])
        self.assertTrue(response["ETag"].startswith("W/"))

    def test_files_of_text_are_compressed_as_they_are_made(self):
        for path in ("practices.csv", "practices.geojson", "practices.jsonl", f"practices/{self.code}.csv"):
            plain = self.ask(path).getvalue()
            response = self.ask(path, accept_encoding="gzip")
            with self.subTest(path):
                self.assertEqual(response["Content-Encoding"], "gzip")
                self.assertNotIn("Content-Length", response)
                self.assertIn("Accept-Encoding", response["Vary"])
                pieces = iter(response.streaming_content)
                first = next(pieces)
                self.assertTrue(first)  # before anything is read
                self.assertEqual(gzip.decompress(first + b"".join(pieces)), plain)
            head = self.client.head(API + path, headers={"accept-encoding": "gzip"})
            self.assertEqual((head.status_code, head.getvalue()), (200, b""))
        workbook = self.ask("practices.xlsx", accept_encoding="gzip")
        self.assertTrue(workbook.getvalue())
        self.assertNotIn("Content-Encoding", workbook)

    def test_a_file_that_is_compressed_gives_its_place_back_when_the_reader_goes(self):
        for _time in range(settings.EXPORT_STREAMS + 1):
            response = self.ask("practices.csv", accept_encoding="gzip")
            self.assertEqual(response.status_code, 200)
            next(response._iterator)
            response._iterator.close()  # which closes the response as Django's own client does at the end

    def test_files_are_kept_and_asked_for_again_by_their_tag(self):
        for path in (
            "practices.csv",
            "practices.geojson",
            "practices.jsonl",
            "practices.xlsx",
            f"practices/{self.code}.csv",
        ):
            first = self.ask(path)
            first.getvalue()
            with self.subTest(path):
                self.assertEqual(first["Cache-Control"], "public, no-cache")
                for tag in (first["ETag"], "*"):
                    for _time in range(settings.EXPORT_STREAMS + 1):  # for which none takes up a place
                        again = self.ask(path, if_none_match=tag)
                        self.assertEqual((again.status_code, again.content), (304, b""))
                        self.assertEqual(again["ETag"], first["ETag"])
                self.ask(path, if_none_match='"other"').getvalue()

    def test_a_file_is_made_again_when_anything_in_it_changed(self):
        for change in (lambda: published(self.author), lambda: Standing.objects.update(grade="good")):
            first = self.ask("practices.csv")
            first.getvalue()
            change()
            response = self.ask("practices.csv", if_none_match=first["ETag"])
            self.assertEqual(response.status_code, 200)
            response.getvalue()

    def test_a_cache_keeps_nothing_without_asking_and_search_engines_nothing_at_all(self):
        for path in ADDRESSES:
            response = self.ask(path)
            with self.subTest(path):
                self.assertEqual(response["Cache-Control"], "public, no-cache")
                self.assertTrue(response["ETag"])
                self.assertEqual(response["X-Robots-Tag"], "noindex")
                self.assertEqual(response["X-Content-Type-Options"], "nosniff")
            response.getvalue()

    def test_the_way_in_names_addresses_that_are_there(self):
        there = {route.removeprefix("api/v1/") for route, _name in routes() if route.startswith("api/v1/")}
        for name, address in self.answer("")["resources"].items():
            with self.subTest(name):
                self.assertIn(address.partition(API)[2], there)

    @override_settings(SITE_URL="https://registry.example")
    def test_addresses_are_those_of_the_site_whatever_host_is_asked(self):
        content = self.client.get(f"{API}practices/{self.code}/", headers={"host": "localhost"}).content.decode()
        self.assertIn("https://registry.example/practices/", content)
        self.assertNotIn("localhost", content)


class WorldTests(Asking, WorldTestCase):
    """Every state × every address: what is not public is nowhere."""

    def test_lists_show_everybody_what_is_public_alone(self):
        for who in PEOPLE:
            self.sign_in(who)
            for path in ADDRESSES:
                words = self.ask(path).getvalue().decode()
                with self.subTest(f"{path} {who}"):
                    self.assertNotIn(SECRET, words)
                    self.assertNotIn(f"{HIDDEN} ", words)
                    for state in set(STATES) - {"published"}:
                        self.assertNotIn(working_title(state), words)
                    for state in set(STATES) - {"published", "edited"}:
                        self.assertNotIn(self.practices[state].code, words)
            self.assertEqual(self.answer("practices/")["count"], 2)
            self.assertEqual(self.answer("statistics/")["totals"]["practices"], 2)

    def test_addresses_of_one_practice_answer_by_its_state_whoever_asks(self):
        statuses = dict.fromkeys(STATES, 404) | {"published": 200, "edited": 200, "archived": 410}
        people = [person for person in self.people.values() if person is not None]
        for who in PEOPLE:
            self.sign_in(who)
            for state, practice in self.practices.items():
                for pattern in OF_ONE:
                    response = self.ask(pattern.format(code=practice.code))
                    words = response.getvalue().decode(errors="replace")
                    with self.subTest(f"{pattern} {state} {who}"):
                        self.assertEqual(response.status_code, statuses[state])
                        self.assertNotIn(SECRET, words)
                        self.assertNotIn(HIDDEN + " ", words)
                        self.assertNotIn("Internal ", words)
                        self.assertFalse([one.email for one in people if one.email in words])

    def test_nothing_public_tells_of_what_is_kept_beside(self):
        Standing.objects.update(link_health={"https://made-up.example": {"state": "dead"}})
        code = Listing.objects.first().code
        for pattern in OF_ONE:
            self.assertNotIn("link_health", self.ask(pattern.format(code=code)).getvalue().decode(errors="replace"))
