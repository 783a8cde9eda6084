"""The data dictionary: it tells of every column, is current, and can be had in each language."""

import csv
import io
import tempfile
from pathlib import Path

import openpyxl
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase

from practices.document.shape import json_schema
from practices.exchange import dictionary, vocabularies
from practices.exchange.columns import BY_KEY, COLUMNS
from practices.exchange.dictionary.entries import PATTERNS, entries
from practices.exchange.limits import limits
from tests.cast import RegistryTestCase
from tests.test_commands import run

PAGE = settings.BASE_DIR / "docs" / "data-dictionary.md"


class PageTests(SimpleTestCase):
    def test_the_page_of_the_documentation_is_current(self):
        self.assertEqual(
            PAGE.read_text(encoding="utf-8"), dictionary.markdown(), "Run manage.py build_data_dictionary."
        )

    def test_the_command_writes_it_and_says_when_it_is_not_current(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.md"
            with self.assertRaises(CommandError):
                call_command("build_data_dictionary", path=path, check=True)
            self.assertFalse(path.exists())
            self.assertEqual(run("build_data_dictionary", path=path), "page.md was written.\n")
            self.assertEqual(run("build_data_dictionary", path=path, check=True), "page.md is current.\n")
            self.assertEqual(path.read_text(encoding="utf-8"), dictionary.markdown())


class EntryTests(SimpleTestCase):
    def test_every_column_and_part_has_words_for_all_that_is_said(self):
        found = [*entries()]
        self.assertEqual(len(found), sum(1 + len(column.parts) for column in COLUMNS))
        for entry in found:
            with self.subTest(entry.key):
                self.assertTrue(entry.label and entry.group and entry.kind and entry.written and entry.json)
                self.assertEqual(bool(entry.vocabulary), bool(entry.vocabulary_key))

    def test_limits_are_those_of_the_shape(self):
        told = {entry.key: entry.limits for entry in entries()}
        for key, expected in (
            ("title", "At most 300 characters."),
            ("summary_ar", "At most 2000 characters."),
            ("start_year", "From 1800 to 2200."),
            ("study_tour_topics", "At most 500 characters each. At most 300 values."),
            ("labour_agreement_elements.note", "At most 1000 characters."),
            ("figures.source", "Up to 20 letters, digits, hyphens and underscores."),
            ("labour_agreement_wage_currency", "Three capital letters, such as EUR."),
            ("training_centre_delivery", "At most 3 values."),
            ("edition", ""),
        ):
            with self.subTest(key):
                self.assertEqual(told[key], expected)

    def test_every_pattern_of_the_shape_that_a_column_meets_has_words_or_a_kind(self):
        kinds = {"date", "term", "terms"}
        for column in COLUMNS:
            for one, found in (
                (column, limits(column) if column.path else None),
                *((p, limits(column, p)) for p in column.parts),
            ):
                if found and found.pattern and one.kind not in kinds and "\\d{3}" not in found.pattern:
                    self.assertIn(found.pattern, PATTERNS, one.key)

    def test_a_place_in_the_document_is_one_of_the_schema(self):
        properties = json_schema()["properties"]
        for entry in entries():
            if entry.path and entry.key not in ("text_language", "details"):
                self.assertIn(entry.path.partition(".")[0].removesuffix("[]"), properties, entry.key)


class DownloadTests(RegistryTestCase):
    def test_there_is_one_in_each_language_and_format(self):
        for language, _name in settings.LANGUAGES:
            for format in ("csv", "xlsx"):
                with self.subTest(f"{language} {format}"):
                    response = self.client.get(f"/{language}/data-dictionary.{format}")
                    self.assertEqual(response.status_code, 200)
                    self.assertIn(f"data-dictionary-{language}.{format}", response["Content-Disposition"])
                    self.assertGreater(len(b"".join(response.streaming_content)), 3000)

    def test_the_table_tells_of_every_column_and_how_much_there_is_to_choose(self):
        response = self.client.get("/en/data-dictionary.csv")
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        rows = {row["key"]: row for row in csv.DictReader(io.StringIO(text))}
        self.assertLessEqual(set(BY_KEY), set(rows))
        self.assertEqual(rows["countries.role"]["vocabulary_key"], "country_role")
        self.assertEqual(rows["original_language"]["values"], "5")

    def test_the_workbook_lists_what_may_be_chosen(self):
        content = b"".join(self.client.get("/en/data-dictionary.xlsx").streaming_content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        codes = {row[0] for row in book["Codes"].iter_rows(values_only=True)}
        self.assertLessEqual({vocabularies.name_of("country"), vocabularies.name_of("language")}, codes)

    def test_other_formats_and_methods_are_refused(self):
        self.assertEqual(self.client.get("/en/data-dictionary.json").status_code, 404)
        self.assertEqual(self.client.post("/en/data-dictionary.csv").status_code, 405)

    def test_the_page_about_the_registry_links_to_both(self):
        page = self.client.get("/fr/about/")
        for address in ("/fr/data-dictionary.xlsx", "/fr/data-dictionary.csv", "/fr/practices/template.xlsx"):
            self.assertContains(page, f'href="{address}"')
