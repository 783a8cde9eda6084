"""Facets of the API: kept as they were written, and no longer than they are true."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.models import Term
from practices.vocabulary import Acceptance, TermKind
from tests.api import ApiTestCase
from tests.cast import published
from tests.factories import TermFactory
from tests.listed import listed, text

LISTED = "practices/?facets=theme"


class FacetsTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        listed({**text("A made-up record"), "themes": ["alpha"]}, {**text("On remittances"), "themes": ["beta"]})

    def themes(self, path: str = LISTED) -> dict[str, tuple]:
        facets = self.answer(path)["facets"]
        values = next(facet for facet in facets if facet["key"] == "theme")["values"]
        return {one["code"]: (one["count"], one["is_chosen"], one["label"]) for one in values}

    def test_what_is_published_counts_at_once(self):
        before = self.themes()
        self.assertEqual(self.themes(), before)
        listed({**text("A third made-up record"), "themes": ["beta"]})
        self.assertEqual({code: found[0] for code, found in self.themes().items()}, {"alpha": 1, "beta": 2})

    def test_a_label_that_is_changed_is_changed_here(self):
        self.themes()
        Term.objects.filter(kind=TermKind.THEME, code="alpha").update(label_en="Alpha as it is called now")
        self.assertEqual(self.themes()["alpha"][2], "Alpha as it is called now")

    def test_each_language_search_and_choice_of_facets_has_its_own(self):
        Term.objects.filter(kind=TermKind.THEME, code="alpha").update(label_fr="Alpha inventé")
        paths = {
            LISTED: (1, False, "Made-up theme alpha"), f"{LISTED}&lang=fr": (1, False, "Alpha inventé"),
            f"{LISTED}&theme=alpha": (1, True, "Made-up theme alpha"), "facets/": (1, False, "Made-up theme alpha"),
            f"{LISTED},type&q=remittances": None,
        }  # fmt: skip
        for _ in range(2):
            for path, alpha in paths.items():
                with self.subTest(path):
                    self.assertEqual(self.themes(path).get("alpha"), alpha)
        self.assertEqual(
            [one["key"] for one in self.answer(f"{LISTED},type&q=remittances")["facets"]], ["type", "theme"]
        )

    def test_whoever_has_a_list_costs_one_query(self):
        tag = self.ask(LISTED)["ETag"]
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.ask(LISTED, if_none_match=tag).status_code, 304)
        self.assertEqual(len(queries), 1)


class ProposedTests(ApiTestCase):
    def test_a_broader_term_that_is_only_proposed_is_named_nowhere(self):
        wide = TermFactory(code="hushed-theme", label_en="A hushed theme", acceptance=Acceptance.PROPOSED)
        TermFactory(code="said-theme", parent=wide)
        code = published(self.author, themes=["said-theme"]).code
        for path in (
            "/api/v1/practices/?facets=theme", "/api/v1/practices/?fields=themes", f"/api/v1/practices/{code}/",
            f"/api/v1/practices/{code}.jsonld", f"/api/v1/practices/{code}.csv?columns=all", "/api/v1/practices.jsonl",
            f"/api/v1/practices/{code}/editions/1/", "/api/v1/facets/", "/api/v1/statistics/", "/api/v1/terms/",
            "/api/v1/terms/theme/said-theme/", "/api/v1/suggestions/?q=hushed", "/api/v1/practices/?theme=said-theme&q=nothing",
            "/en/practices/", "/en/practices/?theme=said-theme", f"/en/practices/{code}/", "/vocabularies/theme",
            "/oai/?verb=ListRecords&metadataPrefix=registry", "/oai/?verb=ListRecords&metadataPrefix=oai_dc",
        ):  # fmt: skip
            with self.subTest(path):
                response = self.client.get(path)
                self.assertEqual(response.status_code, 200)
                content = b"".join(response.streaming_content) if response.streaming else response.content
                self.assertNotIn(b"hushed", content.lower().replace(b"q=hushed", b""))
        by = self.answer("statistics/")["by"]["theme"]
        self.assertIn(
            {"code": "said-theme", "practices": 1}, [{key: one[key] for key in ("code", "practices")} for one in by]
        )
