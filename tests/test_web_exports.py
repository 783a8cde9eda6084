"""Downloads: files with the records of the page they come from, the page of choices, files made in the background."""

import csv
import io
import json
import re
from datetime import timedelta
from html import unescape
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from practices import jobs
from practices.exchange.columns import COLUMNS, DEFAULT
from practices.exchange.exporting import giving
from practices.exchange.exporting.asked import offered
from practices.exchange.formats import FORMATS
from practices.models import Export, Listing
from practices.models.exchange import Progress
from tests.cast import RegistryTestCase, bring_to, published
from tests.example import SECRET, example_document
from tests.factories import make_practice
from tests.listed import listed, text
from tests.test_web_lists import found

MANY = {"ACCOUNT_RATE_LIMITS": {"export": "1000/m/ip", "export_job": "1000/h/ip"}}
QUERIES = (
    "", "theme=alpha", "theme=alpha&theme=beta&type=other", "q=exchange", "q=exchnge", "q=exchange&sort=oldest", "sort=title",
    "country=XA&role=provider", "from=2001&to=2002", "q=%22made-up+exchange%22+-nothing", "q=nothinglikeit", "period=2000",
    "evidence=E1&sort=updated", "language=fr", "nonsense=1&theme=", "q=" + "word+" * 30, "gcm=23&sdg=10", "q=*", "q=-", "q=OR",
)  # fmt: skip
ODD = (
    "q=%FF%FE", "columns=" + "x" * 500, "columns=%0A%0D", "code=%F0%9F%98%80", "edition=" + "9" * 300, "layout=%27%3B", "sort=nonsense",
    "from=99999999999999999999", "from=2010&to=2000", "theme=" + "a" * 3000, "codes=2&headings=x", "code=" + "&code=".join("ab" * 300),
    "edition=a.b.c", "in=xx", "format=exe", "go=1&columns=nonsense", "q=" + "%28" * 300, "theme=alpha&theme=nonsense",
)  # fmt: skip


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def sheet(response) -> list[dict]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))


def codes(response) -> list[str]:
    return [row["code"] for row in sheet(response)]


@override_settings(**MANY)
class DownloadTests(RegistryTestCase):
    """The file holds what the page shows."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.made = [
            published(
                themes=["alpha"], period={"start": 2000 + number % 5, "end": None}, evidence_level=f"E{number % 3}"
            )
            for number in range(23)
        ]
        cls.full = published(**example_document())
        cls.draft = make_practice(
            cls.author, texts={"en": {"title": "A hidden draft", "summary": "Nobody reads this."}}
        )
        cls.archived = bring_to(published(), "archive")

    def page_codes(self, query: str, language: str = "en") -> list[str]:
        shown, number = [], 1
        while True:
            html = self.client.get(f"/{language}/practices/?{query}&page={number}").content.decode()
            shown += found(html)
            if 'class="pages-next"' not in html:
                return shown
            number += 1

    def test_the_file_has_the_records_of_the_page_in_its_order(self):
        for query in QUERIES:
            with self.subTest(query):
                shown = self.page_codes(query)
                response = self.client.get(f"/en/practices/export.csv?{query}&columns=code")
                self.assertEqual(response.status_code, 200)
                self.assertEqual(codes(response), shown)

    def test_every_format_has_the_same_records_and_is_a_file_to_save(self):
        today = timezone.now().strftime("%Y-%m-%d")
        for format, known in FORMATS.items():
            with self.subTest(format):
                response = self.client.get(f"/fr/practices/export.{format}?theme=alpha")
                content = body(response)
                self.assertEqual(response.status_code, 200)
                self.assertEqual(response["Content-Type"], known.media_type)
                name = f'attachment; filename="practices-alpha-{today}.{format}"'
                self.assertEqual(response["Content-Disposition"], name)
                self.assertEqual(response["Cache-Control"], "no-store")
                self.assertIn("noindex", response["X-Robots-Tag"])
                self.assertNotIn("Cookie", response.get("Vary", ""))
                if format == "jsonl":
                    self.assertEqual(len(content.splitlines()), 24)
                elif format == "geojson":
                    self.assertEqual(len(json.loads(content)["features"]), 24)

    def test_one_answer_in_each_language(self):
        url = f"columns=code,title,themes&code={self.full.code}"
        titles = {
            language: sheet(self.client.get(f"/{language}/practices/export.csv?{url}"))[0]["title"]
            for language in ("en", "fr", "ar")
        }
        self.assertEqual(
            titles, {"en": "A made-up exchange of officials", "fr": "Un échange inventé", "ar": "تبادل مختلق"}
        )

    def test_headings_layout_and_codes_are_as_asked(self):
        query = f"code={self.full.code}&columns=code,countries&layout=countries&codes=1"
        rows = sheet(self.client.get(f"/en/practices/export.csv?{query}"))
        self.assertEqual([row["countries.country_code"] for row in rows], ["XA", "XB", "XC"])
        rows = sheet(self.client.get(f"/en/practices/export.csv?code={self.full.code}&headings=labels"))
        self.assertIn("Title", rows[0])

    def test_head_answers_like_get_without_making_the_file(self):
        for format in FORMATS:
            with CaptureQueriesContext(connection) as queries:
                head = self.client.head(f"/en/practices/export.{format}")
            get = self.client.get(f"/en/practices/export.{format}")
            body(get)
            with self.subTest(format):
                self.assertEqual((head.status_code, body(head)), (200, b""))
                self.assertNotIn("Content-Length", head)
                for name in ("Content-Type", "Content-Disposition", "Cache-Control", "X-Robots-Tag"):
                    self.assertEqual(head[name], get[name])
                self.assertFalse([query for query in queries if "document::text" in query["sql"]])

    def test_nothing_that_is_hidden_is_in_any_file(self):
        every = ",".join(column.key for column in COLUMNS if not column.is_for_staff)
        for format in FORMATS:
            words = body(self.client.get(f"/en/practices/export.{format}?columns={every}"))
            with self.subTest(format):
                for hidden in (SECRET, "A hidden draft", self.draft.code, self.archived.code):
                    self.assertNotIn(hidden.encode(), words)

    def test_columns_for_staff_are_refused_even_to_administrators(self):
        self.client.force_login(self.administrator)
        response = self.client.get("/en/practices/export.csv?columns=code,remarks")
        self.assertEqual(response.status_code, 400)
        self.assertContains(response, "There is no column “remarks”", status_code=400)
        self.assertNotIn("focal_point", "".join(offered()))

    def test_what_cannot_be_used_is_told_by_the_page_of_choices(self):
        for query, words in (
            ("theme=nonsense", "There is no value “nonsense”"), ("from=abc", "From year"), ("columns=nonsense", "no column “nonsense”"),
            (f"code={self.archived.code}", "was archived on"), (f"code={self.draft.code}", "no public practice"),
        ):  # fmt: skip
            for address, status in (("export.csv", 400), ("export/", 200)):
                with self.subTest(query=query, address=address):
                    response = self.client.get(f"/en/practices/{address}?{query}")
                    self.assertContains(response, words, status_code=status)
                    self.assertContains(response, 'role="alert"', status_code=status)

    def test_odd_requests_are_answered_and_never_fail(self):
        for query in ODD:
            for path in ("en/practices/export.csv", "ar/practices/export.json", "en/practices/export/"):
                with self.subTest(path=path, query=query[:40]):
                    response = self.client.get(f"/{path}?{query}")
                    body(response)
                    self.assertLess(response.status_code, 500)
        for path in ("export.exe", "export.", "export.csv/", "export.CSV", "export.csv.csv", "export.%2e"):
            with self.subTest(path):
                self.assertIn(self.client.get(f"/en/practices/{path}").status_code, (301, 404))
        for path in ("export.csv", "export/"):
            self.assertEqual(self.client.post(f"/en/practices/{path}").status_code, 405)

    def test_a_query_costs_two_statements_for_five_hundred_records_and_few_for_itself(self):
        body(self.client.get("/en/practices/export.csv"))
        with CaptureQueriesContext(connection) as few:
            body(self.client.get("/en/practices/export.csv"))
        listed(*(text(f"Made up {number}") for number in range(480)))
        self.client.get("/en/practices/")
        with CaptureQueriesContext(connection) as many:
            self.assertEqual(len(sheet(self.client.get("/en/practices/export.csv"))), 504)
        self.assertLessEqual(len(many), len(few) + 2)

    def test_an_empty_result_is_an_empty_table(self):
        self.assertEqual(codes(self.client.get("/en/practices/export.csv?q=nothinglikeit")), [])
        page = self.client.get("/en/practices/export/?q=nothinglikeit")
        self.assertContains(page, "Nothing to download")
        self.assertNotContains(page, "data-export")

    def test_a_reader_who_goes_away_gives_the_place_back(self):
        listed(*(text(f"Made up {number}", "A long summary. " * 100) for number in range(60)))
        for _attempt in range(6):
            response = self.client.get("/en/practices/export.json")
            next(response.streaming_content)
            response._iterator.close()  # the test client's, which closes the response
        self.assertEqual(len(codes(self.client.get("/en/practices/export.csv"))), Listing.objects.count())

    def test_more_streams_than_there_are_places_are_told_to_come_again(self):
        held = [self.client.get("/en/practices/export.csv") for _ in range(2)]
        busy = self.client.get("/en/practices/export.csv")
        self.assertContains(busy, "Too many downloads at once", status_code=503)
        self.assertEqual(busy["Retry-After"], str(giving.RETRY_SECONDS))
        for response in held:
            body(response)
        self.assertEqual(len(codes(self.client.get("/en/practices/export.csv"))), Listing.objects.count())


class LimitTests(RegistryTestCase):
    @override_settings(ACCOUNT_RATE_LIMITS={"export": "2/m/ip"})
    def test_too_many_files_in_a_minute_are_refused_and_pages_are_not(self):
        cache.clear()
        answers = [self.client.get("/en/practices/export.json") for _ in range(3)]
        self.assertEqual([answer.status_code for answer in answers if body(answer)], [200, 200, 429])
        self.assertEqual(self.client.get("/en/practices/export/").status_code, 200)
        cache.clear()


@override_settings(**MANY)
class ChoiceTests(RegistryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.one, cls.two = published(themes=["alpha"]), published(themes=["beta"])

    def page(self, query: str = "", language: str = "en") -> str:
        response = self.client.get(f"/{language}/practices/export/?{query}")
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def ticked(self, html: str) -> list[str]:
        return re.findall(r'name="columns" value="([^"]+)" checked', html)

    def test_it_tells_how_many_of_what_and_ticks_the_usual_columns(self):
        html = self.page("theme=alpha&q=exchange")
        self.assertIn("Download 1 practice<", html)
        self.assertIn("Made-up theme alpha", html)
        self.assertEqual(sorted(self.ticked(html)), sorted(DEFAULT))
        self.assertIn('name="theme" value="alpha"', html)
        self.assertEqual(re.findall(r'id="c-(\w+)"', html).count("remarks"), 0)

    def test_a_choice_is_remembered_in_the_address(self):
        html = self.page("columns=code,title&layout=figures&codes=1&headings=labels&format=csv&in=fr")
        self.assertEqual(self.ticked(html), ["code", "title"])
        for found_there in ('value="figures" selected', 'name="codes" value="1" checked', 'value="labels" checked', 'value="csv" checked',
                            'value="fr" selected'):  # fmt: skip
            self.assertIn(found_there, html)
        address = unescape(re.search(r'id="export-address" value="([^"]+)"', html)[1])
        self.assertTrue(
            address.endswith("/fr/practices/export.csv?columns=code,title&layout=figures&codes=1&headings=labels")
        )

    def test_the_form_leads_to_the_file_without_script(self):
        ticks = "".join(f"&columns={key}" for key in ("title", "code"))
        response = self.client.get(f"/en/practices/export/?theme=alpha{ticks}&layout=&format=csv&in=ar&go=1")
        self.assertEqual(
            (response.status_code, response["Location"]),
            (303, "/ar/practices/export.csv?theme=alpha&columns=code,title"),
        )
        self.assertEqual(codes(self.client.get(response["Location"])), [self.one.code])
        same = "&columns=".join(DEFAULT)
        response = self.client.get(f"/en/practices/export/?columns={same}&format=xlsx&in=en&go=1")
        self.assertEqual(response["Location"], "/en/practices/export.xlsx")

    def test_a_wrong_choice_is_told_and_leads_nowhere(self):
        html = self.page("columns=nonsense&go=1&format=csv")
        self.assertIn("no column “nonsense”", html)

    def test_results_records_and_comparisons_lead_here(self):
        html = self.client.get("/en/practices/?theme=alpha").content.decode()
        self.assertIn('href="/en/practices/export.xlsx?theme=alpha" rel="nofollow"', html)
        self.assertIn('href="/en/practices/export/?theme=alpha" rel="nofollow"', html)
        self.assertIn(f'name="code" value="{self.one.code}" form="ticked"', html)
        self.assertNotIn('class="tick"', self.client.get("/en/").content.decode())
        html = self.client.get(f"/en/practices/{self.one.code}/").content.decode()
        self.assertIn(f'href="/en/practices/export.json?code={self.one.code}" rel="nofollow"', html)
        html = self.client.get(f"/en/practices/{self.one.code}/compare/1/1/").content.decode()
        address = re.search(r'href="(/en/practices/export\.csv\?[^"]+)"', html)[1]
        self.assertEqual(codes(self.client.get(unescape(address))), [self.one.code])

    def test_a_ticked_record_is_downloaded(self):
        html = self.page(f"code={self.two.code}")
        self.assertIn("Download 1 practice<", html)
        self.assertIn(f'<a href="/en/practices/{self.two.code}/">Back</a>', html)
        self.assertEqual(codes(self.client.get(f"/en/practices/export.csv?code={self.two.code}")), [self.two.code])


@override_settings(EXPORT_ROWS_IN_REQUEST=1, **MANY)
class PreparedTests(RegistryTestCase):
    """Workbooks that are too large to wait for."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        for _ in range(3):
            published(themes=["alpha"])

    def setUp(self):
        super().setUp()
        self.enterContext(override_settings(MEDIA_ROOT=self.enterContext(TemporaryDirectory())))

    def ask(self, query: str = "theme=alpha&columns=code,title", **more):
        return self.client.post("/en/exports/", {"format": "xlsx", "query": query, **more})

    def token(self, **more) -> str:
        return self.ask(**more)["Location"].rstrip("/").rsplit("/", 1)[1]

    def test_a_large_workbook_is_offered_and_never_begun_by_get(self):
        response = self.client.get("/en/practices/export.xlsx?theme=alpha&columns=code")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(
            parse_qs(urlsplit(response["Location"]).query),
            {"theme": ["alpha"], "columns": ["code"], "format": ["xlsx"]},
        )
        self.assertContains(self.client.get(response["Location"]), "Prepare the workbook")
        self.assertFalse(Export.objects.exists())
        self.assertEqual(len(codes(self.client.get("/en/practices/export.csv?theme=alpha"))), 3)

    @override_settings(EXPORT_ROWS_IN_REQUEST=10)
    def test_where_a_practice_has_several_rows_fewer_are_made_at_once(self):
        for query, status in (("", 200), ("?layout=countries", 303)):
            response = self.client.get(f"/en/practices/export.xlsx{query}")
            body(response)
            self.assertEqual(response.status_code, status)
        page = self.client.get(response["Location"])
        self.assertContains(page, "Workbooks of more than 1 practices")
        self.assertContains(page, "Prepare the workbook")

    def test_asked_for_it_is_made_by_the_worker_and_fetched(self):
        with self.captureOnCommitCallbacks() as deferred:
            response = self.ask()
        self.assertEqual((response.status_code, len(deferred)), (303, 1))
        export = Export.objects.get()
        self.assertEqual(
            (export.query, export.total, export.person),
            ("theme=alpha&columns=code%2Ctitle".replace("%2C", ","), 3, None),
        )
        address = response["Location"]
        waiting = self.client.get(address)
        self.assertContains(waiting, "It waits for its turn.")
        self.assertContains(waiting, "Keep the address of this page")
        self.assertEqual(self.client.get(f"{address}file/").status_code, 404)
        Export.objects.update(progress=Progress.RUNNING, rows=2)
        self.assertContains(self.client.get(address), "2 rows written, 3 practices in all")
        jobs.make_export(pk=export.pk)
        ready = self.client.get(address)
        self.assertContains(ready, "It is ready: 3 rows")
        self.assertIn("no-store", ready["Cache-Control"])
        file = self.client.get(f"{address}file/")
        self.assertEqual(body(file)[:2], b"PK")
        self.assertIn('filename="practices-alpha-', file["Content-Disposition"])

    def test_deferring_a_job_reaches_the_queue(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.ask()
        with connection.cursor() as cursor:
            cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'practices.jobs.make_export'")
            self.assertEqual(cursor.fetchall(), [(f'{{"pk": {Export.objects.get().pk}}}',)])

    def test_one_that_failed_says_so_and_offers_another_try(self):
        token = self.token()
        Export.objects.update(progress=Progress.FAILED, error="A made-up sentence.")
        page = self.client.get(f"/en/exports/{token}/")
        self.assertContains(page, "A made-up sentence.")
        self.assertContains(page, "/en/practices/export/?theme=alpha&amp;columns=code,title&amp;format=xlsx")

    def test_people_find_theirs_in_a_list_and_delete_them(self):
        self.client.force_login(self.author)
        token = self.token()
        jobs.make_export(pk=Export.objects.get().pk)
        self.assertContains(self.client.get("/en/exports/"), f"/en/exports/{token}/")
        self.client.force_login(self.stranger)
        self.assertNotContains(self.client.get("/en/exports/"), token)
        self.assertContains(self.client.get(f"/en/exports/{token}/"), "It is ready")  # whoever has the address
        self.assertEqual(self.client.post(f"/en/exports/{token}/delete/").status_code, 404)
        self.client.force_login(self.author)
        self.assertEqual(self.client.get(f"/en/exports/{token}/delete/").status_code, 405)
        self.assertEqual(self.client.post(f"/en/exports/{token}/delete/").status_code, 303)
        self.assertFalse(Export.objects.exists())
        self.assertEqual(self.client.get(f"/en/exports/{token}/").status_code, 404)

    def test_whoever_is_not_signed_in_is_told_where_theirs_are(self):
        self.token()
        page = self.client.get("/en/exports/")
        self.assertContains(page, "Sign in to see yours")
        self.assertNotContains(page, "/delete/")

    def test_working_copies_are_for_one_person_alone(self):
        token = Export.objects.create(
            person=self.author, is_of_working_copies=True, format="csv", language="en", asked={"keys": [], "staff": False},
            progress=Progress.DONE, expires_at=timezone.now() + timedelta(hours=1),
        ).token  # fmt: skip
        for person, status in ((None, 404), (self.stranger, 404), (self.administrator, 404), (self.author, 200)):
            self.client.logout()
            if person:
                self.client.force_login(person)
            with self.subTest(person=person):
                self.assertEqual(self.client.get(f"/en/exports/{token}/").status_code, status)
                self.assertEqual(self.client.get(f"/en/exports/{token}/file/").status_code, 404)  # it has no file

    def test_what_has_expired_is_as_if_it_had_never_been(self):
        token = self.token()
        Export.objects.update(expires_at=timezone.now())
        for address in (f"/en/exports/{token}/", f"/en/exports/{token}/file/", "/en/exports/made-up/"):
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_what_cannot_be_asked_for_is_refused(self):
        for data, status in (
            ({"format": "exe"}, 400), ({"format": ""}, 400), ({"query": "theme=nonsense"}, 400), ({"query": "q=nothinglikeit"}, 400),
            ({"query": "a=" * 9000}, 400), ({"query": "q=%00%FF"}, 303),
            ({"in": "nonsense"}, 303),
        ):  # fmt: skip
            with self.subTest(str(data)[:60]):
                before = Export.objects.count()
                response = self.ask(**data)
                self.assertEqual(response.status_code, status)
                self.assertEqual(Export.objects.count() - before, int(status == 303))

    def test_a_fourth_of_a_person_waits(self):
        self.client.force_login(User.objects.get(pk=self.author.pk))
        self.assertEqual([self.ask().status_code for _ in range(4)], [303, 303, 303, 429])

    @override_settings(ACCOUNT_RATE_LIMITS={"export_job": "1/h/ip"})
    def test_an_address_asks_for_so_many_an_hour(self):
        cache.clear()
        self.assertEqual([self.ask().status_code for _ in range(2)], [303, 429])
        cache.clear()
