"""Home, list and about: order, counts, languages of cards, and how many queries each page costs."""

import re

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from practices import search, workflow
from practices.models import Country, CountryClassification, CountryGroup, Listing, Term
from practices.vocabulary import GroupKind, TermKind
from tests.cast import RegistryTestCase, bring_to, published
from tests.example import example_document
from tests.factories import TermFactory, make_reference

SEARCHES = (
    "/en/practices/",
    "/en/practices/?type=other&country=XA&role=provider&sort=title",
    "/en/practices/?q=exchange",
    "/ar/practices/?q=exchnge",
    "/en/practices/?q=nothinglikeit&type=other",
    "/en/practices/suggestions/?q=exch",
)


def found(page) -> list[str]:
    """The codes of the practices on a page, in their order."""
    html = page if isinstance(page, str) else page.content.decode()
    return re.findall(r'card-title[^>]*><a href="/\w+/practices/([^/]*)/"', html)


class QueryTests(RegistryTestCase):
    """Numbers of queries do not grow with what is shown."""

    def asked(self, address: str, queries: int) -> None:
        self.warm_up()
        with self.subTest(address=address), self.assertNumQueries(queries):
            self.assertEqual(self.client.get(address).status_code, 200)

    def warm_up(self) -> None:
        """Let the process read what it keeps: reference tables, names, the index."""
        self.client.get("/en/about/")
        self.client.get("/en/practices/suggestions/?q=made")

    def counted(self, address: str) -> int:
        """The queries of a page, once the process knows what it keeps."""
        self.warm_up()
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address).status_code, 200)
        return len(queries)

    def test_with_one_practice_and_with_thirty(self):
        first = published(**example_document())
        for total in (1, 30):
            while Listing.objects.count() < total:
                published()
            self.asked("/en/", 2)
            self.asked("/en/about/", 1)
            self.asked("/en/accessibility/", 0)
            self.asked("/en/search-help/", 0)
            self.asked(f"/en/practices/{first.code}/", 3)
            self.asked(f"/en/practices/{first.code}/editions/1/", 3)
            self.asked(f"/en/practices/{first.code}/compare/1/1/", 3)

    def test_a_search_with_two_practices_and_with_thirty(self):
        published(**example_document()), published()
        known = []
        for total in (2, 30):
            while Listing.objects.count() < total:
                published(texts={"en": {"title": "A made-up exchange of officials", "summary": "Who showed what."}})
            for address in SEARCHES:
                with self.subTest(address=address, total=total):
                    self.assertLessEqual(self.counted(address), 6)
            known.append({address: self.counted(address) for address in SEARCHES})
        self.assertEqual(known[0], known[1])

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
        for address in ("/en/", "/en/practices/", "/en/practices/?q=exchange"):
            with self.subTest(address=address), CaptureQueriesContext(connection) as queries:
                self.client.get(address)
            # A path into it is no more than the texts of the records on this page.
            whole = [query["sql"] for query in queries if re.search(r'"document"(?! ->)', query["sql"])]
            self.assertEqual(whole, [])


class ListTests(RegistryTestCase):
    def test_the_practice_that_began_last_comes_first_in_pages_of_twenty(self):
        years = [None, *range(1980, 2024)]
        codes = [published(period={"start": year, "end": None}).code for year in years]
        shown = []
        for number in (1, 2, 3):
            response = self.client.get("/en/practices/", {"page": number})
            self.assertContains(response, f"45 practices, page {number} of 3")
            shown += found(response)
        self.assertEqual(shown, [*codes[:0:-1], codes[0]])

    def test_pages_lead_to_each_other(self):
        for _number in range(41):
            published()
        html = self.client.get("/en/practices/?page=2&theme=&nonsense=1&type=other").content.decode()
        self.assertIn('<a rel="prev" href="/en/practices/?type=other">', html)
        self.assertIn('<a rel="next" href="/en/practices/?type=other&amp;page=3">', html)
        self.assertIn('<a href="/en/practices/?type=other&amp;page=2" aria-current="page"', html)

    def test_a_card_says_which_language_it_is_in(self):
        published(**example_document())
        french = self.client.get("/fr/practices/")
        self.assertContains(french, '<h3 class="card-title" lang="fr" dir="ltr">')
        self.assertContains(french, "Machine translation")
        self.assertNotContains(self.client.get("/ar/practices/"), "Machine translation")
        self.assertContains(self.client.get("/ar/practices/"), '<h3 class="card-title" lang="ar" dir="rtl">')
        self.assertContains(self.client.get("/es/practices/"), "In English")

    def test_a_record_that_vanished_after_it_was_found_is_left_out(self):
        kept, gone = published(), published()
        search.run(search.Asked(), "en")
        Listing.objects.filter(code=gone.code).delete()  # as if between the two looks at the database
        self.assertEqual(found(self.client.get("/en/practices/")), [kept.code])


class HomeTests(RegistryTestCase):
    def test_every_way_in_leads_to_as_many_practices_as_it_says(self):
        TermFactory(kind=TermKind.THEME, code="delta", parent=Term.objects.get(kind=TermKind.THEME, code="alpha"))
        region = CountryGroup.objects.create(code="r1", kind=GroupKind.REGION, label_en="Made-up region")
        CountryClassification.objects.create(country=Country.objects.get(code="XA"), group=region)
        published(**example_document())
        published(themes=["delta"]), published()
        html = self.client.get("/en/").content.decode()
        ways = re.findall(r'href="/en/practices/\?(\w+=[\w-]+)"[^>]*>.*?index-count">(\d+)<', html)
        self.assertEqual(
            dict(ways),
            {"type=exchange_visit": "1", "type=other": "2", "theme=alpha": "2", "theme=delta": "1", "theme=beta": "1",
             "region=r1": "3"},
        )  # fmt: skip
        for query, count in ways:
            with self.subTest(query=query):
                self.assertEqual(len(found(self.client.get(f"/en/practices/?{query}"))), int(count))

    def test_newest_and_best_evidenced_practices(self):
        levels = ["E1", "E0", "E2", "E1", "E0"]
        codes = [published(evidence_level=level).code for level in levels]
        newest, proven = re.findall(r"<section[^>]*(?:newest|proven).*?</section>", self.page(), re.S)
        self.assertEqual(found(newest), codes[:0:-1])
        # Two levels have too few, so the third comes along.
        self.assertEqual(set(found(proven)), set(codes[1:]))
        self.assertIn("?evidence=E2&amp;evidence=E1&amp;evidence=E0&amp;sort=updated", proven)

    def page(self) -> str:
        return self.client.get("/en/").content.decode()

    def test_what_is_published_is_counted_at_once(self):
        self.assertIn("Nothing has been published yet.", self.page())
        practice = published()
        self.assertIn("1 practice in South-South", self.page())
        bring_to(practice, "archive")
        self.assertIn("Nothing has been published yet.", self.page())


class ReferenceTests(TestCase):
    def test_about_tells_what_levels_and_modalities_mean(self):
        make_reference()
        response = self.client.get("/ar/about/")
        self.assertContains(response, "Made-up evidence_level E1")
        self.assertContains(response, "Made-up modality triangular")
