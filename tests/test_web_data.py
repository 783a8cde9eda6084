"""Open data on the web: the page, the files with their headers, the catalogue, and what happens after a withdrawal."""

import base64
import hashlib
import json

from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices.api.oai.formats import FORMATS
from practices.api.oai.sets import KINDS
from practices.exchange.exporting import giving
from practices.models import Dump
from practices.opendata import addresses, dump
from practices.opendata.dump import files
from tests.cast import bring_to, published
from tests.dumped import DumpTestCase

LANGUAGES = ("en", "fr", "ar")


class FileTests(DumpTestCase):
    def setUp(self):
        super().setUp()
        self.made = dump.make()

    def test_each_file_comes_whole_with_what_programs_need(self):
        for known in files.ALL:
            for address in (f"/data/{known.name}", f"/data/{self.made.key}/{known.name}"):
                with self.subTest(address):
                    response = self.client.get(address)
                    content = response.getvalue()
                    digest = hashlib.sha256(content)
                    self.assertEqual(response.status_code, 200)
                    self.assertEqual(response["Content-Length"], str(len(content)))
                    self.assertEqual(response["ETag"], f'"{digest.hexdigest()}"')
                    self.assertEqual(response["Repr-Digest"], f"sha-256=:{base64.b64encode(digest.digest()).decode()}:")
                    self.assertEqual(response["Content-Type"].partition(";")[0], known.media_type)
                    self.assertEqual(response["Content-Disposition"], f'attachment; filename="{known.name}"')
                    self.assertEqual(response["Cache-Control"], "no-cache")
                    self.assertEqual(response["X-Content-Type-Options"], "nosniff")
                    self.assertTrue(response["Last-Modified"])
                    self.assertNotIn("Set-Cookie", response)

    def test_who_has_it_already_is_told_so(self):
        response = self.client.get("/data/practices.csv")
        response.getvalue()
        for header in ({"if-none-match": response["ETag"]}, {"if-modified-since": response["Last-Modified"]}):
            again = self.client.get("/data/practices.csv", headers=header)
            self.assertEqual((again.status_code, again.content, again["ETag"]), (304, b"", response["ETag"]))
        published()
        dump.make()
        again = self.client.get("/data/practices.csv", headers={"if-none-match": response["ETag"]})
        self.assertEqual(again.status_code, 200)
        again.getvalue()

    def test_a_head_tells_the_same_and_takes_no_place(self):
        held = [giving._slots.acquire(blocking=False) for _ in range(giving.settings.EXPORT_STREAMS)]
        self.addCleanup(lambda: [giving._slots.release() for _ in held])
        self.assertTrue(all(held))
        response = self.client.head("/data/registry.sqlite")
        one = next(one for one in self.made.files if one["name"] == "registry.sqlite")
        self.assertEqual((response.status_code, response["Content-Length"]), (200, str(one["bytes"])))

    def test_a_large_file_takes_a_place_and_gives_it_back(self):
        for _ in range(giving.settings.EXPORT_STREAMS + 2):
            response = self.client.get("/data/registry.sqlite")
            self.assertEqual(response.status_code, 200)
            response.getvalue()
        held = [giving._slots.acquire(blocking=False) for _ in range(giving.settings.EXPORT_STREAMS)]
        self.addCleanup(lambda: [giving._slots.release() for _ in held])
        self.assertTrue(all(held))
        response = self.client.get("/data/registry.sqlite")
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "30"))
        # Small ones leave at once, whoever else is reading.
        self.client.get("/data/README.md").getvalue()

    def test_what_is_not_there_is_404_and_what_is_no_reading_405(self):
        for address in ("/data/nothing", "/data/..%2fsecret", f"/data/{self.made.key}/nothing", "/data/catalogue.xml",
                        "/data/00000000-0000-4000-8000-000000000000/practices.csv", "/data/not-a-key/practices.csv",
                        "/data/" + "x" * 3000):  # fmt: skip
            self.assertEqual(self.client.get(address).status_code, 404, address[:60])
        self.assertEqual(self.client.get("/data/%00").status_code, 400)
        for address in ("/data/", "/data/practices.csv", "/data/catalogue.ttl", "/en/data/"):
            for method in (self.client.post, self.client.put, self.client.delete):
                self.assertEqual(method(address).status_code, 405)

    def test_a_file_that_the_store_has_lost_is_made_anew(self):
        (self.store / "dumps" / str(self.made.key) / "practices.csv").unlink()
        self.assertEqual(self.client.get(f"/data/{self.made.key}/practices.csv").status_code, 404)
        response = self.client.get("/data/practices.csv")
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "60"))
        self.assertIsNotNone(dump.make_if_due())
        self.client.get("/data/practices.csv").getvalue()

    @override_settings(ACCOUNT_RATE_LIMITS={"export": "2/m/ip"})
    def test_an_address_takes_so_many_a_minute(self):
        cache.clear()
        self.addCleanup(cache.clear)
        found = [self.client.get("/data/README.md") for _ in range(3)]
        self.assertEqual([response.status_code for response in found], [200, 200, 429])
        again = self.client.get("/data/README.md", headers={"if-none-match": found[0]["ETag"]})
        self.assertEqual(again.status_code, 304)
        self.assertEqual(self.client.get("/data/catalogue.ttl").status_code, 200)

    def test_a_file_costs_three_queries_of_ours(self):
        """The newest dump, and whether anything in it was withdrawn or redacted."""
        for name in ("README.md", "registry.sqlite"):
            with CaptureQueriesContext(connection) as found:
                self.client.get(f"/data/{name}").getvalue()
            ours = [one for one in found if '"practices_' in one["sql"]]
            self.assertEqual(len(ours), 3, name)


class WithdrawnTests(DumpTestCase):
    """Nothing that is public no more is given out, not for a minute."""

    def setUp(self):
        super().setUp()
        self.made = dump.make()
        self.tag = self.client.head("/data/practices.csv")["ETag"]
        bring_to(self.short, "archive")

    def test_the_newest_files_are_being_made_until_they_are(self):
        for known in files.ALL:
            for headers in ({}, {"if-none-match": self.tag}):
                response = self.client.get(f"/data/{known.name}", headers=headers)
                self.assertEqual((response.status_code, response["Retry-After"]), (503, "60"), known.name)
                self.assertNotContains(response, self.short.code, status_code=503)
        response = self.client.get("/data/", headers={"accept": "application/json"})
        self.assertEqual(response.status_code, 503)
        dump.make_if_due()
        content = self.client.get("/data/practices.csv").getvalue()
        self.assertNotIn(self.short.code.encode(), content)
        self.assertIn(self.whole.code.encode(), content)

    def test_the_older_files_are_gone_for_good(self):
        address = f"/data/{self.made.key}/practices.csv"
        self.assertEqual(self.client.get(address).status_code, 410)
        self.assertEqual(self.client.get(address, headers={"if-none-match": self.tag}).status_code, 410)
        dump.make_if_due()
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_the_page_says_so(self):
        for language in LANGUAGES:
            response = self.client.get(f"/{language}/data/")
            self.assertContains(response, "being made anew without it")
            self.assertNotContains(response, "registry.sqlite")

    def test_who_comes_back_finds_all_as_it_was(self):
        bring_to(self.short, "unarchive")
        self.client.get("/data/practices.csv").getvalue()
        self.assertEqual(self.client.head("/data/practices.csv").status_code, 200)


class PageTests(DumpTestCase):
    def test_it_lists_every_file_with_its_size_and_checksum(self):
        made = dump.make()
        for language in LANGUAGES:
            response = self.client.get(f"/{language}/data/")
            for one in made.files:
                self.assertContains(response, f'href="/data/{one["name"]}"')
                self.assertContains(response, one["sha256"])
            self.assertContains(response, "2 practices, each in its current edition")
            self.assertContains(response, "None is stated. Ask the operators")
            self.assertContains(response, "full data of")
            for address in ("/api/v1/", "/api/v1/docs/", "/api/v1/schema/",
                            "/oai/?verb=Identify", "/vocabularies/", "/data/catalogue.ttl", "/data/catalogue.jsonld",
                            "/data/datapackage.json", f"/{language}/data-dictionary.xlsx", "/schema/practice-1.json"):  # fmt: skip
                self.assertContains(response, f'href="{address}"')

    def test_the_licence_is_told(self):
        with override_settings(DATA_LICENCE="CC BY 4.0"):
            for path in ("data", "about", "practices/export"):
                link = 'href="https://creativecommons.org/licenses/by/4.0/" rel="license noopener"><bdi>CC BY 4.0</bdi></a>'
                self.assertContains(self.client.get(f"/en/{path}/"), link)

    def test_addresses_are_spelt_as_they_are_served(self):
        for name, path in (("data_root", addresses.DATA), ("oai", addresses.OAI), ("vocabularies", addresses.VOCABULARIES),
                           ("practice_schema", addresses.DOCUMENT_SCHEMA), ("api:root", addresses.API)):  # fmt: skip
            self.assertEqual(reverse(name), path)

    def test_harvesters_find_what_they_need(self):
        response = self.client.get("/en/data/")
        self.assertContains(response, addresses.harvesting().replace("/", "/<wbr>"))
        for name in (*FORMATS, *(kind.spec for kind in KINDS)):
            self.assertContains(response, f"<code>{name}</code>")

    def test_programs_find_the_catalogue_and_readers_of_the_about_page_find_all(self):
        link = f'type="application/ld+json" href="{addresses.data("catalogue.jsonld")}"'
        self.assertContains(self.client.get("/en/data/"), link)
        self.assertContains(self.client.get("/en/about/"), 'href="/en/data/"')

    def test_before_the_first_dump_it_says_that_the_files_are_being_made(self):
        self.assertContains(self.client.get("/en/data/"), "The files are being made.")
        self.assertEqual(self.client.get("/data/practices.csv").status_code, 503)
        self.assertEqual(self.client.get("/data/").status_code, 302)
        self.assertEqual(self.client.get("/data/catalogue.ttl").status_code, 200)

    def test_a_file_that_a_later_registry_knows_no_more_is_left_out(self):
        made = dump.make()
        Dump.objects.update(files=[*made.files, {"name": "forgotten.txt", "bytes": 1, "sha256": "0"}])
        response = self.client.get("/en/data/")
        self.assertEqual(response.status_code, 200)
        self.assertNotContains(response, "forgotten")

    def test_it_costs_the_same_however_much_there_is(self):
        dump.make()
        self.client.get("/en/data/")
        with self.assertNumQueries(3):
            self.client.get("/en/data/")

    def test_the_footer_of_every_page_leads_there(self):
        for language in LANGUAGES:
            self.assertContains(self.client.get(f"/{language}/about/"), f'href="/{language}/data/"')


class NegotiationTests(DumpTestCase):
    def setUp(self):
        super().setUp()
        self.made = dump.make()

    def get(self, accept: str, address: str = "/data/", **headers: str):
        return self.client.get(address, headers={"accept": accept, **headers})

    def test_readers_get_the_page_in_their_language(self):
        for accept in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*"):
            response = self.get(accept, **{"accept-language": "fr"})
            self.assertRedirects(response, "/fr/data/", fetch_redirect_response=False)
        self.assertLessEqual({"Accept", "Accept-Language"}, set(response["Vary"].split(", ")))

    def test_whoever_refuses_the_page_gets_the_catalogue(self):
        response = self.get("text/html;q=0, */*")
        self.assertEqual((response.status_code, response["Content-Type"].partition(";")[0]), (200, "text/turtle"))

    def test_programs_get_the_catalogue_or_the_package(self):
        for ending, media_type in (("ttl", "text/turtle"), ("jsonld", "application/ld+json")):
            for response in (self.get(media_type), self.get("text/html", f"/data/catalogue.{ending}")):
                self.assertEqual(response.status_code, 200)
                self.assertTrue(response["Content-Type"].startswith(media_type))
                again = self.get(media_type, **{"if-none-match": response["ETag"]})
                self.assertEqual(again.status_code, 304)
        package = json.loads(self.get("application/json").getvalue())
        self.assertEqual(package["id"], f"urn:uuid:{self.made.key}")

    def test_the_better_liked_form_wins(self):
        self.assertEqual(self.get("text/turtle;q=0.5, application/ld+json").headers["Content-Type"].partition(";")[0],
                         "application/ld+json")  # fmt: skip

    def test_what_there_is_not_is_said(self):
        response = self.get("image/png")
        self.assertContains(response, "text/turtle", status_code=406)

    def test_odd_wishes_break_nothing(self):
        for accept in ("", ";;;", "text/", "*/*;q=x", "a" * 5000, "text/html;q=0"):
            self.assertIn(self.get(accept).status_code, (200, 302, 406), accept[:20])

    def test_anybody_may_read_it_from_another_site(self):
        response = self.client.get("/data/catalogue.ttl", headers={"origin": "https://portal.example"})
        self.assertEqual(response["Access-Control-Allow-Origin"], "*")
