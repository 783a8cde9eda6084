"""Large and hostile sheets: what is kept and asked stays small, and what cannot be held is refused with a sentence."""

import io

import openpyxl
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import SimpleTestCase
from django.test.utils import CaptureQueriesContext

from practices.exchange import importing
from practices.exchange.books import Row, Unreadable
from practices.exchange.importing.handing_back import Writer
from practices.exchange.importing.problems import MOST_KEPT, problem_count, shortened
from practices.exchange.importing.unknown_words import MOST_WORDS
from practices.models import Import, ImportDecision, ImportQuestion
from practices.models.exchange import ImportStep
from tests.cast import RegistryTestCase
from tests.factories import make_practice
from tests.importing import PrivateStore, checked, checked_again, csv_file, importer, json_file, outcomes

HEADINGS = ["Title", "Tags"]
COLUMNS = ["title", "tags"]


def words(count: int, first: int = 0) -> str:
    """A cell of so many words that nobody knows."""
    return "; ".join(f"Unheard of {place}" for place in range(first, first + count))


class ScaleTestCase(PrivateStore, RegistryTestCase):
    """A person who imports."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.person = importer()

    def checked(self, *cells: str) -> Import:
        """A sheet of titles with these cells of tags."""
        rows = [[f"A made-up visit of clerks {place}", cell] for place, cell in enumerate(cells)]
        return checked(csv_file(HEADINGS, *rows), self.person, columns=COLUMNS)


class OpenWordsTests(ScaleTestCase):
    """Words that nobody knows are kept once, however many rows use them."""

    def test_rows_keep_no_more_of_a_word_than_its_name(self):
        one = self.checked(words(2), words(3))
        asked = [problem["question"] for row in one.rows.all() for problem in row.problems]
        self.assertEqual(len(asked), 5)
        self.assertEqual({frozenset(question) for question in asked}, {frozenset({"vocabulary", "folded"})})
        self.assertEqual(
            [(question.text, question.rows, question.first_row) for question in importing.questions(one)],
            [("Unheard of 0", 2, 2), ("Unheard of 1", 2, 2), ("Unheard of 2", 1, 3)],
        )
        self.assertEqual((len(importing.questions(one, 1)), importing.open_words(one)), (1, 3))

    def test_another_check_asks_only_what_is_open_then(self):
        one = self.checked(words(3))
        first = importing.questions(one)[0]
        importing.decide(one, {"tag": {first.folded: ""}}, self.person)
        checked_again(one)
        self.assertEqual([question.text for question in importing.questions(one)], ["Unheard of 1", "Unheard of 2"])
        self.assertEqual(ImportQuestion.objects.count(), 2)

    def test_answers_are_remembered_in_few_queries_and_the_last_one_holds(self):
        def count(number: int) -> int:
            one = self.checked(words(number, first=number * 100))
            answers = {question.folded: "" for question in importing.questions(one)}
            with CaptureQueriesContext(connection) as captured:
                importing.decide(one, {"tag": answers}, self.person)
            return len(captured)

        self.assertEqual(count(2), count(9))
        self.assertEqual(ImportDecision.objects.count(), 11)
        one = self.checked("Unheard of 200; Unheard of 900; Unheard of 1")
        self.assertEqual([question.text for question in importing.questions(one)], ["Unheard of 1"])

    def test_a_row_with_very_many_problems_keeps_some_and_says_how_many_there_are(self):
        one = self.checked(words(MOST_KEPT + 30))
        problems = one.rows.get().problems
        self.assertEqual((len(problems), problem_count(problems)), (MOST_KEPT, MOST_KEPT + 30))
        self.assertEqual(problems[-1]["message"], "31 more problems of this row are not listed.")
        self.assertEqual(importing.open_words(one), MOST_KEPT + 30)
        self.assertTrue(importing.checked_workbook(one).startswith(b"PK"))

    def test_a_sheet_of_too_many_unknown_words_is_stopped_and_says_which_column_has_them(self):
        cells = [words(200, first=place * 200) for place in range(MOST_WORDS // 200)]
        one = self.checked(*cells)
        self.assertEqual((one.step, importing.open_words(one)), (ImportStep.PREVIEW, MOST_WORDS))
        one = self.checked(*cells, words(1, first=MOST_WORDS))
        self.assertEqual((one.step, importing.open_words(one)), (ImportStep.COLUMNS, 0))
        self.assertIn(f"“Tags” ({MOST_WORDS + 1})", one.error)


class ShortenedTests(SimpleTestCase):
    """Which problems of a row are kept."""

    def test_each_wrong_cell_keeps_one_before_any_keeps_two(self):
        found = [{"row": 2, "place": 0, "message": str(number)} for number in range(60)]
        found += [{"row": 2, "place": place, "message": "last"} for place in (1, 2)]
        kept = shortened(2, found)
        self.assertEqual([problem["place"] for problem in kept[-3:]], [1, 2, None])
        self.assertEqual((len(kept), kept[-1]["more"]), (MOST_KEPT, 62 - MOST_KEPT + 1))

    def test_few_stay_as_they_are(self):
        found = [{"row": 2, "place": 0, "message": "x"}] * MOST_KEPT
        self.assertEqual(shortened(2, found), found)


class FamiliarTests(ScaleTestCase):
    """The next file of a partner."""

    def test_queries_do_not_grow_with_rows_whose_titles_are_known(self):
        def count(rows: int) -> int:
            titles = [f"A made-up course {rows} of nurses {place}" for place in range(rows)]
            for title in titles:
                make_practice(self.author, texts={"en": {"title": title, "summary": "Who learned what."}})
            file = json_file(*({"title": title, "summary": "Who learned what."} for title in titles))
            with CaptureQueriesContext(connection) as captured:
                one = checked(file, self.person)
            self.assertEqual(outcomes(one), ["unchanged"] * rows)
            return len(captured)

        count(1)  # the vocabularies are read once
        self.assertEqual(count(2), count(9))


class NumberTests(ScaleTestCase):
    """Numbers that no spreadsheet can hold."""

    def test_json_with_numbers_beyond_measure_is_refused(self):
        for number in ("1e999", "-1e999", "9" * 5_000, "NaN", "Infinity"):
            file = SimpleUploadedFile(
                "sheet.json", f'[{{"title": "A made-up visit", "start_year": {number}}}]'.encode()
            )
            with self.subTest(number=number[:10]), self.assertRaises(Unreadable):
                importing.receive(file, by=self.person)
        self.assertFalse(Import.objects.exists())

    def test_a_huge_number_comes_back_as_text(self):
        one = checked(json_file({"title": "A made-up visit", "start_year": 10**400}), self.person)
        sheet = openpyxl.load_workbook(io.BytesIO(importing.checked_workbook(one))).active
        self.assertEqual((sheet["D2"].value, sheet["D2"].data_type), (str(10**400), "s"))

    def test_only_what_a_cell_can_hold_is_written_as_a_number(self):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out) as book:
            cells = [float("inf"), float("nan"), -(10**15), 10**15 - 1, 12.5]
            Writer(book, book.add_worksheet()).write(["A", "B", "C", "D", "E"], [Row(2, cells)], [])
        row = openpyxl.load_workbook(out).active[2][2:]
        self.assertEqual([cell.data_type for cell in row], ["s", "s", "s", "n", "n"])
        self.assertEqual([cell.value for cell in row[2:]], [str(-(10**15)), 10**15 - 1, 12.5])
