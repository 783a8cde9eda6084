"""The review screen: what each person sees of a practice in each state, and the way through the queue."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from practices import commenting, document, reviewing, workflow
from practices.admin.review import entries, queue
from practices.models import Practice
from practices.vocabulary import Channel, State
from tests.cast import bring_to, in_review, published
from tests.example import SECRET, example_document
from tests.factories import make_practice
from tests.staff import member
from tests.test_admin_saving import AdminTestCase

MOST_QUERIES = 25  # beside those that build the document, one for each of its tables


def review_address(practice: Practice) -> str:
    return reverse("admin:practices_practice_review", args=[practice.pk])


def edited(practice: Practice, by=None, **changes) -> Practice:
    """The same practice with an edit of its public text."""
    base = {
        "code": practice.code,
        "texts": {"en": {"title": "Another title", "summary": "Country XA showed Country XB."}},
    }
    workflow.load_many([base | changes], by=by, channel=Channel.COMMAND)
    practice.refresh_from_db()
    return practice


def states(author) -> dict[str, Practice]:
    """One practice in each state."""
    return {
        State.DRAFT: make_practice(author),
        State.SUBMITTED: bring_to(make_practice(author), "submit"),
        State.IN_REVIEW: in_review(author),
        State.CHANGES_REQUESTED: bring_to(in_review(author), "request_changes"),
        State.DECLINED: bring_to(in_review(author), "decline"),
        State.PUBLISHED: published(author),
    }


class ReviewTestCase(AdminTestCase):
    """With a reviewer beside the others; the practices are a contributor's."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.judge = member("reviewer", "judge")
        cls.second = member("reviewer", "second")

    def screen(self, practice: Practice, person=None, **query):
        self.client.force_login(person or self.judge)
        return self.client.get(review_address(practice), query)

    def press(self, practice: Practice, name: str, **given):
        """Press a button of the screen as its form does."""
        address = reverse("admin:practices_practice_transition", args=[practice.pk, name])
        base = {"expected": practice.revision, "from": "review", "confirmed": "1", "next": "review"}
        return self.client.post(address, base | given)


class AccessTests(ReviewTestCase):
    def test_each_state_is_shown_to_whoever_may_see_it(self):
        other = member("contributor", "other-contributor")
        for state, practice in states(self.contributor).items():
            hidden = 404 if state == State.DRAFT else 200
            expected = {
                self.contributor: 200, self.judge: hidden, self.curator: 200, self.head: 200, other: 404,
            }  # fmt: skip
            for person, status in expected.items():
                with self.subTest(state=state, person=person.email):
                    self.assertEqual(self.screen(practice, person).status_code, status)

    def test_who_is_not_signed_in_is_sent_to_sign_in(self):
        self.client.logout()
        self.assertEqual(self.client.get(review_address(in_review())).status_code, 302)

    def test_what_is_not_there_is_not_found(self):
        self.client.force_login(self.head)
        for key in ("0", "999999", "9" * 50):
            self.assertEqual(self.client.get(f"/admin/practices/practice/{key}/review/").status_code, 404)

    def test_it_is_only_read(self):
        practice = in_review(self.contributor)
        self.client.force_login(self.judge)
        for method in (self.client.post, self.client.put, self.client.delete):
            self.assertEqual(method(review_address(practice)).status_code, 405)

    def test_looking_takes_nothing_into_review(self):
        practice = bring_to(make_practice(self.contributor), "submit")
        before = Practice.objects.filter(pk=practice.pk).values().get()
        self.screen(practice)
        self.assertEqual(Practice.objects.filter(pk=practice.pk).values().get(), before)


class ContentTests(ReviewTestCase):
    def test_a_first_proposal_is_shown_whole_and_nothing_for_staff_is_in_it(self):
        practice = in_review(self.contributor, **example_document())
        page = self.screen(practice)
        self.assertContains(page, "It was never published: all of it is new.")
        self.assertContains(page, 'id="entry-texts-en-summary"')
        self.assertContains(page, "Second paragraph of the results.")
        self.assertContains(page, 'rel="noopener nofollow">')
        self.assertContains(page, "Translation: Français" if "fr" in example_document()["texts"] else "Summary")
        self.assertNotContains(page, SECRET)
        self.assertNotContains(page, "<ins>")

    def test_an_edit_is_shown_as_what_differs_from_the_live_edition(self):
        practice = edited(published(self.contributor), by=self.contributor)
        bring_to(practice, "submit", "take")
        page = self.screen(practice)
        self.assertContains(page, "Compared with edition 1")
        self.assertContains(page, 'id="entry-texts-en-title"')
        self.assertContains(page, "<ins>")
        self.assertNotContains(page, 'id="entry-modality"')

    def test_the_sides_stand_side_by_side_and_the_whole_text_is_one_link_away(self):
        practice = bring_to(edited(published(self.contributor)), "submit")
        sides = self.screen(practice, view="sides")
        self.assertContains(sides, "Public now")
        self.assertEqual(sides.context["view"], entries.SIDES)
        self.assertContains(self.screen(practice, view="whole"), 'id="entry-modality"')

    def test_lists_and_values_are_shown_in_every_view(self):
        practice = published(self.contributor, cost_band="10k_100k")
        edited(practice, cost_band="", countries=[{"country": "XC", "role": "provider"}])
        bring_to(practice, "submit")
        for view in ("marked", "sides", "whole"):
            with self.subTest(view=view):
                self.assertContains(self.screen(practice, view=view), "Country XC")

    def test_an_unknown_view_is_the_usual_one(self):
        practice = bring_to(edited(published(self.contributor)), "submit")
        for view in ("", "upside down", "9" * 300):
            self.assertEqual(self.screen(practice, view=view).context["view"], entries.MARKED)

    def test_what_was_published_and_not_changed_is_shown_whole(self):
        page = self.screen(published(self.contributor))
        self.assertContains(page, "It says the same as edition 1")
        self.assertEqual(page.context["view"], entries.WHOLE)

    def test_what_is_missing_is_said(self):
        practice = make_practice(self.contributor, citations=[])
        self.assertContains(self.screen(practice, self.curator), "There is no source.")

    def test_a_late_one_is_marked_in_words(self):
        practice = in_review(self.contributor)
        self.assertNotContains(self.screen(practice), "Overdue")
        Practice.objects.filter(pk=practice.pk).update(due=timezone.localdate() - timedelta(days=1))
        self.assertContains(self.screen(practice), "Overdue")

    def test_the_note_of_the_last_time_is_read_again(self):
        practice = bring_to(in_review(self.contributor), "request_changes", "submit")
        self.assertContains(self.screen(practice), "A made-up note.")

    def test_the_author_is_not_told_who_reviews(self):
        practice = bring_to(make_practice(self.contributor), "submit")
        workflow.perform("take", practice, by=self.judge)
        self.assertContains(self.screen(practice, self.second), str(self.judge))
        page = self.screen(practice, self.contributor)
        self.assertContains(page, "A reviewer")
        self.assertNotContains(page, str(self.judge))

    def test_the_number_of_queries_does_not_grow_with_comments_or_text(self):
        short, long = in_review(self.contributor), in_review(self.contributor, **example_document())
        for number in range(30):
            person = (self.judge, self.second, self.contributor, self.curator)[number % 4]
            comment = commenting.add(long, by=person, text=f"Comment {number}", path=("", "countries")[number % 2])
            commenting.add(long, by=self.contributor, text=f"Answer {number}", answers=comment)
        for person in (self.judge, self.contributor):
            counts = []
            for practice in (short, short, long):
                self.client.force_login(person)
                with CaptureQueriesContext(
                    connection,
                ) as captured:
                    self.assertEqual(self.client.get(review_address(practice)).status_code, 200)
                with CaptureQueriesContext(connection) as building:
                    document.build(practice)
                counts.append(len(captured) - len(building))
            with self.subTest(person=person.email):
                self.assertEqual(counts[1], counts[2])
                self.assertLessEqual(counts[2], MOST_QUERIES)


class ButtonTests(ReviewTestCase):
    def test_taking_it_names_who_looks_at_it(self):
        practice = bring_to(make_practice(self.contributor), "submit")
        self.client.force_login(self.judge)
        self.assertRedirects(self.press(practice, "take"), review_address(practice))
        self.assertContains(self.screen(practice, self.second), f"{self.judge} is looking at it.")
        self.assertNotContains(self.screen(practice), f"{self.judge} is looking at it.")

    def test_another_decides_all_the_same(self):
        practice = bring_to(make_practice(self.contributor), "submit")
        workflow.perform("take", practice, by=self.judge)
        self.client.force_login(self.second)
        self.press(practice, "publish")
        practice.refresh_from_db()
        self.assertEqual(practice.state, State.PUBLISHED)

    def test_the_second_of_two_reads_who_was_first_and_keeps_the_note(self):
        practice = in_review(self.contributor)
        workflow.perform("request_changes", Practice.objects.get(pk=practice.pk), by=self.second, note="The sources.")
        self.client.force_login(self.judge)
        response = self.press(practice, "decline", note="My own long note.")
        self.assertContains(response, str(self.second), status_code=409)
        self.assertContains(response, "Look at it again before you decide.", status_code=409)
        self.assertContains(response, "My own long note.", status_code=409)
        practice.refresh_from_db()
        self.assertEqual(practice.state, State.CHANGES_REQUESTED)

    def test_a_text_that_has_moved_on_is_shown_anew_with_the_note_in_its_place(self):
        practice = in_review(self.contributor)
        seen = practice.revision
        edited(practice, by=self.contributor)
        self.client.force_login(self.judge)
        response = self.press(practice, "request_changes", expected=seen, note="My own note.")
        self.assertContains(response, "Another title", status_code=409)
        self.assertContains(response, "My own note.</textarea>", status_code=409)
        self.assertContains(response, f'name="expected" value="{practice.revision}"', status_code=409)

    def test_a_button_without_a_note_is_refused_on_the_screen(self):
        practice = bring_to(make_practice(self.contributor), "submit")
        workflow.perform("take", Practice.objects.get(pk=practice.pk), by=self.second)
        self.client.force_login(self.judge)
        self.assertContains(self.press(practice, "take"), str(self.second), status_code=409)

    def test_a_note_that_is_missing_is_asked_for_in_place(self):
        practice = in_review(self.contributor)
        self.client.force_login(self.judge)
        response = self.press(practice, "request_changes", note="  ")
        self.assertContains(response, "This field is required.", status_code=422)
        practice.refresh_from_db()
        self.assertEqual(practice.state, State.IN_REVIEW)

    def test_a_note_that_is_too_long_is_kept(self):
        practice = in_review(self.contributor)
        self.client.force_login(self.judge)
        self.assertContains(self.press(practice, "decline", note="x" * 1_001), "x" * 1_001, status_code=422)

    def test_publishing_alone_asks_for_a_reason(self):
        practice = in_review(self.head)
        self.assertContains(self.screen(practice, self.head), "Why is one person alone enough?")
        self.assertEqual(self.press(practice, "publish").status_code, 422)
        self.press(practice, "publish", reason="Nobody else is here.")
        self.assertTrue(practice.editions.get().is_alone)

    def test_open_comments_are_counted_before_publishing_and_named_in_the_draft_of_a_note(self):
        practice = in_review(self.contributor)
        commenting.add(practice, by=self.second, text="Which year?", path="texts.en.summary")
        commenting.add(practice, by=self.second, text="Ours alone.", path="countries", is_internal=True)
        page = self.screen(practice)
        self.assertContains(page, "2 comments are not settled yet. You can publish all the same.")
        drafts = {one.transition.name: one.form.initial.get("note") for one in page.context["decisions"]}
        self.assertEqual(drafts["request_changes"], "Please look at the comments on: summary (English).")

    def test_incomplete_publication_is_refused_on_the_screen(self):
        practice = in_review(self.contributor)
        edited(practice, citations=[])
        self.client.force_login(self.judge)
        self.assertContains(self.press(practice, "publish"), "There is no source.", status_code=409)

    def test_who_may_not_publish_what_they_wrote_is_told_so(self):
        self.assertContains(self.screen(in_review(self.curator), self.curator), "somebody else publishes it")
        self.assertNotContains(self.screen(in_review(self.curator), self.other), "somebody else publishes it")

    def test_roles_and_buttons(self):
        practice = in_review(self.contributor)
        expected = {self.judge: {"release", "request_changes", "decline", "publish"}, self.contributor: set()}
        for person, names in expected.items():
            offered = {one.transition.name for one in self.screen(practice, person).context["decisions"]}
            self.assertEqual(offered, names)

    def test_an_author_who_may_not_decide_is_refused_at_the_address(self):
        practice = in_review(self.contributor)
        self.client.force_login(self.contributor)
        self.assertEqual(self.press(practice, "publish").status_code, 403)

    def test_only_addresses_of_the_site_are_led_to(self):
        for wanted in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "nowhere"):
            practice = bring_to(make_practice(self.contributor), "submit")
            self.client.force_login(self.judge)
            response = self.press(practice, "take", next=wanted)
            self.assertEqual(response.url, reverse("admin:practices_practice_change", args=[practice.pk]), wanted)
        practice = bring_to(make_practice(self.contributor), "submit")
        self.assertEqual(self.press(practice, "take", next="/admin/?a=b").url, "/admin/?a=b")


class QueueTests(ReviewTestCase):
    def order(self, person) -> list[int]:
        return list(queue.of(person).values_list("pk", flat=True))

    def test_mine_first_then_what_was_asked_of_me_then_the_oldest(self):
        young, old, asked, mine = (bring_to(make_practice(self.contributor), "submit") for _ in range(4))
        Practice.objects.filter(pk=old.pk).update(due=timezone.localdate() - timedelta(days=3))
        reviewing.ask(asked, self.judge, by=self.curator, channel=Channel.ADMIN)
        workflow.perform("take", mine, by=self.judge)
        self.assertEqual(self.order(self.judge), [mine.pk, asked.pk, old.pk, young.pk])

    def test_what_others_look_at_or_i_wrote_does_not_wait_for_me(self):
        practice = bring_to(make_practice(self.contributor), "submit")
        workflow.perform("take", practice, by=self.second)
        bring_to(make_practice(self.judge), "submit")
        self.assertEqual(self.order(self.judge), [])

    def test_the_queue_of_an_author_is_what_came_back(self):
        back = bring_to(in_review(self.contributor), "request_changes")
        bring_to(make_practice(self.contributor), "submit")
        self.assertEqual(self.order(self.contributor), [back.pk])

    def test_the_screen_leads_forth_and_back(self):
        first, second, third = (bring_to(make_practice(self.contributor), "submit") for _ in range(3))
        place = self.screen(second).context["place"]
        self.assertEqual((place.number, place.waiting, place.next, place.previous), (2, 3, third.pk, first.pk))
        self.assertIsNone(self.screen(third).context["place"].next)
        self.assertEqual(self.screen(published(self.contributor)).context["place"].next, first.pk)

    def test_publish_and_next(self):
        first, second, third = (bring_to(make_practice(self.contributor), "submit") for _ in range(3))
        for practice in (first, second, third):
            workflow.perform("take", practice, by=self.judge)
        self.client.force_login(self.judge)
        response = self.press(second, "publish", next="queue")
        self.assertEqual(response.url, review_address(third))
        self.assertContains(self.client.get(response.url), "Published as edition 1. 2 practices wait for you.")
        self.assertRedirects(self.press(third, "publish", next="queue"), review_address(first))

    def test_with_nothing_left_it_is_back_to_the_start(self):
        practice = in_review(self.contributor)
        self.client.force_login(self.judge)
        response = self.press(practice, "decline", note="No.", next="queue")
        self.assertEqual(response.url, reverse("admin:index"))
        self.assertContains(self.client.get(response.url), "Declined. Nothing else waits for you.")

    def test_a_refused_press_goes_nowhere(self):
        practice = in_review(self.contributor)
        bring_to(make_practice(self.contributor), "submit")
        self.client.force_login(self.judge)
        self.assertEqual(self.press(practice, "decline", next="queue").status_code, 422)
