"""Untidy sheets of made-up partners: taken in with the decisions a person would expect, and with none the second time."""

from django.conf import settings
from django.test import TestCase

from practices.exchange import importing
from practices.fixtures import loading
from practices.models import Import, Practice
from practices.models.exchange import ImportStep
from tests.importing import PrivateStore, checked_again, importer, mapped, outcomes, problems, received

FOLDER = settings.BASE_DIR / "tests" / "samples" / "partners"
# By file: the words that nobody but a person can decide, and how many rows are practices, say one twice, or are totals.
EXPECTED = {
    "english.xlsx": (
        {
            ("theme", "Labour migration governance"), ("country", "Multiple"),
            ("organisation", "Imaginary Institute of Labour Data"), ("organisation", "Imaginary Return Service"),
            ("organisation", "Imaginary Academy of Borders"), ("organisation", "Imaginary Ministry of Work"),
            ("organisation", "Imaginary Town Hall"),
        },
        {"new": 5, "refused": 2},
    ),
    "french.xls": ({("country", "plusieurs")}, {"new": 3, "refused": 1}),
    "portuguese.csv": ({("country", "S. Tomé e Príncipe"), ("country", "PALOP")}, {"new": 3}),
    "spanish.ods": ({("country", "Varios")}, {"new": 3}),
}  # fmt: skip


class PartnerTests(PrivateStore, TestCase):
    """The real vocabularies, and no practice."""

    @classmethod
    def setUpTestData(cls):
        loading.load_reference(settings.BASE_DIR / "fixtures")
        cls.person = importer()

    def decided(self, one: Import) -> Import:
        """Each word as somebody would decide it: the likeliest value, else a new one, else left out."""
        decisions: dict[str, dict[str, str]] = {}
        for question in importing.questions(one):
            best = question.candidates[0]["code"] if question.candidates else ""
            decisions.setdefault(question.vocabulary, {})[question.folded] = best or (
                "+" if question.may_be_new else ""
            )
        importing.decide(one, decisions, self.person)
        return checked_again(one)

    def test_each_is_taken_in(self):
        for name, (words, counts) in EXPECTED.items():
            with self.subTest(name=name):
                one = mapped(received(FOLDER / name, self.person))
                self.assertEqual({(question.vocabulary, question.text) for question in importing.questions(one)}, words)
                self.decided(one)
                self.assertEqual(
                    {outcome: count for outcome, count in one.counts.items() if count}, counts, problems(one)
                )
                before = Practice.objects.count()
                importing.start_load(one, by=self.person)
                importing.load(one)
                self.assertEqual((one.step, one.error), (ImportStep.DONE, ""))
                self.assertEqual(Practice.objects.count(), before + counts["new"])
                again = mapped(received(FOLDER / name, self.person))
                self.assertEqual((importing.questions(again), set(outcomes(again)) - {"refused"}), ([], {"unchanged"}))
