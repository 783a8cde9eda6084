"""Attached files: given out only while the live edition of a public practice names them."""

import re
import tempfile
from urllib.parse import quote

from django.test import override_settings

from practices import workflow
from tests.cast import RegistryTestCase, bring_to, published
from tests.example import example_document, kept_file
from tests.factories import make_practice


class FileTests(RegistryTestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.enterContext(override_settings(MEDIA_ROOT=folder.name))
        self.file = kept_file()
        self.practice = published(**example_document(attachments=[self.file]))
        self.address = f"/practices/{self.practice.code}/files/{self.file['sha256']}/Made-up-agenda.pdf"

    def test_a_file_of_the_live_edition_is_given_out_to_save(self):
        self.assertContains(self.client.get(f"/ar/practices/{self.practice.code}/"), self.address)
        response = self.client.get(self.address)
        self.assertEqual(b"".join(response), b"%PDF-1.4 made up")
        self.assertEqual(response["Content-Type"], "application/pdf")
        self.assertIn("attachment", response["Content-Disposition"])
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")

    def test_nothing_else_is(self):
        for address in (
            self.address.replace(self.file["sha256"], "0" * 64),
            self.address.replace("agenda", "other"),
            self.address.replace(self.file["sha256"], "..%2f..%2fsecret_key"),
        ):
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address).status_code, 404)

    def test_another_spelling_of_the_code_moves(self):
        moved = self.client.get(self.address.replace(self.practice.code, self.practice.code.upper()))
        self.assertRedirects(moved, self.address, 301, fetch_redirect_response=False)

    def test_a_draft_gives_out_nothing(self):
        draft = make_practice(attachments=[self.file])
        self.assertEqual(self.client.get(self.address.replace(self.practice.code, draft.code)).status_code, 404)

    def test_a_later_edition_without_it_withdraws_it(self):
        workflow.load_many([{"code": self.practice.code, "attachments": []}], by=None, channel="command")
        bring_to(self.practice, "submit", "take", "publish")
        self.assertEqual(self.client.get(self.address).status_code, 404)
        old = self.client.get(f"/en/practices/{self.practice.code}/editions/1/")
        self.assertContains(old, "no longer given out")
        self.assertNotContains(old, self.address)

    def test_an_archived_practice_gives_out_nothing(self):
        bring_to(self.practice, "archive")
        self.assertEqual(self.client.get(self.address).status_code, 410)

    def test_odd_names_make_plain_addresses(self):
        names = {"../../etc/passwd": "etc-passwd", "a\nb.pdf": "a-b.pdf", "…": "file", "تقرير 2.pdf": "تقرير-2.pdf"}
        for name, plain in names.items():
            with self.subTest(name=name):
                practice = published(attachments=[self.file | {"name": name}])
                page = self.client.get(f"/en/practices/{practice.code}/")
                address = re.search(r'href="(/practices/[^"]*)"', page.content.decode())[1]
                self.assertEqual(b"".join(self.client.get(address)), b"%PDF-1.4 made up")
                self.assertTrue(address.endswith(quote(plain)))
