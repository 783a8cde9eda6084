"""practices.api.writing: whatever a program sends, the answer is one that is written down, and never a failure of ours."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from practices.models import Practice
from tests.example import example_document
from tests.programs import COPIES
from tests.test_api_write import WriteTestCase
from tests.test_authorisation import fingerprint

ANSWERS = {200, 201, 204, 400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 428}
PARTS = ("code", "attachments", "links", "study_tour", "training_centre", "labour_agreement", "odd", "state")
KEYS = (*example_document(), *PARTS)
TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
NAMES = (
    st.sampled_from(["en", "fr", "title", "origin", "country", "role", "key", "url", "practice", "start", "items"])
    | TEXT
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
GOOD = example_document(staff=None)
# A good document of which some parts are replaced: what is nearly right goes deeper than what is wholly wrong.
NEARLY = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=3).map(lambda odd: GOOD | odd)
BODIES = VALUES | NEARLY | st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5)
HEADER = (
    st.none() | st.sampled_from(['"1"', 'W/"1"', '"2"', "*", '"']) | st.text(st.characters(codec="latin-1"), max_size=9)
)
ITEMS = st.lists(
    VALUES | st.fixed_dictionaries(
        {"document": BODIES}, optional={"revision": PLAIN, "transition": st.sampled_from(["submit", "publish", "edit"]) | VALUES,
                                        "note": VALUES, "reason": VALUES}), max_size=4)  # fmt: skip
FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow])


def bent(value, place: tuple[int, ...], odd):
    """The value with `odd` somewhere inside; which way is said by numbers."""
    if not place or not isinstance(value, (dict, list)) or not value:
        return odd
    keys = list(value) if isinstance(value, dict) else range(len(value))
    key = keys[place[0] % len(keys)]
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = bent(value[key], place[1:], odd)
    return copy


class FuzzTests(TestCase, WriteTestCase):
    """Each example in a transaction of its own."""

    def setUp(self):
        """No programs: the client comes with each example."""

    def check(self, response) -> None:
        self.assertIn(response.status_code, ANSWERS, response.content[:500])
        if response.status_code >= 400:
            self.assertEqual(response["Content-Type"], "application/problem+json")
            self.assertLess(len(response.content), 100_000)
            json.loads(response.content)

    def send(self, method: str, path: str, body: bytes, match=None, once=None, kind: str = "application/json"):
        headers = {"authorization": f"Bearer {self.keys['editor']}", "if-match": match, "idempotency-key": once}
        headers = {name: value for name, value in headers.items() if value is not None}
        response = self.client.generic(method, COPIES + path, body, content_type=kind, headers=headers)
        self.check(response)
        return response

    @FEW
    @given(st.binary(max_size=200), st.sampled_from(["", "bulk/", "x/transitions/", "x/"]), HEADER, HEADER)
    def test_bytes(self, body, path, match, once):
        practice = self.practices["draft"].code
        for method in ("POST", "PATCH", "DELETE"):
            self.send(method, path.replace("x", practice), body, match, once)

    @FEW
    @given(BODIES)
    def test_new_documents(self, body):
        before, content = fingerprint(), json.dumps(body).encode(errors="surrogatepass")
        if self.send("POST", "", content).status_code != 201:
            self.assertEqual(fingerprint(), before)

    @FEW
    @given(BODIES, st.sampled_from(["application/json", "application/merge-patch+json"]))
    def test_changes(self, body, kind):
        code = self.practices["draft"].code
        revision = Practice.objects.get(code=code).revision
        before, content = fingerprint(), json.dumps(body).encode(errors="surrogatepass")
        if self.send("PATCH", f"{code}/", content, f'"{revision}"', kind=kind).status_code != 200:
            self.assertEqual(fingerprint(), before)

    @FEW
    @given(st.lists(st.integers(0, 50), max_size=5).map(tuple), VALUES)
    def test_a_good_document_bent_in_one_place(self, place, odd):
        content = json.dumps(bent(GOOD, place, odd)).encode(errors="surrogatepass")
        self.send("POST", "", content)

    @FEW
    @given(VALUES | st.fixed_dictionaries({"name": st.sampled_from(["submit", "take"])},
                                          optional={"note": VALUES, "reason": VALUES}), HEADER)  # fmt: skip
    def test_transitions(self, body, match):
        self.send("POST", f"{self.practices['submitted'].code}/transitions/", json.dumps(body).encode(), match)

    @FEW
    @given(ITEMS, st.sampled_from(["", "?atomic=1"]))
    def test_many_at_once(self, items, query):
        response = self.send("POST", f"bulk/{query}", json.dumps({"items": items}).encode())
        if response.status_code == 200:
            for one in response.json()["results"]:
                self.assertIn(one["status"], ANSWERS, one)
