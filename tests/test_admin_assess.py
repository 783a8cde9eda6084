"""Assessing in the admin: the questions, what is refused and why, and who sees what others gave."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices import grading, rubric, workflow
from practices.admin.review import assessment
from practices.models import Assessment, Mandate, Organisation, Practice, Standing
from practices.vocabulary import Channel, Grade
from tests.cast import in_review, published
from tests.example import example_document
from tests.factories import ORGANISATIONS, make_practice
from tests.judged import assessed, full
from tests.sent_forms import sent
from tests.staff import change_address, member, press
from tests.test_admin_saving import AdminTestCase

TYPED = "A made-up comment that must not be lost."


def assess_address(practice) -> str:
    return reverse("admin:practices_practice_assess", args=[practice.pk])


def review_address(practice) -> str:
    return reverse("admin:practices_practice_review", args=[practice.pk])


def answers(score: int = 3, **changes) -> dict[str, str]:
    """What a person enters who sees no conflict, says yes to every gate and gives one score for all."""
    given = {f"gate-{gate.code}": "yes" for gate in rubric.CURRENT.gates}
    given |= {f"score-{one.code}": str(score) for one in rubric.CURRENT.criteria}
    if rubric.CURRENT.needs_comment(score):
        given |= {f"comment-{one.code}": "A made-up comment." for one in rubric.CURRENT.criteria}
    given |= {"declaration": "none", "public_reason": "A made-up reason."}
    return given | {name.replace("__", "-"): value for name, value in changes.items()}


class AssessTestCase(AdminTestCase):
    """Three reviewers beside the people of the admin."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.first, cls.second, cls.third = (member("reviewer", name) for name in ("fidel", "sekai", "tariq"))
        cls.reviewers = (cls.first, cls.second, cls.third)

    def setUp(self):
        self.client.force_login(self.first)

    def send(self, practice, score: int = 3, by=None, **changes):
        """Open the page, answer, send."""
        if by is not None:
            self.client.force_login(by)
        page = self.client.get(assess_address(practice))
        return self.client.post(assess_address(practice), sent(page, "assess_form", **answers(score, **changes)))

    def refused(self, response, status: int = 200):
        self.assertEqual(response.status_code, status)
        self.assertFalse(Assessment.objects.exists())
        return {fault["id"]: fault["fault"] for fault in response.context["form"]["summary"]}


class RecordTests(AssessTestCase):
    def test_two_assessors_give_a_published_practice_its_grade_and_the_public_reads_it(self):
        practice = full(self.author)
        workflow.perform("publish", practice, by=self.editor)
        self.assertContains(self.client.get(assess_address(practice)), "edition 1 as published")
        self.assertRedirects(self.send(practice), review_address(practice))
        self.assertFalse(Standing.objects.get(practice=practice).grade)
        page = self.client.get(review_address(practice))
        self.assertContains(page, "One more independent assessor is needed")
        self.send(practice, by=self.second, public_reason="Another made-up reason.")
        self.assertEqual(Standing.objects.get(practice=practice).grade, Grade.GOOD)
        public = self.client.get(practice.listing.get_absolute_url())
        for words in ("Good practice", "75 of 100", "A made-up reason.", "Another made-up reason."):
            self.assertContains(public, words)

    def test_in_review_the_grade_waits_for_publication(self):
        practice = full(self.author)
        self.assertContains(self.client.get(assess_address(practice)), f"revision {practice.revision}, in review")
        self.send(practice)
        self.send(practice, by=self.second)
        self.assertContains(self.client.get(review_address(practice)), "given when this is published")
        press(self.client, practice, "publish", confirmed="1")
        self.assertEqual(Standing.objects.get(practice=practice).grade, Grade.GOOD)

    def test_scores_two_apart_ask_for_a_third_who_is_proposed(self):
        Mandate.objects.create(person=self.third, languages=["en"])
        practice = full(self.author)
        self.send(practice, 2)
        self.send(practice, by=self.second, **{"score-results": "4", "comment-results": TYPED})
        page = self.client.get(review_address(practice))
        self.assertContains(page, "2 points apart")
        self.assertContains(page, "a third one settles it")
        self.assertContains(page, f"?reviewer={self.third.pk}")
        self.assertNotContains(page, f"?reviewer={self.first.pk}")
        self.send(practice, by=self.third)
        page = self.client.get(review_address(practice))
        self.assertContains(page, "Results and their evidence: 3 of 4, counts 25 of 100, gives 18.75.")
        self.assertContains(page, "Cost for effect: 3 of 4, does not count.")
        self.assertContains(page, "Together 75 of 100: Good practice, which begins at 65.")

    def test_a_no_at_a_gate_stops_and_needs_no_scores(self):
        practice = full(self.author)
        empty = {f"score-{one.code}": "" for one in rubric.CURRENT.criteria} | {"public_reason": ""}
        response = self.send(practice, **empty, **{"gate-consent": "no"})
        self.assertEqual(self.refused(response), {"comment-consent": "Say why the answer is no."})
        self.send(practice, **empty, **{"gate-consent": "no", "comment-consent": TYPED})
        self.assertEqual(Assessment.objects.get().scores, {})
        page = self.client.get(review_address(practice))
        self.assertContains(page, "Stopped: the answer to a gate was no (Consent and terms).")
        self.assertContains(page, TYPED)

    def test_a_conflict_of_interest_ends_ones_part(self):
        practice = full(self.author)
        response = self.send(practice, declaration="conflict", conflict_note="")
        self.assertEqual(set(self.refused(response)), {"conflict_note"})
        self.send(practice, declaration="conflict", conflict_note="A made-up cousin leads it.")
        self.assertTrue(Assessment.objects.get().has_conflict)
        page = self.client.get(assess_address(practice))
        self.assertContains(page, "You have declared a conflict of interest")
        self.assertNotContains(page, "assess_form")
        self.assertContains(self.client.get(review_address(practice)), "A made-up cousin leads it.")

    def test_ones_earlier_answers_are_offered_when_the_text_has_changed(self):
        practice = full(self.author)
        self.send(practice, 4, public_reason="The first reason.")
        workflow.load_many([{"code": practice.code, "tags": []}], by=self.author, channel=Channel.ADMIN)
        practice.refresh_from_db()
        page = self.client.get(assess_address(practice))
        self.assertContains(page, "The text has changed since")
        offered = sent(page, "assess_form")
        self.assertEqual((offered["score-results"], offered["public_reason"]), (["4"], ["The first reason."]))
        self.assertNotIn("declaration", offered)
        self.client.post(assess_address(practice), offered | {"declaration": ["none"]})
        self.assertEqual(Assessment.objects.filter(revision=practice.revision).count(), 1)

    def test_an_assessment_of_the_same_text_may_be_given_again_and_counts_instead(self):
        practice = full(self.author)
        self.send(practice, 2)
        self.assertContains(self.client.get(assess_address(practice)), "it counts instead")
        self.send(practice, 3)
        self.assertEqual([row.scores["results"] for row in grading.counted(practice, practice.revision)], [3])

    def test_of_a_practice_under_edit_the_live_edition_is_assessed(self):
        practice = full(self.author)
        workflow.perform("publish", practice, by=self.editor)
        revision = practice.revision
        workflow.load_many([{"code": practice.code, "tags": []}], by=self.author, channel=Channel.ADMIN)
        self.send(practice)
        self.assertEqual(Assessment.objects.get().revision, revision)


class RefusalTests(AssessTestCase):
    def test_a_text_that_moved_is_answered_with_409_and_nothing_is_lost(self):
        practice = full(self.author)
        page = self.client.get(assess_address(practice))
        workflow.load_many([{"code": practice.code, "tags": []}], by=self.author, channel=Channel.ADMIN)
        typed = sent(page, "assess_form", **answers(**{"comment-results": TYPED}))
        response = self.client.post(assess_address(practice), typed)
        self.refused(response, 409)
        self.assertContains(response, "The text has changed since you opened it", status_code=409)
        again = sent(response, "assess_form")
        self.assertEqual({name: again[name] for name in ("comment-results", "score-results", "declaration")},
                         {"comment-results": [TYPED], "score-results": ["3"], "declaration": ["none"]})  # fmt: skip
        self.assertEqual(self.client.post(assess_address(practice), again).status_code, 302)

    def test_a_fault_does_not_hide_that_the_text_moved(self):
        practice = full(self.author)
        page = self.client.get(assess_address(practice))
        workflow.load_many([{"code": practice.code, "tags": []}], by=self.author, channel=Channel.ADMIN)
        faulty = self.client.post(assess_address(practice), sent(page, "assess_form", **answers(declaration="")))
        self.assertEqual(set(self.refused(faulty)), {"declaration-none"})
        self.refused(self.client.post(assess_address(practice), sent(faulty, "assess_form", declaration="none")), 409)

    def test_what_went_back_to_its_author_meanwhile_is_409_with_everything_kept(self):
        practice = full(self.author)
        page = self.client.get(assess_address(practice))
        workflow.perform("request_changes", practice, by=self.second, note="A made-up note.")
        response = self.client.post(assess_address(practice), sent(page, "assess_form", **answers(public_reason=TYPED)))
        self.refused(response, 409)
        self.assertContains(response, TYPED, status_code=409)
        self.assertContains(self.client.get(assess_address(practice)), "Only what is in review or public")

    def test_every_fault_stands_at_its_field(self):
        practice = full(self.author)
        response = self.client.post(assess_address(practice), {"expected": practice.revision, "declaration": "none"})
        faults = self.refused(response)
        wanted = {f"gate-{gate.code}-yes" for gate in rubric.CURRENT.gates}
        wanted |= {f"score-{one.code}-0" for one in rubric.CURRENT.criteria} | {"public_reason"}
        self.assertEqual(set(faults), wanted)
        for name in wanted:
            self.assertContains(response, f'href="#{name}"', count=1)
            self.assertContains(response, f'id="{name}"', count=1)

    def test_the_ends_of_the_scale_need_a_comment_there(self):
        practice = full(self.author)
        faults = self.refused(self.send(practice, **{"score-cost": "0", "score-rights": "4", "score-results": "2"}))
        self.assertEqual(set(faults), {"comment-cost", "comment-rights"})

    def test_input_that_makes_no_sense_is_a_fault_and_what_is_too_long_is_kept(self):
        practice = full(self.author)
        long = "x" * 10_000
        response = self.send(practice, **{"score-results": "9", "score-rights": "x", "score-cost": ["", "[1]"],
                                          "gate-source": "maybe", "comment-novelty": long, "public_reason": long})  # fmt: skip
        faults = self.refused(response)
        self.assertEqual(set(faults), {"score-results-0", "score-rights-0", "score-cost-0", "gate-source-yes",
                                       "comment-novelty", "public_reason"})  # fmt: skip
        self.assertEqual(faults["comment-novelty"], "At most 2,000 characters.")
        self.assertContains(response, long, count=2)

    def test_an_expected_revision_that_is_none_is_a_conflict(self):
        practice = full(self.author)
        for expected in ("", "-1", "9" * 40, "x", "٣٣٣"):
            with self.subTest(expected):
                response = self.client.post(assess_address(practice), answers() | {"expected": expected})
                self.refused(response, 409)

    def test_what_is_typed_is_text_and_nothing_else(self):
        practice = full(self.author)
        response = self.send(practice, declaration="", public_reason="</textarea><script>x</script>")
        self.assertNotContains(response, "<script>x")

    def test_other_methods_are_refused(self):
        response = self.client.put(assess_address(full(self.author)))
        self.assertEqual((response.status_code, response["Allow"]), (405, "GET, HEAD, POST"))

    def test_a_snapshot_says_what_it_lacks(self):
        page = self.client.get(assess_address(in_review(self.author)))
        self.assertContains(page, "Lessons are not described.")
        self.assertNotContains(page, "assess_form")


class WhoTests(AssessTestCase):
    def test_who_may_see_it_but_not_review_is_refused_and_others_find_nothing(self):
        own = full(self.contributor)
        stranger = member("contributor", "another")
        for by, status in ((self.contributor, 403), (stranger, 404)):
            self.client.force_login(by)
            for send in (self.client.get, self.client.post):
                with self.subTest(by=by, send=send):
                    self.assertEqual(send(assess_address(own)).status_code, status)

    def test_a_draft_is_not_found_by_reviewers(self):
        self.assertEqual(self.client.get(assess_address(make_practice(self.author))).status_code, 404)
        self.assertEqual(self.client.get("/admin/practices/practice/99999999999999999999/assess/").status_code, 404)

    def test_the_authors_colleague_is_told_why_and_refused(self):
        organisation = Organisation.objects.get(code=ORGANISATIONS[0])
        for person in (self.author, self.first):
            Mandate.objects.create(person=person, organisation=organisation)
        practice = full(self.author)
        page = self.client.get(assess_address(practice))
        self.assertContains(page, "You work for the author&#x27;s organisation")
        self.assertNotContains(page, "assess_form")
        response = self.client.post(assess_address(practice), answers() | {"expected": practice.revision})
        self.assertEqual(response.status_code, 403)
        self.assertFalse(Assessment.objects.exists())

    def test_who_edited_it_is_told_why(self):
        self.client.force_login(self.curator)
        self.assertContains(self.client.get(assess_address(full(self.curator))), "You wrote or edited this")

    def test_a_reviewer_sees_no_scores_of_others_before_their_own(self):
        practice = full(self.author)
        assessed(practice, self.second, public_reason="Reason of the second.")
        page = self.client.get(review_address(practice))
        self.assertContains(page, "Sekai")
        self.assertContains(page, "So that each judges alone")
        for words in ("Reason of the second.", 'id="scores-heading"'):
            self.assertNotContains(page, words)
        self.send(practice)
        self.assertContains(self.client.get(review_address(practice)), "Reason of the second.")

    def test_that_a_gate_was_answered_with_no_is_told_but_not_which(self):
        practice = full(self.author)
        assessed(practice, self.second, gates={"consent": False})
        page = self.client.get(review_address(practice))
        self.assertContains(page, "An assessor has answered a gate with no")
        self.assertNotContains(page, "Stopped: ")

    def test_what_is_shown_costs_no_query_for_each_assessor(self):
        practice = full(self.author)
        assessed(practice, self.first, self.second)
        assessment.context(practice, self.first)
        with CaptureQueriesContext(connection) as few:
            assessment.context(Practice.objects.get(pk=practice.pk), self.first)
        assessed(practice, self.third, self.other, self.head)
        with self.assertNumQueries(len(few)):
            shown = assessment.context(Practice.objects.get(pk=practice.pk), self.first)
        self.assertEqual(len(shown["assessors"]), 5)
        self.assertLessEqual(len(few), 15)

    def test_editors_see_scores_at_once(self):
        practice = full(self.author)
        assessed(practice, self.second)
        self.client.force_login(self.curator)
        self.assertContains(self.client.get(review_address(practice)), 'id="scores-heading"')

    def test_an_author_reads_what_is_needed_and_the_reasons_after_grading_but_no_names(self):
        for author in (self.contributor, self.curator):
            with self.subTest(author=author):
                practice = full(author)
                assessed(practice, self.first, score=4, public_reason="Reason of the first.")
                self.client.force_login(author)
                page = self.client.get(review_address(practice))
                self.assertContains(page, "One more independent assessor is needed")
                panel = assessments_of(page)
                for words in ("Fidel", "fidel@", "Reason of the first.", "A made-up comment."):
                    self.assertNotIn(words, panel)
                assessed(practice, self.second, score=4, public_reason="Reason of the second.")
                workflow.perform("publish", practice, by=self.editor)
                panel = assessments_of(self.client.get(review_address(practice)))
                for words in ("Public grade: Good practice", "Reason of the first.", "Reason of the second."):
                    self.assertIn(words, panel)
                for words in ("Fidel", "Sekai", "fidel@", "A made-up comment."):
                    self.assertNotIn(words, panel)


def assessments_of(page) -> str:
    """The part of the page that speaks of assessments."""
    text = page.content.decode()
    start = text.index('id="assessments"')
    return text[start : text.index("</section>", start)]


class OnlyRecordTests(AdminTestCase):
    def test_the_page_shows_what_may_be_the_same_practice(self):
        reviewer = member("reviewer")
        practice = full(self.contributor)
        other = published(self.contributor, **example_document())
        self.client.force_login(reviewer)
        page = self.client.get(assess_address(practice))
        self.assertContains(page, "Is it one of these?")
        self.assertContains(page, change_address(other))
