"""present() and compare(): labels in the reader's language, gaps and fallbacks told, differences in words."""

from django.utils import translation

from practices import document
from practices.document.compare import compare
from practices.document.pieces import MOST_PIECES, Effort, marked
from practices.document.present import card, date_words, number_words, period_words, present
from practices.models import Country, Term
from practices.vocabulary import Acceptance
from tests.cast import RegistryTestCase
from tests.factories import TermFactory, make_practice, snapshot_document
from tests.test_document import contained

TEXTS = {
    "en": {"title": "A title", "summary": "A summary.", "results": "What came of it."},
    "fr": {"title": "Un titre", "summary": "Un résumé.", "origin": "machine"},
}


class PresentTests(RegistryTestCase):
    def present(self, language, **changes):
        return present(document.build(make_practice(**changes)), language)

    def test_a_reader_gets_their_language_and_is_told_how_it_came_to_be(self):
        shown = self.present("fr", texts=TEXTS)
        self.assertEqual((shown["title"]["text"], shown["title"]["language"]), ("Un titre", "fr"))
        self.assertEqual(shown["text_origin"]["code"], "machine")

    def test_what_a_translation_lacks_is_shown_in_the_original_and_says_so(self):
        shown = self.present("fr", texts=TEXTS)
        self.assertEqual(shown["text_by_key"]["results"]["language"], "en")

    def test_a_language_without_text_falls_back_to_the_original(self):
        shown = self.present("ar", texts=TEXTS)
        self.assertEqual((shown["title"]["language"], shown["title"]["direction"]), ("en", "ltr"))

    def test_labels_come_in_the_readers_language_or_say_which_they_are_in(self):
        Term.objects.filter(code="alpha").update(label_fr="Alpha en français")
        shown = self.present("fr", themes=["alpha", "beta"])
        self.assertEqual([(label["label"], label["language"]) for label in shown["themes"]],
                         [("Alpha en français", "fr"), ("Made-up theme beta", "en")])  # fmt: skip

    def test_a_broader_term_is_named_once_it_is_accepted(self):
        wide = TermFactory(code="wide", label_en="A wide theme")
        TermFactory(code="narrow", parent=wide)
        built = document.build(make_practice(themes=["narrow"]))
        self.assertEqual(present(built, "en")["themes"][0]["parent"]["label"], "A wide theme")
        Term.objects.filter(code="wide").update(acceptance=Acceptance.PROPOSED)
        self.assertNotIn("parent", present(built, "en")["themes"][0])

    def test_a_renamed_label_shows_at_once_in_documents_of_the_past(self):
        built = document.build(make_practice(themes=["alpha"]))
        self.assertEqual(present(built, "en")["themes"][0]["label"], "Made-up theme alpha")
        Term.objects.filter(code="alpha").update(label_en="Renamed")
        self.assertEqual(present(built, "en")["themes"][0]["label"], "Renamed")

    def test_who_shares_and_who_learns(self):
        shown = self.present("en")
        self.assertEqual([label["code"] for label in shown["sharing"]], ["XA"])
        self.assertEqual([label["code"] for label in shown["learning"]], ["XB"])

    def test_triangular_without_a_supporter_is_a_gap_readers_see(self):
        self.assertEqual(len(self.present("en", modality="triangular")["gaps"]), 1)
        named = [{"country": "XC", "role": "donor"}]
        self.assertEqual(self.present("en", modality="triangular", countries=named)["gaps"], [])

    def test_the_checklist_shows_every_element_and_unknown_is_not_no(self):
        elements = [{"element": "element_one", "answer": "yes"}, {"element": "element_two", "answer": "no"}]
        shown = self.present("en", labour_agreement={"elements": elements})
        checklist = shown["details"][0]["checklist"]
        self.assertEqual({row["answer"]["code"]: row["count"] for row in checklist["counts"]},
                         {"yes": 1, "partly": 0, "no": 1, "unknown": 1})  # fmt: skip
        self.assertEqual(sum(len(group["elements"]) for group in checklist["groups"]), 3)

    def test_links_are_shown_only_to_public_practices(self):
        other = make_practice()
        built = document.build(make_practice(links=[{"practice": other.code, "kind": "adapts"}]))
        self.assertEqual(present(built, "en")["links"], [])
        self.assertEqual(len(present(built, "en", {other.code: {"code": other.code}})["links"]), 1)

    def test_an_address_that_is_none_is_never_a_link(self):
        built = document.build(make_practice())
        built["citations"][0]["url"] = "javascript:alert(1)"
        self.assertEqual(present(built, "en")["citations"][0]["url"], "")

    def test_a_figure_has_its_label_value_year_and_source(self):
        figure = {
            "label": {"en": "people", "ar": "ناس"},
            "value": 7241.5,
            "unit": "people",
            "year": 2019,
            "source": "s1",
        }
        shown = self.present("ar", figures=[figure])["figures"][0]
        self.assertEqual((shown["label"]["label"], shown["year"], shown["source"]["number"]), ("ناس", 2019, 1))

    def test_a_card_speaks_the_language_of_the_list(self):
        from practices import listings

        stored = listings.card(document.build(make_practice(texts=TEXTS)))
        self.assertEqual(card("code", stored, "fr")["title"]["text"], "Un titre")
        self.assertEqual(card("code", stored, "fr")["countries"][0]["label"], Country.objects.get(code="XA").label_en)


class WordsTests(RegistryTestCase):
    def test_partial_dates_periods_and_numbers_in_words(self):
        with translation.override("en"):
            self.assertEqual([date_words(day) for day in ("", "2021", "2021-06", "2021-06-07")],
                             ["", "2021", "June 2021", "7 June 2021"])  # fmt: skip
            self.assertEqual(
                [
                    period_words({"start": start, "end": end})
                    for start, end in ((2019, 2021), (2019, 2019), (2019, None), (None, 2021), (None, None))
                ],
                ["2019–2021", "2019", "from 2019", "until 2021", ""],
            )
            self.assertEqual(
                [number_words(value) for value in (1020000000, 17.4, -3, 0.125)],
                ["1,020,000,000", "17.4", "-3", "0.125"],
            )
        with translation.override("fr"):
            self.assertEqual(number_words(7241), "7\xa0241")


class CompareTests(RegistryTestCase):
    def compare(self, old, new, language="en"):
        empty = document.empty()
        build = [{**empty, **snapshot_document(**changes)} for changes in (old, new)]
        whole = [document.build(document.load(made | {"code": None}, by=None)) for made in build]
        return {entry["path"]: entry for entry in compare(*whole, language)}

    def test_equal_documents_do_not_differ(self):
        self.assertEqual(self.compare({}, {}), {})

    def test_changed_words_are_marked(self):
        found = self.compare(
            {"texts": {"en": {"title": "Five days in Accra"}}}, {"texts": {"en": {"title": "Ten days in Accra"}}}
        )
        pieces = [(piece["mark"], piece["text"]) for piece in found["texts.en.title"]["pieces"]]
        self.assertEqual(pieces, [("old", "Five"), ("new", "Ten"), ("same", " days in Accra")])

    def test_lists_say_what_came_and_what_went(self):
        found = self.compare({"themes": ["alpha", "beta"]}, {"themes": ["beta", "gamma"]})
        self.assertEqual(found["themes"]["removed"], ["Made-up theme alpha"])
        self.assertEqual(found["themes"]["added"], ["Made-up theme gamma"])

    def test_a_new_order_is_told_as_one(self):
        found = self.compare({"themes": ["alpha", "beta"]}, {"themes": ["beta", "alpha"]})
        self.assertTrue(found["themes"]["is_reordered"])

    def test_every_part_can_be_put_into_words_both_ways(self):
        import json
        from pathlib import Path

        sample = json.loads((Path(__file__).parent / "samples" / "practice-1.json").read_text())
        sample["links"] = [{"practice": make_practice().code, "kind": "adapts"}]
        full = document.build(document.load(sample, by=None))
        bare = document.build(make_practice())
        for old, new in ((full, bare), (bare, full)):
            for language in ("en", "fr", "ar"):
                entries = compare(old, new, language)
                paths = {entry["path"].split(".")[0] for entry in entries}
                self.assertLessEqual(
                    {"figures", "citations", "exchanges", "links", "cities", "study_tour", "training_centre",
                     "labour_agreement", "city_cooperation", "mechanisms", "period", "initiative", "cost_band"}, paths,
                )  # fmt: skip
                self.assertTrue(all(entry["label"] for entry in entries))

    def test_long_texts_are_shown_whole_rather_than_late(self):
        old, new = "a b " * MOST_PIECES + "a", "c d " * MOST_PIECES + "c"
        self.assertEqual([piece["mark"] for piece in marked(old, new)], ["old", "new"])

    def test_a_small_change_in_a_long_text_is_found_all_the_same(self):
        old = "a b " * MOST_PIECES
        pieces = marked(old + "end", old + "finish")
        self.assertEqual([(piece["mark"], len(piece["text"])) for piece in pieces],
                         [("same", len(old)), ("old", 3), ("new", 6)])  # fmt: skip

    def test_all_texts_of_a_comparison_together_cost_no_more_than_one(self):
        effort, words = Effort(), " ".join(f"w{number}" for number in range(MOST_PIECES // 8))
        marks = [[piece["mark"] for piece in marked(f"x {words}", f"{words} y", effort)] for _ in range(2)]
        self.assertIn("same", marks[0])
        self.assertEqual(marks[1], ["old", "new"])

    def test_marked_pieces_make_up_both_texts(self):
        old, new = "One, two; three.", "One two three four."
        pieces = marked(old, new)
        self.assertEqual("".join(p["text"] for p in pieces if p["mark"] != "new"), old)
        self.assertEqual("".join(p["text"] for p in pieces if p["mark"] != "old"), new)


class SampleTests(RegistryTestCase):
    def test_the_sample_of_version_one_is_kept_to_the_letter(self):
        import json
        from pathlib import Path

        sample = json.loads((Path(__file__).parent / "samples" / "practice-1.json").read_text())
        built = document.build(document.load(sample, by=None), staff=True)
        for key, value in sample.items():
            self.assertEqual(contained(built[key], value), value, key)
