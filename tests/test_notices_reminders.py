"""practices.notices.reminders: whoever is late is reminded once a period, and nobody else is."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connections
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone

from practices import reviewing, workflow
from practices.models import Notice, Organisation, Practice, ReviewRequest
from practices.models.mandate import Mandate
from practices.notices import reminders
from practices.vocabulary import Channel, NoticeKind
from tests.cast import REVIEWER, bring_to, in_review, person
from tests.factories import UserFactory, make_practice, make_reference
from tests.mailing import SITE, send, sent_to
from tests.staff import member


@override_settings(SITE_URL=SITE, REVIEW_DAYS=14, ANSWER_DAYS=30, REMIND_EVERY_DAYS=7)
class ReminderTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_reference()
        cls.author = UserFactory(email="author@test.example", first_name="Authora")
        cls.reviewer = member("reviewer", "revisora")
        cls.second = member("reviewer", "secunda")
        cls.editor = member("editor", "editora")

    def setUp(self):
        Notice.objects.all().delete()

    def submitted(self) -> Practice:
        practice = make_practice(self.author)
        workflow.perform("submit", practice, by=self.author)
        return practice

    def taken(self) -> Practice:
        practice = self.submitted()
        workflow.perform("take", practice, by=self.reviewer)
        return practice

    def after(self, days: int) -> set[str]:
        """Whom a run so many days from now reminds."""
        Notice.objects.exclude(kind__in=[NoticeKind.REVIEW_OVERDUE, NoticeKind.ANSWER_OVERDUE]).delete()
        known = set(Notice.objects.values_list("pk", flat=True))
        number = reminders.remind(timezone.now() + timedelta(days=days))
        fresh = Notice.objects.exclude(pk__in=known)
        self.assertEqual(len(fresh), number)
        self.assertTrue(all(notice.is_waiting_for for notice in fresh))
        return {notice.recipient.first_name for notice in fresh.select_related("recipient")}

    def age(self, **fields) -> None:
        """As if the practices had waited for weeks."""
        Practice.objects.update(due=timezone.localdate() - timedelta(days=3), **fields)


class WhoTests(ReminderTestCase):
    def test_whoever_has_it_and_nobody_else(self):
        self.taken()
        self.assertEqual(self.after(14), set())
        self.assertEqual(self.after(15), {"Revisora"})

    def test_without_anybody_the_editors(self):
        self.submitted()
        self.assertEqual(self.after(14), set())
        self.assertEqual(self.after(15), {"Editora"})

    def test_who_was_asked_by_the_day_they_were_given(self):
        practice = self.submitted()
        reviewing.ask(practice, self.second, by=self.editor, channel=Channel.ADMIN)
        self.assertEqual(self.after(15), {"Secunda"})

    def test_who_was_asked_later_is_not_late_yet_and_the_editors_are_not_bothered(self):
        practice = self.submitted()
        reviewing.ask(practice, self.second, by=self.editor, channel=Channel.ADMIN)
        ReviewRequest.objects.update(due=timezone.localdate() + timedelta(days=20))
        self.assertEqual(self.after(15), set())
        self.assertEqual(self.after(21), {"Secunda"})

    def test_a_second_assessor_beside_the_one_who_has_it(self):
        practice = self.taken()
        reviewing.ask(practice, self.second, by=self.editor, channel=Channel.ADMIN)
        self.assertEqual(self.after(15), {"Revisora", "Secunda"})

    def test_late_in_two_ways_is_late_once(self):
        practice = self.taken()
        reviewing.ask(practice, self.reviewer, by=self.editor, channel=Channel.ADMIN)
        self.age()
        self.assertEqual(self.after(15), {"Revisora"})
        self.assertEqual(Notice.objects.count(), 1)

    def test_a_grade_asked_for_a_public_practice(self):
        practice = in_review(self.author)
        workflow.perform("publish", practice, by=self.editor)
        reviewing.ask(practice, self.second, by=self.editor, channel=Channel.ADMIN)
        self.assertEqual(self.after(15), {"Secunda"})

    def test_nobody_is_asked_to_review_what_is_back_with_its_author_or_declined(self):
        for name in ("request_changes", "decline"):
            practice = self.taken()
            reviewing.ask(practice, self.second, by=self.editor, channel=Channel.ADMIN)
            workflow.perform(name, practice, by=self.reviewer, note="A made-up note.")
        self.assertEqual(self.after(15), set())

    def test_the_author_who_has_not_answered(self):
        practice = self.taken()
        workflow.perform("request_changes", practice, by=self.reviewer, note="A made-up note.")
        self.assertEqual(self.after(30), set())
        self.assertEqual(self.after(31), {"Authora"})

    def test_drafts_published_and_declined_ones_wait_for_nobody(self):
        make_practice(self.author)
        workflow.perform("publish", in_review(self.author), by=self.editor)
        workflow.perform("decline", in_review(self.author), by=self.editor, note="A made-up note.")
        self.age()
        self.assertEqual(self.after(0), set())

    def test_an_editor_is_not_reminded_of_what_they_wrote(self):
        practice = make_practice(self.editor)
        workflow.perform("submit", practice, by=self.editor)
        self.assertEqual(self.after(15), set())


class AbleTests(ReminderTestCase):
    def limit(self, person) -> None:
        Mandate.objects.create(person=person).scope_organisations.add(Organisation.objects.first())

    def test_who_cannot_act_any_more_hands_it_on(self):
        changes = {
            "inactive": lambda: type(self.reviewer).objects.filter(pk=self.reviewer.pk).update(is_active=False),
            "no reviewer": lambda: self.reviewer.groups.clear(),
            "out of reach": lambda: self.limit(self.reviewer),
        }
        self.taken()
        for name, change in changes.items():
            with self.subTest(name):
                change()
                self.assertEqual(self.after(15), {"Editora"})
                Notice.objects.all().delete()
                type(self.reviewer).objects.filter(pk=self.reviewer.pk).update(is_active=True)
                Mandate.objects.all().delete()
                self.reviewer.groups.set(self.second.groups.all())

    def test_asked_people_who_cannot_act_hand_it_on(self):
        reviewing.ask(self.submitted(), self.second, by=self.editor, channel=Channel.ADMIN)
        self.limit(self.second)
        self.assertEqual(self.after(15), {"Editora"})

    def test_editors_who_are_away_or_too_far_are_left_in_peace(self):
        member("editor", "absent")
        member("editor", "distant")
        Mandate.objects.create(person_id=self.pk_of("Absent"), is_available=False)
        self.limit(type(self.editor).objects.get(first_name="Distant"))
        self.submitted()
        self.assertEqual(self.after(15), {"Editora"})

    def pk_of(self, name: str) -> int:
        return type(self.editor).objects.get(first_name=name).pk

    def test_a_silent_author_who_left_is_nobody_to_remind(self):
        practice = self.taken()
        workflow.perform("request_changes", practice, by=self.reviewer, note="A made-up note.")
        type(self.author).objects.filter(pk=self.author.pk).update(is_active=False)
        self.assertEqual(self.after(40), set())

    def test_the_number_of_queries_does_not_grow(self):
        for more in (3, 12):
            for _number in range(more):
                self.taken()
                self.submitted()
            Notice.objects.all().delete()
            with self.assertNumQueries(9):
                reminders.remind(timezone.now() + timedelta(days=15))


class PeriodTests(ReminderTestCase):
    def test_once_a_period_as_long_as_it_lasts(self):
        self.taken()
        reminded = [day for day in range(14, 40) if self.after(day)]
        self.assertEqual(reminded, [15, 22, 29, 36])

    def test_a_day_the_job_missed_is_made_up_for(self):
        self.taken()
        self.assertEqual([day for day in (18, 19, 23) if self.after(day)], [18, 23])

    def test_twice_on_a_day_reminds_once(self):
        self.taken()
        self.assertEqual(self.after(15), {"Revisora"})
        self.assertEqual(self.after(15), set())


class MailTests(ReminderTestCase):
    def test_reviewer_and_author_read_since_when_and_where_to_act(self):
        practice = self.taken()
        self.age()
        self.after(0)
        send()
        body = sent_to(self.reviewer)[0].body
        self.assertIn("Its review is overdue: it has been waiting since", body)
        self.assertIn(f"{SITE}/admin/practices/practice/{practice.pk}/", body)
        workflow.perform("request_changes", practice, by=self.reviewer, note="A made-up note.")
        self.age()
        self.after(0)
        send()
        self.assertIn("Your answer is overdue: changes were requested on", sent_to(self.author)[0].body)

    def test_who_was_asked_reads_since_when(self):
        reviewing.ask(self.submitted(), self.second, by=self.editor, channel=Channel.ADMIN)
        ReviewRequest.objects.update(due=timezone.localdate() - timedelta(days=1))
        self.after(0)
        send()
        self.assertIn("Your review is overdue: you were asked on", sent_to(self.second)[0].body)

    def test_a_reminder_of_what_has_been_done_meanwhile_is_dropped(self):
        practice = self.taken()
        self.age()
        self.after(0)
        workflow.perform("decline", practice, by=self.reviewer, note="A made-up note.")
        send()
        self.assertEqual(sent_to(self.reviewer), [])

    def test_a_reminder_to_editors_is_dropped_once_somebody_has_taken_it(self):
        practice = self.submitted()
        self.age()
        self.assertEqual(self.after(0), {"Editora"})
        workflow.perform("take", practice, by=self.reviewer)
        send()
        self.assertEqual(sent_to(self.editor), [])

    def test_editors_are_told_of_what_lies_with_somebody_who_left(self):
        self.taken()
        self.age()
        type(self.reviewer).objects.filter(pk=self.reviewer.pk).update(is_active=False)
        self.assertEqual(self.after(0), {"Editora"})
        send()
        self.assertEqual(len(sent_to(self.editor)), 1)

    def test_an_author_who_answered_is_not_reminded(self):
        practice = self.taken()
        workflow.perform("request_changes", practice, by=self.reviewer, note="A made-up note.")
        self.age()
        self.after(0)
        workflow.perform("submit", practice, by=self.author)
        send()
        self.assertEqual(sent_to(self.author), [])


class TwoAtOnceTests(TransactionTestCase):
    """Real transactions on PostgreSQL: two machines remind at once."""

    def test_nobody_is_reminded_twice(self):
        make_reference()
        people = [person(f"reviewer{number}", *REVIEWER) for number in range(3)]
        for reviewer in people * 5:
            practice = make_practice()
            Practice.objects.filter(pk=bring_to(practice, "submit", "take").pk).update(
                reviewer=reviewer, due=timezone.localdate() - timedelta(days=1)
            )
        start = threading.Barrier(3)

        def remind(_number):
            try:
                start.wait(timeout=30)
                reminders.remind()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(remind, range(3)))
        self.assertEqual(Notice.objects.count(), 15)
