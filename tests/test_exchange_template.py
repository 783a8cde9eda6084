"""The template: drop-downs that offer the right names, an example that is known again, rows that can be read."""

import io
import subprocess
import tempfile
from pathlib import Path
from shutil import which
from unittest import skipUnless

import openpyxl
from django.conf import settings
from django.test import SimpleTestCase

from practices.exchange import columns, template, vocabularies
from practices.exchange.columns.kinds import Kind
from practices.exchange.columns.names import names
from practices.exchange.dictionary.entries import entries
from practices.exchange.template import checks, example
from practices.vocabulary import Language
from tests.cast import RegistryTestCase

README, MAIN, CODES = range(3)  # sheets; their names are in the language of the template
EVERYTHING = template.chosen(["all"])


def opened(language: str = "en", asked: tuple[str, ...] = ("all",)):
    """The template as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(template.workbook(language, template.chosen(asked))))


class ChoiceTests(SimpleTestCase):
    def test_the_usual_columns_come_by_themselves_and_others_by_key_or_group(self):
        usual = [key for key in columns.DEFAULT if columns.BY_KEY[key].is_written]
        for asked, expected in (
            ([], usual),
            (["default"], usual),
            (["no_such_column"], usual),
            (["type", "no_such_column"], ["code", "text_language", "title", "type"]),
        ):
            with self.subTest(asked):
                self.assertEqual([column.key for column in template.chosen(asked)], expected)
        keys = {column.key for column in template.chosen(["default", "study_tour", "fr"])}
        self.assertLessEqual({*usual, "study_tour_actions", "title_fr"}, keys)
        self.assertNotIn("title_es", keys)

    def test_what_never_comes_in_and_what_is_for_staff_is_left_out(self):
        for column in EVERYTHING:
            self.assertTrue(column.is_written and not column.is_for_staff, column.key)
        self.assertNotIn("attachments", {column.key for column in EVERYTHING})


class WorkbookTests(RegistryTestCase):
    def test_keys_are_hidden_above_the_labels_and_the_sheet_runs_as_its_language_does(self):
        for language, _name in settings.LANGUAGES:
            with self.subTest(language):
                sheet = opened(language, ()).worksheets[MAIN]
                keys = [cell.value for cell in sheet[1]]
                self.assertEqual(keys, [column.key for column in template.chosen([])])
                self.assertTrue(sheet.row_dimensions[1].hidden)
                self.assertEqual(bool(sheet.sheet_view.rightToLeft), language == "ar")
                self.assertEqual(sheet.freeze_panes, "B3")

    def test_each_drop_down_offers_the_names_of_its_vocabulary(self):
        for language in ("en", "ar"):
            book, known = opened(language), names(language)
            sheet, codes = book.worksheets[MAIN], book.worksheets[CODES]
            places = {cell.column_letter: columns.BY_KEY[cell.value] for cell in sheet[1]}
            offered = {}
            for check in sheet.data_validations.dataValidation:
                if check.type == "list":
                    name, _sign, cells = check.formula1.rpartition("!")
                    self.assertEqual(name, f"'{codes.title}'")
                    letter = str(check.sqref).partition("3:")[0]
                    offered[places[letter].key] = [row[0].value for row in codes[cells.replace("$", "")]]
            for column in EVERYTHING:
                if column.kind in (Kind.TERM, Kind.FLAG):
                    labels = [label for _c, label, _d in vocabularies.options(known, vocabularies.of(column))]
                    with self.subTest(f"{language} {column.key}"):
                        self.assertEqual(offered.get(column.key, []), labels)
                else:
                    self.assertNotIn(column.key, offered)

    def test_years_dates_and_lengths_are_checked(self):
        sheet = opened().worksheets[MAIN]
        places = {cell.column_letter: cell.value for cell in sheet[1]}
        found = {places[str(one.sqref).partition("3:")[0]]: one for one in sheet.data_validations.dataValidation}
        year, title, signed = found["start_year"], found["title"], found["labour_agreement_signed"]
        self.assertEqual((year.type, year.formula1, year.formula2), ("whole", "1800", "2200"))
        self.assertEqual((title.type, title.formula1), ("textLength", "300"))
        self.assertEqual(signed.type, "custom")
        cell = sheet.cell(4, [*places.values()].index("labour_agreement_signed") + 1)
        self.assertEqual(sheet.column_dimensions[cell.column_letter].number_format, "@")

    def test_what_is_said_beside_a_cell_fits_into_what_excel_allows(self):
        for entry in entries(EVERYTHING):
            message = checks.message(entry)
            self.assertTrue(0 < len(message) <= checks.LONGEST_MESSAGE, entry.key)
        self.assertEqual(checks.shortened("one two three", 9), "one two…")

    def test_every_heading_has_its_help(self):
        for cell in opened().worksheets[MAIN][2]:
            self.assertTrue(cell.comment and cell.comment.text, cell.value)

    def test_the_same_is_not_made_twice(self):
        self.assertIs(template.workbook("en", EVERYTHING), template.workbook("en", EVERYTHING))


class ExampleTests(RegistryTestCase):
    def test_the_example_is_known_again_in_each_language(self):
        for language, _name in settings.LANGUAGES:
            sheet = opened(language, ()).worksheets[MAIN]
            row = {key.value: cell.value for key, cell in zip(sheet[1], sheet[3], strict=True)}
            with self.subTest(language):
                self.assertTrue(template.is_example(row["code"], row["title"]))

    def test_what_somebody_has_written_over_it_is_theirs(self):
        for code, title, expected in (
            (" example ", None, True),
            ("EXAMPLE", str(example.EXAMPLE_TITLE).upper(), True),
            ("EXAMPLE", "A made-up visit", False),
            (None, str(example.EXAMPLE_TITLE), False),
            ("k7m2-p9qr", "A made-up visit", False),
            (12, 3.5, False),
        ):
            with self.subTest(code=code, title=title):
                self.assertEqual(template.is_example(code, title), expected)

    def test_every_cell_of_it_can_be_read(self):
        for language in Language.values:
            known = names(language)
            for column in EVERYTHING:
                value = example.cell(column, known)
                if any(str(name) in str(value) for name in example.ACTORS.values()):
                    continue  # it says what to write, and names nobody
                with self.subTest(f"{language} {column.key}"):
                    read = columns.parse(column, value, known)
                    if column.vocabulary and value and column.kind is Kind.TERM:
                        self.assertEqual(known.label(column.vocabulary, read), value)

    def test_it_says_nothing_of_real_countries_and_bodies(self):
        for key in ("countries", "organisations", "cities", "mechanisms", "exchanges"):
            value = example.cell(columns.BY_KEY[key], names("en"))
            self.assertRegex(value, "^Name of a")
            self.assertNotRegex(value, "Country X|Organisation|Made-up process")

    def test_a_row_filled_in_by_drop_downs_is_what_was_chosen(self):
        book, known = opened("fr"), names("fr")
        sheet, codes = book.worksheets[MAIN], book.worksheets[CODES]
        by_name = {row[1].value: row[2].value for row in codes.iter_rows(min_row=2)}
        for key, cell in zip((cell.value for cell in sheet[1]), sheet[3], strict=True):
            column = columns.BY_KEY[key]
            if column.kind is Kind.TERM and cell.value:
                with self.subTest(key):
                    self.assertEqual(columns.parse(column, cell.value, known), by_name[cell.value])


class DownloadTests(RegistryTestCase):
    def test_it_is_there_in_each_language_for_everybody(self):
        for language, _name in settings.LANGUAGES:
            with self.subTest(language):
                response = self.client.get(f"/{language}/practices/template.xlsx?columns=default,study_tour&columns=fr")
                book = openpyxl.load_workbook(io.BytesIO(response.content), read_only=True)
                keys = next(book.worksheets[MAIN].iter_rows(max_row=1, values_only=True))
                self.assertLessEqual({"code", "study_tour_days", "title_fr"}, set(keys))
                self.assertIn(f"practices-template-{language}.xlsx", response["Content-Disposition"])

    def test_odd_addresses_are_answered(self):
        for query in ("?columns=", "?columns=remarks,attachments", "?columns=" + "," * 1000, "?columns=%E2%80%AE&x=1"):
            with self.subTest(query):
                self.assertEqual(self.client.get("/en/practices/template.xlsx" + query).status_code, 200)
        self.assertEqual(self.client.post("/en/practices/template.xlsx").status_code, 405)

    def test_a_practice_of_a_longer_address_is_not_hidden_by_it(self):
        self.assertEqual(self.client.get("/en/practices/template.xlsx/").status_code, 404)

    @skipUnless(which("soffice"), "LibreOffice is not installed.")
    def test_libreoffice_opens_it_and_finds_the_same_cells(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "template.xlsx").write_bytes(template.workbook("ar", template.chosen([])))
            subprocess.run(
                [
                    which("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless",
                    "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", f"{folder}/back", f"{folder}/template.xlsx",
                ],
                check=True, capture_output=True, timeout=120,
            )  # fmt: skip
            there = openpyxl.load_workbook(Path(folder) / "back" / "template.xlsx").worksheets[MAIN]
        ours = opened("ar", ()).worksheets[MAIN]
        for row in (1, 2, 3):
            self.assertEqual([cell.value for cell in there[row]], [cell.value for cell in ours[row]])
        lists = [one.formula1 for one in there.data_validations.dataValidation if one.type == "list"]
        self.assertGreaterEqual(len(lists), 5)
        self.assertTrue(there.sheet_view.rightToLeft)
