"""The public grade: shown with its reasons, its edition and its end, and never with a name."""

from datetime import timedelta

from django.utils import timezone

from practices import document, rubric, workflow
from practices.document import reading
from practices.models import Assessment, Standing
from practices.search import forget
from practices.vocabulary import Channel, Grade, Language
from practices.web.addresses import in_language
from tests.cast import REVIEWER, RegistryTestCase, bring_to, person, published
from tests.factories import make_practice
from tests.judged import assessed, full


class GradeTestCase(RegistryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.first = person("fidelius", *REVIEWER, last_name="Madeupname")
        cls.second = person("sekaia", *REVIEWER, last_name="Inventedname")

    def graded(self, **changes):
        """A public practice with a grade."""
        practice = full(self.author)
        workflow.perform("publish", practice, by=self.editor)
        assessed(practice, self.first, **{"public_reason": "Reason of one."} | changes)
        assessed(practice, self.second, **{"public_reason": "Reason of two."} | changes)
        return practice

    def page(self, practice, language: str = "en"):
        return self.client.get(in_language(language, "record", practice.code))


class RecordTests(GradeTestCase):
    def test_the_grade_stands_with_its_reasons_scores_and_end(self):
        page = self.page(self.graded(scores={"rights": 2}))
        expires = Standing.objects.get(grade=Grade.GOOD).grade_expires
        for words in ("Good practice", "70 of 100", "Reason of one.", "Reason of two.", "2 independent assessors",
                      "Given to edition 1", "shown with data", "described", f"Lapses on {document_date(expires)}"):  # fmt: skip
            self.assertContains(page, words)
        self.assertContains(page, 'id="grade"', count=1)
        self.assertNotContains(page, "The text has changed since")

    def test_a_median_between_two_steps_is_said_so(self):
        practice = full(self.author)
        workflow.perform("publish", practice, by=self.editor)
        assessed(practice, self.first, score=2)
        assessed(practice, self.second, score=3)
        page = self.page(practice)
        self.assertContains(page, "2.5 – between described and shown with data")
        self.assertContains(page, "62.5 of 100")
        self.assertContains(page, "Promising practice")

    def test_nobody_is_named(self):
        practice = self.graded(comments={"results": "An internal comment."})
        for language in Language.values:
            for address in ("record", in_language(language, "edition", practice.code, 1)):
                text = (
                    self.page(practice, language) if address == "record" else self.client.get(address)
                ).content.decode()
                self.assertIn("Reason of one.", text)
                for assessor in (self.first, self.second):
                    for secret in (assessor.email, assessor.first_name, assessor.last_name):
                        self.assertNotIn(secret.casefold(), text.casefold())
                self.assertNotIn("An internal comment.", text)

    def test_without_a_grade_it_is_documented_not_assessed(self):
        practice = published(self.author)
        page = self.page(practice)
        self.assertContains(page, "Documented, not assessed")
        self.assertNotContains(page, 'id="grade"')

    def test_one_assessment_is_no_grade_and_shows_nothing(self):
        practice = full(self.author)
        workflow.perform("publish", practice, by=self.editor)
        assessed(practice, self.first, public_reason="Reason of one.")
        page = self.page(practice)
        self.assertContains(page, "Documented, not assessed")
        self.assertNotContains(page, "Reason of one.")

    def test_a_lapsed_grade_is_not_shown_as_valid(self):
        practice = self.graded()
        for days, has_lapsed in ((0, False), (-1, True)):
            expires = timezone.localdate() + timedelta(days=days)
            Standing.objects.filter(practice=practice).update(grade_expires=expires)
            page = self.page(practice)
            words = f"This grade lapsed on {document_date(expires)}; it has not been confirmed since."
            with self.subTest(days):
                self.assertEqual(words in page.content.decode(), has_lapsed)
                self.assertEqual("75 of 100" in page.content.decode(), not has_lapsed)

    def test_a_later_edition_is_said_to_be_later(self):
        practice = self.graded()
        workflow.load_many([{"code": practice.code, "tags": []}], by=self.author, channel=Channel.ADMIN)
        practice.refresh_from_db()
        bring_to(practice, "submit", "take", "publish")
        page = self.page(practice)
        self.assertContains(page, "the present edition is number 2")
        self.assertContains(page, in_language("en", "compare", practice.code, 1, 2))

    def test_what_adapts_it_is_linked_while_it_is_public(self):
        practice = self.graded()
        adapting = published(links=[{"practice": practice.code, "kind": "adapts"}])
        page = self.page(practice)
        self.assertContains(page, "Good practice, confirmed elsewhere")
        self.assertContains(page, in_language("en", "record", adapting.code))
        bring_to(adapting, "archive")
        page = self.page(practice)
        self.assertNotContains(page, adapting.code)

    def test_reasons_are_text_in_whatever_direction(self):
        page = self.page(self.graded(public_reason="<script>x</script> " + "w" * 700))
        self.assertNotContains(page, "<script>x")
        self.assertContains(page, '<details class="grade-reason">')
        self.assertContains(page, '<blockquote><div dir="auto">')

    def test_the_page_costs_no_more_than_before(self):
        ungraded, practice = published(self.author), self.graded()
        published(links=[{"practice": practice.code, "kind": "adapts"}])
        forget()
        for one, queries in ((ungraded, 3), (practice, 4)):
            self.page(one)
            with self.subTest(one.code), self.assertNumQueries(queries):
                self.page(one)

    def test_a_draft_has_no_page_to_show_a_grade_on(self):
        self.assertEqual(self.page(make_practice(self.author)).status_code, 404)

    def test_an_assessment_kept_without_numbers_takes_no_page_down(self):
        practice = published(self.author)
        Standing.objects.filter(practice=practice).update(grade=Grade.PROMISING)
        self.assertContains(self.page(practice), "Promising practice")


class ReadingTests(GradeTestCase):
    def test_every_grade_has_a_meaning(self):
        self.assertEqual(set(reading.GRADES), set(Grade))

    def test_no_grade_has_no_section(self):
        practice = published(self.author)
        grade = reading.grade(Standing.objects.get(practice=practice))
        self.assertEqual((grade["code"], grade["reused_by"]), ("", []))
        self.assertIsNone(reading.assessment(grade))

    def test_conflicts_of_interest_are_in_no_public_document(self):
        practice = self.graded()
        Assessment.objects.create(practice=practice, assessor=self.reviewer, rubric=1, revision=practice.revision,
                                  has_conflict=True, conflict_note="zanzibarine")  # fmt: skip
        self.assertNotContains(self.page(practice), "zanzibarine")


class AboutTests(RegistryTestCase):
    def test_the_page_says_by_what_practices_are_graded(self):
        page = self.client.get(in_language("en", "about"))
        for gate in rubric.CURRENT.gates:
            self.assertContains(page, gate.question)
        for one in rubric.CURRENT.criteria:
            self.assertContains(page, one.label)
        for words in ("2 independent assessors", "after 3 years", "From 65.", "From 40.", 'id="grades"'):
            self.assertContains(page, words)


def document_date(day) -> str:
    return document.words.date_words(day.isoformat())
