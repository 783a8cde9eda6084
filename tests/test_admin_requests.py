"""Asking reviewers in the admin: proposals, requests, withdrawal, refusal, and who may."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from practices import reviewing, workflow
from practices.models import CountryGroup, Mandate, Notice, Organisation, ReviewRequest, Term
from practices.vocabulary import Channel
from tests.cast import in_review, published
from tests.factories import ORGANISATIONS, make_practice
from tests.judged import assessed, full
from tests.staff import member
from tests.test_admin_assess import AssessTestCase, review_address


def ask_address(practice) -> str:
    return reverse("admin:practices_practice_ask", args=[practice.pk])


def close_address(request) -> str:
    return reverse("admin:practices_practice_close_request", args=[request.practice_id, request.pk])


class AskTests(AssessTestCase):
    def setUp(self):
        self.client.force_login(self.curator)

    def know(self, person, *themes, **fields):
        mandate = Mandate.objects.create(person=person, **fields)
        mandate.themes.set(Term.objects.filter(kind="theme", code__in=themes))
        return mandate

    def test_proposals_come_with_their_reasons_and_others_can_be_chosen(self):
        self.know(self.first, "alpha", languages=["en"])
        page = self.client.get(ask_address(full(self.author)))
        self.assertContains(page, f'id="reviewer-{self.first.pk}"')
        self.assertContains(page, "Knows Made-up theme alpha. Reads English.")
        self.assertContains(page, f'<option value="{self.second.pk}"')
        self.assertNotContains(page, f'<option value="{self.first.pk}"')

    def test_a_link_from_the_panel_chooses_somebody(self):
        page = self.client.get(ask_address(full(self.author)) + f"?reviewer={self.second.pk}")
        self.assertContains(page, f'<option value="{self.second.pk}" selected')

    def test_several_are_asked_at_once_with_a_note_and_told(self):
        practice = full(self.author)
        given = {"reviewer": [self.first.pk, self.second.pk, ""], "note": "Please look\x00 at it."}
        self.assertRedirects(self.client.post(ask_address(practice), given), review_address(practice))
        requests = ReviewRequest.objects.all()
        self.assertEqual({one.reviewer for one in requests}, {self.first, self.second})
        self.assertEqual({one.note for one in requests}, {"Please look at it."})
        self.assertEqual(Notice.objects.filter(kind="review_asked").count(), 2)

    def test_who_cannot_is_named_and_the_others_are_asked(self):
        practice = full(self.author)
        given = {"reviewer": [self.first.pk, self.contributor.pk]}
        page = self.client.post(ask_address(practice), given, follow=True)
        self.assertContains(page, f"{self.contributor}: This person cannot review this practice.")
        self.assertEqual(ReviewRequest.objects.get().reviewer, self.first)

    def test_nobody_asked_is_a_fault_and_the_note_is_kept(self):
        practice = full(self.author)
        long = "y" * 1_001
        for given, words in (
            ({"note": "A kept note."}, "Choose at least one person."),
            ({"reviewer": "x", "note": "A kept note."}, "This person cannot review this practice."),
            ({"reviewer": "9" * 5_000, "note": "A kept note."}, "This person cannot review this practice."),
            ({"reviewer": "²", "note": "A kept note."}, "This person cannot review this practice."),
            ({"reviewer": [str(number) for number in range(30)], "note": "A kept note."}, "Ask at most 20 people"),
            ({"reviewer": self.first.pk, "note": long}, "A note has at most 1,000 characters."),
        ):
            with self.subTest(words=words):
                page = self.client.post(ask_address(practice), given)
                self.assertContains(page, words)
                self.assertContains(page, given["note"])
        self.assertFalse(ReviewRequest.objects.exists())

    def test_twice_is_refused(self):
        practice = full(self.author)
        for _ in range(2):
            page = self.client.post(ask_address(practice), {"reviewer": self.first.pk})
        self.assertContains(page, "This person has been asked already.")
        self.assertEqual(ReviewRequest.objects.count(), 1)

    def test_the_authors_colleagues_and_who_is_away_are_not_offered(self):
        organisation = Organisation.objects.get(code=ORGANISATIONS[1])
        self.know(self.author, organisation=organisation)
        self.know(self.first, organisation=organisation)
        self.know(self.second, is_available=False)
        page = self.client.get(ask_address(full(self.author)))
        for person in (self.first, self.second):
            self.assertNotContains(page, f'value="{person.pk}"')
        self.assertContains(page, f'value="{self.third.pk}"')

    def test_who_assessed_the_live_edition_is_not_proposed_while_it_is_edited(self):
        practice = full(self.author)
        workflow.perform("publish", practice, by=self.editor)
        assessed(practice, self.first)
        workflow.load_many([{"code": practice.code, "tags": []}], by=self.author, channel=Channel.ADMIN)
        self.assertNotContains(self.client.get(ask_address(practice)), f'value="{self.first.pk}"')

    def test_many_reviewers_cost_no_query_each(self):
        practice = full(self.author)
        self.client.get(ask_address(practice))
        with CaptureQueriesContext(connection) as few:
            self.client.get(ask_address(practice))
        for number in range(5):
            self.know(member("reviewer", f"more-{number}"), "alpha")
        with CaptureQueriesContext(connection) as many:
            self.client.get(ask_address(practice))
        self.assertLessEqual(len(many), len(few) + 2)

    def far(self, name: str):
        """A reviewer whose rights reach no practice of these tests."""
        person = member("reviewer", name)
        region, _is_new = CountryGroup.objects.get_or_create(code="far", label_en="Far Region", kind="region")
        self.know(person).scope_regions.add(region)
        return person

    def near(self, name: str):
        """A reviewer whose limits include what names one of the organisations."""
        person = member("reviewer", name)
        self.know(person).scope_organisations.set(Organisation.objects.filter(code__in=ORGANISATIONS))
        return person

    def test_who_cannot_reach_it_is_not_offered_and_many_limits_cost_no_query_each(self):
        practice = full(self.author)
        near, far = self.near("near"), self.far("far")
        page = self.client.get(ask_address(practice))
        self.assertContains(page, f'value="{near.pk}"')
        self.assertNotContains(page, f'value="{far.pk}"')
        with CaptureQueriesContext(connection) as few:
            self.client.get(ask_address(practice))
        for number in range(4):
            self.near(f"near-{number}"), self.far(f"far-{number}")
        with self.assertNumQueries(len(few)):
            self.client.get(ask_address(practice))

    def test_a_draft_cannot_be_asked_for(self):
        page = self.client.post(ask_address(make_practice(self.author)), {"reviewer": self.first.pk})
        self.assertContains(page, "nobody can review it before it is submitted")


class AnswerTests(AssessTestCase):
    def asked(self, practice=None, reviewer=None):
        practice = practice or full(self.author)
        return reviewing.ask(practice, reviewer or self.first, by=self.curator, channel=Channel.ADMIN, note="Made up.")

    def test_the_one_asked_declines_with_a_note(self):
        request = self.asked()
        page = self.client.get(review_address(request.practice))
        self.assertContains(page, "Decline the request")
        self.client.post(close_address(request), {"note": "No time."})
        request.refresh_from_db()
        self.assertEqual((request.outcome, request.note), ("declined", "No time."))

    def test_another_reviewer_withdraws_it(self):
        request = self.asked()
        self.client.force_login(self.second)
        self.assertContains(self.client.get(review_address(request.practice)), "Withdraw the request to")
        self.client.post(close_address(request))
        request.refresh_from_db()
        self.assertEqual(request.outcome, "withdrawn")

    def test_what_is_closed_stays_closed(self):
        request = self.asked()
        self.client.post(close_address(request), {"note": "No time."})
        page = self.client.post(close_address(request), {"note": "Again."}, follow=True)
        self.assertContains(page, "This request is closed already.")
        request.refresh_from_db()
        self.assertEqual(request.note, "No time.")

    def test_one_may_decline_what_one_no_longer_sees(self):
        request = self.asked()
        far = Mandate.objects.create(person=self.first)
        far.scope_organisations.set(Organisation.objects.filter(code=ORGANISATIONS[1]))
        response = self.client.post(close_address(request))
        self.assertRedirects(response, reverse("admin:practices_practice_changelist"))
        request.refresh_from_db()
        self.assertEqual(request.outcome, "declined")

    def test_overdue_is_said_in_words(self):
        request = self.asked()
        ReviewRequest.objects.update(due=timezone.localdate() - timedelta(days=1))
        self.assertContains(self.client.get(review_address(request.practice)), "overdue since")

    def test_assessing_answers_the_request(self):
        request = self.asked()
        assessed(request.practice, self.first)
        self.assertNotContains(self.client.get(review_address(request.practice)), "Decline the request")

    def test_a_note_that_is_too_long_is_refused(self):
        request = self.asked()
        page = self.client.post(close_address(request), {"note": "y" * 1_001}, follow=True)
        self.assertContains(page, "A note has at most 1,000 characters.")
        request.refresh_from_db()
        self.assertIsNone(request.closed_at)


class WhoTests(AssessTestCase):
    def test_authors_and_strangers_neither_ask_nor_see_who_is_asked(self):
        practice = in_review(self.contributor)
        request = reviewing.ask(practice, self.first, by=self.curator, channel=Channel.ADMIN)
        stranger = member("contributor", "another")
        own = published(self.curator)
        for by, address, status in (
            (self.contributor, ask_address(practice), 403),
            (stranger, ask_address(practice), 404),
            (self.curator, ask_address(own), 403),
        ):
            self.client.force_login(by)
            for send in (self.client.get, self.client.post):
                with self.subTest(by=by, send=send):
                    self.assertEqual(send(address).status_code, status)
        for by, status in ((self.contributor, 403), (stranger, 404)):
            self.client.force_login(by)
            with self.subTest(by=by):
                self.assertEqual(self.client.post(close_address(request)).status_code, status)
        request.refresh_from_db()
        self.assertIsNone(request.closed_at)

    def test_a_request_belongs_to_its_practice_and_is_closed_by_post_only(self):
        request = reviewing.ask(full(self.author), self.first, by=self.curator, channel=Channel.ADMIN)
        other = in_review(self.author)
        wrong = reverse("admin:practices_practice_close_request", args=[other.pk, request.pk])
        self.assertEqual(self.client.post(wrong).status_code, 404)
        self.assertEqual(self.client.put(close_address(request)).status_code, 405)
        self.assertRedirects(
            self.client.get(close_address(request)),
            reverse("admin:practices_practice_review", args=[request.practice_id]),
        )
        request.refresh_from_db()
        self.assertIsNone(request.closed_at)
