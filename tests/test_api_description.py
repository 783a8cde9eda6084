"""The description of the API: valid, complete, and true of real answers."""

import json
import tempfile
from io import StringIO

import yaml
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.urls import get_resolver
from django.utils import timezone
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from accounts import api_keys
from accounts.models import ApiScope
from practices.api import problems
from practices.api.describing.declaring import EXAMPLES
from practices.api.describing.shapes.records import CARD, IDENTITY
from practices.api.describing.views import description
from practices.api.records import FIELDS
from practices.document import json_schema
from practices.models import Organisation, Standing, Term
from practices.opendata import addresses
from practices.vocabulary import Acceptance, Grade, TermKind
from tests.described import answers, faults, named, operations, resolved, unlike, whole
from tests.factories import OrganisationFactory, snapshot_document
from tests.world import WorldTestCase

# Addresses that are not described: the description itself, and the answer to all that is none.
UNDESCRIBED = {"schema/", "docs/", r"^[\s\S]*$"}


class DescriptionTests(TestCase):
    """The description in itself."""

    def test_it_is_valid_openapi_3_1(self):
        found = whole()
        self.assertEqual(found["openapi"], "3.1.0")
        validate_schema(found)
        for name, shape in found["components"]["schemas"].items():
            with self.subTest(shape=name):
                Draft202012Validator.check_schema(shape)

    def test_the_generator_warns_of_nothing(self):
        with GENERATOR_STATS.silence():
            description()
            self.assertFalse(GENERATOR_STATS)

    def test_every_address_is_described_once_for_all_its_formats(self):
        entries = next(one for one in get_resolver().url_patterns if str(one.pattern) == addresses.API[1:])
        plain = {str(one.pattern) for one in entries.url_patterns if not (one.name or "").endswith("_as")} - UNDESCRIBED
        told = {path.removeprefix(addresses.API) for path, _method, _operation in operations()}
        self.assertEqual({_bare(one) for one in plain}, told)

    def test_every_operation_says_what_it_is_for(self):
        tags = {tag["name"] for tag in whole()["tags"]}
        names = [operation["operationId"] for _path, _method, operation in operations()]
        self.assertEqual(len(names), len(set(names)))
        for path, method, operation in operations():
            with self.subTest(path=path, method=method):
                self.assertTrue(operation["summary"] and operation["description"])
                self.assertLessEqual(set(operation["tags"]), tags)

    def test_every_answer_has_a_shape_and_an_example(self):
        for path, method, operation in operations():
            for status, answer in answers(operation):
                with self.subTest(path=path, method=method, status=status):
                    self.assertTrue(answer["description"])
                    for media_type, content in answer.get("content", {}).items():
                        has_example = "example" in content or "examples" in content
                        self.assertTrue(content["schema"])
                        self.assertTrue(has_example or content["schema"].get("format") == "binary", media_type)
                    if status in (200, 201) or status >= 400:
                        self.assertTrue(answer.get("content"))

    def test_every_example_has_the_shape_it_is_an_example_of(self):
        for path, method, operation in operations():
            contents = [answer.get("content", {}) for _status, answer in answers(operation)]
            contents.append(operation.get("requestBody", {}).get("content", {}))
            for content in contents:
                for media_type, one in content.items():
                    values = [one["example"]] if "example" in one else [
                        each["value"] for each in one.get("examples", {}).values()
                    ]  # fmt: skip
                    for value in values:
                        with self.subTest(path=path, method=method, media_type=media_type):
                            self.assertIsNotNone(value)
                            self.assertEqual(faults(one["schema"], value), [])

    def test_every_parameter_that_is_needed_has_an_example_of_its_shape(self):
        for path, method, operation in operations():
            for parameter in map(resolved, operation["parameters"]):
                with self.subTest(path=path, method=method, parameter=parameter["name"]):
                    self.assertTrue(parameter["description"])
                    if parameter.get("required"):
                        self.assertIn("example", parameter)
                    for example in _examples(parameter):
                        self.assertEqual(faults(parameter["schema"], example), [])

    def test_errors_that_may_always_come_are_told_with_every_operation(self):
        for path, method, operation in operations():
            with self.subTest(path=path, method=method):
                told = {status for status, _answer in answers(operation)}
                self.assertLessEqual({400, 401, 406, 429, 503}, told)
                if operation["security"] != [{}, {"key": []}]:
                    self.assertIn(403, told)

    def test_every_kind_of_problem_but_our_own_faults_is_told_somewhere(self):
        told = {name for answer in whole()["components"]["responses"] for name in answer.split(".")}
        self.assertEqual(set(problems.KINDS) - told - {"failure", "method-not-allowed"}, set())

    def test_no_shape_and_no_example_is_left_over(self):
        used = set(_references(whole()))
        shapes = {f"#/components/schemas/{name}" for name in whole()["components"]["schemas"]}
        self.assertEqual(shapes - used, set())
        files = {path.stem.partition(".")[0] for path in EXAMPLES.glob("*.json")}
        self.assertEqual(files - set(named()), set())

    def test_the_document_is_the_schema_that_is_served(self):
        told = whole()["components"]["schemas"]["Document"]
        self.assertEqual(told["properties"].keys(), json_schema()["properties"].keys())

    def test_an_answer_with_a_member_nobody_described_is_noticed(self):
        shape = {"$ref": "#/components/schemas/Label"}
        label = {"code": "XA", "label": "Country XA", "language": "en", "direction": "ltr"}
        self.assertEqual(faults(shape, label), [])
        self.assertTrue(faults(shape, label | {"secret": 1}))


def _examples(parameter: dict) -> list:
    """Those of a parameter; of one that may be left out they stand in its schema."""
    schema = parameter["schema"]
    inner = schema.get("items", {}).get("examples", [])
    return [
        *schema.get("examples", []),
        *([one] for one in inner),
        *([parameter["example"]] if "example" in parameter else []),
    ]


def _bare(pattern: str) -> str:
    """practices/<str:code>/ as descriptions write it."""
    for converter in ("str", "int", "path"):
        pattern = pattern.replace(f"<{converter}:", "{")
    return pattern.replace(">", "}")


def _references(value: object):
    if isinstance(value, dict):
        for name, one in value.items():
            if name == "$ref" and isinstance(one, str):
                yield one
            else:
                yield from _references(one)
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)


class ServedTests(TestCase):
    """The addresses of the description."""

    def test_json_and_yaml_are_the_same(self):
        as_json = self.client.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
        as_yaml = self.client.get("/api/v1/schema.yaml")
        self.assertEqual(as_json["Content-Type"], "application/vnd.oai.openapi+json")
        self.assertEqual(as_yaml["Content-Type"], "application/yaml")
        self.assertEqual(as_json.json(), yaml.safe_load(as_yaml.content))

    def test_whoever_has_it_gets_304(self):
        first = self.client.get("/api/v1/schema.json")
        again = self.client.get("/api/v1/schema.json", headers={"if-none-match": first["ETag"]})
        self.assertEqual((again.status_code, again.content), (304, b""))
        other = self.client.get("/api/v1/schema.yaml", headers={"if-none-match": first["ETag"]})
        self.assertEqual(other.status_code, 200)

    def test_it_tells_the_limits_that_are_set(self):
        with override_settings(API_ANONYMOUS_PER_MINUTE=4321):
            self.assertContains(self.client.get("/api/v1/schema/"), "4321 requests a minute")

    def test_unknown_parameters_and_formats_are_problems(self):
        for path, headers, status in (
            ("/api/v1/schema/?formt=json", {}, 400), ("/api/v1/schema/", {"accept": "text/html"}, 406),
            ("/api/v1/schema.xml", {}, 404),
        ):  # fmt: skip
            with self.subTest(path=path):
                response = self.client.get(path, headers=headers)
                self.assertEqual(response.status_code, status)
                self.assertEqual(response["Content-Type"], problems.MEDIA_TYPE)

    def test_the_page_relaxes_the_policy_for_styles_alone(self):
        page = self.client.get("/api/v1/docs/")
        other = self.client.get("/en/about/")
        policy, strict = (
            dict(one.strip().split(" ", 1) for one in response["Content-Security-Policy"].split(";"))
            for response in (page, other)
        )
        self.assertEqual(policy.pop("style-src"), "'self' 'unsafe-inline'")
        strict.pop("style-src")
        self.assertEqual(policy, strict)
        self.assertEqual(self.client.post("/api/v1/docs/").status_code, 405)

    def test_static_files_are_those_of_the_page_alone(self):
        with tempfile.TemporaryDirectory() as folder, override_settings(STATIC_ROOT=folder):
            told = StringIO()
            call_command("collectstatic", interactive=False, dry_run=True, stdout=told)
        self.assertIn("swagger-ui-bundle.js", told.getvalue())
        self.assertNotIn("redoc", told.getvalue())


@override_settings(API_ANONYMOUS_PER_MINUTE=100_000, API_FILES_PER_MINUTE=100_000)
class TrueTests(WorldTestCase):
    """Real answers against the description. Every operation that reads what is public is asked here."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        code, archived = cls.practices["published"].code, cls.practices["archived"].code
        organisation = OrganisationFactory().code
        cls.asked = {
            "getWayIn": [("", 200)],
            "getProblemKind": [("problems/gone/", 200), ("problems/made-up/", 404)],
            "listPractices": [
                ("practices/", 200), ("practices/?cursor=*&facets=theme,country&fields=code,grade,document", 200),
                ("practices/?q=xchange&country=XA&lang=fr&page_size=1", 200), ("practices/?contry=XA&page=x", 400),
                ("practices/?page=9", 404), ("practices/?lang=ar&fields=" + ",".join(FIELDS), 200),
            ],
            "getPractice": [
                (f"practices/{code}/", 200), (f"practices/{code}/?fields=document,title&lang=ar", 200),
                (f"practices/{archived}/", 410), ("practices/made-up/", 404),
            ],
            "listFacets": [("facets/?q=exchange&theme=alpha&from=2000", 200), ("facets/?facets=x", 400)],
            "listEditions": [(f"practices/{code}/editions/", 200), (f"practices/{archived}/editions/", 410)],
            "getEdition": [(f"practices/{code}/editions/1/", 200), (f"practices/{code}/editions/99/", 404)],
            "compareEditions": [(f"compare/?old={code}.1&new={cls.practices['edited'].code}", 200), ("compare/", 400),
                                (f"compare/?old={archived}&new={code}", 410)],
            "listSuggestions": [("suggestions/?q=exchan", 200), ("suggestions/?q=made", 200), ("suggestions/", 400)],
            "getStatistics": [("statistics/", 200), ("statistics/?q=nothing+of+the+kind", 200)],
            "listFlows": [("flows/", 200), ("flows/?kind=movement", 200), ("flows/?kind=x", 400)],
            "listCountries": [("countries/", 200), ("countries/?q=xa&has_practices=true", 200), ("countries/?region=x", 400)],
            "getCountry": [("countries/xa/", 200), ("countries/QQ/", 404)],
            "listOrganisations": [("organisations/?has_practices=true", 200), ("organisations/?page=99", 404)],
            "getOrganisation": [(f"organisations/{organisation}/", 200), ("organisations/made-up/", 404)],
            "listMechanisms": [("mechanisms/", 200), ("mechanisms/?category=x", 400)],
            "getMechanism": [("mechanisms/process_one/", 200), ("mechanisms/none/", 404)],
            "listTerms": [("terms/?page_size=100", 200), ("terms/?vocabulary=sdg_target", 200)],
            "getTerm": [("terms/sdg_target/10.7/", 200), ("terms/theme/made-up/", 404)],
        }  # fmt: skip

    def get(self, path: str, **headers):
        return self.client.get(f"{addresses.API}{path}", headers=headers)

    def test_every_operation_that_reads_is_asked_here(self):
        public = {name for name, (_path, _method, one) in named().items() if one["security"][0] == {}}
        self.assertEqual(public, set(self.asked))

    def test_answers_are_as_described(self):
        for name, requests in self.asked.items():
            for path, status in requests:
                with self.subTest(operation=name, path=path):
                    response = self.get(path)
                    self.assertEqual(response.status_code, status, response.content[:300])
                    self.assertEqual(unlike(named()[name][2], response), [])

    def test_every_format_is_as_described(self):
        for name, (path, status) in ((name, requests[0]) for name, requests in self.asked.items()):
            operation = named()[name][2]
            for media_type in operation["responses"][str(status)].get("content", {}):
                with self.subTest(operation=name, media_type=media_type):
                    response = self.get(path, accept=media_type)
                    self.assertEqual(response["Content-Type"].partition(";")[0], media_type)
                    self.assertEqual(unlike(operation, response), [])

    def test_a_graded_practice_with_a_contact_is_as_described(self):
        code = self.practices["published"].code
        reasons = {"rubric": 1, "given": "2024-01-02", "edition": 1, "assessors": 2, "score": 72.5, "reasons": ["Made up."],
                   "criteria": {"results": 2.5}, "reused_by": []}  # fmt: skip
        Standing.objects.filter(practice__code=code).update(
            grade=Grade.GOOD, grade_reasons=reasons, grade_expires="2027-01-02", contact_name="Made-up desk",
            contact_email="desk@test.example", contact_consent_at=timezone.now(),
        )  # fmt: skip
        for name, path in (("getPractice", f"practices/{code}/"), ("listPractices", "practices/?fields=grade,contact")):
            with self.subTest(operation=name):
                response = self.get(path)
                self.assertIn(b"Made-up desk", response.content)
                self.assertEqual(unlike(named()[name][2], response), [])

    def test_what_was_merged_is_as_described(self):
        kept, gone = OrganisationFactory.create_batch(2)
        Organisation.objects.filter(pk=gone.pk).update(replaced_by=kept, acceptance=Acceptance.RETIRED)
        kept, gone = (Term.objects.get(kind=TermKind.THEME, code=code) for code in ("beta", "gamma"))
        Term.objects.filter(pk=gone.pk).update(replaced_by=kept, acceptance=Acceptance.RETIRED)
        for name, path, status in (
            ("getOrganisation", f"organisations/{Organisation.objects.get(acceptance=Acceptance.RETIRED).code}/", 301),
            ("getTerm", "terms/theme/gamma/", 301),
        ):
            with self.subTest(operation=name):
                response = self.get(path)
                self.assertEqual(response.status_code, status)
                self.assertEqual(unlike(named()[name][2], response), [])

    def test_what_comes_unasked_is_all_there(self):
        shapes = whole()["components"]["schemas"]
        record = self.get(self.asked["getPractice"][0][0]).json()
        self.assertEqual(set(record), set(shapes["Practice"]["properties"]) - {"document"})
        item = self.get("practices/").json()["results"][0]
        self.assertEqual(set(item), {"code", *IDENTITY, *CARD})

    def test_conditional_and_refused_requests_are_as_described(self):
        for name, requests in self.asked.items():
            path, operation = requests[0][0], named()[name][2]
            tag = self.get(path)["ETag"]
            for headers, status in (
                ({"if-none-match": tag}, 304), ({"authorization": "Bearer prk_x"}, 401), ({"accept": "text/html"}, 406),
            ):  # fmt: skip
                with self.subTest(operation=name, status=status):
                    response = self.get(path, **headers)
                    self.assertEqual(response.status_code, status)
                    self.assertEqual(unlike(operation, response), [])

    @override_settings(API_ANONYMOUS_PER_MINUTE=1)
    def test_too_many_requests_are_as_described(self):
        responses = [self.get("") for _time in range(3)]
        self.assertEqual(responses[-1].status_code, 429)
        self.assertEqual(unlike(named()["getWayIn"][2], responses[-1]), [])


@override_settings(API_ANONYMOUS_PER_MINUTE=100_000, API_ACCOUNT_PER_MINUTE=100_000)
class WrittenTests(WorldTestCase):
    """The same of what needs a key: answers to each operation, good ones and refusals."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.keys = {
            who: api_keys.make(cls.people[who], "Made-up key", [ApiScope.WRITE], 30)[1]
            for who in ("own", "editor", "account")
        }

    def send(self, name: str, code: str = "", body: object = None, who: str = "own", **headers: str):
        """The answer to an operation, which must be as described."""
        path, method, operation = named()[name]
        if who:
            headers["authorization"] = f"Bearer {self.keys[who]}"
        media_type = headers.pop("content_type", "application/json")
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        response = self.client.generic(
            method.upper(), path.replace("{code}", code), content, media_type,
            headers={key.replace("_", "-"): value for key, value in headers.items()},
        )  # fmt: skip
        self.assertEqual(unlike(operation, response), [])
        return response

    def test_a_draft_from_its_making_to_its_submission(self):
        made = self.send("createWorkingCopy", body=snapshot_document())
        code, tag = made.json()["code"], made["ETag"]
        self.assertEqual((made.status_code, self.send("getWorkingCopy", code).json()), (201, made.json()))
        self.assertEqual(self.send("getWorkingCopy", code, if_none_match=tag).status_code, 304)
        changed = self.send("changeWorkingCopy", code, {"period": {"start": 2020}}, if_match=tag)
        patch = {"content_type": "application/merge-patch+json", "if_match": changed["ETag"]}
        changed = self.send("changeWorkingCopy", code, {"period": {"end": 2021}}, **patch)
        self.assertEqual(changed.json()["document"]["period"], {"start": 2020, "end": 2021})
        self.assertEqual(self.send("listTransitions", code).json()["transitions"][0]["name"], "submit")
        moved = self.send("moveWorkingCopy", code, {"name": "submit"}, if_match=changed["ETag"])
        self.assertEqual(moved.json()["state"], "submitted")
        self.assertEqual(self.send("listWorkingCopies").json()["results"][0]["code"], code)

    def test_a_draft_is_deleted(self):
        draft = self.practices["draft"]
        self.assertEqual(self.send("deleteWorkingCopy", draft.code, if_match=f'"{draft.revision}"').status_code, 204)

    def test_every_working_copy_has_its_shape(self):
        for who in ("own", "editor"):
            for state, practice in self.practices.items():
                with self.subTest(who=who, state=state):
                    self.assertIn(self.send("getWorkingCopy", practice.code, who=who).status_code, (200, 404))
            self.assertEqual(self.send("listWorkingCopies", who=who).status_code, 200)

    def test_many_documents(self):
        items = [{"document": snapshot_document()}, {"document": snapshot_document(type="none of ours")},
                 {"document": {"code": self.practices["draft"].code}, "revision": 99}]  # fmt: skip
        results = self.send("sendManyDocuments", body={"items": items}).json()["results"]
        self.assertEqual([one["status"] for one in results], [201, 400, 412])

    def test_an_answer_is_given_again(self):
        answers = [
            self.send("createWorkingCopy", body=snapshot_document(), idempotency_key="made-up") for _time in "12"
        ]
        self.assertEqual(answers[0].content, answers[1].content)
        self.assertIn("Idempotency-Replayed", answers[1])
        other = self.send("createWorkingCopy", body={}, idempotency_key="made-up")
        self.assertEqual(other.status_code, 422)

    def test_refusals(self):
        draft, published = self.practices["draft"].code, self.practices["published"].code
        good = {"if_match": f'"{self.practices["draft"].revision}"'}
        for status, name, code, body, options in (
            (400, "createWorkingCopy", "", {"state": "published", "countries": [{"country": "QQ", "role": "x"}]}, {}),
            (400, "createWorkingCopy", "", b"{", {}),
            (400, "deleteWorkingCopy", published, None, {"if_match": f'"{self.practices["published"].revision}"'}),
            (401, "createWorkingCopy", "", {}, {"who": ""}),
            (403, "listWorkingCopies", "", None, {"who": "account"}),
            (403, "moveWorkingCopy", draft, {"name": "publish", "note": "x"}, good),
            (404, "changeWorkingCopy", "made-up", {}, good),
            (406, "listWorkingCopies", "", None, {"accept": "text/html"}),
            (412, "changeWorkingCopy", draft, {}, {"if_match": '"0"'}),
            (413, "createWorkingCopy", "", b" " * 1_100_000, {}),
            (415, "createWorkingCopy", "", {}, {"content_type": "text/plain"}),
            (428, "changeWorkingCopy", draft, {}, {}),
        ):
            with self.subTest(status=status, operation=name):
                self.assertEqual(self.send(name, code, body, **options).status_code, status)
