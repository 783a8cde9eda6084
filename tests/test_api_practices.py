"""The list of practices and each by its code: the same as the pages, in every form, in the fields asked for."""

import json
import re
from urllib.parse import parse_qs, urlsplit

from django.db import connection

from practices import workflow
from practices.api import records
from practices.models import Standing
from practices.vocabulary import Channel
from tests.api import ApiTestCase
from tests.cast import bring_to, published
from tests.example import SECRET, example_document, kept_file
from tests.factories import make_practice
from tests.listed import listed, text
from tests.test_web_lists import found

MEDIA_TYPES = {
    "json": "application/json", "jsonld": "application/ld+json", "csv": "text/csv", "geojson": "application/geo+json",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
# The page and the API are asked with these; what they find, and in which order, must be the same.
QUERIES = (
    "", "q=exchange", "q=exchnge", "q=%22made-up+exchange%22", "q=officials+-training", "q=training+OR+visit", "q=visi*",
    "q=nothinglikeit", "type=other", "type=other&type=school", "theme=alpha", "theme=alpha&q=visit", "country=XA",
    "country=xa&role=provider", "role=beneficiary", "language=fr", "period=2015", "from=2010&to=2014", "sort=title",
    "sort=oldest", "sort=updated", "q=visit&sort=newest", "evidence=E1", "modality=south_south&country=XC",
)  # fmt: skip


def made() -> list[dict]:
    """Records that differ in what the queries ask for."""
    words = ("exchange of officials", "training visit", "visit of nurses", "made-up exchange", "officials in training")
    return [
        {
            **text(f"A {words[number % 5]} {number}", language=("en", "fr")[number % 2]),
            "type": ("other", "school")[number % 2], "themes": [("alpha", "beta", "gamma")[number % 3]],
            "evidence_level": f"E{number % 3}", "period": {"start": 2010 + number % 9, "end": None},
            "countries": [{"country": "XA", "role": ("provider", "donor")[number % 2]},
                          {"country": ("XB", "XC")[number % 2], "role": "beneficiary"}],
        }
        for number in range(25)
    ]  # fmt: skip


class SearchTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        listed(*made())

    def test_the_list_is_the_page_in_count_and_order(self):
        for query in QUERIES:
            for language in ("en", "fr"):
                page = found(self.client.get(f"/{language}/practices/?{query}"))
                size = max(len(page), 1)
                with self.subTest(query=query, language=language):
                    answer = self.answer(f"practices/?{query}&page_size={size}&lang={language}")
                    self.assertEqual([one["code"] for one in answer["results"]], page)
                    self.assertLessEqual(len(page), answer["count"])

    def test_files_hold_all_of_the_list(self):
        lines = self.ask("practices.jsonl?type=other&columns=url").getvalue().decode().splitlines()
        codes = self.codes("practices/?type=other&page_size=100")
        self.assertEqual([json.loads(line)["url"].rstrip("/").rpartition("/")[2] for line in lines], codes)

    def test_what_was_made_of_the_words_is_told(self):
        answer = self.answer("practices/?q=exchnge")["search"]
        self.assertEqual(answer["corrections"], [{"typed": "exchnge", "used": "exchange"}])
        self.assertEqual(answer["sort"], "relevance")
        self.assertEqual(self.answer("practices/?q=zzqqxx")["search"]["unknown_words"], ["zzqqxx"])

    def test_facets_come_with_the_list_or_by_themselves_as_the_page_counts_them(self):
        answer = self.answer("practices/?theme=alpha&facets=type,theme")
        self.assertEqual([facet["key"] for facet in answer["facets"]], ["type", "theme"])
        alone = self.answer("facets/?theme=alpha")
        self.assertEqual([one for one in alone["facets"] if one["key"] in ("type", "theme")], answer["facets"])
        themes = {one["code"]: (one["count"], one["is_chosen"]) for one in answer["facets"][1]["values"]}
        self.assertEqual(themes, {"alpha": (9, True), "beta": (8, False), "gamma": (8, False)})
        self.assertNotIn("facets", self.answer("practices/"))

    def test_every_form_of_a_list_names_the_pages_around_it_in_its_header(self):
        for path in ("practices/?page_size=10&page=2", "practices.jsonld?page_size=10&page=2"):
            response = self.ask(path)
            links = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', response["Link"]))
            with self.subTest(path):
                self.assertEqual(list(links.values()), ["next", "prev"])
                for address, name in links.items():
                    page = {"next": "3", "prev": "1"}[name]
                    self.assertEqual(parse_qs(urlsplit(address).query), {"page_size": ["10"], "page": [page]})
                    self.assertEqual(self.client.get(address).status_code, 200)
        response = self.ask("practices/?page_size=10&page=2")
        body = response.json()
        self.assertEqual(response["Link"], f'<{body["next"]}>; rel="next", <{body["previous"]}>; rel="prev"')
        self.assertNotIn("Link", self.ask("practices/?page_size=100"))
        self.assertIn('rel="next"', self.ask("terms/?page_size=1")["Link"])

    def test_the_pages_of_linked_data_hold_everything_once(self):
        found, address = [], "/api/v1/practices.jsonld?cursor=*&page_size=10"
        while address:
            response = self.client.get(address)
            found += [one["@id"] for one in response.json()["@graph"]]
            match = re.match(r'<([^>]+)>; rel="next"', response.get("Link", ""))
            address = match and match[1]
        self.assertEqual((len(found), len(set(found))), (25, 25))

    def test_a_list_costs_the_same_queries_whatever_it_holds(self):
        for path in (
            "practices/?page_size=%s&q=exchange",
            "practices/?page_size=%s&fields=code,document,grade",
            "practices/?page_size=%s&facets=type,theme",
            "practices.jsonld?page_size=%s",
        ):
            costs = [self.cost(path % size) for size in (2, 20)]
            with self.subTest(path=path):
                self.assertEqual(costs[0], costs[1])
                self.assertLessEqual(costs[0], 6)


class RecordTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.practice = published(cls.author, **example_document(attachments=[kept_file()]))
        cls.address = f"practices/{cls.practice.code}/"

    def test_a_record_has_all_its_fields_and_the_document_where_it_is_asked_for(self):
        answer = self.answer(self.address)
        self.assertEqual(set(answer), set(records.FIELDS) - {"document"})
        self.assertEqual(answer["title"]["text"], "A made-up exchange of officials")
        self.assertEqual(answer["edition"], 1)
        document = self.answer(f"{self.address}?fields=document")
        self.assertEqual(set(document), {"document"})
        self.assertEqual(document["document"], self.practice.editions.get().document)

    def test_a_code_is_read_in_any_spelling_and_with_any_ending(self):
        plain = self.practice.code.replace("-", "")
        for spelling in (self.practice.code.upper(), plain, f"{plain}.json", f"{self.practice.code}.json"):
            with self.subTest(spelling):
                ending = "" if "." in spelling else "/"
                self.assertEqual(self.answer(f"practices/{spelling}{ending}")["code"], self.practice.code)

    def test_every_field_can_be_asked_for_alone_in_lists_and_records(self):
        for name in records.FIELDS:
            with self.subTest(name):
                (one,) = self.answer(f"practices/?fields={name}")["results"]
                self.assertEqual(list(one), [name])
                self.assertEqual(list(self.answer(f"{self.address}?fields={name}")), [name])

    def test_fields_come_in_the_order_asked_for_each_once(self):
        (one,) = self.answer("practices/?fields=title,code&fields=code,url")["results"]
        self.assertEqual(list(one), ["title", "code", "url"])

    def test_addresses_in_a_record_lead_somewhere(self):
        answer = self.answer(self.address)
        for name in ("url", "api_url"):
            path = "/" + answer[name].partition("//")[2].partition("/")[2]
            self.assertEqual(self.client.get(path).status_code, 200, name)

    def test_every_ending_and_every_accept_gives_its_format(self):
        for stem in ("practices", f"practices/{self.practice.code}"):
            for ending, media_type in MEDIA_TYPES.items():
                for path, headers in ((f"{stem}.{ending}", {}), (f"{stem}/", {"accept": media_type})):
                    response = self.ask(path, **headers)
                    with self.subTest(path=path, **headers):
                        self.assertEqual(response.status_code, 200)
                        self.assertEqual(response["Content-Type"].partition(";")[0], media_type)
                        self.assertIn("Accept", response["Vary"])
                        self.assertTrue(response.getvalue())

    def test_what_takes_anything_gets_json(self):
        for accept in ("*/*", "application/*", "text/html, application/xhtml+xml, */*;q=0.8", ""):
            with self.subTest(accept):
                self.assertEqual(self.ask("practices/", accept=accept)["Content-Type"], "application/json")

    def test_weights_are_weighed(self):
        for accept, media_type in (
            ("application/ld+json, application/json;q=0.1", "application/ld+json"),
            ("application/json;q=0.1, application/ld+json", "application/ld+json"),
            ("text/csv;q=0.9,application/json;q=0.1", "text/csv"),
            ("text/csv;q=0.1,application/json;q=0.9", "application/json"),
            ("application/json;q=0, application/ld+json", "application/ld+json"),
            ("application/json;q=0, */*", "application/ld+json"),
            ("application/*;q=0.2, text/csv;q=0.1", "application/json"),
            ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
            ("*/*;q=x", "application/json"),
        ):
            for path in ("practices/", self.address):
                response = self.ask(path, accept=accept)
                with self.subTest(path=path, accept=accept):
                    self.assertEqual(response["Content-Type"].partition(";")[0], media_type)
                response.getvalue()
        for accept in ("application/json;q=0", "*/*;q=0", "nonsense", ",", "/", "application/json;q=0, image/*"):
            with self.subTest(accept):
                self.problem("countries/", 406, accept=accept)

    def test_what_takes_nothing_we_have_is_refused(self):
        for path in ("practices/", self.address, "countries/", "flows/", "terms/theme/alpha/"):
            with self.subTest(path):
                self.problem(path, 406, accept="image/png")
        self.problem("countries/", 406, accept="text/csv")

    def test_an_ending_goes_before_accept(self):
        self.assertEqual(self.ask("practices.json", accept="text/csv")["Content-Type"], "application/json")

    def test_an_ending_we_do_not_have_is_no_address(self):
        for path in ("practices.pdf", "countries.csv", f"practices/{self.practice.code}.xml", "facets.jsonl"):
            with self.subTest(path):
                self.problem(path, 404)

    def test_linked_data_names_the_practice(self):
        body = self.answer(f"practices/{self.practice.code}.jsonld")
        self.assertIn(self.practice.code, body["@id"])
        (one,) = self.answer("practices.jsonld")["@graph"]
        self.assertEqual(one["@id"], body["@id"])

    def test_nothing_for_staff_is_in_any_form(self):
        for ending in MEDIA_TYPES:
            content = self.ask(f"practices/{self.practice.code}.{ending}").getvalue()
            with self.subTest(ending):
                self.assertNotIn(SECRET.encode(), content)
        for name in ("document", "details", "contact"):
            self.assertNotIn(SECRET, json.dumps(self.answer(f"{self.address}?fields={name}")))

    def test_grade_and_contact_are_those_of_the_page(self):
        self.assertIsNone(self.answer(self.address)["grade"])
        self.assertIsNone(self.answer(self.address)["contact"])
        kept = {"given": "2026-01-02", "edition": 1, "assessors": 2, "score": 2.5, "reasons": ["Made up."]}
        Standing.objects.update(
            grade="good", grade_reasons=kept, contact_name="A made-up name", contact_consent_at="2026-01-01T00:00Z"
        )
        answer = self.answer(self.address)
        self.assertEqual((answer["grade"]["code"], answer["grade"]["assessors"]), ("good", 2))
        self.assertEqual(answer["contact"], {"name": "A made-up name", "email": ""})
        (one,) = self.answer("practices/?fields=grade,contact")["results"]
        self.assertEqual(one, {"grade": answer["grade"], "contact": answer["contact"]})


class HiddenTests(ApiTestCase):
    """Links to what is not public, and what it is that answers for an archived practice."""

    def linking(self):
        self.other = published(self.author)
        links = [{"kind": "related", "practice": self.other.code}]
        return published(
            self.author, links=links, **{"texts": {"en": {"title": "One that links", "summary": "Made up."}}}
        )

    def test_links_lead_to_public_practices_alone(self):
        practice = self.linking()
        path = f"practices/{practice.code}/?fields=links,document"
        answer = self.answer(path)
        self.assertEqual(answer["links"][0]["card"]["code"], self.other.code)
        self.assertEqual(answer["document"]["links"][0]["practice"], self.other.code)
        workflow.perform("archive", self.other, by=self.editor, note="A made-up reason.")
        for where in (path, "practices/?fields=links,document", f"practices/{practice.code}/editions/1/",
                      f"practices/{practice.code}.jsonld", f"practices/{practice.code}.csv?columns=all"):  # fmt: skip
            with self.subTest(where):
                self.assertNotIn(self.other.code, self.ask(where).getvalue().decode())

    def test_an_archived_practice_says_when_and_why_and_nothing_else(self):
        practice = published(self.author)
        workflow.perform("archive", practice, by=self.editor, note="A made-up reason.")
        for path in (f"practices/{practice.code}/", f"practices/{practice.code}.csv", f"practices/{practice.code}/editions/",
                     f"practices/{practice.code}/editions/1/"):  # fmt: skip
            with self.subTest(path):
                body = self.problem(path, 410)
                self.assertEqual((body["reason"], body["detail"]), ("A made-up reason.", "A made-up reason."))
                self.assertIn("T", body["archived"])
                self.assertNotIn("made-up exchange", json.dumps(body))
        self.assertEqual(self.answer("practices/")["count"], 0)

    def test_a_hidden_practice_is_answered_as_an_unknown_one(self):
        hidden = bring_to(make_practice(self.author), "submit")
        edited = published(self.author)
        workflow.load_many(
            [{"code": edited.code, "texts": {"en": {"title": "Not yet public", "summary": "Made up."}}}],
            by=self.author, channel=Channel.ADMIN,
        )  # fmt: skip
        for suffix in ("/", ".json", ".csv", "/editions/", "/editions/1/"):
            bodies = [self.problem(f"practices/{code}{suffix}", 404) for code in (hidden.code, "0000-0000", "x" * 500)]
            with self.subTest(suffix):
                for body in bodies:
                    del body["request_id"]
                self.assertEqual(bodies[0], bodies[1])
        self.assertEqual(self.answer(f"practices/{edited.code}/")["title"]["text"], "A made-up exchange")
        self.assertEqual(self.answer("practices/?q=%22not+yet+public%22")["count"], 0)


class DamageTests(ApiTestCase):
    """One record that cannot be read takes no list down."""

    DAMAGE = (
        '{"texts": 5}',
        "[]",
        '"made up"',
        '{"links": {"a": 1}, "countries": null}',
        '{"links": [{"practice": []}]}',
    )

    def test_a_damaged_document_leaves_the_others_whole(self):
        good, damaged = listed({}, {})
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # past the guard of editions
            for damage in self.DAMAGE:
                cursor.execute(
                    "UPDATE practices_edition SET document = %s WHERE practice_id = %s", [damage, damaged.pk]
                )
                with self.subTest(damage), self.assertLogs("practices.api", "ERROR"):
                    answer = self.answer("practices/?fields=code,title,sections,document")
                    found = {one["code"]: one for one in answer["results"]}
                    self.assertEqual(found[good.code]["document"]["type"], "other")
                    self.assertEqual(found[damaged.code]["title"]["text"], "A made-up exchange")
                    self.assertIsNone(found[damaged.code]["sections"])
                    (one,) = self.answer("practices.jsonld")["@graph"]
                    self.assertIn(good.code, one["@id"])
                self.assertEqual(len(self.codes("practices/")), 2)
            cursor.execute("SET session_replication_role = DEFAULT")
