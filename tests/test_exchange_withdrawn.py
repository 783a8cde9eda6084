"""Files made before: given out for as long as everything in them may be seen, and not a minute longer."""

import csv
import io
from tempfile import TemporaryDirectory

from django.http import QueryDict
from django.test import override_settings
from django.urls import reverse

from practices import jobs, publishing, workflow
from practices.exchange.exporting import making, read_order, withdrawn
from practices.models import Export, Practice, Term
from practices.models.exchange import Progress
from practices.vocabulary import Channel
from tests.cast import RegistryTestCase, bring_to, published
from tests.factories import make_practice


@override_settings(ACCOUNT_RATE_LIMITS={"export_job": "1000/h/ip"})
class WithdrawnTestCase(RegistryTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(override_settings(MEDIA_ROOT=self.enterContext(TemporaryDirectory())))

    def made(self, query: str = "") -> Export:
        export = making.ask(read_order(QueryDict(query), "en"), "csv")
        return self.finished(export)

    def finished(self, export: Export) -> Export:
        jobs.make_export(pk=export.pk)
        export.refresh_from_db()
        self.assertEqual(export.progress, Progress.DONE)
        return export

    def status(self, export: Export, name: str = "export_file") -> int:
        response = self.client.get(reverse(f"practices:{name}", args=[export.token]))
        if response.streaming:
            b"".join(response.streaming_content)
        return response.status_code


class PublicTests(WithdrawnTestCase):
    def setUp(self):
        super().setUp()
        self.kept, self.other = published(themes=["alpha"]), published(themes=["beta"])

    def redact(self, practice, phrase="made-up exchange") -> None:
        publishing.redact(practice, phrase, by=self.administrator, note="She asked.", channel=Channel.COMMAND)

    def test_what_was_archived_is_given_out_no_more_and_the_others_are(self):
        every, one = self.made(), self.made("theme=alpha")
        self.assertEqual((self.status(every), self.status(one)), (200, 200))
        bring_to(self.other, "archive")
        self.assertEqual((self.status(every), self.status(one)), (410, 200))
        bring_to(self.other, "unarchive")
        self.assertEqual(self.status(every), 200)

    def test_what_was_redacted_is_given_out_no_more(self):
        every, other = self.made(), self.made("theme=beta")
        edition = self.made(f"edition={self.kept.code}.1")
        self.redact(self.kept)
        self.assertEqual((self.status(every), self.status(other), self.status(edition)), (410, 200, 410))
        self.assertEqual(self.status(self.made()), 200)

    def test_an_older_edition_that_was_redacted_counts(self):
        workflow.load_many(
            [{"code": self.kept.code, "texts": {"en": {"title": "Another title", "summary": "Quite another one."}}}],
            by=None, channel=Channel.COMMAND,
        )  # fmt: skip
        self.kept.refresh_from_db()
        bring_to(self.kept, "submit", "take", "publish")
        export = self.made(f"edition={self.kept.code}.1")
        self.redact(self.kept)
        self.assertEqual(self.status(export), 410)

    def test_the_page_says_so_and_offers_to_prepare_it_again(self):
        export = self.made("columns=code")
        page = reverse("practices:export_made", args=[export.token])
        self.assertNotContains(self.client.get(page), "Prepare it again")
        bring_to(self.other, "archive")
        for address, status in ((page, 200), (reverse("practices:export_file", args=[export.token]), 410)):
            response = self.client.get(address)
            self.assertContains(response, "Prepare it again", status_code=status)
            self.assertContains(response, "has been withdrawn or corrected", status_code=status)
            self.assertNotContains(response, "nofollow", status_code=status)  # of the link to the file
            self.assertNotContains(response, "can fetch the file", status_code=status)
            self.assertIn("no-store", response["Cache-Control"])
        given = {"format": export.format, "query": export.query, "in": export.language}
        for name, value in given.items():
            self.assertContains(response, f'name="{name}" value="{value}"', status_code=410)
        self.assertEqual(self.client.post("/en/exports/", given).status_code, 303)
        again = self.finished(Export.objects.exclude(pk=export.pk).get())
        content = b"".join(self.client.get(reverse("practices:export_file", args=[again.token])).streaming_content)
        found = [row["code"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
        self.assertEqual(found, [self.kept.code])

    def test_it_costs_two_queries(self):
        export = self.made()
        with self.assertNumQueries(2):
            self.assertFalse(withdrawn.is_withdrawn(export, None))

    def test_of_a_file_that_does_not_say_what_it_holds_nobody_knows(self):
        export = self.made()
        Export.objects.update(asked={})
        self.assertEqual(self.status(export), 410)

    def test_a_filter_that_is_gone_when_its_turn_comes_never_gives_everything(self):
        export = making.ask(read_order(QueryDict("theme=gamma"), "en"), "csv")
        Term.objects.filter(code="gamma").delete()
        jobs.make_export(pk=export.pk)
        export.refresh_from_db()
        self.assertEqual(export.progress, Progress.FAILED)
        self.assertIn("There is no value “gamma”", export.error)


class WorkingCopyTests(WithdrawnTestCase):
    def exported(self, person, practices, columns="code,title", staff=True) -> Export:
        self.client.force_login(person)
        keys = [practice.pk for practice in practices]
        return self.finished(
            making.ask_for_working_copies(
                keys, "csv", "en", f"columns={columns}", "made-up.csv", person=person, staff=staff
            )
        )

    def test_whose_role_has_ended_gets_the_file_no_more(self):
        own, other = make_practice(self.editor), make_practice(self.author)
        hidden, staff = self.exported(self.editor, [own, other]), self.exported(self.editor, [own], "code,remarks")
        plain = self.exported(self.editor, [own])
        self.assertEqual([self.status(one) for one in (hidden, staff, plain)], [200, 200, 200])
        self.editor.user_permissions.clear()
        self.assertEqual([self.status(one) for one in (hidden, staff, plain)], [410, 410, 200])
        page = self.client.get(reverse("practices:export_made", args=[staff.token]))
        self.assertContains(page, "export the practices again")
        self.assertNotContains(page, "Prepare it again")

    def test_what_one_may_not_see_any_more_or_is_gone_is_in_no_file(self):
        kept, deleted = make_practice(self.author), make_practice(self.author)
        both, one = self.exported(self.author, [kept, deleted]), self.exported(self.author, [kept])
        Practice.objects.filter(pk=deleted.pk).delete()
        self.assertEqual((self.status(both), self.status(one)), (410, 200))
        Practice.objects.filter(pk=kept.pk).update(author=self.stranger)
        self.assertEqual(self.status(one), 410)

    def test_what_was_left_out_when_it_was_made_does_not_count(self):
        own, other = make_practice(self.author), make_practice(self.stranger)
        export = self.exported(self.author, [own, other], "code,remarks")
        self.assertEqual((export.asked["keys"], export.asked["staff"], export.total), ([own.pk], False, 1))
        self.assertEqual(self.status(export), 200)
