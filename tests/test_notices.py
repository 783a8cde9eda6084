"""practices.notices: one mail for many notices, said in words that fit its reader, to pages its reader can open."""

import re
from datetime import timedelta

from django.core import mail
from django.test import TestCase, override_settings
from django.utils import timezone

from accounts.models import MailLevel
from practices import commenting, reviewing, workflow
from practices.models import Event, Notice, Organisation, Practice
from practices.models.mandate import Mandate
from practices.notices import outbox, wording
from practices.notices.announcing import announce
from practices.vocabulary import Channel, NoticeKind
from tests.cast import bring_to, in_review
from tests.factories import UserFactory, make_practice, make_reference
from tests.mailing import SITE, catalogue, html_of, send, sent_to, waiting, whole
from tests.staff import member

LINK = re.compile(re.escape(SITE) + r"[^\s<>\"]+")


def by(name, practice, person, note="A made-up note."):
    """One transition by a person."""
    return workflow.perform(name, practice, by=person, note=note)


@override_settings(SITE_URL=SITE)
class NoticeTestCase(TestCase):
    """An author without the admin, and staff in their roles."""

    @classmethod
    def setUpTestData(cls):
        make_reference()
        cls.author = UserFactory(email="author@test.example", first_name="Authora")
        cls.reviewer = member("reviewer", "revisora")
        cls.second = member("reviewer", "secunda")
        cls.editor = member("editor", "editora")

    def submitted(self, **changes) -> Practice:
        practice = make_practice(self.author, **changes)
        by("submit", practice, self.author)
        return practice

    def sent_back(self, note="Name the source.", **changes) -> Practice:
        practice = self.submitted(**changes)
        by("take", practice, self.reviewer)
        by("request_changes", practice, self.reviewer, note)
        return practice

    def links(self, person) -> list[str]:
        return [
            link for link in LINK.findall(sent_to(person)[-1].body) if "/account/" not in link and link != f"{SITE}/"
        ]


class DigestTests(NoticeTestCase):
    def test_many_notices_make_one_mail_with_each_practice_once(self):
        first = self.sent_back("Name the source.", texts={"en": {"title": "First made-up title", "summary": "One."}})
        commenting.add(first, by=self.reviewer, text="Which year was it?", path="texts.en.summary")
        self.sent_back("Shorten it.", texts={"en": {"title": "Second made-up title", "summary": "Two."}})
        send()
        (message,) = sent_to(self.author)
        for text in (message.body, html_of(message)):
            self.assertEqual(text.count("First made-up title"), 1)
            self.assertEqual(text.count("Second made-up title"), 1)
            for said in ("Name the source.", "Which year was it?", "Shorten it.", "asks for changes"):
                self.assertIn(said, text)
        self.assertIn("summary (English)", message.body)
        self.assertIn("2 practices wait for you", message.subject)
        self.assertFalse(waiting(self.author).exists())

    def test_what_waits_comes_first(self):
        public = bring_to(
            make_practice(self.author, texts={"en": {"title": "Published", "summary": "x"}}), "submit", "take"
        )
        by("publish", public, self.editor, "")
        self.sent_back(texts={"en": {"title": "Sent back", "summary": "x"}})
        send()
        body = sent_to(self.author)[0].body
        self.assertLess(body.index("Waiting for you"), body.index("Sent back"))
        self.assertLess(body.index("Sent back"), body.index("Also new"))
        self.assertLess(body.index("Also new"), body.index("Published"))

    def test_the_day_by_which_to_act_is_told(self):
        practice = self.sent_back()
        send()
        practice.refresh_from_db()
        self.assertIn(f"Please act by {practice.due.day} ", sent_to(self.author)[0].body)

    def test_a_burst_is_left_to_end(self):
        self.sent_back()
        self.assertEqual(send(timedelta(minutes=1)), outbox.Counts())
        self.assertEqual(mail.outbox, [])
        self.assertEqual(send(timedelta(minutes=6)).mails, len(mail.outbox))
        self.assertEqual(len(sent_to(self.author)), 1)

    def test_nothing_is_sent_twice(self):
        self.sent_back()
        send()
        sent = len(mail.outbox)
        self.assertEqual(send(), outbox.Counts())
        self.assertEqual(len(mail.outbox), sent)

    def test_more_than_a_mail_holds_is_counted(self):
        event = Event.objects.create(code="x", name="archive", channel=Channel.ADMIN, note="A made-up reason.")
        practices = [make_practice(self.author) for _number in range(43)]
        Notice.objects.bulk_create(
            Notice(key=f"event:{event.pk}:{practice.pk}", practice=practice, event=event, recipient=self.author)
            for practice in practices
        )
        send()
        self.assertIn("And 3 more practices", sent_to(self.author)[0].body)

    def test_a_hundred_notices_cost_a_bounded_number_of_queries(self):
        event = Event.objects.create(code="x", name="archive", channel=Channel.ADMIN, note="A made-up reason.")
        practices = [make_practice(self.author) for _number in range(10)]
        Notice.objects.bulk_create(
            Notice(key=f"{event.pk}:{practice.pk}:{number}", practice=practice, event=event, recipient=self.author)
            for practice in practices
            for number in range(10)
        )
        with self.assertNumQueries(13):
            self.assertEqual(send().sent, 100)


class WordsTests(NoticeTestCase):
    def everything_said_to_the_author(self) -> str:
        practice = self.sent_back()
        commenting.add(practice, by=self.reviewer, text="Which year?")
        send()
        by("submit", practice, self.author)
        by("take", practice, self.second)
        by("decline", practice, self.second, "Out of scope.")
        public = bring_to(make_practice(self.author), "submit", "take")
        by("publish", public, self.second, "")
        by("archive", public, self.editor, "Outdated.")
        send()
        return "\n".join(whole(message) for message in sent_to(self.author))

    def test_an_author_reads_no_name_of_a_reviewer_anywhere(self):
        said = self.everything_said_to_the_author()
        for sentence in ("A reviewer asks for changes", "A reviewer has declined it", "A reviewer has written a comment",
                         "A reviewer has published it as edition 1", "The registry has archived it", "Outdated."):  # fmt: skip
            self.assertIn(sentence, said)
        for person in (self.reviewer, self.second, self.editor):
            self.assertNotIn(person.first_name, said)
            self.assertNotIn(person.email, said)

    def test_an_author_who_is_staff_reads_none_either(self):
        self.author.groups.add(self.editor.groups.get())
        self.author.is_staff = True
        self.author.save()
        said = self.everything_said_to_the_author()
        self.assertIn("A reviewer asks for changes", said)
        self.assertNotIn(self.reviewer.first_name, said)

    def test_staff_read_who_it_was(self):
        self.submitted()
        send()
        self.assertIn("Authora has submitted it for review.", sent_to(self.reviewer)[0].body)

    def test_an_internal_comment_reaches_those_who_review_and_never_the_author(self):
        practice = self.sent_back()
        comment = commenting.add(practice, by=self.second, text="Between us.", is_internal=True)
        Notice.objects.create(
            key="made up", kind=NoticeKind.COMMENT, practice=practice, comment=comment, recipient=self.author
        )
        send()
        self.assertIn("Between us.", sent_to(self.reviewer)[-1].body)
        self.assertIn("Secunda has written a comment:", sent_to(self.reviewer)[-1].body)
        self.assertNotIn("Between us.", sent_to(self.author)[-1].body)

    def test_who_is_asked_reads_by_whom_and_why(self):
        practice = self.submitted()
        reviewing.ask(practice, self.second, by=self.editor, channel=Channel.ADMIN, note="You know Country XA.")
        send()
        message = sent_to(self.second)[0]
        self.assertIn("Editora asks you to review it.", message.body)
        self.assertIn("You know Country XA.", html_of(message))
        self.assertIn("Please act by", message.body)

    def test_a_title_is_escaped_in_html_and_one_line_in_the_subject(self):
        practice = self.sent_back(texts={"en": {"title": "<b>Bold</b> & made up", "summary": "x"}})
        Practice.objects.filter(pk=practice.pk).update(title="x")
        practice.practicetext_set.update(title="<b>Bold</b>\r\nBcc: everybody@test.example\x85and\u2028more")
        send()
        message = sent_to(self.author)[0]
        self.assertIn("&lt;b&gt;Bold", html_of(message))
        self.assertNotIn("<b>", html_of(message))
        self.assertNotRegex(message.subject, r"[\r\n\x85\u2028]")
        self.assertNotIn("Bcc", message.message())
        self.assertEqual(message.recipients(), [self.author.email])

    def test_a_sentence_exists_for_each_thing_the_workflow_tells(self):
        told = {transition.name for transition in workflow.TABLE.values() if transition.tells_author} | {"submit"}
        self.assertEqual(told, set(wording.SENTENCES))

    def test_an_event_without_a_sentence_is_told_by_its_name(self):
        practice = make_practice(self.author)
        event = Event.objects.create(
            practice=practice, code="x", name="edited", channel=Channel.ADMIN, actor=self.editor
        )
        Notice.objects.create(key="made up", practice=practice, event=event, recipient=self.author)
        send()
        self.assertIn("- Edited.", sent_to(self.author)[0].body)

    def test_entries_without_a_name_are_no_failure(self):
        for path in ("", "period.start", "texts", "texts.xx.title", "nothing", "texts.en.nothing"):
            with self.subTest(path):
                self.assertEqual(wording.entry_name(path), "")
        self.assertEqual(wording.entry_name("countries"), "countries")

    def test_a_long_note_is_cut(self):
        practice = self.sent_back()
        commenting.add(practice, by=self.reviewer, text="long " * 700)
        send()
        self.assertIn("…", sent_to(self.author)[0].body)
        self.assertLess(len(sent_to(self.author)[0].body), 4_000)


class LanguageTests(NoticeTestCase):
    def test_the_mail_says_which_language_it_is_really_in(self):
        self.author.preferred_language = "ar"
        self.author.save()
        self.sent_back(
            texts={"en": {"title": "In English", "summary": "x"}, "ar": {"title": "عنوان", "origin": "human"}}
        )
        send()
        message = sent_to(self.author)[0]
        # Our own words exist in English only; the title is the Arabic one, set apart.
        self.assertIn('<html lang="en" dir="ltr">', html_of(message))
        self.assertIn('<bdi lang="ar" dir="rtl">عنوان</bdi>', html_of(message))
        self.assertIn("\u2068عنوان\u2069", message.subject)
        self.assertEqual(message.message()["Content-Language"], "en")

    def test_with_a_catalogue_the_mail_runs_the_way_of_its_language(self):
        with catalogue("ar"):
            self.author.preferred_language = "ar"
            self.author.save()
            self.sent_back(texts={"en": {"title": "In English", "summary": "x"}})
            send()
        message = sent_to(self.author)[0]
        self.assertIn('<html lang="ar" dir="rtl">', html_of(message))
        self.assertIn('<bdi lang="en" dir="ltr">In English</bdi>', html_of(message))
        self.assertIn("\u2068In English\u2069", message.body)
        self.assertEqual(message.message()["Content-Language"], "ar")

    def test_an_unknown_language_is_that_of_the_site(self):
        self.author.preferred_language = "xx"
        self.author.save()
        self.sent_back()
        send()
        self.assertIn('<html lang="en"', html_of(sent_to(self.author)[0]))

    def test_text_is_set_apart_only_where_it_runs_the_other_way(self):
        self.assertEqual(wording.isolated("Authora", "ltr"), "Authora")
        self.assertEqual(wording.isolated("2021", "rtl"), "2021")
        self.assertEqual(wording.isolated("عنوان", "rtl"), "عنوان")
        self.assertEqual(wording.isolated("عنوان", "ltr"), "\u2068عنوان\u2069")

    def test_headers(self):
        self.sent_back()
        send()
        message = sent_to(self.author)[0].message()
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertEqual(message["List-Unsubscribe"], f"<{SITE}/account/>")
        self.assertTrue(message["Message-ID"].endswith("@registry.example>"))
        self.assertEqual([part.get_content_type() for part in message.get_payload()], ["text/plain", "text/html"])


class LinkTests(NoticeTestCase):
    def opened(self, person) -> list[int]:
        self.client.force_login(person)
        found = self.links(person)
        self.assertTrue(found, "a mail without a link")
        return [self.client.get(link.removeprefix(SITE)).status_code for link in found]

    def test_the_link_opens_for_staff(self):
        self.submitted()
        send()
        for person in (self.reviewer, self.editor):
            self.assertEqual(self.opened(person), [200])

    def test_the_link_opens_for_an_author_in_the_admin(self):
        author = member("contributor", "contributora")
        practice = make_practice(author)
        by("submit", practice, author)
        by("take", practice, self.reviewer)
        by("request_changes", practice, self.reviewer)
        send()
        self.assertEqual(self.opened(author), [200])

    def test_an_author_outside_the_admin_gets_the_public_page_in_their_language(self):
        self.author.preferred_language = "fr"
        self.author.save()
        practice = bring_to(make_practice(self.author), "submit", "take")
        by("publish", practice, self.editor, "")
        send()
        self.assertEqual(self.links(self.author), [f"{SITE}/fr/practices/{practice.code}/"])
        self.assertEqual(self.opened(self.author), [200])

    def test_no_link_where_there_is_no_page_for_them(self):
        self.sent_back()
        send()
        self.assertEqual(self.links(self.author), [])

    def test_links_never_follow_the_host_of_a_request(self):
        practice = make_practice(self.author)
        by("submit", practice, self.author)
        self.client.force_login(self.reviewer)
        self.client.get("/admin/", headers={"host": "localhost"})
        send()
        self.assertTrue(
            all(link.startswith(SITE) for link in re.findall(r"https?://\S+", sent_to(self.reviewer)[0].body))
        )


class WantedTests(NoticeTestCase):
    def dropped(self, person) -> int:
        return Notice.objects.filter(recipient=person, dropped_at__isnull=False).count()

    def test_levels(self):
        for level, expected in ((MailLevel.NONE, 0), (MailLevel.WAITING, 1), (MailLevel.ALL, 2)):
            with self.subTest(level):
                author = UserFactory(mail_level=level)
                public = bring_to(make_practice(author), "submit", "take")
                by("publish", public, self.editor, "")
                back = in_review(author)
                by("request_changes", back, self.reviewer)
                send()
                said = sent_to(author)
                self.assertEqual(len(said), min(expected, 1))
                self.assertEqual(Notice.objects.filter(recipient=author, sent_at__isnull=False).count(), expected)
                self.assertEqual(self.dropped(author), 2 - expected)

    def test_inactive_and_deleted_accounts_get_nothing(self):
        for change in ({"is_active": False}, {"deleted_at": timezone.now()}):
            with self.subTest(change):
                author = UserFactory()
                by("request_changes", in_review(author), self.reviewer)
                type(author).objects.filter(pk=author.pk).update(**change)
                send()
                self.assertEqual(sent_to(author), [])
                self.assertEqual(self.dropped(author), 1)

    def test_who_may_not_see_the_practice_any_more_is_not_told_of_it(self):
        self.submitted()
        announce()
        self.second.groups.clear()
        send()
        self.assertEqual(sent_to(self.second), [])
        self.assertEqual(self.dropped(self.second), 1)
        self.assertEqual(len(sent_to(self.reviewer)), 1)

    def test_a_deleted_practice_takes_its_notices_along(self):
        practice = self.submitted()
        workflow.delete(practice, by=self.author, channel=Channel.SITE)
        self.assertEqual(send(), outbox.Counts())

    def test_a_submission_somebody_has_taken_is_not_announced(self):
        practice = self.submitted()
        announce()
        by("take", practice, self.reviewer)
        send()
        self.assertEqual(sent_to(self.second), [])
        self.assertEqual(self.dropped(self.second), 1)

    def test_a_submission_that_was_put_back_still_is(self):
        practice = self.submitted()
        by("take", practice, self.reviewer)
        by("release", practice, self.reviewer)
        send()
        self.assertEqual(len(sent_to(self.second)), 1)

    def test_of_two_submissions_the_later_is_announced(self):
        practice = self.submitted()
        announce()
        by("withdraw", practice, self.author)
        by("submit", practice, self.author)
        send()
        self.assertEqual(sent_to(self.second)[0].body.count("has submitted it"), 1)
        self.assertEqual(self.dropped(self.second), 1)

    def test_changes_that_were_made_already_are_not_asked_for(self):
        practice = self.sent_back()
        by("submit", practice, self.author)
        send()
        self.assertEqual(sent_to(self.author), [])

    def test_a_review_that_is_not_wanted_any_more_is_not_asked_for(self):
        practice = self.submitted()
        by("take", practice, self.reviewer)
        request = reviewing.ask(practice, self.second, by=self.editor, channel=Channel.ADMIN)
        reviewing.close_request(request, by=self.editor)
        send()
        self.assertEqual(sent_to(self.second), [])

    def test_a_settled_comment_waits_for_nobody(self):
        practice = self.sent_back()
        comment = commenting.add(practice, by=self.reviewer, text="Which year?")
        commenting.settle(comment, by=self.reviewer)
        send()
        self.assertNotIn("Which year?", sent_to(self.author)[0].body)

    def test_limits_of_a_mandate_hold(self):
        self.submitted()
        mandate = Mandate.objects.create(person=self.second)
        mandate.scope_organisations.add(Organisation.objects.first())
        send()
        self.assertEqual(sent_to(self.second), [])
