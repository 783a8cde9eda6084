"""Every described operation with odd values, as each role: nothing undocumented is answered, and nothing fails.

Schemathesis reads the description as a stranger's tool would and tries its examples, the bounds of every value, what
lies beyond them, and random values. All of it runs in this process, in one transaction a role.
"""

import copy
import itertools
import logging
import tempfile
from collections import Counter

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import TestCase, override_settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test
from schemathesis.generation.meta import TestPhase

from accounts import api_keys
from practices import search
from tests.cast import bring_to
from tests.described import whole
from tests.example import example_document
from tests.factories import OrganisationFactory, make_practice, make_reference
from tests.staff import member

STEPS = ((), ("submit",), ("submit", "take"), ("submit", "take", "publish"), ("submit", "take", "publish", "archive"))
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
          "response_headers_conformance", "negative_data_rejection", "unsupported_method", "missing_required_header",
          "ignored_auth", "allow_header_conformance")  # fmt: skip
REFUSED = [400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 428]
MANY = 10**6
QUICK = {HypothesisTestMode.EXAMPLES, HypothesisTestMode.FUZZING}
KEYS = itertools.count()


class OddRequests(TestCase):
    """One test a role. What everybody may do is tried most with nobody's key, what needs one with the highest."""

    @classmethod
    def setUpTestData(cls):
        make_reference()
        cls.author = member("contributor")
        cls.practices = [bring_to(make_practice(cls.author, **example_document()), *steps) for steps in STEPS]
        cls.organisation = OrganisationFactory()

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        limits = dict.fromkeys(("API_ANONYMOUS_PER_MINUTE", "API_ACCOUNT_PER_MINUTE", "API_FILES_PER_MINUTE"), MANY)
        self.enterContext(override_settings(MEDIA_ROOT=folder, **limits))
        logging.disable(logging.ERROR)  # thousands of refusals
        self.addCleanup(logging.disable, logging.NOTSET)
        for signal in (request_started, request_finished):  # as Django's own client has it: the transaction stays open
            signal.disconnect(close_old_connections)
            self.addCleanup(signal.connect, close_old_connections)

    def test_anonymous(self):
        answers = self.try_all(None, random=4, is_thorough=lambda operation: not needs_key(operation))
        self.assertEqual(set(answers["POST /api/v1/working-copies/"]), {401})
        self.assertLessEqual({200, 400, 410}, set(answers["GET /api/v1/practices/{code}/"]))

    def test_contributor(self):
        self.try_all(self.author, random=4)

    def test_reviewer(self):
        self.try_all(member("reviewer"), random=4)

    def test_editor(self):
        self.try_all(member("editor"), random=4)

    def test_administrator(self):
        answers = self.try_all(member("administrator"), random=4, step=8, is_thorough=needs_key)
        # Not refused out of hand: what is good is carried out.
        for status, operation in (
            (201, "POST /api/v1/working-copies/"), (200, "PATCH /api/v1/working-copies/{code}/"),
            (204, "DELETE /api/v1/working-copies/{code}/"), (200, "POST /api/v1/working-copies/{code}/transitions/"),
            (200, "POST /api/v1/working-copies/bulk/"),
        ):  # fmt: skip
            with self.subTest(operation=operation):
                self.assertIn(status, answers[operation])

    def try_all(self, person, random: int, step: int = 1, is_thorough=lambda operation: False) -> dict[str, Counter]:
        """Every operation as this person, with so many random requests each; where thorough, at bounds, too."""
        schema = schemathesis.openapi.from_dict(self.description(), config=_config(random))
        schema.app = WSGIHandler()
        asked_with = {"Accept-Encoding": "identity"}
        if person:
            _key, text = api_keys.make(person, "Made-up key", api_keys.offered_scopes(person), 30)
            asked_with["Authorization"] = f"Bearer {text}"
        answers = {}
        for operation in (found.ok() for found in schema.get_all_operations()):
            modes = set(HypothesisTestMode) if is_thorough(operation) else QUICK
            before = transaction.savepoint()
            with self.subTest(operation=operation.label):
                try:
                    answers[operation.label] = _attempt(operation, asked_with, modes, step)
                except FailureGroup as group:
                    raise AssertionError(str(group)) from None
                finally:  # every operation finds the same practices
                    transaction.savepoint_rollback(before)
                    search.forget()
        return answers

    def description(self) -> dict:
        """The description, in which codes and revisions are some that are there."""
        told = copy.deepcopy(whole())
        practices = [one.code for one in self.practices]
        public = [self.practices[place].code for place in (3, 4, 0)]  # published, archived, a draft
        codes = {"practices": public, "working-copies": practices, "organisations": [self.organisation.code]}
        for path, methods in told["paths"].items():
            there = codes.get(path.split("/")[3])
            for parameter in (one for operation in methods.values() for one in operation["parameters"]):
                if parameter.get("name") == "code" and there:
                    parameter["schema"], parameter["example"] = {"type": "string", "enum": there}, there[0]
        tags = sorted({f'"{practice.revision}"' for practice in self.practices})
        match = told["components"]["parameters"]["If-Match"]
        match["schema"] = {"type": "string", "enum": [*tags, '"99"']}
        match["example"] = f'"{self.practices[0].revision}"'
        return told


def needs_key(operation) -> bool:
    """Whether an operation is for people with a key alone."""
    return {} not in operation.definition.raw["security"]


def _config(most: int) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "checks": {
                "enabled": False,
                **{name: {"enabled": True} for name in CHECKS},
                "negative_data_rejection": {"enabled": True, "expected-statuses": REFUSED},
                "missing_required_header": {"enabled": True, "expected-statuses": REFUSED},
            },
            "generation": {"max-examples": most, "deterministic": True, "database": "none", "no-shrink": True},
        }
    )


def _attempt(operation, asked_with: dict[str, str], modes: set[HypothesisTestMode], step: int) -> Counter:
    """Requests of one operation; the answers by number. Of the bounds every `step`-th is tried. Raises FailureGroup."""
    answers, bounds = Counter(), itertools.count()

    def test(case):
        if case.meta.phase.name == TestPhase.COVERAGE and next(bounds) % step:
            return
        if "Idempotency-Key" in (case.headers or {}):
            case.headers["Idempotency-Key"] += (
                f"-{next(KEYS)}"  # the same for all would make all but the first the same
            )
        answers[case.call_and_validate(headers=asked_with).status_code] += 1

    project = operation.schema.config
    settings = project.get_hypothesis_settings(operation=operation, phase="fuzzing")
    config = HypothesisTestConfig(project=project, modes=list(modes), settings=settings, seed=project.seed)
    create_test(operation=operation, test_func=test, config=config)()
    return answers
