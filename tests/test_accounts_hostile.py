"""Whatever is sent to an account page, the answer is a page, a redirect on this site, or a refusal."""

from urllib.parse import urlsplit

from django.test import Client, TestCase, override_settings
from django.urls import get_resolver, reverse

from tests.signing_in import account, code_of, show_again, sign_in, with_app

FILLINGS = {"pk": ["1", "99999999999999999999999"], "key": ["00000000-0000-4000-8000-000000000000"]}
ODD = [
    {},
    dict.fromkeys(
        ("login", "password", "email", "code", "credential", "name", "next", "action", "confirmation"), "\x00"
    ),
    dict.fromkeys(("login", "email", "code", "name", "next", "action", "confirmation", "credential"), "x" * 5000),
    {
        "email": "a@b.example",
        "action_add": "1",
        "action_send": "1",
        "code": "١٢٣٤٥٦",
        "credential": "[[[]]]",
        "name": "\u202e",
    },
    {
        "email": ["a@b.example", "c@d.example"],
        "action_remove": "",
        "action": "resend",
        "code": "😀",
        "credential": '{"a": 1e999}',
    },
    {
        "email": "\ud800".encode("utf-8", "surrogatepass"),
        "action_primary": "1",
        "action": "change",
        "next": "//evil.example",
    },
]


def addresses() -> list[str]:
    """Every address under /account/, its blanks filled in."""
    found = []
    for name, routes in get_resolver().reverse_dict.lists():
        for possibilities, _pattern, _defaults, _converters in routes:
            for route, blanks in possibilities:
                if isinstance(name, str) and route.startswith("account/"):
                    fillings = FILLINGS[blanks[0]] if blanks else [None]
                    found += [reverse(name, kwargs={blanks[0]: value} if blanks else None) for value in fillings]
    return sorted(set(found))


@override_settings(ACCOUNT_RATE_LIMITS=False)
class SweepTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = account("ada")
        cls.secret = with_app(cls.user)

    def people(self) -> dict:
        anonymous, halfway, inside = Client(), Client(), Client()
        sign_in(halfway, self.user)
        sign_in(inside, self.user)
        inside.post("/account/2fa/authenticate/", {"code": code_of(self.secret)})
        self.assertEqual(show_again(inside).status_code, 302)
        return {"anonymous": anonymous, "halfway": halfway, "inside": inside}

    def check(self, response, what: str) -> None:
        self.assertLess(response.status_code, 500, what)
        target = urlsplit(response.headers.get("Location", ""))
        self.assertEqual(target.netloc, "", what)
        self.assertIn("Content-Security-Policy", response)

    def test_no_request_fails(self):
        found = addresses()
        self.assertGreater(len(found), 25)
        for name, client in self.people().items():
            for address in found:
                for method in ("get", "put", "delete", "options", "head"):
                    self.check(getattr(client, method)(address), f"{name} {method} {address}")
                if address == "/account/logout/":
                    continue
                for number, body in enumerate(ODD):
                    self.check(client.post(address, body), f"{name} post {number} {address}")

    def test_odd_queries_do_no_harm(self):
        for address in addresses():
            for query in (
                "next=//evil.example",
                "language=" + "x" * 3_000,
                "email=" + "x" * 3_000,
                "next=%0d%0aX:1",
                "email=%ff",
            ):
                self.check(self.client.get(f"{address}?{query}"), f"{address} {query[:20]}")
