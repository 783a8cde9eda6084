"""practices.search.suggest: names of values and titles of practices while somebody types."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices import publishing, search
from practices.models import Alias, Country, CountryGroup, Organisation, Term
from practices.vocabulary import Acceptance, AliasKind, TermKind
from tests.cast import in_review, published
from tests.factories import TermFactory, make_practice
from tests.listed import SearchTestCase, listed, publish_anew, text
from tests.trees import make_trees


class SuggestionTests(SearchTestCase):
    @classmethod
    def setUpTestData(cls):
        make_trees()
        theme = Term.objects.filter(kind=TermKind.THEME, code="alpha")
        theme.update(label_en="Quuxel schools", label_fr="Écoles quuxelles", label_ar="مدارس القوكس")
        Country.objects.filter(code="XA").update(label_en="Blorbia", label_fr="Blorbie")
        Country.objects.filter(code="XB").update(label_en="South Blorbia")
        Country.objects.filter(code="XC").update(label_en="Blorbless")
        CountryGroup.objects.filter(code="s-one").update(label_en="Western Blorbland")
        CountryGroup.objects.filter(code="union").update(label_en="Union of Blorbs")
        Organisation.objects.filter(code="0000-0012").update(label_en="Bureau of Blorbing", acronym="BOB")
        provider = [{"country": code, "role": "provider"} for code in ("XA", "XB")]
        lead = [{"organisation": "0000-0012", "role": "lead"}]
        cls.have(
            school=text("A quuxel school in Made-up town", "Quiet.") | {"themes": ["alpha"], "countries": provider},
            french=text("Une école à Blorb-sur-Mer", "Calme.", "fr")
            | {"themes": ["alpha_one"], "countries": provider[:1]},
            bureau=text("Frobnication of towns", "Quiet.") | {"organisations": lead, "countries": []},
        )

    def suggested(self, typed: str, language: str = "en") -> list[tuple[str, str]]:
        """What is suggested, as (facet or "practice", label)."""
        return [
            (one.facet.key if one.facet else one.kind, one.label["label"]) for one in search.suggest(typed, language)
        ]

    def test_values_are_suggested_by_the_beginning_of_any_word_of_any_name(self):
        for typed, value in (
            ("quux", ("theme", "Quuxel schools")), ("scho", ("theme", "Quuxel schools")), ("ecoles", ("theme", "Quuxel schools")),
            ("École", ("theme", "Quuxel schools")), ("قوك", ("theme", "Quuxel schools")), ("القو", ("theme", "Quuxel schools")),
            ("مدارس", ("theme", "Quuxel schools")), ("quuxel sch", ("theme", "Quuxel schools")),
            ("blorbi", ("country", "Blorbia")), ("BLORBIA", ("country", "Blorbia")), ("south", ("country", "South Blorbia")),
            ("western", ("region", "Western Blorbland")), ("bureau", ("organisation", "Bureau of Blorbing")),
            ("blorbing", ("organisation", "Bureau of Blorbing")), ("bob", ("organisation", "Bureau of Blorbing")),
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertIn(value, self.suggested(typed))

    def test_a_value_comes_with_its_number_of_practices(self):
        totals = {one.label["label"]: one.total for one in search.suggest("blorb", "en") if one.kind == "value"}
        self.assertEqual((totals["Blorbia"], totals["South Blorbia"], totals["Western Blorbland"]), (2, 1, 2))
        self.assertEqual(next(one.total for one in search.suggest("quux", "en") if one.kind == "value"), 2)

    def test_the_exact_name_comes_first_and_then_the_more_frequent(self):
        self.assertEqual(self.suggested("blorbia")[0], ("country", "Blorbia"))
        for code, label, count in (("a", "Zork apples", 1), ("b", "Zork pears", 2)):
            TermFactory(code=code, label_en=label)
            listed(*([text("A quiet record", "") | {"themes": [code]}] * count))
        self.assertEqual(self.suggested("zork"), [("theme", "Zork pears"), ("theme", "Zork apples")])

    def test_values_without_practices_are_not_suggested(self):
        self.assertNotIn(("country", "Blorbless"), self.suggested("blorb"))
        self.assertEqual(self.suggested("blorbless"), [])
        publishing.archive(self.records["bureau"], "Made up.")
        self.assertEqual(self.suggested("bureau"), [])

    def test_labels_are_in_the_readers_language(self):
        self.assertIn(("theme", "Écoles quuxelles"), self.suggested("quux", "fr"))
        self.assertIn(("country", "Blorbie"), self.suggested("blorbia", "fr"))

    def test_titles_are_suggested_by_all_words_typed_the_last_of_them_begun(self):
        for typed, title in (
            ("frob", "Frobnication of towns"), ("towns frobn", "Frobnication of towns"), ("frobnication of", "Frobnication of towns"),
            ("ecole blorb", "Une école à Blorb-sur-Mer"), ("made-up to", "A quuxel school in Made-up town"),
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertIn(("practice", title), self.suggested(typed))
        listed(text("ورشة التدريب", "", "ar"))
        for typed in ("تدر", "التدر", "ورشة تدر", "تدريب ور"):
            with self.subTest(typed):
                self.assertIn(("practice", "ورشة التدريب"), self.suggested(typed))
        self.assertEqual(self.suggested("frobnication zzyzx"), [])
        self.assertNotIn(("practice", "Frobnication of towns"), self.suggested("fro towns"))

    def test_a_title_is_in_the_readers_language_where_there_is_one(self):
        both = {"en": {"title": "Blorping", "origin": "original"}, "fr": {"title": "Blorpage", "origin": "human"}}
        publish_anew(self.records["bureau"], texts=both, original_language="en")
        self.assertEqual(self.suggested("blorp", "fr"), [("practice", "Blorpage")])
        self.assertEqual(self.suggested("blorpage", "es"), [("practice", "Blorping")])

    def test_at_most_eight_are_suggested_of_which_at_most_four_are_titles(self):
        for number in range(12):
            TermFactory(code=f"blorb_{number}", label_en=f"Blorb theme {chr(97 + number)}")
        listed(*(text(f"Blorb record {number}", "") | {"themes": [f"blorb_{number}"]} for number in range(12)))
        found = search.suggest("blorb", "en")
        self.assertEqual((len(found), sum(one.kind == "practice" for one in found)), (8, 4))

    def test_one_letter_or_nothing_suggests_nothing(self):
        for typed in ("", " ", "b", "!", "'", "ـ"):
            with self.subTest(typed):
                self.assertEqual(search.suggest(typed, "en"), [])

    def test_drafts_and_archived_titles_are_never_suggested(self):
        secret = {"texts": {"en": {"title": "Zorblax in secret", "summary": "Nobody knows."}}}
        make_practice(**secret)
        in_review(**secret)
        self.assertEqual(self.suggested("zorb"), [])
        practice = published(**secret)
        self.assertEqual(self.suggested("zorb"), [("practice", "Zorblax in secret")])
        publishing.archive(practice, "Made up.")
        self.assertEqual(self.suggested("zorb"), [])

    def test_proposed_and_retired_names_are_never_suggested(self):
        for acceptance in (Acceptance.PROPOSED, Acceptance.RETIRED):
            Term.objects.filter(kind=TermKind.THEME, code="alpha").update(acceptance=acceptance)
            with self.subTest(acceptance):
                self.assertNotIn("theme", [kind for kind, _label in self.suggested("quux")])

    def test_an_alias_is_suggested_at_once_and_an_acronym_only_from_its_beginning(self):
        Alias.objects.create(country=Country.objects.get(code="XA"), text="Zed Isles", kind=AliasKind.FORMER)
        Alias.objects.create(country=Country.objects.get(code="XB"), text="ZQ IX", kind=AliasKind.ACRONYM)
        for typed, labels in (("isl", ["Blorbia"]), ("zed", ["Blorbia"]), ("zq", ["South Blorbia"]), ("ix", [])):
            with self.subTest(typed):
                self.assertEqual([label for _kind, label in self.suggested(typed)], labels)

    def test_suggestions_cost_two_queries_once_warm(self):
        search.suggest("blorb", "en")
        with CaptureQueriesContext(connection) as queries:
            search.suggest("quux", "en")
        self.assertEqual(len(queries), 2)

    @given(st.text(max_size=250) | st.text(alphabet="blorbia quuxel '\"&|!:*()<>-\\%_ـﷺ١٠", max_size=40))
    @settings(max_examples=400, derandomize=True, suppress_health_check=list(HealthCheck))
    def test_anything_may_be_typed(self, typed):
        self.assertLessEqual(len(search.suggest(typed, "en")), 8)
