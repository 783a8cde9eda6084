"""practices.rubric and practices.grading: scores, grades, what settles a difference, when a grade lapses."""

from datetime import date

from django.db import DatabaseError, transaction
from django.test import SimpleTestCase

from practices import grading, publishing, reviewing, rubric, workflow
from practices.models import Assessment, Standing
from practices.vocabulary import Channel, Grade
from tests.cast import REVIEWER, RegistryTestCase, person, published
from tests.example import example_document
from tests.judged import assessed, full, judgement


class RubricTests(SimpleTestCase):
    def test_weights_are_shares_of_a_hundred_in_every_version(self):
        for version, one in rubric.VERSIONS.items():
            with self.subTest(version):
                self.assertEqual(sum(criterion.weight for criterion in one.criteria), 100)
                self.assertEqual(len(one.scale), rubric.HIGHEST + 1)

    def test_codes_are_given_once(self):
        for one in rubric.VERSIONS.values():
            codes = [entry.code for entry in (*one.gates, *one.criteria)]
            self.assertEqual(len(codes), len(set(codes)))

    def test_the_first_version_stays_as_it_was(self):
        weights = {criterion.code: criterion.weight for criterion in rubric.VERSIONS[1].criteria}
        self.assertEqual(weights, {"results": 25, "horizontality": 25, "rights": 20, "repeatability": 10,
                                   "sustainability": 10, "participation": 10, "novelty": 0, "cost": 0})  # fmt: skip

    def test_bands(self):
        for score, grade in ((0, "documented"), (39.9, "documented"), (40, "promising"), (64.9, "promising"), (65, "good"),
                             (100, "good")):  # fmt: skip
            with self.subTest(score):
                self.assertEqual(rubric.FIRST.grade(score), grade)

    def test_the_ends_of_the_scale_ask_for_a_comment(self):
        self.assertEqual([rubric.FIRST.needs_comment(score) for score in range(5)], [True, True, False, False, True])


class OutcomeTests(RegistryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.second = person("second", *REVIEWER)
        cls.third = person("third", *REVIEWER)

    def outcome(self, practice):
        practice.refresh_from_db()
        return grading.outcome(practice, practice.revision)

    def test_nobody_then_one_then_two(self):
        practice = full(self.author)
        self.assertIn("Nobody", self.outcome(practice).waits_for)
        assessed(practice, self.reviewer)
        found = self.outcome(practice)
        self.assertEqual((found.grade, found.wants_another), ("", True))
        assessed(practice, self.second)
        found = self.outcome(practice)
        self.assertEqual((found.score, found.grade, found.waits_for), (75.0, Grade.GOOD, ""))

    def test_the_score_is_weighted_and_criteria_without_weight_do_not_count(self):
        practice = full(self.author)
        scores = {"results": 2, "horizontality": 3, "rights": 4, "novelty": 0, "cost": 0}
        assessed(practice, self.reviewer, self.second, score=2, scores=scores)
        # (25·2 + 25·3 + 20·4 + 30·2) / 4
        self.assertEqual(self.outcome(practice).score, 66.25)

    def test_core_scores_two_apart_ask_for_a_third_whose_word_settles_it(self):
        practice = full(self.author)
        assessed(practice, self.reviewer, score=3)
        assessed(practice, self.second, score=3, scores={"rights": 1})
        found = self.outcome(practice)
        self.assertEqual((found.grade, found.differ, found.wants_another), ("", ("rights",), True))
        self.assertIn("third", found.waits_for)
        assessed(practice, self.third, score=3, scores={"rights": 2})
        found = self.outcome(practice)
        self.assertEqual((found.medians["rights"], found.score, found.grade), (2, 70.0, Grade.GOOD))

    def test_supporting_scores_may_differ(self):
        practice = full(self.author)
        assessed(practice, self.reviewer, score=3)
        assessed(practice, self.second, score=3, scores={"sustainability": 0})
        self.assertEqual(self.outcome(practice).score, 75 - 10 * 1.5 / 4)

    def test_a_no_at_a_gate_stops_it(self):
        practice = full(self.author)
        assessed(practice, self.reviewer)
        stopping = judgement(gates={"no_harm": False})
        reviewing.assess(
            practice, by=self.second, judgement=stopping, expected=practice.revision, channel=Channel.ADMIN
        )
        found = self.outcome(practice)
        self.assertEqual((found.grade, found.stopped_by), ("", ("no_harm",)))
        self.assertIn("No harm", found.waits_for)

    def test_a_later_judgement_of_the_same_person_counts_instead_and_both_are_kept(self):
        practice = full(self.author)
        assessed(practice, self.reviewer, score=1)
        assessed(practice, self.reviewer, self.second, score=3)
        self.assertEqual(self.outcome(practice).score, 75)
        self.assertEqual(Assessment.objects.count(), 3)

    def test_an_edit_makes_judgements_of_the_old_text_not_count(self):
        practice = full(self.author)
        assessed(practice, self.reviewer, self.second)
        workflow.load_many([{"code": practice.code, "themes": ["alpha"]}], by=self.author, channel=Channel.ADMIN)
        self.assertEqual(self.outcome(practice).counted, ())

    def test_who_declares_a_conflict_later_does_not_count(self):
        practice = full(self.author)
        assessed(practice, self.reviewer, self.second)
        reviewing.declare_conflict(practice, by=self.second, note="A made-up tie.", channel=Channel.ADMIN)
        self.assertEqual([row.assessor for row in self.outcome(practice).counted], [self.reviewer])

    def test_the_database_refuses_to_change_an_assessment(self):
        practice = full(self.author)
        assessed(practice, self.reviewer)
        with self.assertRaises(DatabaseError), transaction.atomic():
            Assessment.objects.update(public_reason="Another one.")


class StoredTests(RegistryTestCase):
    def test_the_database_keeps_only_what_a_rubric_can_say(self):
        practice = full(self.author)
        for wrong in ({"scores": {"results": 5}}, {"scores": {"results": "3"}}, {"scores": [3]}, {"gates": {"source": "maybe"}},
                      {"rubric": 0}):  # fmt: skip
            with self.subTest(wrong), self.assertRaises(DatabaseError), transaction.atomic():
                Assessment.objects.create(
                    **{"practice": practice, "assessor": self.reviewer, "rubric": 1, "revision": 1} | wrong
                )

    def test_a_version_of_a_newer_registry_does_not_count(self):
        practice = full(self.author)
        Assessment.objects.create(practice=practice, assessor=self.reviewer, rubric=99, revision=practice.revision)
        self.assertEqual(grading.outcome(practice, practice.revision).counted, ())


class GradeTests(RegistryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.second = person("second", *REVIEWER)

    def standing(self, practice) -> Standing:
        return Standing.objects.get(practice=practice)

    def test_the_grade_comes_with_publication_and_names_nobody(self):
        practice = full(self.author)
        assessed(practice, self.reviewer, self.second, public_reason="It changed a law.")
        self.assertFalse(Standing.objects.exists())
        workflow.perform("publish", practice, by=self.editor)
        standing = self.standing(practice)
        reasons = standing.grade_reasons
        self.assertEqual((standing.grade, reasons["score"], reasons["edition"]), (Grade.GOOD, 75.0, 1))
        self.assertEqual((reasons["assessors"], reasons["reasons"]), (2, ["It changed a law."]))
        self.assertEqual(standing.grade_expires.year, date.fromisoformat(reasons["given"]).year + 3)
        self.assertNotIn("eviewer", str(reasons))

    def test_publication_needs_no_grade(self):
        practice = full(self.author)
        workflow.perform("publish", practice, by=self.editor)
        self.assertEqual(self.standing(practice).grade, "")

    def test_what_is_public_is_graded_when_the_second_assessment_comes(self):
        practice = published(self.author, **example_document())
        assessed(practice, self.reviewer)
        self.assertEqual(self.standing(practice).grade, "")
        assessed(practice, self.second, score=2)
        self.assertEqual(
            (self.standing(practice).grade, self.standing(practice).grade_reasons["score"]), ("promising", 62.5)
        )

    def test_a_name_in_the_reasons_can_be_redacted_and_does_not_come_back(self):
        practice = published(self.author, **example_document())
        assessed(practice, self.reviewer, self.second, public_reason="Invented Person led it.")
        with self.assertRaises(DatabaseError), transaction.atomic():
            Assessment.objects.update(public_reason="Changed.")
        publishing.redact(practice, "Invented Person", by=None, note="A made-up reason.", channel=Channel.COMMAND)
        self.assertEqual(self.standing(practice).grade_reasons["reasons"], ["[…] led it."])
        assessed(practice, self.editor, public_reason="Made up.")
        self.assertNotIn("Invented", str(self.standing(practice).grade_reasons))

    def test_a_later_no_at_a_gate_takes_the_grade_back(self):
        practice = published(self.author, **example_document())
        assessed(practice, self.reviewer, self.second)
        assessed(practice, self.editor, gates={"no_harm": False})
        standing = self.standing(practice)
        self.assertEqual((standing.grade, standing.grade_expires, standing.grade_reasons), ("", None, {}))
        self.assertIn("withdrawn", practice.events.filter(name="graded").first().note)

    def test_a_new_edition_keeps_the_grade_of_the_one_before(self):
        practice = published(self.author, **example_document())
        assessed(practice, self.reviewer, self.second)
        workflow.load_many([{"code": practice.code, "themes": ["alpha"]}], by=self.author, channel=Channel.ADMIN)
        for name, by in (("submit", self.author), ("take", self.editor), ("publish", self.editor)):
            workflow.perform(name, practice, by=by)
        self.assertEqual(practice.editions.count(), 2)
        self.assertEqual((self.standing(practice).grade, self.standing(practice).grade_reasons["edition"]), ("good", 1))

    def test_a_public_practice_that_adapts_it_confirms_a_good_grade(self):
        practice = published(self.author, **example_document())
        assessed(practice, self.reviewer, self.second)
        adapting = published(self.author, links=[{"practice": practice.code, "kind": "adapts"}])
        standing = self.standing(practice)
        self.assertEqual((standing.grade, standing.grade_reasons["reused_by"]), (Grade.CONFIRMED, [adapting.code]))

    def test_another_kind_of_link_or_a_lower_grade_confirms_nothing(self):
        practice = published(self.author, **example_document())
        assessed(practice, self.reviewer, self.second)
        published(self.author, links=[{"practice": practice.code, "kind": "related"}])
        self.assertEqual(self.standing(practice).grade, Grade.GOOD)
        lower = published(self.author, **example_document())
        assessed(lower, self.reviewer, self.second, score=2)
        published(self.author, links=[{"practice": lower.code, "kind": "adapts"}])
        self.assertEqual(self.standing(lower).grade, Grade.PROMISING)

    def test_a_leap_day_has_a_last_day_too(self):
        self.assertEqual(grading._years_after(date(2028, 2, 29), 3), date(2031, 2, 28))
