"""Comments on the review screen: who reads, writes, answers and settles them, and what hostile forms achieve."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.template.loader import render_to_string
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices import commenting, workflow
from practices.admin.review import comments
from practices.models import Comment, Practice
from tests.cast import bring_to, in_review, published
from tests.factories import make_practice, make_reference
from tests.staff import member
from tests.test_admin_review import ReviewTestCase, edited, review_address


class CommentTestCase(ReviewTestCase):
    """A practice in review, and what is said of it."""

    def setUp(self):
        self.practice = in_review(self.contributor)
        self.client.force_login(self.judge)

    def say(self, text="Which year?", practice=None, **given):
        address = reverse("admin:practices_practice_comment", args=[(practice or self.practice).pk])
        return self.client.post(address, {"text": text, "path": "texts.en.summary"} | given)

    def settle(self, comment: Comment, settled: str = "1", practice=None):
        key = (practice or comment.practice).pk
        return self.client.post(
            reverse("admin:practices_practice_settle", args=[key, comment.pk]), {"settled": settled}
        )


class WritingTests(CommentTestCase):
    def test_a_comment_leads_back_to_its_place(self):
        response = self.say(view="whole")
        comment = Comment.objects.get()
        self.assertEqual(response.url, f"{review_address(self.practice)}?view=whole#comment-{comment.pk}")
        self.assertEqual((comment.path, comment.text, comment.by), ("texts.en.summary", "Which year?", self.judge))
        page = self.client.get(response.url)
        self.assertContains(page, f'id="comment-{comment.pk}"')
        self.assertContains(page, "Which year?")

    def test_an_answer_stands_under_its_question(self):
        self.say()
        first = Comment.objects.get()
        self.client.force_login(self.contributor)
        self.say("2019.", answers=first.pk, path="countries")
        answer = Comment.objects.latest("pk")
        self.assertEqual((answer.answers, answer.path), (first, "texts.en.summary"))

    def test_a_comment_on_the_record_as_a_whole_and_on_an_entry_that_is_not_shown(self):
        practice = bring_to(edited(published(self.contributor)), "submit")
        self.say("All of it is good.", practice, path="")
        self.say("And this?", practice, path="cost_band")
        page = self.screen(practice)
        self.assertEqual([label for label, _found in page.context["elsewhere"]], ["cost"])
        self.assertEqual(len(page.context["of_record"]), 1)

    def test_what_cannot_be_taken_comes_back_where_it_was_typed(self):
        long = "x" * 4_001
        for given, sentence in (
            ({"text": "  "}, "Write something first."),
            ({"text": long}, "at most 4,000 characters"),
            ({"text": long, "path": ""}, "at most 4,000 characters"),
            ({"path": "staff.remarks"}, "There is no such entry to comment on."),
        ):
            response = self.say(**given)
            with self.subTest(given=list(given)):
                self.assertContains(response, sentence, status_code=422)
                self.assertContains(response, given.get("text", "Which year?"), status_code=422)
                self.assertContains(response, 'aria-invalid="true"', status_code=422)
                self.assertNotContains(response, 'href="?', status_code=422)
        self.assertFalse(Comment.objects.exists())

    def test_an_answer_that_cannot_be_taken_comes_back_in_its_conversation(self):
        self.say()
        first = Comment.objects.get()
        response = self.say("x" * 4_001, answers=first.pk)
        self.assertContains(response, f'id="answer-{first.pk}-error"', status_code=422)
        self.assertContains(response, f'href="#answer-{first.pk}"', status_code=422)

    def test_pressed_twice_it_is_said_once(self):
        responses = [self.say(), self.say()]
        self.assertEqual(Comment.objects.count(), 1)
        self.assertEqual(responses[0].url, responses[1].url)
        self.say(path="countries")
        self.say("Another thing.")
        self.assertEqual(Comment.objects.count(), 3)

    def test_send_and_next_goes_on_through_the_queue(self):
        other = bring_to(make_practice(self.contributor), "submit")
        self.assertRedirects(self.say(next="queue"), review_address(other))

    def test_it_is_said_of_which_revision_a_comment_speaks(self):
        self.say()
        self.assertNotContains(self.screen(self.practice), "an older one")
        edited(self.practice, by=self.contributor)
        self.assertContains(self.screen(self.practice), "said of revision 1, an older one")

    def test_what_is_typed_is_text(self):
        self.say("<script>alert(1)</script> {{ 7 }}")
        page = self.screen(self.practice)
        self.assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 }}")

    def test_hostile_forms_are_no_failure(self):
        for given in (
            {"path": "x" * 5_000}, {"path": "texts"}, {"path": "texts.xx.title"}, {"path": "texts.en.title.more"},
            {"path": "../admin"}, {"path": "countries.0.role"}, {"path": "code"}, {"answers": "abc"}, {"answers": "-1"},
            {"answers": "9" * 60}, {"answers": "²"}, {"answers": "12345"}, {"text": "\x00"},
        ):  # fmt: skip
            with self.subTest(given=given):
                self.assertIn(self.say(**given).status_code, (400, 404, 422))
        address = reverse("admin:practices_practice_comment", args=[self.practice.pk])
        self.assertEqual(self.client.post(address, {}).status_code, 422)
        self.assertFalse(Comment.objects.exists())

    def test_an_odd_entry_of_a_detail_is_shown_by_its_path(self):
        for path in ("study_tour.nonsense", "countries.x", "period", "period.x", "texts.en", "study_tour", "links"):
            self.say(f"On {path}", path=path)
        self.assertEqual(self.screen(self.practice).status_code, 200)

    def test_only_a_press_of_a_button_acts(self):
        self.say()
        comment = Comment.objects.get()
        for name, keys in (("comment", [self.practice.pk]), ("settle", [self.practice.pk, comment.pk])):
            address = reverse(f"admin:practices_practice_{name}", args=keys)
            self.assertRedirects(self.client.get(address), review_address(self.practice))
            self.assertEqual(self.client.head(address).status_code, 302)
            response = self.client.put(address)
            self.assertEqual((response.status_code, response["Allow"]), (405, "GET, HEAD, POST"))
        comment.refresh_from_db()
        self.assertIsNone(comment.resolved_at)


class TwiceTests(TransactionTestCase):
    """Two presses at the same moment, in two threads."""

    def test_the_same_words_at_once_are_said_once(self):
        make_reference()
        person = member("reviewer")
        practice = in_review(member("contributor"))

        def say(_number):
            try:
                return commenting.add(practice, by=person, text="Which year?").pk
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as threads:
            keys = set(threads.map(say, range(8)))
        self.assertEqual(len(keys), 1)
        self.assertEqual(Comment.objects.count(), 1)


class ReadingTests(CommentTestCase):
    def test_an_author_reads_no_internal_comment_by_any_address(self):
        word = "zebrafinch"
        self.say(word, is_internal="on")
        comment = Comment.objects.get()
        self.assertTrue(comment.is_internal)
        self.assertContains(self.screen(self.practice, self.second), "for staff only")
        for view in ("whole", "marked", ""):
            self.assertNotContains(self.screen(self.practice, self.contributor, view=view), word)
        self.assertEqual(self.say("An answer", answers=comment.pk).status_code, 404)
        self.assertEqual(self.settle(comment).status_code, 404)
        self.assertNotContains(self.say("x" * 4_001), word, status_code=422)
        self.assertEqual(comments.for_form(self.practice, self.contributor), [])

    def test_an_author_writes_no_internal_comment(self):
        self.client.force_login(self.contributor)
        self.assertEqual(self.say(is_internal="on").status_code, 403)
        self.assertNotContains(self.screen(self.practice, self.contributor), 'name="is_internal"')
        self.assertFalse(Comment.objects.exists())

    def test_a_reviewer_who_wrote_it_is_an_author_here(self):
        practice = in_review(self.second)
        self.say("Ours alone.", practice, is_internal="on")
        self.assertNotContains(self.screen(practice, self.second), "Ours alone.")
        self.assertEqual(self.say("Mine", practice, is_internal="on").status_code, 403)

    def test_an_answer_to_an_internal_comment_is_internal(self):
        self.say("Ours alone.", is_internal="on")
        self.client.force_login(self.second)
        self.say("So is this.", answers=Comment.objects.get().pk)
        self.assertTrue(Comment.objects.latest("pk").is_internal)
        self.assertNotContains(self.screen(self.practice, self.contributor), "So is this.")

    def test_authors_are_not_told_which_reviewer_speaks_and_reviewers_are(self):
        self.say()
        page = self.screen(self.practice, self.contributor)
        self.assertContains(page, "Which year?")
        self.assertNotContains(page, str(self.judge))
        self.settle(Comment.objects.get())
        self.assertContains(self.screen(self.practice, self.second), str(self.judge))

    def test_who_reviewed_once_is_still_not_named_to_authors(self):
        self.say()
        self.judge.groups.clear()
        self.judge.is_active = False
        self.judge.save()
        self.assertNotContains(self.screen(self.practice, self.contributor), str(self.judge))

    def test_others_find_nothing(self):
        self.say()
        comment = Comment.objects.get()
        self.client.force_login(member("contributor", "another"))
        self.assertEqual(self.say("x").status_code, 404)
        self.assertEqual(self.settle(comment).status_code, 404)

    def test_a_hidden_practice_takes_no_comment(self):
        draft = make_practice(self.contributor)
        self.assertEqual(self.say("x", draft).status_code, 404)
        for key in ("0", "9" * 40):
            address = f"/admin/practices/practice/{key}/comments/add/"
            self.assertEqual(self.client.post(address, {"text": "x"}).status_code, 404)

    def test_the_form_lists_what_is_open_in_one_query(self):
        self.say()
        self.say("Settled.", path="countries")
        commenting.settle(Comment.objects.latest("pk"), by=self.judge)
        person = type(self.judge).objects.get(pk=self.judge.pk)
        person.has_perm(workflow.REVIEW)
        practice = Practice.objects.get(pk=self.practice.pk)
        with CaptureQueriesContext(connection) as captured:
            found = comments.for_form(practice, person)
            words = render_to_string("admin/practices/practice/_open_comments.html", {"open_comments": found})
        self.assertEqual((len(captured), len(found)), (1, 1))
        self.assertIn(f"{review_address(practice)}#comment-{found[0]['comment'].pk}", words)


class SettlingTests(CommentTestCase):
    def test_it_is_settled_by_each_who_may_read_it_and_opened_again(self):
        self.say()
        comment = Comment.objects.get()
        for person in (self.contributor, self.judge, self.second, self.curator, self.head):
            with self.subTest(person=person.email):
                self.client.force_login(person)
                response = self.settle(comment)
                self.assertEqual(response.url, f"{review_address(self.practice)}#comment-{comment.pk}")
                comment.refresh_from_db()
                self.assertEqual(comment.resolved_by, person)
                self.settle(comment, "0")
                comment.refresh_from_db()
                self.assertIsNone(comment.resolved_at)

    def test_what_is_settled_is_folded_and_can_be_opened(self):
        self.say()
        self.settle(Comment.objects.get())
        page = self.screen(self.practice)
        self.assertContains(page, f"Settled by {self.judge}")
        self.assertContains(page, "Open again")
        self.assertEqual(page.context["open_comments"], 0)

    def test_settling_an_answer_settles_its_conversation(self):
        self.say()
        self.say("2019.", answers=Comment.objects.get().pk)
        self.settle(Comment.objects.latest("pk"))
        self.assertIsNotNone(Comment.objects.earliest("pk").resolved_at)

    def test_a_comment_of_another_practice_is_not_found_here(self):
        self.say()
        other = in_review(self.contributor)
        self.assertEqual(self.settle(Comment.objects.get(), practice=other).status_code, 404)
        self.assertEqual(self.say("x", other, answers=Comment.objects.get().pk).status_code, 404)
