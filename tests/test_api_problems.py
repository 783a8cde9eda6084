"""What goes wrong, as problems of RFC 9457: every fault named at once, and never a page of HTML."""

from django.db import OperationalError
from django.test import Client
from psycopg.errors import AdminShutdown, QueryCanceled, SyntaxErrorOrAccessRuleViolation

from practices.api.problems import KINDS
from practices.models import Country
from practices.vocabulary import Acceptance
from tests.api import API, ApiTestCase
from tests.cast import published
from tests.factories import OrganisationFactory, TermFactory
from tests.test_web_search import refusing

UNKNOWN = (
    "nothing",
    "nothing/",
    "practices/x/y/z/",
    "../",
    "practices//",
    "v2/",
    ".env",
    "%E0%A4%A",
)
METHODS = ("post", "put", "patch", "delete", "trace")
ADDRESSES = (
    "practices/",
    "countries/XA/",
    "flows/",
    "statistics/",
    "compare/",
    "suggestions/",
    "terms/theme/alpha/",
    "",
)


class ParameterTests(ApiTestCase):
    def faults(self, path: str) -> dict:
        return {one["field"]: (one["code"], one["message"]) for one in self.problem(path, 400)["errors"]}

    def test_every_fault_is_told_at_once(self):
        faults = self.faults(
            "practices/?q=" + "x" * 201 + "&theme=nope&country=ZZ&from=1&to=x&sort=best&page=0&page_size=101&fields=code,nope"
            "&facets=nope&lang=de&pages=3&columns=all&period=2014"
        )  # fmt: skip
        self.assertEqual(
            {name: code for name, (code, _message) in faults.items()},
            {
                "q": "too_long", "theme": "unknown_value", "country": "unknown_value", "from": "out_of_range",
                "to": "not_a_number", "sort": "unknown_value", "page": "out_of_range", "page_size": "out_of_range",
                "fields": "unknown_value",
                "facets": "unknown_value", "lang": "unknown_value", "pages": "unknown_parameter", "columns": "not_together",
                "period": "unknown_value",
            },
        )  # fmt: skip
        self.assertTrue(all(message for _code, message in faults.values()))

    def test_years_in_the_wrong_order_are_refused(self):
        self.assertEqual(self.faults("practices/?from=2020&to=2010")["from"][0], "order")

    def test_an_unknown_parameter_is_refused_and_the_nearest_named(self):
        for given, near in (
            ("contry", "country"),
            ("pagesize", "page_size"),
            ("Theme", "theme"),
            ("langauge", "language"),
        ):
            code, message = self.faults(f"practices/?{given}=1")[given]
            with self.subTest(given):
                self.assertEqual(code, "unknown_parameter")
                self.assertIn(f"“{near}”", message)
        self.assertIn("There are: ", self.faults("countries/?zzzzzz=1")["zzzzzz"][1])
        for path in ("", "problems/gone/", "countries/XA/", "terms/theme/alpha/", "mechanisms/process_one/"):
            self.assertIn("sort", self.faults(f"{path}?sort=title"))

    def test_names_of_other_registries_and_of_fields_lead_to_ours(self):
        for given, near in (
            ("per_page", "page_size"), ("limit", "page_size"), ("size", "page_size"), ("offset", "page"), ("start", "page"),
            ("search", "q"), ("query", "q"), ("text", "q"), ("ordering", "sort"), ("order", "sort"), ("order_by", "sort"),
            ("locale", "lang"), ("gcm_objective", "gcm"), ("gcm_objectives", "gcm"), ("themes", "theme"), ("sdgs", "sdg"),
            ("countries", "country"), ("sdg_targets", "sdg"), ("beneficiary_groups", "beneficiary"), ("field", "fields"),
            ("evidence_level", "evidence"), ("modalities", "modality"), ("organizations", "organisation"),
        ):  # fmt: skip
            code, message = self.faults(f"practices/?{given}=1")[given]
            with self.subTest(given):
                self.assertEqual(code, "unknown_parameter")
                self.assertIn(f"Did you mean “{near}”?", message)
        self.assertIn("“.csv”", self.faults("practices/?format=csv")["format"][1])
        # What is suggested is there.
        self.assertIn("“page”", self.faults("countries/?offset=20")["offset"][1])
        self.assertNotIn("“sort”", self.faults("countries/?ordering=title")["ordering"][1])

    def test_the_nearest_value_is_named_and_all_where_they_are_few(self):
        for query, near in (
            ("country=XAX", "XA"), ("country=xax", "XA"), ("country=Country+XB", "XB"), ("theme=alpah", "alpha"),
            ("theme=Made-up+theme+beta", "beta"), ("sort=newst", "newest"), ("fields=titel", "title"),
            ("facets=themes", "theme"), ("role=beneficiar", "beneficiary"), ("lang=ara", "ar"),
        ):  # fmt: skip
            name = query.partition("=")[0]
            code, message = self.faults(f"practices/?{query}")[name]
            with self.subTest(query):
                self.assertEqual(code, "unknown_value")
                self.assertIn(f"Did you mean “{near}”?", message)
        self.assertIn("newest, oldest", self.faults("practices/?sort=best")["sort"][1])
        self.assertIn("alpha, beta, gamma", self.faults("practices/?theme=zzzzz")["theme"][1])
        self.assertNotIn("supporting", self.faults("practices/?fields=zzzzz")["fields"][1])
        for path in ("organisations/", "mechanisms/"):
            self.assertIn("“XA”", self.faults(f"{path}?country=XAX")["country"][1])
        self.assertIn("“theme”", self.faults("terms/?vocabulary=themes")["vocabulary"][1])

    def test_a_code_that_tells_nothing_comes_with_its_name(self):
        OrganisationFactory(code="0000-0055", label_en="Made-up Office", acronym="MUO")
        for value in ("Made-up+Ofice", "MUO"):
            message = self.faults(f"practices/?organisation={value}")["organisation"][1]
            with self.subTest(value):
                self.assertIn("“0000-0055” (Made-up Office)?", message)

    def test_a_country_is_known_by_its_number_and_no_other_number_is_like_it(self):
        Country.objects.filter(code="XA").update(m49="901")
        self.assertIn("“XA”?", self.faults("practices/?country=901")["country"][1])
        self.assertNotIn("Did you mean", self.faults("practices/?country=902")["country"][1])

    def test_what_is_only_proposed_is_not_suggested(self):
        TermFactory(code="secretly", label_en="A secret theme", acceptance=Acceptance.PROPOSED)
        for value in ("secretly", "secretl", "A+secret+theme"):
            message = self.faults(f"practices/?theme={value}")["theme"][1]
            self.assertNotIn("Did you mean", message)
            self.assertEqual(message.count("secretly"), value.count("secretly"))

    def test_every_unknown_value_is_a_fault_of_its_own(self):
        errors = self.problem("practices/?theme=nope&theme=alpha&theme=neither", 400)["errors"]
        self.assertEqual([(one["field"], one["code"]) for one in errors], [("theme", "unknown_value")] * 2)
        self.assertIn("“nope”", errors[0]["message"])
        self.assertIn("“neither”", errors[1]["message"])

    def test_columns_are_refused_in_words_of_their_own(self):
        for ending in ("csv", "xlsx"):
            code, message = self.faults(f"practices.{ending}?columns=code,titel")["columns"]
            self.assertEqual(code, "unknown_value")
            self.assertIn("Did you mean “title”?", message)
            self.assertNotIn("left out", message)
        code, message = self.faults("practices.csv?columns=internal_notes")["columns"]
        self.assertNotIn("Did you mean “internal_notes”?", message)

    def test_what_is_no_number_and_what_is_too_small_or_large_are_two_things(self):
        for value, expected in (
            ("0", "out_of_range"), ("-1", "out_of_range"), ("99999999999999999999", "out_of_range"),
            ("x", "not_a_number"), ("1.5", "not_a_number"), ("", "not_a_number"), ("-", "not_a_number"),
        ):  # fmt: skip
            with self.subTest(value):
                self.assertEqual(self.faults(f"practices/?page={value}")["page"][0], expected)
        self.assertEqual(self.faults("practices/?from=1")["from"][0], "out_of_range")
        self.assertEqual(self.faults("practices/?from=x")["from"][0], "not_a_number")

    def test_linked_data_takes_no_fields_and_no_facets(self):
        code = published(self.author).code
        for path, name in (
            ("practices.jsonld?fields=code", "fields"), ("practices.jsonld?facets=type", "facets"),
            (f"practices/{code}.jsonld?fields=code", "fields"),
        ):  # fmt: skip
            with self.subTest(path):
                self.assertEqual(self.faults(path)[name][0], "not_together")

    def test_a_parameter_of_files_is_for_files_and_one_of_pages_is_not(self):
        code = published(self.author).code
        self.assertEqual(self.faults(f"practices/{code}/?columns=all")["columns"][0], "not_together")
        for path in ("practices.csv?page=2", "practices.xlsx?cursor=*", f"practices/{code}.csv?fields=code"):
            self.assertEqual([fault[0] for fault in self.faults(path).values()], ["not_together"])
        self.assertEqual(
            {name: code for name, (code, _message) in self.faults(
                "practices.csv?columns=nope&layout=sideways&codes=7&headings=x&theme=nope&sort=best&nonsense=1"
            ).items()},
            {"columns": "unknown_value", "layout": "unknown_value", "codes": "unknown_value", "headings": "unknown_value",
             "theme": "unknown_value", "sort": "unknown_value", "nonsense": "unknown_parameter"},
        )  # fmt: skip

    def test_one_value_where_one_is_taken_and_several_where_several_are(self):
        self.assertEqual(self.faults("practices/?page=1&page=2")["page"][0], "repeated_parameter")
        self.assertEqual(self.faults("practices/?q=a&q=b")["q"][0], "repeated_parameter")
        self.assertEqual(self.answer("practices/?theme=alpha&theme=beta")["count"], 0)

    def test_an_empty_choice_of_fields_is_a_fault(self):
        for value in ("", ",", ",,"):
            self.assertEqual(self.faults(f"practices/?fields={value}")["fields"][0], "empty")

    def test_more_values_than_may_be_chosen_are_refused(self):
        many = "&".join(f"theme=t{number}" for number in range(101))
        code, message = self.faults(f"practices/?{many}")["theme"]
        self.assertEqual(code, "too_many")
        self.assertIn("100", message)

    def test_no_more_faults_are_told_than_anybody_reads(self):
        body = self.problem("practices/?" + "&".join(f"x{number}=1" for number in range(200)), 400)
        self.assertEqual(len(body["errors"]), 20)

    def test_addresses_that_no_program_means_are_refused_before_anything(self):
        for query in ("q=%00", "q=a%00b", "theme=%00", "a" * 8193, "&".join(["q=1"] * 1001)):
            with self.subTest(query[:10]):
                self.whole_problem(self.client.get(f"{API}practices/?{query}"), 400)
        self.whole_problem(self.client.get(f"{API}practices/%00/"), 400)
        self.whole_problem(self.ask("practices/", accept_language="fr\0"), 400)


class KindTests(ApiTestCase):
    def test_every_kind_has_its_address(self):
        for kind in KINDS.values():
            answer = self.answer(f"problems/{kind.code}/")
            self.assertEqual((answer["status"], answer["title"]), (kind.status, str(kind.title)))
        self.problem("problems/made-up/", 404)

    def test_nothing_is_there_for_any_method(self):
        for path in UNKNOWN:
            for method in ("get", *METHODS):
                with self.subTest(path=path, method=method):
                    self.whole_problem(getattr(self.client, method)(API + path), 404)

    def test_a_method_that_is_not_allowed_names_those_that_are(self):
        for path in ADDRESSES:
            for method in METHODS:
                response = getattr(self.client, method)(API + path)
                with self.subTest(path=path, method=method):
                    self.whole_problem(response, 405)
                    self.assertEqual(response["Allow"], "GET, HEAD, OPTIONS")

    def test_an_address_that_lacks_its_slash_is_led_there(self):
        for path in ("practices", "countries/XA", "docs", "practices/0000-0000/editions"):
            response = self.ask(f"{path}?lang=fr")
            with self.subTest(path):
                self.assertEqual((response.status_code, response["Location"]), (301, f"{API}{path}/?lang=fr"))
                self.assertEqual(self.client.head(API + path).status_code, 301)
                self.whole_problem(self.client.post(API + path), 404)
        for path in ("nothing", "practices/x.xml", "terms/theme/alpha.json", "/evil.example", "%5C%5Cevil", "//"):
            with self.subTest(path):
                self.problem(path, 404)

    def test_who_asks_can_name_the_request(self):
        self.assertEqual(self.ask("practices/x/", x_request_id="made-up-1")["X-Request-ID"], "made-up-1")
        self.assertEqual(self.problem("practices/x/", 404, x_request_id="made-up-1")["request_id"], "made-up-1")
        for odd in ("a b", "<script>", "x" * 65, ""):
            self.assertRegex(self.ask("practices/", x_request_id=odd)["X-Request-ID"], r"^[0-9a-f]{16}$")


class FormTests(ApiTestCase):
    def test_a_form_of_another_site_is_refused_as_programs_read_it(self):
        response = Client(enforce_csrf_checks=True).post("/api/v1/docs/", {"a": "b"})
        self.whole_problem(response, 403)


class RefusalTests(ApiTestCase):
    """The database refuses, or is gone."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.code = published(cls.author).code

    def test_a_refusal_of_the_database_asks_to_come_back(self):
        for table, path in (
            ("practices_requestcount", "practices/"), ("practices_listing", "practices/?page_size=7"),
            ("practices_listings_with", "practices/?q=quiet"), ("practices_edition", "statistics/"),
            ("practices_listingwords", "suggestions/?q=made"), ("practices_edition", f"practices/{self.code}/editions/"),
            ("practices_alias", "countries/?q=x"),
        ):  # fmt: skip
            for cause in (QueryCanceled, AdminShutdown):
                with self.subTest(path=path, cause=cause.__name__), refusing(table, cause):
                    response = self.ask(path)
                    self.whole_problem_of_database(response)

    def whole_problem_of_database(self, response) -> None:
        self.assertEqual((response.status_code, response["Content-Type"]), (503, "application/problem+json"))
        self.assertEqual(response["Retry-After"], "10")
        self.assertNotIn("made-up", response.content.decode())

    def test_a_fault_of_ours_tells_nothing_of_itself(self):
        self.client.raise_request_exception = False
        with (
            refusing("practices_listing", SyntaxErrorOrAccessRuleViolation),
            self.assertLogs("practices.api", "ERROR"),
        ):
            response = self.ask("practices/?page_size=9")
        self.assertEqual((response.status_code, response["Content-Type"]), (500, "application/problem+json"))
        self.assertNotIn("made-up", response.content.decode())
        self.assertIn("request_id", response.json())

    def test_a_connection_that_is_lost_is_no_fault_of_ours(self):
        def execute(run, sql, *rest):
            raise OperationalError("made-up: the connection is lost")

        from django.db import connection

        with connection.execute_wrapper(execute):
            self.whole_problem_of_database(self.ask("practices/"))
