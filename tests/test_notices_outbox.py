"""practices.notices.outbox: a mail server that is away delays and loses nothing, and nobody is told twice."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone

from practices.models import Event, Notice
from practices.notices import carrying, outbox
from practices.vocabulary import Channel
from tests.factories import UserFactory, make_practice, make_reference
from tests.mailing import LATER, refusing, send, sent_to, server_away, waiting
from tests.smtp_server import SmallMailServer


def event(note="A made-up reason.") -> Event:
    return Event.objects.create(code="x", name="archive", channel=Channel.ADMIN, note=note)


def tell(person, note="A made-up reason.", **fields) -> Notice:
    """A notice for the author of a practice."""
    happened = event(note)
    practice = make_practice(person)
    return Notice.objects.create(
        key=f"event:{happened.pk}:{person.pk}", practice=practice, event=happened, recipient=person, **fields
    )


class FailureTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_reference()
        cls.person = UserFactory(email="person@test.example")

    def test_a_server_that_is_away_delays_and_loses_nothing_and_the_order_is_kept(self):
        first = tell(self.person, "The first.")
        with server_away():
            counts = send()
            self.assertEqual((counts.failed, counts.sent), (1, 0))
            second = tell(self.person, "The second.")
            send()
        self.assertEqual([notice.pk for notice in waiting()], [first.pk, second.pk])
        first.refresh_from_db()
        self.assertEqual(first.attempts, 2)
        self.assertIn("ConnectionRefusedError", first.error)
        self.assertEqual(send(timedelta(hours=1)).sent, 2)
        (message,) = mail.outbox
        self.assertLess(message.body.index("The first."), message.body.index("The second."))
        first.refresh_from_db()
        self.assertEqual(first.error, "")

    def test_the_distance_between_attempts_grows_to_six_hours_and_it_is_never_given_up(self):
        notice, now, waits = tell(self.person), timezone.now() + LATER, []
        with server_away():
            for _attempt in range(12):
                self.assertEqual(outbox.send_due(now).failed, 1)
                notice.refresh_from_db()
                waits.append((notice.due - now) / timedelta(minutes=1))
                self.assertEqual(outbox.send_due(notice.due - timedelta(seconds=1)).failed, 0)
                now = notice.due
        self.assertEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360])
        self.assertEqual(outbox.send_due(now).sent, 1)

    def test_a_run_ends_after_three_connections_that_failed(self):
        people = [UserFactory() for _number in range(5)]
        for person in people:
            tell(person)
        with server_away():
            self.assertEqual(send().failed, 3)
        self.assertEqual(waiting().filter(attempts=0).count(), 2)
        self.assertEqual(send(timedelta(hours=1)).sent, 5)

    def test_one_refused_address_keeps_nobody_from_their_mail(self):
        others = [UserFactory() for _number in range(4)]
        refused = [UserFactory(email=f"refused{number}@test.example") for number in range(4)]
        for person in (*refused, *others):
            tell(person)
        with refusing:
            counts = send()
        self.assertEqual((counts.sent, counts.failed), (4, 4))
        error = waiting(refused[0]).get().error
        self.assertEqual(error, "SMTPRecipientsRefused: 550 5.1.1 No such user here")

    def test_a_fault_of_ours_is_logged_and_keeps_nobody_from_their_mail(self):
        broken, other = UserFactory(email="broken@test.example"), UserFactory()
        tell(broken)
        tell(other)
        with refusing, self.assertLogs("practices.notices.outbox", logging.ERROR):
            counts = send()
        self.assertEqual((counts.sent, counts.failed), (1, 1))
        self.assertEqual(waiting(broken).get().error, "RuntimeError")

    def test_an_error_names_no_secret_and_is_bounded(self):
        with self.settings(EMAIL_HOST_PASSWORD="a made-up password", EMAIL_HOST_USER="mailer"):
            error = carrying.in_short(OSError("mailer: a made-up password\x00 is wrong\n" + "x" * 900))
        self.assertNotIn("a made-up password", error)
        self.assertNotIn("mailer", error)
        self.assertLessEqual(len(error), carrying.LONGEST_ERROR)
        self.assertNotRegex(error, r"[\x00\n]")

    def test_trying_again_changes_only_when(self):
        failed, done = tell(self.person), tell(self.person, sent_at=timezone.now())
        with server_away():
            send()
        was = Notice.objects.filter(pk=failed.pk).values().get()
        self.assertEqual(outbox.try_again(Notice.objects.all()), 1)
        now = Notice.objects.filter(pk=failed.pk).values().get()
        self.assertLess(now.pop("due"), was.pop("due"))
        self.assertEqual(now, was)
        self.assertEqual(Notice.objects.get(pk=done.pk).due, done.due)

    def test_the_log_says_how_many_and_never_who(self):
        tell(self.person)
        with self.assertLogs("practices.notices.outbox", logging.INFO) as logs:
            send()
        self.assertIn("1 sent in 1 mails", logs.output[0])
        self.assertNotIn(self.person.email, logs.output[0])

    def test_what_went_long_ago_is_forgotten_and_what_waits_never(self):
        now = timezone.now()
        old, recent = now - timedelta(days=400), now - timedelta(days=300)
        for field in ("sent_at", "dropped_at"):
            tell(self.person, **{field: old})
            tell(self.person, **{field: recent})
        kept = tell(self.person)
        Notice.objects.filter(pk=kept.pk).update(due=old, created_at=old)
        self.assertEqual(outbox.purge(), 2)
        with self.settings(NOTICE_KEEP_DAYS=1, REMIND_EVERY_DAYS=350):
            self.assertEqual(outbox.purge(), 0)
        with self.settings(NOTICE_KEEP_DAYS=1):
            self.assertEqual(outbox.purge(), 2)
        self.assertEqual(Notice.objects.get(), kept)


class ServerTests(TestCase):
    """Against a server that really speaks SMTP."""

    @classmethod
    def setUpTestData(cls):
        make_reference()

    def test_all_mails_of_a_run_go_over_one_connection(self):
        for _number in range(3):
            tell(UserFactory())
        with SmallMailServer() as server, server.settings():
            self.assertEqual(send().mails, 3)
        self.assertEqual((server.connections, len(server.mails)), (1, 3))

    def test_a_server_that_ends_the_connection_after_two_mails_gets_the_rest_over_another(self):
        for _number in range(5):
            tell(UserFactory())
        with SmallMailServer(mails_a_connection=2) as server, server.settings():
            counts = send()
        self.assertEqual((counts.mails, counts.failed, server.connections), (5, 0, 3))

    def test_a_refused_sign_in_counts_as_a_server_that_is_away(self):
        people = [UserFactory() for _number in range(4)]
        for person in people:
            tell(person)
        with (
            SmallMailServer() as server,
            server.settings(EMAIL_HOST_USER="x", EMAIL_HOST_PASSWORD="a made-up password"),
        ):
            self.assertEqual(send().failed, 3)
        self.assertEqual(server.mails, [])
        self.assertNotIn("password", waiting(people[0]).get().error)


class SlowBackend(EmailBackend):
    """Leaves another worker time to do the same."""

    def send_messages(self, messages):
        time.sleep(0.05)
        return super().send_messages(messages)


@override_settings(EMAIL_BACKEND="tests.test_notices_outbox.SlowBackend")
class TwoAtOnceTests(TransactionTestCase):
    """Real transactions on PostgreSQL: two workers drain the outbox at once."""

    def setUp(self):
        make_reference()

    def test_two_drains_at_once_send_once(self):
        people = [UserFactory() for _number in range(12)]
        for person in people:
            for _notice in range(3):
                tell(person)
        start = threading.Barrier(3)

        def drain(_number):
            try:
                start.wait(timeout=30)
                return send()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(3) as pool:
            counts = list(pool.map(drain, range(3)))
        self.assertEqual(sum(count.sent for count in counts), 36)
        self.assertGreater(sum(count.mails > 0 for count in counts), 1, "only one of them did anything")
        self.assertEqual([len(sent_to(person)) for person in people], [1] * len(people))
        self.assertFalse(waiting().exists())
