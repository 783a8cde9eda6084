"""Labels brought in by a curator: shown first, written when asked, and never by who may not."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rdflib.namespace import SKOS

from practices.admin.labels import MOST_BYTES
from practices.models import Event, Term
from practices.opendata import addresses
from practices.vocabulary import Language
from tests.staff import member
from tests.test_admin_saving import AdminTestCase

ADDRESS = "/admin/practices/term/labels/"
LIST = "/admin/practices/term/"


class LabelsTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(member("editor", "labels"))
        own = addresses.concept("theme", "alpha")
        self.text = (
            f'<{own}> <{SKOS.prefLabel}> "Alpha <b>en français</b>"@fr, "Renamed"@en ; <{SKOS.altLabel}> "Première"@fr .\n'
            f'<https://x.example/1> <{SKOS.prefLabel}> "Rien"@fr .'
        )

    def send(self, text: str | bytes | None = None, name: str = "labels.ttl", **given):
        content = self.text if text is None else text
        content = content.encode() if isinstance(content, str) else content
        data = {"file": SimpleUploadedFile(name, content), "languages": Language.values} | given
        return self.client.post(ADDRESS, data)

    def write(self, shown, **given):
        """Press the button of the page that shows what would happen."""
        found = {"content": shown.context["content"], "name": "labels.ttl", "languages": Language.values, "write": "1"}
        return self.client.post(ADDRESS, found | given)

    def french(self) -> str:
        return Term.objects.get(kind="theme", code="alpha").label_fr

    def test_what_it_would_do_is_shown_and_then_done(self):
        shown = self.send()
        self.assertContains(shown, "Alpha &lt;b&gt;en français&lt;/b&gt;")
        for words in ("theme/alpha", "Made-up theme alpha", "Français", "2 new, 0 changed", "Première",
                      "English labels are changed only", "https://x.example/1"):  # fmt: skip
            self.assertContains(shown, words)
        self.assertEqual(self.french(), "")
        self.assertRedirects(self.write(shown), LIST)
        self.assertEqual(self.french(), "Alpha <b>en français</b>")
        event = Event.objects.get(name="relabelled")
        self.assertEqual((event.actor.email, event.channel), ("labels@test.example", "admin"))
        again = self.send()
        self.assertContains(again, "Labels and names: 0 new, 0 changed, 2 here already, 1 left out.")
        self.assertNotContains(again, 'name="write"')

    def test_english_and_other_languages_as_chosen(self):
        self.assertContains(self.send(overwrite="on"), 'was: <bdi dir="ltr">Made-up theme alpha</bdi>')
        self.assertEqual(self.send(languages=["es"]).context["rows"], [])
        self.assertContains(self.send(languages=[]), "Choose a language.")
        self.assertContains(self.send(languages=["xx"]), "xx is not one of the available choices")

    def test_files_that_cannot_be_read_are_told_and_write_nothing(self):
        for content, name in ((b"", "a.ttl"), (b"no turtle", "a.ttl"), (b"x", "a.exe"), (b"\xff", "a.ttl"), (b"\0", "a.ttl"),
                              (b" " * (MOST_BYTES + 1), "a.ttl"), (b'{"@context": "https://x.example/"}', "a.jsonld")):  # fmt: skip
            with self.subTest(content[:20]):
                response = self.send(content, name)
                self.assertContains(response, 'role="alert"')
                self.assertNotContains(response, 'name="write"')
        self.assertContains(self.client.post(ADDRESS, {"languages": ["fr"]}), "Choose the file first.")
        self.assertContains(
            self.client.post(ADDRESS, {"languages": ["fr"], "write": "1", "content": "("}), 'role="alert"'
        )

    def test_the_button_is_there_for_who_may(self):
        self.assertContains(self.client.get(LIST), ADDRESS)
        for role in ("contributor", "reviewer"):
            self.client.force_login(member(role, f"labels-{role}"))
            self.assertNotContains(self.client.get(LIST), ADDRESS)
            self.assertEqual((self.client.get(ADDRESS).status_code, self.send().status_code), (403, 403))
        self.client.logout()
        self.assertRedirects(self.send(), f"{reverse('admin:login')}?next={ADDRESS}", fetch_redirect_response=False)
        self.assertEqual(self.french(), "")

    def test_a_form_from_elsewhere_is_refused(self):
        self.client.handler.enforce_csrf_checks = True
        self.assertEqual(self.send().status_code, 403)
        self.client.handler.enforce_csrf_checks = False
        self.assertEqual(self.client.put(ADDRESS).status_code, 405)
