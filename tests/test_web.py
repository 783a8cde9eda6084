"""Addresses of the public pages: what each answers, to whom, in which language."""

import ast
import json

from django.conf import settings
from django.test import TestCase
from django.urls import path

from practices import workflow
from practices.document import Document, json_schema
from practices.models import Standing
from practices.web.addresses import in_language
from tests.cast import RegistryTestCase, bring_to, published
from tests.example import SECRET, addresses_of, example_document
from tests.factories import language_codes, make_practice

ODD_CODES = [
    "x",
    "-",
    "é",
    "٧",
    "k7m2",
    "a" * 500,
    "%F0%9F%A6%9C",
    "%ED%A0%80",
    "' OR 1=1",
    "..",
    "%2e%2e",
    "<b>",
    "{}",
]
ODD_NUMBERS = ["0", "-1", "1.5", "x", "1e3", "٣", "9" * 30, "9" * 5000, "", "null", "[]"]


class EntryTests(TestCase):
    def test_the_root_leads_to_the_readers_language(self):
        for header, cookie, home in (
            ("", "", "/en/"),
            ("ar,en;q=0.5", "", "/ar/"),
            ("xx", "", "/en/"),
            ("pt-BR", "", "/pt/"),
            ("fr", "es", "/es/"),
            ("\u0000", "", None),
        ):
            with self.subTest(header=header, cookie=cookie):
                self.client.cookies.clear()
                if cookie:
                    self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
                response = self.client.get("/", headers={"accept-language": header})
                if home is None:
                    self.assertEqual(response.status_code, 400)
                    continue
                self.assertRedirects(response, home, 302, fetch_redirect_response=False)
                self.assertIn("Accept-Language", response["Vary"])
                self.assertIn("Cookie", response["Vary"])

    def test_an_address_without_language_leads_to_the_readers(self):
        response = self.client.get("/about/", headers={"accept-language": "fr"})
        self.assertRedirects(response, "/fr/about/", 302, fetch_redirect_response=False)

    def test_pages_of_an_empty_registry(self):
        for language in language_codes():
            for name in ("home", "list", "about", "accessibility"):
                with self.subTest(language=language, name=name):
                    response = self.client.get(in_language(language, name))
                    self.assertEqual(response.status_code, 200)
                    self.assertEqual(response["Content-Language"], language)

    def test_pages_only_read(self):
        for name in ("home", "list", "about", "accessibility"):
            with self.subTest(name=name):
                self.assertIn(self.client.post(in_language("en", name)).status_code, (403, 405))

    def test_browsers_find_the_icon_they_ask_for(self):
        self.assertRedirects(
            self.client.get("/favicon.ico"), "/static/registry/favicon.svg", fetch_redirect_response=False
        )

    def test_the_schema_is_served_and_cached(self):
        response = self.client.get("/schema/practice-1.json")
        self.assertEqual(response["Content-Type"], "application/schema+json")
        self.assertIn("max-age", response["Cache-Control"])
        self.assertEqual(json.loads(response.content), json.loads(json.dumps(json_schema())))
        self.assertEqual(
            set(json.loads(response.content)["properties"]) - {"schema"},
            set(Document.model_fields) - {"schema_version"},
        )
        again = self.client.get("/schema/practice-1.json", headers={"if-none-match": response["ETag"]})
        self.assertEqual((again.status_code, again.content), (304, b""))


class VisibilityTests(RegistryTestCase):
    """Who is signed in makes no difference to public pages: they show what is public."""

    def statuses(self, code: str) -> set[int]:
        return {
            self.client.get(address).status_code
            for language in language_codes()
            for address in addresses_of(code, language)
        }

    def test_every_state_without_an_edition_is_unknown(self):
        steps = {
            "draft": (),
            "submitted": ("submit",),
            "in_review": ("submit", "take"),
            "changes_requested": ("submit", "take", "request_changes"),
            "declined": ("submit", "take", "decline"),
        }
        for user in (None, self.stranger, self.author, self.reviewer, self.editor, self.administrator):
            if user:
                self.client.force_login(user)
            for state, names in steps.items():
                with self.subTest(user=user, state=state):
                    practice = bring_to(make_practice(self.author), *names)
                    self.assertEqual(practice.state, state)
                    self.assertEqual(self.statuses(practice.code), {404})

    def test_a_hidden_practice_cannot_be_told_from_an_unknown_one(self):
        hidden = make_practice(self.author).code
        unknown = "0000-0000" if hidden != "0000-0000" else "0000-0012"
        pages = []
        for code in (hidden, unknown):
            with self.assertNumQueries(2):
                response = self.client.get(f"/en/practices/{code}/")
            pages.append((response.status_code, response.content.replace(code.encode(), b""), dict(response.headers)))
        self.assertEqual(*pages)

    def test_a_published_practice_is_read_by_everybody(self):
        self.assertEqual(self.statuses(published(self.author).code), {200})

    def test_an_edit_that_is_pending_shows_nowhere(self):
        practice = published(self.author)
        changed = {
            "code": practice.code,
            "texts": {"en": {"title": "A pending title", "summary": "A pending summary."}},
        }
        workflow.load_many([changed], by=self.editor, channel="site")
        for state in ("draft", "submitted", "in_review"):
            practice.refresh_from_db()
            self.assertEqual(practice.state, state)
            for address in (*addresses_of(practice.code), "/en/", "/en/practices/"):
                with self.subTest(state=state, address=address):
                    self.assertNotContains(self.client.get(address), "pending")
            if state != "in_review":
                bring_to(practice, {"draft": "submit", "submitted": "take"}[state])
        self.assertEqual(self.client.get(f"/en/practices/{practice.code}/editions/2/").status_code, 404)
        bring_to(practice, "publish")
        self.assertContains(self.client.get(f"/en/practices/{practice.code}/"), "A pending title")

    def test_an_archived_practice_is_gone_at_every_address(self):
        practice = published(self.author)
        bring_to(practice, "archive")
        Standing.objects.filter(practice=practice).update(archive_reason="It is <b>wrong</b>.")
        for language in language_codes():
            for address in addresses_of(practice.code, language):
                with self.subTest(address=address):
                    response = self.client.get(address)
                    self.assertContains(response, "It is &lt;b&gt;wrong&lt;/b&gt;.", status_code=410)
                    self.assertNotContains(response, "made-up exchange", status_code=410)
        for address in ("/en/", "/en/practices/"):
            self.assertNotContains(self.client.get(address), practice.code)
        bring_to(practice, "unarchive")
        self.assertEqual(self.statuses(practice.code), {200})

    def test_a_link_to_a_practice_that_is_not_public_is_not_shown(self):
        target = make_practice(self.author)
        practice = published(self.author, links=[{"practice": target.code, "kind": "adapts"}])
        address = in_language("en", "record", practice.code)
        self.assertNotContains(self.client.get(address), target.code)
        bring_to(target, "submit", "take", "publish")
        self.assertContains(self.client.get(address), in_language("en", "record", target.code))
        bring_to(target, "archive")
        self.assertNotContains(self.client.get(address), target.code)

    def test_a_comparison_names_no_practice_that_is_not_public(self):
        target = make_practice(self.author)
        practice = published(self.author)
        link = [{"practice": target.code, "kind": "adapts"}]
        workflow.load_many([{"code": practice.code, "links": link}], by=self.editor, channel="admin")
        bring_to(practice, "submit", "take", "publish")
        address = in_language("en", "compare", practice.code, 1, 2)
        self.assertNotContains(self.client.get(address), target.code)
        bring_to(target, "submit", "take", "publish")
        self.assertContains(self.client.get(address), target.code)

    def test_what_is_for_staff_only_is_on_no_page(self):
        practice = published(self.author, **example_document())
        for language in language_codes():
            for address in (*addresses_of(practice.code, language), f"/{language}/", f"/{language}/practices/"):
                with self.subTest(address=address):
                    response = self.client.get(address)
                    self.assertNotContains(response, SECRET)
                    self.assertNotContains(response, self.author.email)

    def test_nothing_public_reads_working_copies(self):
        public = {"Dump", "Edition", "Listing", "Standing", "Export", "Progress"}
        for module in sorted((settings.BASE_DIR / "practices" / "web").glob("*.py")):
            for node in ast.walk(ast.parse(module.read_text())):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("practices.models"):
                    with self.subTest(module=module.name):
                        self.assertLessEqual({alias.name for alias in node.names}, public)
                if isinstance(node, ast.ImportFrom) and node.module == "practices":
                    self.assertFalse({"models", "workflow", "publishing"} & {alias.name for alias in node.names})


class RefusalTests(RegistryTestCase):
    def test_a_code_in_another_spelling_moves_to_its_own_address(self):
        code = published().code
        for spelling in (code.upper(), code.replace("-", ""), f" {code} ", code[:2] + "-" + code[2:]):
            with self.subTest(spelling=spelling):
                response = self.client.get(in_language("en", "record", spelling) + "?page=2")
                self.assertRedirects(response, in_language("en", "record", code) + "?page=2", 301)
        response = self.client.get(f"/ar/practices/{code.upper()}/editions/1/")
        self.assertRedirects(response, f"/ar/practices/{code}/editions/1/", 301)

    def test_odd_codes_are_unknown(self):
        for code in ODD_CODES:
            for tail in ("", "editions/1/", "compare/1/1/"):
                with self.subTest(code=code[:20], tail=tail):
                    self.assertEqual(self.client.get(f"/en/practices/{code}/{tail}").status_code, 404)
            self.assertEqual(self.client.get(f"/practices/{code}/files/x/y").status_code, 404)

    def test_odd_numbers_are_unknown(self):
        code = published().code
        for number in ODD_NUMBERS:
            for tail in (f"editions/{number}/", f"compare/1/{number}/", f"compare/{number}/1/"):
                with self.subTest(tail=tail[:40]):
                    self.assertEqual(self.client.get(f"/en/practices/{code}/{tail}").status_code, 404)

    def test_odd_pages_are_unknown(self):
        published()
        for number in (*ODD_NUMBERS, "2", "10" * 15):
            with self.subTest(page=number[:20]):
                self.assertEqual(self.client.get("/en/practices/", {"page": number}).status_code, 404)
        self.assertEqual(self.client.get("/en/practices/", {"page": "1"}).status_code, 200)

    def test_an_unknown_type_is_said_and_all_are_shown(self):
        code = published().code
        for value in ("nope", "", "x" * 5000, "😀", "type:other", "' --"):
            with self.subTest(value=value[:20]):
                self.assertContains(self.client.get("/en/practices/", {"type": value}), code)
        self.assertContains(self.client.get("/en/practices/?type=nope"), "There is no value “nope”")
        self.assertNotContains(self.client.get("/en/practices/?other=nope"), "There is no value")

    def test_a_nul_byte_is_refused_in_the_layout_of_the_site(self):
        for address in ("/en/practices/%00/", "/en/practices/?page=%00", "/practices/%00/files/a/b", "/%00"):
            with self.subTest(address=address):
                response = self.client.get(address)
                self.assertContains(response, "masthead", status_code=400)
                self.assertNotIn(b"%00", response.content)
                self.assertIn("Content-Security-Policy", response)

    def test_a_nul_byte_that_a_cookie_hides_in_an_escape_is_refused(self):
        for address in ("/en/", "/admin/", "/admin/login/"):
            with self.subTest(address=address):
                response = self.client.get(address, headers={"cookie": 'sessionid="abcdefgh\\000xyz"'})
                self.assertEqual(response.status_code, 400)

    def test_error_pages_have_a_way_on_and_tell_nothing(self):
        self.client.raise_request_exception = False
        pages = {
            404: self.client.get("/fr/nothing/here/"),
            410: self.client.get(in_language("fr", "record", bring_to(published(), "archive").code)),
            400: self.client.get("/", headers={"host": "evil.example"}),
        }
        for status, response in pages.items():
            with self.subTest(status=status):
                self.assertEqual(response.status_code, status)
                self.assertRegex(response.content.decode(), r'href="/(fr|en)/practices/"')
                self.assertNotRegex(response.content.decode(), r"(?i)django|python|traceback|site-packages")

    def test_the_page_for_our_own_faults_needs_nothing(self):
        self.client.raise_request_exception = False
        with self.settings(ROOT_URLCONF="tests.test_web"), self.assertNumQueries(0):
            response = self.client.get("/fails/")
        self.assertContains(response, "Something went wrong", status_code=500)
        self.assertNotContains(response, "deliberate", status_code=500)


def fails(request):
    raise RuntimeError("deliberate")


# The addresses of the one test in which something of ours fails.
urlpatterns = [path("fails/", fails)]
handler500 = "registry.errors.server_error"
