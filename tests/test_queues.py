"""practices.queues: what waits for whom, and the numbers of the registry."""

from datetime import timedelta
from unittest import mock

from django.utils import timezone

from practices import queues, workflow
from practices.models import (
    Assessment,
    Edition,
    Mandate,
    Notice,
    Organisation,
    Practice,
    PracticeText,
    ReviewRequest,
    Standing,
    Term,
    UnverifiedStatement,
)
from practices.models.mandate import limits_of
from practices.vocabulary import Acceptance, Channel, State
from tests.cast import RegistryTestCase, bring_to, in_review, person, published
from tests.factories import make_practice


def names_of(practice, user) -> set[str]:
    """The queues of this person in which the practice stands."""
    mine = queues.offered(queues.MINE, user)
    return {queue.name for queue in mine if queue.practices(user).filter(pk=practice.pk).exists()}


def health_of(practice, user) -> set[str]:
    found = (*queues.HEALTH, *queues.LANGUAGES)
    return {queue.name for queue in found if queue.practices(user).filter(pk=practice.pk).exists()}


def ask(practice, reviewer, by, days: int = 7) -> ReviewRequest:
    due = timezone.localdate() + timedelta(days=days)
    return ReviewRequest.objects.create(practice=practice, reviewer=reviewer, asked_by=by, due=due)


def past_due(practice):
    Practice.objects.filter(pk=practice.pk).update(due=timezone.localdate() - timedelta(days=1))
    return practice


class MineTests(RegistryTestCase):
    def test_a_submission_waits_for_everybody_who_may_review_until_somebody_takes_it(self):
        practice = bring_to(make_practice(self.author), "submit")
        self.assertEqual(names_of(practice, self.reviewer), {"unassigned"})
        self.assertEqual(names_of(practice, self.editor), {"unassigned"})
        workflow.perform("take", practice, by=self.reviewer)
        self.assertEqual(names_of(practice, self.reviewer), {"to_review"})
        self.assertEqual(names_of(practice, self.editor), set())

    def test_what_was_sent_back_waits_for_its_author_and_comes_back_to_who_sent_it(self):
        practice = bring_to(make_practice(self.author), "submit")
        workflow.perform("take", practice, by=self.reviewer)
        workflow.perform("request_changes", practice, by=self.reviewer, note="More, please.")
        self.assertEqual(names_of(practice, self.author), {"sent_back"})
        self.assertEqual(names_of(practice, self.reviewer), set())
        workflow.perform("submit", practice, by=self.author)
        self.assertEqual(names_of(practice, self.author), set())
        self.assertEqual(names_of(practice, self.reviewer), {"to_review"})
        self.assertEqual(names_of(practice, self.editor), set())

    def test_who_is_asked_has_it_to_review_and_it_is_unassigned_no_more(self):
        practice = bring_to(make_practice(self.author), "submit")
        request = ask(practice, self.reviewer, self.editor)
        self.assertEqual(names_of(practice, self.reviewer), {"to_review"})
        self.assertEqual(names_of(practice, self.editor), set())
        ReviewRequest.objects.filter(pk=request.pk).update(closed_at=timezone.now(), outcome="declined")
        self.assertEqual(names_of(practice, self.reviewer), {"unassigned"})

    def test_who_is_asked_to_assess_what_is_public_has_it_to_review_and_not_what_is_back_with_its_author(self):
        practice, other = published(self.author), bring_to(in_review(self.author), "request_changes")
        for one in (practice, other):
            ask(one, self.reviewer, self.editor)
        self.assertEqual(names_of(practice, self.reviewer), {"to_review"})
        self.assertEqual(names_of(other, self.reviewer), set())

    def test_nobody_is_offered_what_they_wrote_as_unassigned_or_overdue(self):
        practice = past_due(bring_to(make_practice(self.editor), "submit"))
        self.assertEqual(names_of(practice, self.editor), set())
        self.assertEqual(names_of(practice, self.reviewer), {"unassigned", "overdue"})

    def test_what_the_registry_itself_wrote_is_in_the_queues_as_well(self):
        practice = past_due(bring_to(make_practice(None), "submit"))
        self.assertEqual(names_of(practice, self.reviewer), {"unassigned", "overdue"})

    def test_overdue_is_what_this_person_may_act_on(self):
        practice = past_due(bring_to(in_review(self.author), "request_changes"))
        self.assertEqual(names_of(practice, self.author), {"sent_back", "overdue"})
        self.assertEqual(names_of(practice, self.editor), set())
        self.assertEqual(names_of(past_due(in_review(self.author)), self.author), set())

    def test_a_request_past_its_day_is_overdue_for_who_was_asked(self):
        practice = bring_to(make_practice(self.author), "submit")
        ask(practice, self.reviewer, self.editor, days=-1)
        self.assertEqual(names_of(practice, self.reviewer), {"to_review", "overdue"})
        self.assertEqual(names_of(practice, self.editor), set())

    def test_due_today_is_not_overdue(self):
        practice = bring_to(make_practice(self.author), "submit")
        Practice.objects.filter(pk=practice.pk).update(due=timezone.localdate())
        self.assertEqual(names_of(practice, self.reviewer), {"unassigned"})

    def test_drafts_are_for_their_author_alone(self):
        practice = make_practice(self.editor)
        self.assertEqual(names_of(practice, self.editor), {"drafts"})
        self.assertEqual(names_of(practice, self.administrator), set())

    def test_who_may_not_review_has_no_queue_of_reviewers(self):
        self.assertEqual([queue.name for queue in queues.offered(queues.MINE, self.author)],
                         ["sent_back", "overdue", "drafts"])  # fmt: skip
        self.assertEqual(queues.offered((*queues.HEALTH, *queues.LANGUAGES), self.author), [])

    def test_what_a_mandate_leaves_out_is_in_no_queue(self):
        far = person("far", "review_practice", "view_practice")
        Mandate.objects.create(person=far).scope_organisations.set(Organisation.objects.all()[:1])
        practice = bring_to(make_practice(self.author), "submit")
        self.assertEqual(names_of(practice, far), set())
        self.assertEqual(health_of(practice, far), set())


class HealthTests(RegistryTestCase):
    def test_what_waits(self):
        for practice, names in (
            (bring_to(make_practice(self.author), "submit"), {"waiting"}),
            (in_review(self.author), {"waiting"}),
            (make_practice(self.author), set()),
        ):
            self.assertEqual(health_of(practice, self.editor), names)

    def test_a_public_practice_lacks_languages_and_assessors(self):
        practice = published(self.author)
        missing = {"without_fr", "without_es", "without_pt", "without_ar"}
        self.assertEqual(health_of(practice, self.editor), {"unassessed", *missing})
        PracticeText.objects.create(practice=practice, language="fr", title="Inventé", origin="human")
        for assessor in (self.reviewer, self.editor):
            Assessment.objects.create(practice=practice, assessor=assessor, rubric=1, revision=1)
        self.assertEqual(health_of(practice, self.editor), missing - {"without_fr"})

    def test_two_assessments_by_one_person_or_with_a_conflict_are_not_two_assessors(self):
        practice = published(self.author)
        for _ in range(2):
            Assessment.objects.create(practice=practice, assessor=self.reviewer, rubric=1, revision=1)
        Assessment.objects.create(practice=practice, assessor=self.editor, rubric=1, revision=1, has_conflict=True)
        self.assertIn("unassessed", health_of(practice, self.editor))

    def test_the_live_edition_counts_as_published_alone_and_an_older_one_does_not(self):
        practice = in_review(self.administrator)
        workflow.perform("publish", practice, by=self.administrator, reason="Nobody else is here.")
        self.assertIn("alone", health_of(practice, self.editor))
        first = Edition.objects.get()
        workflow.load_many([{"code": practice.code, "cost_band": "under_10k"}], by=self.author, channel=Channel.SITE)
        bring_to(practice, "submit", "take")
        workflow.perform("publish", practice, by=self.reviewer)
        self.assertTrue(first.is_alone)
        self.assertNotIn("alone", health_of(practice, self.editor))

    def test_a_grade_that_lapses_soon_or_has_lapsed(self):
        practice, today = published(self.author), timezone.localdate()
        for days, grade, is_in in ((-1, "good", True), (90, "good", True), (91, "good", False), (1, "", False)):
            with self.subTest(days=days, grade=grade):
                Standing.objects.filter(practice=practice).update(
                    grade=grade, grade_expires=today + timedelta(days=days)
                )
                self.assertEqual("expiring" in health_of(practice, self.editor), is_in)

    def test_texts_and_statements(self):
        practice = make_practice(self.author)
        self.assertEqual(health_of(practice, self.editor), set())
        PracticeText.objects.create(practice=practice, language="fr", title="Inventé", origin="machine")
        self.assertEqual(health_of(practice, self.editor), {"machine"})
        PracticeText.objects.filter(language="fr").update(origin="human", is_outdated=True)
        self.assertEqual(health_of(practice, self.editor), {"outdated"})
        UnverifiedStatement.objects.create(practice=practice, text="A made-up claim.")
        self.assertEqual(health_of(practice, self.editor), {"outdated", "unverified"})

    def test_a_reviewer_counts_what_a_reviewer_may_see(self):
        draft = make_practice(self.author)
        UnverifiedStatement.objects.create(practice=draft, text="A made-up claim.")
        self.assertEqual(health_of(draft, self.reviewer), set())
        self.assertEqual(health_of(draft, self.editor), {"unverified"})

    def test_what_waits_beside_practices(self):
        Term.objects.filter(code="alpha").update(acceptance=Acceptance.PROPOSED)
        self.assertEqual([term.code for term in queues.proposed(Term)], ["alpha"])
        self.assertFalse(queues.proposed(Organisation).exists())
        moment = timezone.now()
        for number, fields in enumerate(({}, {"attempts": 1}, {"attempts": 1, "sent_at": moment},
                                         {"attempts": 1, "dropped_at": moment})):  # fmt: skip
            Notice.objects.create(key=f"a:{number}", recipient=self.author, **fields)
        self.assertEqual([notice.key for notice in queues.undelivered()], ["a:1"])


class NumberTests(RegistryTestCase):
    def test_all_numbers_come_in_one_query_and_agree_with_their_queues(self):
        make_practice(self.editor)
        published(self.author)
        bring_to(make_practice(self.author), "submit")
        every = [*queues.BY_NAME.values()]
        wanted = {queue.name: queue.practices(self.editor) for queue in every}
        with self.assertNumQueries(1):
            found = queues.counts(wanted)
        self.assertEqual(found, {name: len(list(practices)) for name, practices in wanted.items()})
        self.assertEqual((found["drafts"], found["unassigned"], found["without_fr"]), (1, 1, 1))
        self.assertEqual(queues.counts({}), {})

    def test_the_first_rows_of_all_queues_come_in_two_queries_the_longest_overdue_first(self):
        practices = [bring_to(make_practice(self.author), "submit") for _ in range(12)]
        past_due(practices[7])
        mine = queues.offered(queues.MINE, self.reviewer)
        limits_of(self.reviewer)  # asked once a person
        with self.assertNumQueries(2):
            rows = queues.first_rows(mine, self.reviewer)
            self.assertIsNone(rows["unassigned"][0].reviewer)
        self.assertEqual(len(rows["unassigned"]), queues.MOST_ROWS)
        self.assertEqual(rows["unassigned"][0], practices[7])
        self.assertEqual(rows["overdue"], [practices[7]])
        self.assertEqual(rows["to_review"], [])

    def test_a_row_knows_by_when_this_person_is_asked(self):
        practice = bring_to(make_practice(self.author), "submit")
        request = ask(practice, self.reviewer, self.editor)
        rows = queues.first_rows(queues.offered(queues.MINE, self.reviewer), self.reviewer)
        self.assertEqual(rows["to_review"][0].asked_due, request.due)

    def test_numbers_of_health_are_kept_until_something_happens_to_a_practice(self):
        practice = published(self.author)
        kept = queues.kept_counts(queues.LANGUAGES, self.editor)
        self.assertEqual(kept["without_fr"], 1)
        with self.assertNumQueries(1):
            self.assertEqual(queues.kept_counts(queues.LANGUAGES, self.editor), kept)
        texts = {"fr": {"title": "Inventé", "origin": "human"}}
        workflow.load_many([{"code": practice.code, "texts": texts}], by=self.author, channel=Channel.SITE)
        self.assertEqual(queues.kept_counts(queues.LANGUAGES, self.editor)["without_fr"], 0)
        self.assertEqual(queues.kept_counts(queues.LANGUAGES, self.stranger)["without_es"], 0)

    def test_numbers_of_health_are_counted_anew_after_a_minute(self):
        practice = published(self.author)
        queues.kept_counts(queues.HEALTH, self.editor)
        UnverifiedStatement.objects.create(practice=practice, text="Entered past the registry.")
        later = timezone.now() + timedelta(seconds=queues.FRESH_SECONDS)
        with mock.patch.object(timezone, "now", return_value=later):
            self.assertEqual(queues.kept_counts(queues.HEALTH, self.editor)["unverified"], 1)

    def test_waiting_times_count_from_submission(self):
        self.assertIsNone(queues.waiting_times(self.editor))
        now = timezone.now()
        for days in (2, 5, 30):
            with mock.patch.object(timezone, "now", return_value=now - timedelta(days=days, hours=1)):
                newest = bring_to(make_practice(self.author), "submit")
        bring_to(newest, "take")  # who takes it does not make it younger
        found = queues.waiting_times(self.editor)
        self.assertEqual((found.longest, found.median, found.oldest), (30, 5, newest))

    def test_without_a_submission_on_record_its_state_tells_since_when_it_waits(self):
        practice, since = make_practice(self.author), timezone.now() - timedelta(days=3, hours=1)
        Practice.objects.filter(pk=practice.pk).update(state=State.SUBMITTED, state_since=since)
        self.assertEqual(queues.waiting_times(self.editor).longest, 3)
        self.assertIsNone(queues.waiting_times(self.stranger))

    def test_overdue_begins_the_day_after(self):
        today = timezone.localdate()
        self.assertFalse(queues.is_overdue(None))
        self.assertFalse(queues.is_overdue(today))
        self.assertTrue(queues.is_overdue(today - timedelta(days=1)))
