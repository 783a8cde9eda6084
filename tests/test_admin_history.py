"""Editions in the admin: any two compared, an old one restored as a new draft, and who is named to whom."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices import document, workflow
from practices.models import Practice, Term
from practices.vocabulary import Channel, State
from tests.cast import bring_to, in_review, published
from tests.example import example_document
from tests.factories import make_practice
from tests.staff import change_address, member, press
from tests.test_admin_saving import AdminTestCase

FIRST = {"cost_band": "under_10k", "themes": ["alpha"]}


def second_edition(practice, **changes):
    """Publish other words."""
    texts = {
        "en": {"title": "A later title", "summary": "Country XB showed Country XA."},
        "fr": {"title": "Inventé", "origin": "human"},
    }
    changes = changes or {"themes": ["beta"], "texts": texts}
    workflow.load_many([{"code": practice.code, **changes}], by=None, channel=Channel.COMMAND)
    return bring_to(practice, "submit", "take", "publish")


class HistoryTestCase(AdminTestCase):
    def address(self, practice, page: str) -> str:
        return f"/admin/practices/practice/{practice.pk}/{page}/"

    def restore(self, practice, number: int = 1, **given):
        address = self.address(practice, f"editions/{number}/restore")
        page = self.client.get(address)
        fields = {"expected": page.context["form"]["expected"].value(), "note": "The old one was better."}
        return self.client.post(address, fields | given)


class CompareTests(HistoryTestCase):
    def test_any_two_versions_are_chosen_in_the_history_and_compared(self):
        practice = second_edition(published(self.contributor, **FIRST))
        page = self.client.get(self.address(practice, "history"))
        self.assertContains(page, 'name="old" value="1"')
        self.assertContains(page, 'name="new" value="copy"')
        address = self.address(practice, "compare")
        compared = self.client.get(address, {"old": "1", "new": "2"})
        self.assertContains(compared, "What edition 2 says otherwise than edition 1.")
        self.assertContains(compared, '<del dir="auto">Made-up theme alpha</del>')
        self.assertContains(
            self.client.get(address, {"old": "1", "new": "copy"}), "What the working copy says otherwise"
        )
        self.assertContains(self.client.get(address, {"old": "2", "new": "copy"}), "Nothing: both say the same.")
        self.assertContains(self.client.get(address, {"old": "2", "new": "2"}), "You chose the same version twice.")

    def test_the_earlier_one_is_the_old_one_however_they_are_chosen(self):
        practice = second_edition(published(self.contributor, **FIRST))
        compared = self.client.get(self.address(practice, "compare"), {"old": "copy", "new": "1"})
        self.assertContains(compared, "than edition 1.")
        self.assertContains(compared, '<ins dir="auto">Made-up theme beta</ins>')

    def test_editions_of_an_archived_practice_are_compared_too(self):
        practice = second_edition(published(self.contributor, **FIRST))
        press(self.client, practice, "archive", confirmed="1", note="Over.")
        self.assertEqual(self.client.get(self.address(practice, "compare"), {"old": "1", "new": "2"}).status_code, 200)

    def test_what_does_not_exist_or_is_hidden_is_not_found(self):
        practice = published(self.curator)
        for old, new in (
            ("1", "2"),
            ("0", "1"),
            ("x", "1"),
            ("", ""),
            ("9" * 5_000, "1"),
            ("-1", "copy"),
            ("١", "copy1"),
        ):
            response = self.client.get(self.address(practice, "compare"), {"old": old, "new": new})
            self.assertEqual(response.status_code, 404)
        self.client.force_login(self.contributor)
        response = self.client.get(self.address(practice, "compare"), {"old": "1", "new": "copy"})
        self.assertEqual(response.status_code, 404)


class RestoreTests(HistoryTestCase):
    def test_an_old_edition_becomes_a_draft_and_publishes_as_what_it_was(self):
        practice = published(self.contributor, **{**example_document(), **FIRST, "code": None, "links": []})
        second_edition(practice)
        page = self.client.get(self.address(practice, "editions/1/restore"))
        self.assertContains(page, "Edition 1 restored.")
        self.assertContains(page, "Made-up theme alpha")
        practice.refresh_from_db()
        self.assertEqual(practice.state, State.PUBLISHED)
        self.assertRedirects(self.restore(practice), change_address(practice))
        practice.refresh_from_db()
        self.assertEqual((practice.state, practice.last_editor), (State.DRAFT, self.curator))
        first = practice.editions.get(number=1)
        self.assertEqual(document.build(practice), first.document)
        event = practice.events.first()
        self.assertEqual((event.name, event.note, event.channel), ("edited", "The old one was better.", Channel.ADMIN))
        bring_to(practice, "submit", "take", "publish")
        self.assertEqual(practice.editions.get(number=3).digest, first.digest)

    def test_what_is_for_staff_only_stays(self):
        practice = published(self.contributor, **FIRST)
        second_edition(practice)
        workflow.load_many(
            [{"code": practice.code, "staff": {"remarks": "Call them.", "unverified": ["A made-up claim."]}}],
            by=self.curator, channel=Channel.ADMIN,
        )  # fmt: skip
        self.restore(practice)
        staff = document.build(practice, staff=True)["staff"]
        self.assertEqual((staff["remarks"], staff["unverified"]), ("Call them.", ["A made-up claim."]))

    def test_codes_that_were_merged_or_retired_meanwhile_are_no_hindrance(self):
        practice = published(self.contributor, themes=["alpha", "gamma"])
        second_edition(practice)
        alpha, delta = Term.objects.get(code="alpha"), Term.objects.create(kind="theme", code="delta", label_en="Delta")
        Term.objects.filter(pk=alpha.pk).update(replaced_by=delta, acceptance="retired")
        Term.objects.filter(code="gamma").update(acceptance="retired")
        self.restore(practice)
        self.assertEqual(document.build(practice)["themes"], ["delta", "gamma"])

    def test_a_stale_page_is_refused_and_loses_nothing(self):
        practice = second_edition(published(self.contributor, **FIRST))
        seen = practice.revision
        workflow.load_many([{"code": practice.code, "cost_band": "10k_100k"}], by=self.other, channel=Channel.ADMIN)
        response = self.restore(practice, expected=seen)
        self.assertContains(response, "It has changed since you opened this page.", status_code=409)
        self.assertContains(response, "The old one was better.", status_code=409)
        practice.refresh_from_db()
        self.assertContains(response, f'name="expected" value="{practice.revision}"', status_code=409)
        self.assertEqual(document.build(practice)["cost_band"], "10k_100k")

    def test_nothing_is_restored_under_the_eyes_of_a_reviewer_or_after_a_decision(self):
        practice = second_edition(published(self.contributor, **FIRST))
        revision = practice.revision
        for name in ("submit", "take", "decline"):
            if practice.state == State.PUBLISHED:
                workflow.load_many([{"code": practice.code, "cost_band": "10k_100k"}], by=None, channel=Channel.COMMAND)
                revision += 1
            bring_to(practice, name)
            with self.subTest(state=practice.state):
                page = self.client.get(self.address(practice, "history"))
                self.assertNotContains(page, "/restore/")
                given = {"expected": revision, "note": "x"}
                response = self.client.post(self.address(practice, "editions/1/restore"), given)
                self.assertEqual(response.status_code, 409)
                practice.refresh_from_db()
                self.assertEqual(practice.revision, revision)

    def test_the_live_edition_restored_is_no_change(self):
        practice = published(self.contributor, **FIRST)
        revision = practice.revision
        response = self.client.get(self.restore(practice).url)
        self.assertContains(response, "Nothing was different")
        practice.refresh_from_db()
        self.assertEqual((practice.revision, practice.state), (revision, State.PUBLISHED))

    def test_whoever_may_not_write_it_may_not_restore_it(self):
        practice = second_edition(published(self.contributor, **FIRST))
        address = self.address(practice, "editions/1/restore")
        self.client.force_login(member("reviewer"))
        self.assertNotContains(self.client.get(self.address(practice, "history")), "/restore/")
        self.assertEqual(self.client.get(address).status_code, 403)
        self.assertEqual(self.client.post(address, {"expected": 9, "note": "x"}).status_code, 403)
        self.client.force_login(member("contributor", "somebody"))
        self.assertEqual(self.client.get(address).status_code, 404)
        self.client.force_login(self.contributor)
        self.assertRedirects(self.restore(practice), change_address(practice))

    def test_senseless_values_are_no_failure(self):
        practice = published(self.contributor, **FIRST)
        self.assertEqual(self.client.get(self.address(practice, "editions/7/restore")).status_code, 404)
        self.assertEqual(self.client.get(self.address(practice, f"editions/{'9' * 40}/restore")).status_code, 404)
        address = self.address(practice, "editions/1/restore")
        for given in ({}, {"expected": "x", "note": "y"}, {"expected": "9" * 40, "note": "y"}, {"expected": "1", "note": ""},
                      {"expected": "1", "note": "y" * 1_001}):  # fmt: skip
            response = self.client.post(address, given)
            self.assertLess(response.status_code, 500)
        self.assertEqual(Practice.objects.get().state, State.PUBLISHED)

    def test_a_draft_without_editions_offers_nothing(self):
        practice = make_practice(self.curator)
        self.assertNotContains(self.client.get(self.address(practice, "history")), 'name="old"')


class NamesTests(HistoryTestCase):
    def test_an_author_reads_what_was_said_to_them_and_neither_reasons_nor_reviewers_names(self):
        reviewer, head = member("reviewer", "rhea"), self.head
        practice = bring_to(make_practice(self.contributor), "submit")
        workflow.perform("take", practice, by=reviewer)
        workflow.perform("request_changes", practice, by=reviewer, note="Add a source.")
        workflow.perform("submit", practice, by=self.contributor)
        workflow.perform("take", practice, by=head)
        workflow.load_many([{"code": practice.code, "cost_band": "under_10k"}], by=head, channel=Channel.ADMIN)
        workflow.perform("publish", practice, by=head, reason="Nobody else is here.")
        address = self.address(practice, "history")
        seen_by_staff = self.client.get(address)
        for words in ("Rhea", "Head", "Add a source.", "Nobody else is here."):
            self.assertContains(seen_by_staff, words)
        self.client.force_login(self.contributor)
        seen_by_author = self.client.get(address)
        self.assertContains(seen_by_author, "Add a source.")
        self.assertContains(seen_by_author, "A reviewer")
        for words in ("Rhea", "Head<", "Nobody else is here."):
            self.assertNotContains(seen_by_author, words)

    def test_the_cost_of_a_history_does_not_grow_with_its_events(self):
        practice = in_review(self.contributor)
        address = self.address(practice, "history")
        for user in (self.curator, self.contributor):
            self.client.force_login(user)
            self.client.get(address)
            workflow.perform("release", practice, by=self.other)
            workflow.perform("take", practice, by=self.other)
            few = self.count(address)
            for _ in range(5):
                workflow.perform("release", practice, by=self.other)
                workflow.perform("take", practice, by=self.other)
            self.assertEqual(self.count(address), few)

    def count(self, address) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address).status_code, 200)
        return len(queries)
