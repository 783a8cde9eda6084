"""Asking the API as a program does."""

import re

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.cast import RegistryTestCase

API = "/api/v1/"
PROBLEM = "application/problem+json"
# Members of every problem (RFC 9457), in any order.
MEMBERS = {"type", "title", "status", "detail", "request_id"}


class Asking(TestCase):
    """`ask` for the response, `answer` for what a good one holds, `problem` for what a refusal does."""

    def ask(self, path: str, **headers: str):
        """GET, the path being what comes after the version."""
        return self.client.get(API + path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def answer(self, path: str, **headers: str) -> dict:
        """The body of a good answer."""
        response = self.ask(path, **headers)
        self.assertEqual(response.status_code, 200, f"{path}: {response.content[:300]!r}")
        return response.json()

    def problem(self, path: str, status: int, **headers: str) -> dict:
        """The body of a refusal, which is whole."""
        return self.whole_problem(self.ask(path, **headers), status)

    def whole_problem(self, response, status: int) -> dict:
        """The body of a response that must be a problem of this status, with all its members and in no cache."""
        self.assertEqual(response.status_code, status, response.content[:300])
        self.assertEqual(response["Content-Type"], PROBLEM)
        self.assertEqual(response["Cache-Control"], "no-store")
        body = response.json()
        self.assertLessEqual(MEMBERS, set(body))
        self.assertEqual(body["status"], status)
        self.assertEqual(body["request_id"], response["X-Request-ID"])
        kind = re.search(r"/problems/([a-z-]+)/$", body["type"])[1]
        self.assertEqual(self.client.get(f"{API}problems/{kind}/").json()["status"], status)
        return body

    def cost(self, path: str) -> int:
        """The queries of an answer, once the process knows what it keeps."""
        self.answer(path)
        with CaptureQueriesContext(connection) as queries:
            self.answer(path)
        return len(queries)

    def codes(self, path: str, **headers: str) -> list[str]:
        """The codes of a list."""
        return [one["code"] for one in self.answer(path, **headers)["results"]]


class ApiTestCase(Asking, RegistryTestCase):
    """The people and the vocabulary of the other tests."""
