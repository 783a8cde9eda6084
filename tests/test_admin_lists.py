"""The list of practices: what its columns say of waiting, and to whom they name a reviewer."""

from datetime import timedelta

from django.utils import timezone

from practices import reviewing, workflow
from practices.models import Event, Notice, Practice
from practices.vocabulary import Channel
from tests.cast import bring_to
from tests.factories import make_practice
from tests.judged import assessed, full
from tests.staff import CHANGELIST, member
from tests.test_admin_saving import AdminTestCase

EVENTS, NOTICES = "/admin/practices/event/", "/admin/practices/notice/"


class ColumnTests(AdminTestCase):
    def waiting(self, days: int):
        practice = bring_to(make_practice(self.contributor), "submit")
        Practice.objects.filter(pk=practice.pk).update(due=timezone.localdate() + timedelta(days=days))
        return practice

    def test_overdue_is_said_in_words(self):
        self.waiting(-1)
        page = self.client.get(CHANGELIST)
        self.assertContains(page, "overdue since")
        self.assertContains(page, "registry-overdue")

    def test_due_today_is_due(self):
        self.waiting(0)
        page = self.client.get(CHANGELIST)
        self.assertNotContains(page, "overdue since")
        self.assertContains(page, "due ")

    def test_what_waits_for_nobody_says_nothing(self):
        make_practice(self.contributor)
        self.assertContains(self.client.get(CHANGELIST), '<td class="field-waits_for_whom">–</td>')

    def test_reviewers_see_who_looks_at_it_and_authors_do_not(self):
        practice = self.waiting(3)
        workflow.perform("take", practice, by=member("reviewer", "rhea"))
        self.assertContains(self.client.get(CHANGELIST), "Rhea")
        self.client.force_login(self.contributor)
        page = self.client.get(CHANGELIST)
        self.assertContains(page, practice.code)
        self.assertNotContains(page, "Rhea")

    def test_an_editor_reads_no_reviewer_of_what_they_wrote_themselves(self):
        own, others = full(self.curator), full(self.contributor)
        for practice, name in ((own, "rhea"), (others, "phoebe")):
            reviewer = member("reviewer", name)
            assessed(practice, reviewer)
            Practice.objects.filter(pk=practice.pk).update(reviewer=reviewer, last_editor=reviewer)
        for address in (CHANGELIST, EVENTS):
            with self.subTest(address):
                page = self.client.get(address)
                self.assertContains(page, "A reviewer")
                self.assertContains(page, "Phoebe")
                self.assertNotContains(page, "Rhea")

    def test_the_page_of_an_event_names_who_did_it_to_all_but_the_author(self):
        practice = full(self.curator)
        assessed(practice, member("reviewer", "rhea"))
        address = f"{EVENTS}{Event.objects.get(practice=practice, name='assessed').pk}/change/"
        self.assertNotContains(self.client.get(address), "Rhea")
        self.client.force_login(self.other)
        self.assertContains(self.client.get(address), "Rhea")

    def test_an_administrator_reads_no_reviewer_of_their_own_among_the_mail(self):
        practice = full(self.head)
        reviewing.ask(practice, member("reviewer", "rhea"), by=self.curator, channel=Channel.ADMIN)
        notice = Notice.objects.get(kind="review_asked")
        for person, is_told in ((self.head, False), (member("administrator", "second"), True)):
            self.client.force_login(person)
            for address in (NOTICES, f"{NOTICES}{notice.pk}/change/"):
                with self.subTest(address, person=person):
                    self.assertEqual("Rhea" in self.client.get(address).content.decode(), is_told)

    def test_the_list_of_a_queue_can_be_searched_and_sorted(self):
        practice = self.waiting(3)
        for query in ("queue=waiting&o=4", "queue=unassigned&o=-4", "queue=waiting&q=exchange", "queue=waiting&all="):
            self.assertContains(self.client.get(f"{CHANGELIST}?{query}"), practice.code)
        self.assertNotContains(self.client.get(f"{CHANGELIST}?queue=drafts"), practice.code)
