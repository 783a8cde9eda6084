"""Every described operation with odd values, as each role: nothing undocumented is answered, and nothing fails.

Schemathesis reads the description as a stranger's tool would and tries its examples, the bounds of every value, what
lies beyond them, and random values. All of it runs in this process, in one transaction a role.
"""

import copy
import logging
import tempfile

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import TestCase, override_settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test

from accounts import api_keys
from accounts.models import ApiScope
from tests.cast import bring_to
from tests.described import whole
from tests.example import example_document
from tests.factories import OrganisationFactory, make_practice, make_reference
from tests.staff import member

STEPS = ((), ("submit",), ("submit", "take"), ("submit", "take", "publish"), ("submit", "take", "publish", "archive"))
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
          "response_headers_conformance", "negative_data_rejection", "unsupported_method", "missing_required_header",
          "ignored_auth", "allow_header_conformance")  # fmt: skip
MANY = 10**6


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
        self.try_all(None, most=6)

    def test_contributor(self):
        self.try_all(self.author, most=2)

    def test_reviewer(self):
        self.try_all(member("reviewer"), most=2)

    def test_editor(self):
        self.try_all(member("editor"), most=2)

    def test_administrator(self):
        self.try_all(member("administrator"), most=4)

    def try_all(self, person, most: int) -> None:
        """Every operation as this person, with so many random requests each."""
        schema = schemathesis.openapi.from_dict(self.description(), config=_config(most))
        schema.app = WSGIHandler()
        asked_with = {"Accept-Encoding": "identity"}
        if person:
            _key, text = api_keys.make(person, "Made-up key", ApiScope.values, 30)
            asked_with["Authorization"] = f"Bearer {text}"
        for found in schema.get_all_operations():
            operation = found.ok()
            with self.subTest(operation=operation.label):
                try:
                    _attempt(operation, asked_with)
                except FailureGroup as group:
                    raise AssertionError(str(group)) from None

    def description(self) -> dict:
        """The description, in which codes and revisions are some that are there."""
        told = copy.deepcopy(whole())
        practices = [one.code for one in self.practices]
        codes = {"practices": practices, "working-copies": practices, "organisations": [self.organisation.code]}
        for path, methods in told["paths"].items():
            there = codes.get(path.split("/")[3])
            for parameter in (one for operation in methods.values() for one in operation["parameters"]):
                if parameter.get("name") == "code" and there:
                    parameter["schema"], parameter["example"] = {"type": "string", "enum": there}, there[0]
        tags = sorted({f'"{practice.revision}"' for practice in self.practices})
        told["components"]["parameters"]["If-Match"]["schema"] = {"type": "string", "enum": [*tags, '"99"']}
        return told


def _config(most: int) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "checks": {"enabled": False, **{name: {"enabled": True} for name in CHECKS}},
            "generation": {"max-examples": most, "deterministic": True, "database": "none", "no-shrink": True},
        }
    )


def _attempt(operation, asked_with: dict[str, str]) -> None:
    """Examples, bounds, and random requests of one operation. Raises FailureGroup."""

    def test(case):
        case.call_and_validate(headers=asked_with)

    project = operation.schema.config
    settings = project.get_hypothesis_settings(operation=operation, phase="fuzzing")
    config = HypothesisTestConfig(project=project, modes=list(HypothesisTestMode), settings=settings, seed=project.seed)
    create_test(operation=operation, test_func=test, config=config)()
