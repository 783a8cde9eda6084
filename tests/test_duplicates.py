"""Titles that resemble each other: what is found, what is told apart, and who sees which."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices import document, duplicates
from practices.duplicates import similar
from practices.models import Practice
from tests.cast import RegistryTestCase, bring_to, published
from tests.factories import make_practice

NAME = "Regional exchange of labour inspectors between Country XA and Country XB"


def titled(title: str, **languages) -> dict:
    """Texts with these titles."""
    others = {language: {"title": words, "origin": "human"} for language, words in languages.items()}
    return {"en": {"title": title, "summary": "Who did what."}, **others}


class SimilarTests(RegistryTestCase):
    def setUp(self):
        duplicates._listed.clear()  # a test that is rolled back leaves no new number behind

    def titles(self, typed: str, user=None, **given) -> list[str]:
        return [one.title for one in similar(typed, user=user or self.editor, **given)]

    def test_a_title_is_known_by_its_words_in_any_order_spelling_and_case(self):
        make_practice(self.author, texts=titled(NAME))
        for typed in (
            NAME,
            "exchange of LABOUR inspectors, regional, between country XB and country XA",
            "Regional exchange of labor inspectors between Country XA and XB",
            "regional exchange of labour insp",
            "Régional exchange of labour inspectors",
        ):
            with self.subTest(typed):
                self.assertEqual(self.titles(typed), [NAME])

    def test_another_title_is_not_alike(self):
        make_practice(self.author, texts=titled(NAME))
        for typed in (
            "A training centre for nurses in three countries",
            "Exchange of data",
            "inspectors",
            "",
            "  ",
            "a",
        ):
            with self.subTest(typed):
                self.assertEqual(self.titles(typed), [])

    def test_a_translation_counts_as_well(self):
        make_practice(self.author, texts=titled(NAME, fr="Échange régional d'inspecteurs du travail"))
        self.assertEqual(
            self.titles("echange regional d’inspecteurs du travail"), ["Échange régional d'inspecteurs du travail"]
        )

    def test_countries_and_years_decide_where_titles_leave_a_doubt(self):
        make_practice(
            self.author, texts=titled("Study tour on labour migration statistics"), period={"start": 2010, "end": 2012}
        )
        typed = "Study visit on labour migration policies"
        near = {"countries": {"XA"}, "years": (2011, None)}
        far = {"countries": {"XC"}, "years": (2019, None)}
        scores = [one.score for given in (near, far) for one in similar(typed, user=self.editor, **given)]
        self.assertEqual(len(scores), 1, scores)

    def test_the_practice_itself_is_left_out(self):
        practice = make_practice(self.author, texts=titled(NAME))
        self.assertEqual(self.titles(NAME, apart_from=practice.pk), [])

    def test_the_most_alike_come_first_and_only_a_few(self):
        document.load_many(
            [{"schema": 1, "texts": titled(f"{NAME}, part {'x' * number}")} for number in range(1, 9)], by=self.author
        )
        found = similar(f"{NAME}, part x", user=self.editor)
        self.assertEqual(len(found), duplicates.MOST_SHOWN)
        self.assertEqual(found[0].title, f"{NAME}, part x")

    def test_a_very_long_title_is_taken_in_part(self):
        make_practice(self.author, texts=titled(NAME))
        self.assertEqual(self.titles(NAME + " x" * 100_000), self.titles((NAME + " x" * 200)[:300]))


class VisibilityTests(RegistryTestCase):
    def setUp(self):
        duplicates._listed.clear()

    def seen(self, person) -> set[str]:
        return {one.practice.code for one in similar(NAME, user=person)}

    def test_a_draft_is_shown_to_its_author_and_to_staff_only(self):
        draft = make_practice(self.author, texts=titled(NAME))
        self.assertEqual(self.seen(self.author), {draft.code})
        self.assertEqual(self.seen(self.editor), {draft.code})
        self.assertEqual(self.seen(self.reviewer), set())
        self.assertEqual(self.seen(self.stranger), set())

    def test_what_is_public_is_shown_to_everybody(self):
        practice = published(self.author, texts=titled(NAME))
        for person in (self.author, self.editor, self.reviewer, self.stranger):
            self.assertEqual(self.seen(person), {practice.code})

    def test_a_title_that_is_still_being_edited_is_not_betrayed(self):
        practice = published(self.author, texts=titled("A made-up exchange"))
        changed = document.build(practice) | {"texts": titled(NAME)}
        Practice.objects.filter(pk=practice.pk).update(state="draft")
        document.load(changed, by=self.author)
        self.assertEqual(self.seen(self.stranger), set())
        self.assertEqual(self.seen(self.author), {practice.code})
        found = similar("A made-up exchange", user=self.stranger)
        self.assertEqual([one.title for one in found], ["A made-up exchange"])

    def test_what_is_archived_is_public_no_more(self):
        practice = published(self.author, texts=titled(NAME))
        self.assertEqual(self.seen(self.stranger), {practice.code})
        bring_to(practice, "archive")
        self.assertEqual(self.seen(self.stranger), set())

    def test_it_costs_the_same_for_five_and_for_fifty(self):
        counts = []
        similar(NAME, user=self.editor)  # learns what the editor may
        for start, end in ((0, 5), (5, 50)):
            document.load_many(
                [{"schema": 1, "texts": titled(f"{NAME} {number}")} for number in range(start, end)], by=self.author
            )
            with CaptureQueriesContext(connection) as queries:
                similar(NAME, user=self.editor)
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 8)
