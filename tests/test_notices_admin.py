"""The list of mail in the admin: what waits, what fails and why; administrators give failed mail its turn again."""

from django.contrib.messages import get_messages
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from practices.models import Event, Notice
from practices.vocabulary import Channel, NoticeKind
from tests.factories import UserFactory, make_practice, make_reference
from tests.mailing import send, server_away
from tests.staff import member

LIST = "/admin/practices/notice/"


class NoticeListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_reference()
        cls.administrator = member("administrator")
        cls.editor = member("editor")
        cls.person = UserFactory(first_name="Authora")
        cls.practice = make_practice(cls.person)
        cls.event = Event.objects.create(code="x", name="archive", channel=Channel.ADMIN, note="A made-up reason.")

    def setUp(self):
        self.client.force_login(self.administrator)

    def notice(self, key: str, **fields) -> Notice:
        return Notice.objects.create(key=key, practice=self.practice, event=self.event, recipient=self.person, **fields)

    def listed(self, query: str) -> list[str]:
        page = self.client.get(LIST + query)
        return sorted(notice.key for notice in page.context["cl"].result_list)

    def press(self, *notices, **more):
        selected = [notice.pk for notice in notices]
        return self.client.post(LIST, {"action": "try_again", "_selected_action": selected, **more})

    def said(self, response) -> str:
        return " ".join(map(str, get_messages(response.wsgi_request)))

    def test_what_became_of_each_is_shown_and_chosen_by(self):
        now = timezone.now()
        self.notice("waiting")
        self.notice("failing", attempts=2, error="TimeoutError: timed out")
        self.notice("sent", attempts=1, sent_at=now)
        self.notice("dropped", dropped_at=now)
        for choice, keys in {
            "waiting": ["failing", "waiting"], "failing": ["failing"], "sent": ["sent"], "dropped": ["dropped"],
            "nonsense": ["dropped", "failing", "sent", "waiting"],
        }.items():  # fmt: skip
            with self.subTest(choice):
                self.assertEqual(self.listed(f"?mail={choice}"), keys)
        page = self.client.get(LIST)
        for words in (
            "TimeoutError: timed out",
            "Not wanted",
            "Waiting",
            "Failing",
            "Sent <span",
            "Failing, 2 attempts",
            "Next try:",
            "Archive",
            "Authora",
        ):
            self.assertContains(page, words)

    def test_the_page_says_that_mail_is_failing_only_while_it_is(self):
        notice = self.notice("one")
        self.assertNotContains(self.client.get(LIST), "Mail is failing")
        with server_away():
            send()
        self.assertContains(self.client.get(LIST), "Mail is failing: 1 notice could not be sent")
        Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
        self.assertNotContains(self.client.get(LIST), "Mail is failing")

    def test_an_administrator_gives_failed_mail_its_turn(self):
        failed, done = self.notice("failed"), self.notice("done", sent_at=timezone.now())
        with server_away():
            send()
        was = Notice.objects.get(pk=failed.pk)
        response = self.press(failed, done)
        self.assertEqual(response.status_code, 302)
        self.assertIn("1 notice is tried again", self.said(response))
        failed.refresh_from_db()
        self.assertLess(failed.due, was.due)
        self.assertEqual((failed.attempts, failed.error), (was.attempts, was.error))

    def test_what_does_not_wait_has_no_turn(self):
        response = self.press(self.notice("done", sent_at=timezone.now()))
        self.assertIn("None of these waits", self.said(response))

    def test_nobody_else_sees_the_list_or_presses_the_button(self):
        notice = self.notice("one")
        was = notice.due
        for someone in (self.editor, member("contributor"), self.person, None):
            with self.subTest(someone):
                self.client.logout()
                if someone:
                    self.client.force_login(someone)
                self.assertIn(self.client.get(LIST).status_code, (302, 403))
                self.assertIn(self.press(notice).status_code, (302, 403))
                notice.refresh_from_db()
                self.assertEqual(notice.due, was)

    def test_looking_changes_nothing(self):
        notice = self.notice("one")
        self.client.get(LIST, {"action": "try_again", "_selected_action": notice.pk})
        self.assertEqual(Notice.objects.get(pk=notice.pk).due, notice.due)

    def test_selections_that_make_no_sense_are_refused(self):
        for key in ("x", "-1", "1" * 19, "1" * 400, "1; drop"):
            with self.subTest(key):
                response = self.client.post(LIST, {"action": "try_again", "_selected_action": key})
                self.assertEqual(response.status_code, 404)
        self.assertEqual(self.client.post(LIST, {"action": "try_again"}).status_code, 200)
        self.assertEqual(self.client.post(LIST, {"action": "try_again", "index": "x"}).status_code, 302)
        self.assertEqual(self.client.post(LIST, {"action": "other", "_selected_action": "1"}).status_code, 302)
        self.assertEqual(self.client.post(LIST, {"action": "try_again", "_selected_action": "9" * 18}).status_code, 302)

    def test_one_notice_is_shown_and_never_changed(self):
        notice = self.notice("one", kind=NoticeKind.EVENT)
        address = reverse("admin:practices_notice_change", args=[notice.pk])
        self.assertContains(self.client.get(address), "Archive")
        self.assertEqual(self.client.post(address, {"error": "x"}).status_code, 403)
        self.assertEqual(self.client.get(f"{LIST}add/").status_code, 403)

    def test_a_search_finds_the_practice(self):
        self.notice("one")
        self.assertEqual(self.listed("?q=made-up+exchange"), ["one"])
        self.assertEqual(self.listed(f"?q={self.practice.code}"), ["one"])
        self.assertEqual(self.listed("?q=nothing"), [])

    def test_the_number_of_queries_does_not_grow(self):
        for number in (2, 30):
            for row in range(number):
                self.notice(f"{number}-{row}", attempts=1)
            with self.assertNumQueries(8):
                self.client.get(LIST)
