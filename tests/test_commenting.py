"""practices.commenting: who reads, answers and settles remarks."""

from django.core.exceptions import PermissionDenied

from practices import commenting
from practices.models import Comment, Notice
from tests.cast import RegistryTestCase, in_review


class CommentTests(RegistryTestCase):
    def setUp(self):
        self.practice = in_review(self.author)

    def add(self, by=None, **changes):
        return commenting.add(self.practice, by=by or self.reviewer, **{"text": "More, please.", **changes})

    def seen(self, user):
        return list(commenting.visible_to(user, self.practice))

    def test_a_comment_on_an_entry_is_read_by_its_author_and_by_staff(self):
        comment = self.add(path="texts.en.summary")
        self.assertEqual(comment.revision, self.practice.revision)
        for user in (self.author, self.reviewer, self.editor):
            self.assertEqual(self.seen(user), [comment])

    def test_an_internal_one_is_not_read_by_the_author_and_not_written_by_them(self):
        comment = self.add(is_internal=True)
        self.assertEqual((self.seen(self.author), self.seen(self.editor)), ([], [comment]))
        with self.assertRaises(PermissionDenied):
            self.add(by=self.author, is_internal=True)
        with self.assertRaises(commenting.CommentRefused):
            self.add(by=self.author, answers=comment)

    def test_an_editor_does_not_read_what_is_internal_about_their_own_record(self):
        self.practice = in_review(self.editor)
        self.add(is_internal=True)
        self.assertEqual(self.seen(self.editor), [])

    def test_an_answer_stays_where_its_question_is(self):
        question = self.add(path="texts.en.summary")
        answer = self.add(by=self.author, text="Here it is.", answers=question, path="themes")
        again = self.add(text="Thank you.", answers=answer)
        self.assertEqual([row.answers for row in (answer, again)], [question, question])
        self.assertEqual(answer.path, "texts.en.summary")

    def test_strangers_and_other_contributors_may_nothing(self):
        comment = self.add()
        with self.assertRaises(PermissionDenied):
            self.add(by=self.stranger)
        with self.assertRaises(PermissionDenied):
            commenting.settle(comment, by=self.stranger)

    def test_settled_and_open_again_twice_does_no_harm(self):
        comment = self.add()
        for is_resolved in (True, True, False, False):
            commenting.settle(comment, by=self.author, is_resolved=is_resolved)
            comment.refresh_from_db()
            self.assertEqual(bool(comment.resolved_at), is_resolved)
        self.assertEqual(list(commenting.unresolved(self.practice, self.author)), [comment])

    def test_an_author_settles_nothing_internal(self):
        comment = self.add(is_internal=True)
        with self.assertRaises(PermissionDenied):
            commenting.settle(comment, by=self.author)

    def test_what_says_nothing_too_much_or_of_no_entry_is_refused(self):
        for changes in ({"text": " \x00 "}, {"text": "x" * 4_001}, {"path": "nowhere"}, {"path": "texts.xx.title"},
                        {"path": "staff.remarks"}, {"path": "texts.en.title.more"}, {"path": "a" * 300}, {"path": "code"}):  # fmt: skip
            with self.subTest(changes), self.assertRaises(commenting.CommentRefused):
                self.add(**changes)
        for path in ("", "texts.en", "texts.fr.origin", "countries", "period.start", "labour_agreement.signed"):
            with self.subTest(path):
                self.add(path=path)

    def test_the_author_and_who_looks_at_it_are_told_but_not_who_wrote(self):
        self.practice.reviewer = self.editor
        self.practice.save()
        self.add()
        self.assertEqual(set(Notice.objects.values_list("recipient__first_name", flat=True)), {"Author", "Editor"})

    def test_of_an_internal_one_the_author_is_not_told(self):
        first = self.add(is_internal=True)
        self.add(by=self.editor, answers=first)
        self.assertEqual(list(Notice.objects.values_list("recipient__first_name", flat=True)), ["Reviewer"])

    def test_there_is_an_end_to_it(self):
        Comment.objects.bulk_create(
            Comment(practice=self.practice, text="x", revision=1, by=self.reviewer) for _ in range(commenting.MOST)
        )
        with self.assertRaises(commenting.CommentRefused):
            self.add()
