"""The commands for sheets: what they write and read, what they say, and how they end."""

import csv
import io
import json
import tempfile
from pathlib import Path

import openpyxl
from django.core.management import CommandError, call_command

from practices import document
from practices.exchange import template
from practices.management.progress import Bar
from practices.models import Import, Mapping, Practice, PracticeText
from practices.models.exchange import ImportStep
from tests.cast import RegistryTestCase, published
from tests.factories import make_practice
from tests.staff import member
from tests.test_commands import run


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self):
        return True


class ExchangeTestCase(RegistryTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def refused(self, returncode: int, *arguments, **options) -> str:
        with self.assertRaises(CommandError) as caught:
            run(*arguments, **options)
        self.assertEqual(caught.exception.returncode, returncode)
        return str(caught.exception)


class ExportTests(ExchangeTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.first = published(cls.author, texts={"en": {"title": "A made-up visit", "summary": "Alpha."}})
        cls.second = published(cls.author, texts={"en": {"title": "A made-up course", "summary": "Beta."}})
        cls.draft = make_practice(cls.author)

    def codes(self, path: Path) -> list[str]:
        return [row["code"] for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))]

    def test_what_is_public_goes_into_the_format_of_the_name(self):
        for name in ("a.csv", "a.xlsx", "a.json", "a.jsonl", "a.geojson"):
            with self.subTest(name):
                said = run("export_practices", str(self.folder / name))
                self.assertRegex(said, r"2 practices in 2 rows, [\d,]+ bytes\.\n$")
        self.assertEqual(set(self.codes(self.folder / "a.csv")), {self.first.code, self.second.code})
        book = openpyxl.load_workbook(self.folder / "a.xlsx")
        self.assertEqual(book["Practices"].max_row, 4)

    def test_a_query_and_an_address_narrow_it(self):
        path = self.folder / "a.csv"
        for query in ("q=course", "https://registry.example/en/practices/?q=course"):
            with self.subTest(query):
                run("export_practices", str(path), query=query)
                self.assertEqual(self.codes(path), [self.second.code])

    def test_columns_layout_codes_and_labels_are_those_asked_for(self):
        path = self.folder / "a.csv"
        run("export_practices", str(path), columns="code", layout="countries", codes=True, labels=True, language="fr")
        heading = next(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        self.assertEqual(heading, ["Code", "Pays", "Pays (code)", "Rôle", "Rôle (code)"])
        run("export_practices", str(path), columns="all")
        heading = next(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        self.assertIn("title_ar", heading)
        self.assertNotIn("remarks", heading)

    def test_working_copies_are_all_of_them_and_staff_columns_are_asked_for(self):
        path = self.folder / "a.csv"
        run("export_practices", str(path), working_copies=True, columns="code,title")
        self.assertEqual(set(self.codes(path)), {self.first.code, self.second.code, self.draft.code})
        run("export_practices", str(path), working_copies=True, staff=True, columns="all")
        self.assertIn("remarks", path.read_text(encoding="utf-8-sig").splitlines()[0])
        self.refused(2, "export_practices", str(path), working_copies=True, columns="remarks")

    def test_standard_output_takes_what_streams(self):
        out = io.TextIOWrapper(io.BytesIO())
        call_command("export_practices", "-", format="jsonl", columns="code", stdout=out)
        lines = out.buffer.getvalue().splitlines()
        self.assertEqual({json.loads(line)["code"] for line in lines}, {self.first.code, self.second.code})

    def test_what_cannot_be_done_is_told_with_its_own_number(self):
        path = str(self.folder / "a.csv")
        for number, arguments, options in (
            (2, [str(self.folder / "a.odt")], {}),
            (2, ["-"], {"format": "xlsx"}),
            (2, [path], {"staff": True}),
            (2, [path], {"columns": "no_such_column"}),
            (2, [path], {"query": "theme=no-such-theme"}),
            (2, [path], {"query": "q=x", "working_copies": True}),
            (3, [str(self.folder / "none" / "a.csv")], {}),
        ):
            with self.subTest(arguments=arguments, options=options):
                self.refused(number, "export_practices", *arguments, **options)
        self.assertEqual([*self.folder.iterdir()], [])


class ImportTests(ExchangeTestCase):
    def setUp(self):
        super().setUp()
        self.person = member("editor", "curator")

    def sheet(self, *rows: list, name="made-up.csv", headings=("code", "text_language", "title", "summary")) -> str:
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings, *rows])
        return str(path)

    def test_rows_become_drafts_and_the_same_file_again_changes_nothing(self):
        file = self.sheet(["", "en", "A made-up visit", "Alpha."], ["", "en", "A made-up course", "Beta."])
        said = run("import_practices", file, by=self.person.email)
        self.assertIn("New: 2", said)
        self.assertIn("2 practices were written as drafts.", said)
        self.assertEqual(Practice.objects.filter(author=self.person, state="draft").count(), 2)
        self.assertEqual(Import.objects.get().step, ImportStep.DONE)
        self.assertIn("There is nothing to write.", run("import_practices", file, by=self.person.email))
        self.assertEqual((Practice.objects.count(), Import.objects.count()), (2, 1))

    def test_a_dry_run_says_what_would_happen_and_keeps_nothing(self):
        file = self.sheet(["", "en", "A made-up visit", "Alpha."])
        said = run("import_practices", file, by=self.person.email, dry_run=True)
        self.assertIn("New: 1", said)
        self.assertIn("dry run", said)
        self.assertEqual((Practice.objects.count(), Import.objects.count()), (0, 0))

    def test_one_wrong_row_keeps_all_out_unless_only_the_right_ones_are_wanted(self):
        file = self.sheet(["", "en", "A made-up visit", "Alpha."], ["zzzz-zzzz", "en", "Another", "Beta."])
        out = io.StringIO()
        with self.assertRaises(CommandError) as caught:
            call_command("import_practices", file, by=self.person.email, stdout=out)
        self.assertEqual(caught.exception.returncode, 1)
        self.assertIn("row 3", out.getvalue())
        self.assertIn("zzzz-zzzz", out.getvalue())
        self.assertEqual(Practice.objects.count(), 0)
        self.assertIn("1 practices were written", run("import_practices", file, by=self.person.email, only_valid=True))

    def test_what_the_export_wrote_changes_nothing_and_puts_back_what_has_changed_since(self):
        practice = published(self.author)
        before = document.build(practice)
        path = str(self.folder / "all.xlsx")
        run("export_practices", path, columns="all")
        self.assertIn("There is nothing to write.", run("import_practices", path))
        PracticeText.objects.filter(practice=practice).update(summary="Changed meanwhile.")
        self.assertIn("1 practices were written", run("import_practices", path))
        self.assertEqual(document.build(Practice.objects.get(pk=practice.pk)), before)

    def test_the_example_of_the_template_is_left_out(self):
        path = self.folder / "template.xlsx"
        path.write_bytes(template.workbook("en", template.chosen([])))
        said = run("import_practices", str(path), by=self.person.email)
        self.assertIn("There is nothing to write.", said)
        self.assertEqual(Practice.objects.count(), 0)

    def test_uncertain_words_are_asked_and_answered_in_a_file(self):
        file = self.sheet(
            ["A made-up visit", "Alphaland; Betalandia"], headings=("Title", "Countries"), name="partner.csv"
        )
        questions = self.folder / "open.json"
        self.refused(1, "import_practices", file, by=self.person.email, questions=questions, language="en")
        asked = json.loads(questions.read_text(encoding="utf-8"))
        words = asked["values"].get("country", {})
        self.assertTrue(words)
        asked["values"]["country"] = dict.fromkeys(words, "")
        questions.write_text(json.dumps(asked), encoding="utf-8")
        said = run("import_practices", file, by=self.person.email, answers=questions, language="en")
        self.assertIn("1 practices were written", said)

    def test_a_kept_mapping_says_what_the_columns_mean(self):
        Mapping.objects.create(
            name="Partner", headings={"zweck": "summary", "name": "title"}, options={"language": "en"}
        )
        file = self.sheet(["A made-up visit", "Alpha."], headings=("Name", "Zweck"))
        run("import_practices", file, by=self.person.email, mapping="Partner")
        self.assertEqual(PracticeText.objects.get().summary, "Alpha.")
        self.refused(2, "import_practices", file, by=self.person.email, mapping="Nobody")

    def test_who_may_not_import_and_what_is_not_possible_is_refused(self):
        file = self.sheet(["", "en", "A made-up visit", "Alpha."])
        wrong = self.folder / "wrong.json"
        wrong.write_text("[]", encoding="utf-8")
        for options in (
            {"by": "stranger@test.example"},
            {"by": "nobody@test.example"},
            {"sheet": "None"},
            {"header_row": 99},
            {"answers": wrong},
            {"answers": self.folder / "none.json"},
        ):
            with self.subTest(options):
                self.refused(2, "import_practices", file, **({"by": self.person.email} | options))
        self.assertEqual((Practice.objects.count(), Import.objects.count()), (0, 0))

    def test_a_file_that_cannot_be_read_has_a_number_of_its_own(self):
        broken = self.folder / "broken.xlsx"
        broken.write_bytes(b"PK\x03\x04 no workbook")
        self.refused(3, "import_practices", str(broken), by=self.person.email)
        self.refused(3, "import_practices", str(self.folder / "none.csv"), by=self.person.email)


class StockCommandTests(ExchangeTestCase):
    def test_the_librarys_own_commands_are_not_offered(self):
        for name in ("import", "export"):
            with self.subTest(name), self.assertRaisesMessage(CommandError, f"{name}_practices"):
                call_command(name, "practices.Practice", "made-up.csv")


class BarTests(ExchangeTestCase):
    def test_a_bar_is_for_those_who_look(self):
        for out, is_shown in ((Terminal(), True), (io.StringIO(), False)):
            bar = Bar(out, "Checking", 4)
            bar(2)
            self.assertEqual("[###############               ] 2 / 4" in out.getvalue(), is_shown)
            bar.finish()
