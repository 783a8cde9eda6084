"""tests/relevance: the questions are whole, fit the fixtures and spare a third; the measures are right by hand."""

from collections import Counter
from math import log2

from django.conf import settings
from django.test import SimpleTestCase

from practices.fixtures.files import read_practices
from tests.relevance.questions import (
    KINDS,
    LANGUAGES,
    NOTHING,
    Question,
    Scores,
    is_held_back,
    load,
    ndcg_at,
    success_at,
    summarise,
)


class QuestionTests(SimpleTestCase):
    """What questions.yaml says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.questions = load()
        cls.codes = {document["code"] for document in read_practices(settings.BASE_DIR / "fixtures").values()}

    def test_every_judged_practice_is_in_the_fixtures(self):
        unknown = {question.id: question.judged.keys() - self.codes for question in self.questions}
        self.assertEqual({id: codes for id, codes in unknown.items() if codes}, {})

    def test_ids_are_unique_and_say_language_and_kind(self):
        self.assertEqual(
            [id for id, count in Counter(question.id for question in self.questions).items() if count > 1], []
        )
        for question in self.questions:
            with self.subTest(question.id):
                self.assertTrue(question.id.startswith(f"{question.language}-{question.kind.replace('_', '-')}-"))

    def test_no_question_is_asked_twice_in_one_language(self):
        asked = Counter((question.language, question.text.casefold()) for question in self.questions)
        self.assertEqual([text for text, count in asked.items() if count > 1], [])

    def test_there_are_enough_questions_of_each_kind_in_each_language(self):
        self.assertGreaterEqual(len(self.questions), 60)
        counts = Counter((question.language, question.kind) for question in self.questions)
        self.assertEqual(set(counts), {(language, kind) for language in LANGUAGES for kind in KINDS})
        self.assertGreaterEqual(min(counts[language, NOTHING] for language in LANGUAGES), 3)

    def test_questions_are_as_short_as_people_type_them(self):
        self.assertEqual([question.id for question in self.questions if not 1 <= len(question.text.split()) <= 12], [])

    def test_only_a_question_for_nothing_has_no_answer(self):
        for question in self.questions:
            with self.subTest(question.id):
                self.assertEqual(question.kind == NOTHING, not question.judged)
                self.assertLessEqual(set(question.judged.values()), {1, 2, 3})
                if question.judged:
                    self.assertGreaterEqual(max(question.judged.values()), 2)

    def test_about_a_third_of_each_language_is_held_back(self):
        for language in LANGUAGES:
            with self.subTest(language):
                held = [is_held_back(question) for question in self.questions if question.language == language]
                self.assertTrue(0.25 <= sum(held) / len(held) <= 0.42, sum(held) / len(held))

    def test_every_kind_is_on_both_sides(self):
        sides = {(question.kind, is_held_back(question)) for question in self.questions}
        self.assertEqual(sides, {(kind, held) for kind in KINDS for held in (True, False)})


class MeasureTests(SimpleTestCase):
    """The measures, worked out by hand."""

    judged = {"a": 3, "b": 2, "c": 1}

    def test_success_needs_grade_two_among_the_first_three(self):
        cases = [
            (["x", "y", "b"], 1.0),
            (["x", "y", "z", "a"], 0.0),
            (["c", "x"], 0.0),
            ([], 0.0),
        ]
        for found, expected in cases:
            with self.subTest(found=found):
                self.assertEqual(success_at(found, self.judged), expected)

    def test_success_looks_as_far_as_it_is_told(self):
        self.assertEqual(success_at(["x", "y", "z", "a"], self.judged, k=4), 1.0)

    def test_ndcg_is_one_for_the_best_order_whatever_follows(self):
        self.assertEqual(ndcg_at(["a", "b", "c", "x", "y"], self.judged), 1.0)

    def test_ndcg_discounts_by_place(self):
        best = 7 + 3 / log2(3) + 1 / log2(4)
        cases = [
            (["b", "a"], (3 + 7 / log2(3)) / best),
            (["x", "a"], 7 / log2(3) / best),
            (["x", "y"], 0.0),
            ([], 0.0),
        ]
        for found, expected in cases:
            with self.subTest(found=found):
                self.assertAlmostEqual(ndcg_at(found, self.judged), expected)

    def test_ndcg_cuts_both_the_found_and_the_best_at_k(self):
        self.assertEqual(ndcg_at(["a"], self.judged, k=1), 1.0)
        self.assertEqual(ndcg_at(["x", "a"], self.judged, k=1), 0.0)

    def test_ndcg_without_an_answer_is_nil(self):
        self.assertEqual(ndcg_at(["a"], {}), 0.0)

    def test_summary_averages_by_language_and_counts_what_should_not_be_found(self):
        questions = [
            Question("en-theme-1", "en", "theme", "one", {"a": 3}),
            Question("en-theme-2", "en", "theme", "two", {"b": 2}),
            Question("fr-theme-1", "fr", "theme", "un", {"a": 3}),
            Question("en-nothing-1", "en", "nothing", "none", {}),
            Question("fr-nothing-1", "fr", "nothing", "rien", {}),
        ]
        found = {
            "en-theme-1": ["a", "x"],
            "en-theme-2": ["x"],
            "fr-theme-1": ["a"],
            "en-nothing-1": ["x", "y", "z"],
            "fr-nothing-1": [],
        }
        summary = summarise(questions, found)
        self.assertEqual(summary.by_language, {"en": Scores(2, 0.5, 0.5), "fr": Scores(1, 1.0, 1.0)})
        self.assertEqual(summary.overall.questions, 3)
        self.assertAlmostEqual(summary.overall.success, 2 / 3)
        self.assertAlmostEqual(summary.overall.ndcg, 2 / 3)
        self.assertEqual(summary.results_for_nothing, 1.5)

    def test_summary_refuses_a_question_that_was_not_asked(self):
        with self.assertRaises(KeyError):
            summarise([Question("en-theme-1", "en", "theme", "one", {"a": 3})], {})

    def test_summary_of_no_questions_is_nil(self):
        self.assertEqual(summarise([], {}).overall, Scores(0, 0.0, 0.0))
