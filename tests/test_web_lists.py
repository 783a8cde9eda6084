"""Home, list and about: order, counts, languages of cards, and how many queries each page costs."""

import re

from django.test import TestCase

from practices import workflow
from practices.models import Listing
from tests.cast import RegistryTestCase, bring_to, published
from tests.example import example_document
from tests.factories import make_reference


class QueryTests(RegistryTestCase):
    """Numbers of queries do not grow with what is shown."""

    def asked(self, address: str, queries: int) -> None:
        self.client.get("/en/about/")  # reads the reference tables where they have changed
        with self.subTest(address=address), self.assertNumQueries(queries):
            self.assertEqual(self.client.get(address).status_code, 200)

    def test_with_one_practice_and_with_thirty(self):
        first = published(**example_document())
        for total in (1, 30):
            while Listing.objects.count() < total:
                published()
            self.asked("/en/", 3)
            self.asked("/en/practices/", 4)
            self.asked("/en/practices/?type=other", 4)
            self.asked("/en/about/", 1)
            self.asked("/en/accessibility/", 0)
            self.asked(f"/en/practices/{first.code}/", 3)
            self.asked(f"/en/practices/{first.code}/editions/1/", 3)
            self.asked(f"/en/practices/{first.code}/compare/1/1/", 3)

    def test_a_record_with_many_links_and_editions(self):
        others = [published() for _ in range(10)]
        links = [{"practice": other.code} for other in others]
        practice = published(**example_document(links=links))
        for number in range(3):
            changed = {"code": practice.code, "period": {"start": 2000 + number, "end": None}}
            workflow.load_many([changed], by=None, channel="command")
            practice.refresh_from_db()
            bring_to(practice, "submit", "take", "publish")
        self.asked(f"/en/practices/{practice.code}/", 4)
        self.asked(f"/en/practices/{practice.code}/editions/2/", 5)

    def test_lists_load_no_document(self):
        published()
        with self.assertNumQueries(4) as queries:
            self.client.get("/en/practices/")
        self.assertFalse([query["sql"] for query in queries if "document" in query["sql"]])


class ListTests(RegistryTestCase):
    def test_newest_first_in_pages_of_twenty(self):
        codes = [published().code for _ in range(45)]
        shown = []
        for number in (1, 2, 3):
            response = self.client.get("/en/practices/", {"page": number})
            self.assertContains(response, "45 practices, newest first")
            self.assertContains(response, f"page {number} of 3")
            shown += re.findall(r'card-title[^>]*><a href="/en/practices/([^/]*)/"', response.content.decode())
        self.assertEqual(shown, codes[::-1])

    def test_counts_by_type(self):
        published(), published(), published(**example_document())
        html = self.client.get("/en/").content.decode()
        counts = re.findall(r'\?type=(\w+)"[^>]*>.*?index-count">(\d+)<', html)
        self.assertEqual(dict(counts), {"other": "2", "exchange_visit": "1"})
        self.assertContains(self.client.get("/en/practices/?type=other"), "2 practices, newest first")

    def test_a_card_says_which_language_it_is_in(self):
        published(**example_document())
        french = self.client.get("/fr/practices/")
        self.assertContains(french, '<h2 class="card-title" lang="fr" dir="ltr">')
        self.assertContains(french, "Machine translation")
        self.assertNotContains(self.client.get("/ar/practices/"), "Machine translation")
        self.assertContains(self.client.get("/ar/practices/"), '<h2 class="card-title" lang="ar" dir="rtl">')
        self.assertContains(self.client.get("/es/practices/"), "In English")


class ReferenceTests(TestCase):
    def test_about_tells_what_levels_and_modalities_mean(self):
        make_reference()
        response = self.client.get("/ar/about/")
        self.assertContains(response, "Made-up evidence_level E1")
        self.assertContains(response, "Made-up modality triangular")
