"""practices.notices.announcing: who is told of a submission, and that nobody is told twice or in vain."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django.test import TransactionTestCase

from practices import reviewing, workflow
from practices.models import Country, CountryClassification, CountryGroup, Mandate, Notice
from practices.notices.announcing import announce
from practices.vocabulary import Channel
from tests.cast import REVIEWER, RegistryTestCase, bring_to, person
from tests.factories import make_practice, make_reference


def told() -> set[str]:
    """Given names of those who are told of a submission."""
    return set(Notice.objects.filter(event__name="submit").values_list("recipient__first_name", flat=True))


class AnnounceTests(RegistryTestCase):
    def submitted(self, by=None):
        practice = make_practice(by or self.author)
        workflow.perform("submit", practice, by=by or self.author)
        return practice

    def test_those_who_may_review_are_told_but_not_who_submits(self):
        self.submitted(self.editor)
        self.assertFalse(Notice.objects.exists())
        announce()
        self.assertEqual(told(), {"Reviewer", "Administrator"})
        notice = Notice.objects.first()
        self.assertEqual((notice.is_waiting_for, notice.due), (True, notice.event.at))

    def test_nobody_is_told_twice(self):
        self.submitted()
        self.assertEqual([announce(), announce()], [1, 0])
        self.assertEqual(Notice.objects.count(), 3)

    def test_what_was_taken_or_withdrawn_meanwhile_needs_no_mail(self):
        workflow.perform("take", self.submitted(), by=self.reviewer)
        workflow.perform("withdraw", self.submitted(), by=self.author)
        self.assertEqual(announce(), 0)

    def test_what_is_put_back_before_anybody_was_told_is_told(self):
        practice = self.submitted()
        for name in ("take", "release"):
            workflow.perform(name, practice, by=self.reviewer)
        self.assertEqual(announce(), 1)

    def test_what_was_sent_back_is_told_to_the_one_who_sent_it(self):
        practice = self.submitted()
        for name, by in (("take", self.reviewer), ("request_changes", self.reviewer), ("submit", self.author)):
            workflow.perform(name, practice, by=by, note="A made-up note.")
        announce()
        self.assertEqual(told(), {"Reviewer"})

    def test_who_was_asked_is_told_rather_than_everybody(self):
        practice = self.submitted()
        reviewing.ask(practice, self.administrator, by=self.editor, channel=Channel.ADMIN)
        announce()
        self.assertEqual(told(), {"Administrator"})

    def test_neither_who_is_away_nor_whose_rights_do_not_reach_it_is_told(self):
        Mandate.objects.create(person=self.reviewer, is_available=False)
        far = CountryGroup.objects.create(code="far", label_en="Far", kind="region")
        Mandate.objects.create(person=self.administrator).scope_regions.add(far)
        self.submitted()
        announce()
        self.assertEqual(told(), {"Editor"})

    def test_the_registry_itself_tells_nobody(self):
        bring_to(make_practice(self.author), "submit")
        self.assertEqual(announce(), 0)

    def test_one_that_nobody_may_act_on_keeps_no_other_from_being_told(self):
        far = CountryGroup.objects.create(code="far", label_en="Far", kind="region")
        for one in (self.reviewer, self.editor, self.administrator):
            Mandate.objects.create(person=one).scope_regions.add(far)
        self.submitted()
        CountryClassification.objects.create(country=Country.objects.get(code="XC"), group=far)
        near = make_practice(self.author, countries=[{"country": "XC", "role": "host"}])
        workflow.perform("submit", near, by=self.author)
        self.assertEqual([announce(), announce()], [1, 0])
        self.assertEqual({notice.practice for notice in Notice.objects.all()}, {near})

    def test_queries_do_not_grow_with_reviewers(self):
        self.submitted()
        for number in range(10):
            person(f"more{number}", *REVIEWER)
        with self.assertNumQueries(7):
            announce()


class AtOnceTests(TransactionTestCase):
    def test_two_runs_at_once_make_each_notice_once(self):
        make_reference()
        author = person("author")
        person("reviewer", *REVIEWER)
        for _number in range(5):
            workflow.perform("submit", make_practice(author), by=author)

        def run(_number):
            try:
                announce()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(run, range(3)))
        self.assertEqual(Notice.objects.count(), 5)
