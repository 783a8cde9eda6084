"""How often one may ask, by address and by key; that guessing keys is limited as well."""

from unittest.mock import patch

from django.test import override_settings

from accounts import api_keys
from accounts.models import ApiScope
from practices.api import limits
from practices.models import RequestCount
from tests.api import API, ApiTestCase
from tests.cast import published


@override_settings(API_ANONYMOUS_PER_MINUTE=3, API_ACCOUNT_PER_MINUTE=5, API_FILES_PER_MINUTE=2)
class LimitTests(ApiTestCase):
    def setUp(self):
        # A minute that ends within a test would begin the count anew.
        self.clock = FixedClock()
        patched = patch.object(limits, "time", self.clock)
        patched.start()
        self.addCleanup(patched.stop)

    def key(self, name: str = "Made up") -> str:
        return f"Bearer {api_keys.make(self.author, name, [ApiScope.READ], 30)[1]}"

    def statuses(self, count: int, path: str = "practices/", **headers: str) -> list[int]:
        return [self.ask(path, **headers).status_code for _ in range(count)]

    def test_who_asks_too_often_is_told_when_to_come_back(self):
        self.assertEqual(self.statuses(3), [200, 200, 200])
        response = self.ask("practices/")
        self.whole_problem_without_asking_again(response)
        self.assertEqual(response["Retry-After"], "30")
        self.assertEqual((response["RateLimit-Limit"], response["RateLimit-Remaining"], response["RateLimit-Reset"]),
                         ("3", "0", "30"))  # fmt: skip
        self.clock.seconds += 30
        self.assertEqual(self.ask("practices/").status_code, 200)

    def whole_problem_without_asking_again(self, response) -> None:
        self.assertEqual((response.status_code, response["Content-Type"]), (429, "application/problem+json"))
        self.assertTrue(response.json()["type"].endswith("/problems/too-many-requests/"))

    def test_all_addresses_of_one_network_count_together(self):
        def ask(address):
            return self.client.get("/api/v1/practices/", REMOTE_ADDR=address).status_code

        self.assertEqual([ask(f"2001:db8:1:2::{number}") for number in range(1, 5)], [200, 200, 200, 429])
        self.assertEqual([ask("2001:db8:1:3::1"), ask("192.0.2.1"), ask("unknown")], [200, 200, 200])

    def test_every_answer_says_what_is_left(self):
        for left, path in enumerate(("practices/", "nothing/", "practices/?page=0")):
            response = self.ask(path)
            with self.subTest(path):
                self.assertEqual((response["RateLimit-Limit"], response["RateLimit-Remaining"]), ("3", str(2 - left)))

    def test_not_modified_counts_as_well(self):
        tag = self.ask("practices/")["ETag"]
        self.assertEqual(self.statuses(3, if_none_match=tag), [304, 304, 429])

    def test_each_address_has_its_own_count_and_is_not_kept(self):
        self.statuses(4)
        other = self.client.get(f"{API}practices/", REMOTE_ADDR="192.0.2.7")
        self.assertEqual(other.status_code, 200)
        self.assertFalse(RequestCount.objects.filter(asker__contains="192.0.2.7").exists())
        self.assertFalse(RequestCount.objects.filter(asker__contains="127.0.0.1").exists())

    def test_a_forwarded_address_means_nothing_without_a_proxy(self):
        for number in range(3):
            self.ask("practices/", x_forwarded_for=f"192.0.2.{number}")
        self.assertEqual(self.ask("practices/", x_forwarded_for="192.0.2.99").status_code, 429)

    def test_a_key_raises_the_limit_for_its_account(self):
        key = self.key()
        self.assertEqual(self.statuses(5, authorization=key), [200] * 5)
        self.assertEqual(self.ask("practices/", authorization=key).status_code, 429)
        self.assertEqual(self.ask("practices/", authorization=self.key("Another")).status_code, 429)
        self.assertEqual(self.ask("practices/").status_code, 200)

    def test_a_bad_key_is_refused_and_counted(self):
        for text in ("Bearer", "Bearer ", "Basic abc", "Token x", "Bearer prk_x", "Bearer " + "x" * 5000, "é".encode().decode("latin-1"),
                     "Bearer prk_AAAAAAAA_" + "A" * 43):  # fmt: skip
            RequestCount.objects.all().delete()
            response = self.ask("practices/", authorization=text)
            with self.subTest(text[:20]):
                self.assertEqual((response.status_code, response["Content-Type"]), (401, "application/problem+json"))
                self.assertTrue(response["WWW-Authenticate"].startswith("Bearer"))
                self.assertNotIn(text[-20:] if len(text) > 20 else "prk_x_", response.content.decode())
        RequestCount.objects.all().delete()
        self.assertEqual(self.statuses(4, authorization="Bearer prk_x"), [401, 401, 401, 429])

    def test_a_key_that_was_withdrawn_opens_nothing(self):
        key, text = api_keys.make(self.author, "Made up", [ApiScope.READ], 30)
        self.assertEqual(self.ask("practices/", authorization=f"Bearer {text}").status_code, 200)
        api_keys.revoke(key, self.author)
        self.assertEqual(self.ask("practices/", authorization=f"Bearer {text}").status_code, 401)

    def test_files_have_a_limit_of_their_own(self):
        with override_settings(API_ANONYMOUS_PER_MINUTE=100):
            published(self.author)
            asked = [self.ask("practices.csv") for _ in range(3)]
            self.assertEqual([response.status_code for response in asked], [200, 200, 429])
            for response in asked:
                response.getvalue()  # a file takes up a place until it is read
            self.assertEqual(self.ask("practices/").status_code, 200)


class FixedClock:
    """Half past a minute."""

    def __init__(self):
        self.seconds = 1_800_000_030

    def time(self) -> float:
        return self.seconds
