"""Sheets looked at before anything is written: what each row would do, and why not."""

import io
import json

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import SimpleTestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from practices import document, workflow
from practices.codes import code_for
from practices.exchange import importing
from practices.exchange.books import Unreadable
from practices.exchange.importing import ImportRefused, proposing, store
from practices.exchange.importing.checking import _Overtaken, _progress
from practices.exchange.template.example import EXAMPLE_CODE, EXAMPLE_TITLE
from practices.models import Import, ImportDecision, ImportRow, Mapping, Practice
from practices.models.exchange import ImportStep
from practices.vocabulary import Channel
from tests.cast import RegistryTestCase, in_review, person, published
from tests.factories import make_practice
from tests.importing import (
    PrivateStore,
    checked,
    checked_again,
    csv_file,
    importer,
    json_file,
    loaded,
    outcomes,
    problems,
    received,
    xlsx_file,
)

UNKNOWN = code_for("practice:that nobody knows")
PARTNER = (
    ["Project title", "Countries", "Start"],
    ["A made-up workshop on permits", "Country XA; Country XB", "2017"],
    ["A made-up visit of clerks", "Country XC", "since 2019"],
)


class ImportingTestCase(PrivateStore, RegistryTestCase):
    """People who may import, and one practice."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.person = importer()
        cls.practice = make_practice(cls.author)
        cls.code = cls.practice.code

    def checked(self, keys, *rows, by=None, **mapping) -> Import:
        """An import of a file of ours. As JSON: that needs no process of its own to be read."""
        return checked(json_file(*(dict(zip(keys, row, strict=True)) for row in rows)), by or self.person, **mapping)


class ReceivingTests(ImportingTestCase):
    """A file comes in."""

    def test_a_sheet_is_kept_and_a_reading_is_proposed(self):
        one = importing.receive(csv_file(*PARTNER), by=self.person)
        self.assertEqual((one.step, one.person, one.name), (ImportStep.FILE, self.person, "sheet.csv"))
        self.assertEqual((one.reading["kind"], one.reading["header_row"], one.reading["is_own"]), ("csv", 1, False))
        self.assertEqual(importing.book(one).sheets[0].first_rows[1][0], "A made-up workshop on permits")

    def test_what_cannot_be_read_is_refused_and_not_kept(self):
        for name, content in (("a.xlsx", b"%PDF-1.4"), ("a.json", b"{"), ("a.json", b"[1]"), ("a.csv", b"")):
            with self.subTest(name=name, content=content), self.assertRaises(Unreadable):
                importing.receive(SimpleUploadedFile(name, content), by=self.person)
        self.assertFalse(Import.objects.exists())

    def test_who_may_not_import_is_refused(self):
        with self.assertRaises(ImportRefused):
            importing.receive(csv_file(*PARTNER), by=self.editor)

    def test_people_see_their_own_imports_and_who_may_change_everything_sees_all(self):
        contributor = person("contributor", "add_practice", "import_practice")
        one = importing.receive(csv_file(*PARTNER), by=contributor)
        other = importing.receive(csv_file(*PARTNER), by=self.person)
        self.assertEqual(set(importing.visible_to(contributor)), {one})
        self.assertEqual(set(importing.visible_to(self.person)), {one, other})
        self.assertEqual(set(importing.visible_to(self.editor)), set())

    def test_a_sheet_that_is_not_there_is_refused(self):
        one = importing.receive(csv_file(*PARTNER), by=self.person)
        for reading in ({"sheet": "none", "header_row": 1}, {"sheet": one.reading["sheet"], "header_row": 99}):
            with self.subTest(reading=reading), self.assertRaises(ImportRefused):
                importing.read_as(one, **reading)

    def test_our_sheets_are_known_by_their_keys_whatever_stands_above_the_columns(self):
        labels, keys = ["Titre", "Pays", "Début"], ["title", "countries", "start_year"]
        for rows, header_row in (((keys,), 1), ((labels, keys), 2), ((keys, ["Title", "countries", "start"]), 2)):
            with self.subTest(rows=rows):
                one = received(xlsx_file(*rows, ["A made-up title", "Country XA | provider", 2017]), self.person)
                self.assertTrue(one.reading["is_own"])
                self.assertEqual(one.reading["header_row"], header_row if labels not in rows else 2)
                self.assertEqual(one.mapping["columns"], keys)


class ColumnTests(ImportingTestCase):
    """What the columns mean."""

    def test_columns_are_proposed_with_samples(self):
        found = importing.columns_found(received(csv_file(*PARTNER), self.person))
        self.assertEqual([column.proposal.key for column in found], ["title", "countries", "start_year"])
        self.assertEqual((found[0].place, found[0].heading), (0, "Project title"))
        self.assertEqual(found[2].samples, ["2017", "since 2019"])

    def test_impossible_mappings_are_refused(self):
        one = received(csv_file(*PARTNER), self.person)
        for changes in (
            {"columns": ["title"]}, {"columns": ["title", "no_such", ""]}, {"columns": ["title", "title", ""]},
            {"columns": ["", "", ""]}, {"columns": ["title", "state", ""]}, {"language": "xx"}, {"empty": "drop"},
            {"unknown": "make"},
        ):  # fmt: skip
            with self.subTest(**changes), self.assertRaises(ImportRefused):
                importing.set_columns(one, **one.mapping | changes)
        self.assertEqual(Import.objects.get().step, ImportStep.COLUMNS)

    def test_columns_for_staff_are_for_staff(self):
        contributor = person("contributor", "add_practice", "import_practice")
        rows = (["title", "remarks"], ["A made-up title", "Only for us"])
        one = received(csv_file(*rows), contributor)
        self.assertEqual(one.mapping["columns"], ["title", ""])
        with self.assertRaises(ImportRefused):
            importing.set_columns(one, **one.mapping | {"columns": ["title", "remarks"]})
        self.assertEqual(received(csv_file(*rows), self.person).mapping["columns"], ["title", "remarks"])

    def test_a_kept_mapping_gives_nobody_columns_for_staff(self):
        rows = (["Name", "Secret"], ["A made-up title", "Only for us"])
        one = received(csv_file(*rows), self.person)
        importing.set_columns(one, **one.mapping | {"columns": ["title", "remarks"]})
        kept = importing.save_mapping(one, "Ours", self.person)
        other = received(csv_file(*rows), person("contributor", "add_practice", "import_practice"))
        self.assertEqual(other.mapping["columns"], ["title", ""])
        self.assertEqual(importing.apply_mapping(other, kept), ["title", ""])

    def test_a_mapping_is_kept_by_name_and_proposed_for_the_next_sheet_with_these_headings(self):
        one = received(csv_file(*PARTNER), self.person)
        one.mapping["columns"] = ["title", "", "end_year"]
        importing.set_columns(one, **one.mapping)
        kept = importing.save_mapping(one, "A made-up partner", self.person)
        next_one = received(csv_file(*PARTNER), self.person)
        self.assertEqual(next_one.mapping["columns"], ["title", "", "end_year"])
        self.assertEqual(importing.apply_mapping(next_one, kept), ["title", "", "end_year"])
        importing.save_mapping(one, "A made-up partner", self.person)
        self.assertEqual(Mapping.objects.count(), 1)

    def test_nobody_replaces_what_another_person_keeps(self):
        one = received(csv_file(*PARTNER), self.person)
        kept = importing.save_mapping(one, "A made-up partner", self.person)
        one.mapping["columns"] = ["title", "", ""]
        with self.assertRaises(ImportRefused):
            importing.save_mapping(one, " A made-up partner", importer("other"))
        kept.refresh_from_db()
        self.assertEqual((kept.person, kept.headings["countries"]), (self.person, "countries"))
        Mapping.objects.update(person=None)
        importing.save_mapping(one, "A made-up partner", importer("another"))
        self.assertEqual(Mapping.objects.get().headings["countries"], "")


class OutcomeTests(ImportingTestCase):
    """What a row would do."""

    def test_a_row_without_code_adds_a_practice(self):
        one = self.checked(["title", "countries", "start_year"], ["A made-up visit", "Country XA | provider", "2017"])
        row = one.rows.get()
        self.assertEqual((row.outcome, row.number, row.title, row.code), ("new", 2, "A made-up visit", ""))
        self.assertEqual(row.document["countries"], [{"country": "XA", "role": "provider"}])
        self.assertEqual(one.step, ImportStep.PREVIEW)
        self.assertEqual((one.counts["new"], one.done, one.total), (1, 1, 1))

    def test_what_holds_for_all_is_given_to_new_practices_that_do_not_say_it(self):
        there = make_practice(self.author, modality="")
        one = self.checked(
            ["code", "title", "type", "modality"], ["", "A made-up walk", "other", ""], ["", "A made-up ride", "", "triangular"],
            [there.code, "A made-up change", "", ""], defaults={"modality": "south_south"},
        )  # fmt: skip
        documents = {row.number: row.document for row in one.rows.all()}
        self.assertEqual([documents[number]["modality"] for number in (2, 3)], ["south_south", "triangular"])
        self.assertNotIn("modality", documents[4])
        for defaults in ({"modality": "no_such"}, {"title": "Made up"}):
            with self.assertRaises(importing.ImportRefused):
                importing.set_columns(one, **one.mapping | {"defaults": defaults})

    def test_nothing_is_written_by_looking(self):
        self.checked(["code", "title"], [self.code, "Another title"], ["", "A made-up visit"])
        self.assertEqual(Practice.objects.get().revision, self.practice.revision)

    def test_a_changed_row_says_old_and_new_of_each_cell(self):
        row = self.checked(["code", "start_year", "type"], [self.code, "2017", "Made-up type school"]).rows.get()
        self.assertEqual((row.outcome, row.code, row.revision), ("changed", self.code, self.practice.revision))
        self.assertEqual(
            row.changes,
            [
                {"column": "type", "old": "Made-up type other", "new": "Made-up type school"},
                {"column": "start_year", "old": None, "new": 2017},
            ],
        )
        self.assertEqual(set(row.document), {"code", "type", "period"})

    def test_a_row_that_says_what_is_there_changes_nothing(self):
        row = self.checked(["code", "title"], [self.code.upper().replace("-", ""), "A made-up exchange"]).rows.get()
        self.assertEqual((row.outcome, row.changes, row.document), ("unchanged", [], {}))

    def test_a_sheet_of_an_edition_takes_back_nothing_that_was_written_since(self):
        practice = published(self.person, period={"start": 2015, "end": None})
        text = {"title": "A made-up exchange, reworded", "summary": "Reworded since."}
        workflow.load_many([{"code": practice.code, "texts": {"en": text}}], by=self.person, channel=Channel.ADMIN)
        rows = [["code", "edition", "text_language", "title", "start_year"],
                [practice.code, 1, "en", "A made-up exchange", 2015]]  # fmt: skip
        self.assertEqual(outcomes(checked(csv_file(*rows), self.person)), ["unchanged"])
        rows[1][4] = 2016
        one = checked(csv_file(*rows), self.person)
        self.assertEqual([change["column"] for change in one.rows.get().changes], ["start_year"])
        rows[1][1] = ""  # a sheet that does not say what it was made of means every cell
        one = checked(csv_file(*rows), self.person)
        self.assertEqual([change["column"] for change in one.rows.get().changes], ["start_year", "title_en"])

    def test_a_text_goes_where_the_sheet_took_it_from_though_there_is_a_translation_now(self):
        practice = published(self.person)
        french = {"title": "Un échange inventé", "summary": "Un résumé inventé.", "origin": "human"}
        workflow.load_many([{"code": practice.code, "texts": {"fr": french}}], by=self.person, channel=Channel.ADMIN)
        rows = [["code", "edition", "title", "summary"],
                [practice.code, 1, "A made-up exchange", "Another summary."]]  # fmt: skip
        one = checked(csv_file(*rows), self.person, language="fr")
        self.assertEqual([change["column"] for change in one.rows.get().changes], ["summary_en"])

    def test_an_empty_cell_takes_the_value_away_or_says_nothing(self):
        rows = (["code", "type", "countries"], [self.code, "", ""])
        self.assertEqual(outcomes(self.checked(*rows, empty="keep")), ["unchanged"])
        row = self.checked(*rows, empty="clear").rows.get()
        self.assertEqual((row.outcome, row.document["type"], row.document["countries"]), ("changed", "", []))

    def test_a_record_without_a_key_says_nothing_and_one_with_null_says_that_there_is_nothing(self):
        one = checked(
            json_file({"code": self.code, "title": "A made-up exchange"}, {"title": "New", "type": None}), self.person
        )
        self.assertEqual(outcomes(one), ["unchanged", "new"])
        one = checked(json_file({"code": self.code, "type": None}), self.person)
        self.assertEqual(one.rows.get().document, {"code": self.code, "type": ""})

    def test_the_last_title_is_not_taken_away(self):
        self.assertEqual(outcomes(self.checked(["code", "title", "summary"], [self.code, "", ""])), ["refused"])

    def test_a_partners_text_is_in_the_language_of_the_sheet_and_overwrites_no_other(self):
        rows = (["Code de la fiche", "Intitulé", "Résumé"], [self.code, "Un échange inventé", "Une visite."])
        row = checked(csv_file(*rows), self.person, columns=["code", "title", "summary"], language="fr").rows.get()
        self.assertEqual((row.outcome, set(row.document["texts"])), ("changed", {"fr"}))

    def test_a_text_in_another_language_is_added_and_one_without_title_goes(self):
        row = self.checked(["code", "title_fr", "summary_fr"], [self.code, "Un échange", "Résumé"]).rows.get()
        self.assertEqual(set(row.document["texts"]), {"fr"})
        self.assertEqual(row.document["texts"]["fr"]["origin"], "human")
        document.load({"code": self.code, "texts": row.document["texts"]}, by=self.author)
        row = self.checked(["code", "title_fr", "summary_fr"], [self.code, "", ""]).rows.get()
        self.assertEqual(row.document["texts"], {"fr": None})

    def test_entries_with_rows_of_their_own_are_one_record(self):
        keys = ["code", "title", "countries.country", "countries.role"]
        one = self.checked(
            keys,
            [self.code, "A made-up exchange", "Country XB", "beneficiary"],
            [self.code, "A made-up exchange", "Country XC", "host"],
            ["", "A made-up visit", "Country XA", "provider"],
            ["", "", "Country XC", "beneficiary"],
        )
        changed, new = one.rows.order_by("number")
        self.assertEqual((changed.outcome, changed.number, new.outcome, new.number), ("changed", 2, "new", 4))
        self.assertEqual([entry["country"] for entry in changed.document["countries"]], ["XB", "XC"])
        self.assertEqual([entry["country"] for entry in new.document["countries"]], ["XA", "XC"])

    def test_rows_of_one_practice_may_not_contradict_each_other(self):
        keys = ["code", "start_year", "countries.country", "countries.role"]
        one = self.checked(keys, [self.code, "2017", "Country XB", "host"], [self.code, "2018", "Country XC", "host"])
        self.assertEqual(problems(one)[0][:2], (3, "start_year"))

    def test_codes_beside_labels_and_what_only_goes_out_say_nothing(self):
        one = self.checked(
            ["code", "type", "type_code", "state"], [self.code, "Made-up type other", "school", "Archived"]
        )
        self.assertEqual((one.mapping["columns"], outcomes(one)), (["code", "type", "", ""], ["unchanged"]))

    def test_formulas_made_harmless_in_our_csv_are_as_they_were(self):
        rows = (["title", "summary"], ["'=A made-up title", "''quoted"])
        row = checked(csv_file(*rows), self.person).rows.get()
        self.assertEqual(row.document["texts"]["en"]["title"], "=A made-up title")
        self.assertEqual(row.document["texts"]["en"]["summary"], "'quoted")

    def test_the_preview_is_in_the_language_of_the_person(self):
        with translation.override("fr"):
            one = received(csv_file(["code", "type"], [self.code, "none"]), self.person)
            importing.set_columns(one, **one.mapping)
        importing.check(one)
        self.assertEqual(one.language, "fr")


class JsonTests(ImportingTestCase):
    """Files of records."""

    def test_records_are_rows(self):
        one = checked(
            json_file({"title": "A made-up visit", "themes": ["alpha", "beta"], "start_year": 2017,
                       "countries": [{"country": "Country XA", "role": "provider"}], "state": "draft"}),
            self.person,
        )  # fmt: skip
        row = one.rows.get()
        self.assertEqual((row.outcome, row.document["themes"]), ("new", ["alpha", "beta"]))
        self.assertEqual(row.document["period"]["start"], 2017)

    def test_lines_are_records(self):
        lines = SimpleUploadedFile(
            "a.jsonl", b'{"title": "One made-up visit", "type": "other"}\n\n{"title": "Two", "type": ""}\n'
        )
        self.assertEqual(outcomes(checked(lines, self.person)), ["new", "new"])

    def test_values_of_other_kinds_are_faults_of_their_cells(self):
        for key, value in (
            ("start_year", [2017]), ("start_year", {"a": 1}), ("themes", {"a": 1}), ("themes", [["alpha"]]), ("themes", 1e300),
            ("countries", ["XA"]), ("countries", [{"country": {}, "role": "host"}]), ("study_tour_topics", [[1]]),
            ("start_year", 10**400), ("title", ["x"]), ("figures", [{"value": True, "unit": "x", "label_en": "y"}]),
            ("countries", [{"country": "XA", "role": "host", "more": 1}]), ("citations", [1]),
        ):  # fmt: skip
            with self.subTest(key=key, value=str(value)[:40]):
                record = {"title": "A made-up visit", "summary": "Nothing."} | {key: value}
                one = checked(json_file(record), self.person)
                self.assertEqual((outcomes(one), problems(one)[0][:2]), (["refused"], (2, key)))

    def test_odd_characters_are_kept_nowhere(self):
        record = {
            "title": "A made-up\0 visit\ud800",
            "type": "odd\0word",
            "start_year": "so\0on",
            "a\0key\udfff": "x\0",
        }
        one = checked(json_file(record, {"title": "Another", "type": "other", "start_year": 1999}), self.person)
        self.assertEqual(outcomes(one), ["refused", "new"])
        self.assertEqual(one.rows.first().title, "A made-up visit\ufffd")

    def test_hostile_files_are_refused_with_a_sentence(self):
        deep = "[" * 100_000 + "]" * 100_000
        for text in (
            deep, '[{"title": NaN}]', '[{"title": Infinity}]', '{"practices": [{}]}', "[]", '{"practices": 1}', "null",
            '[{"title": 1, "title": 2}]', "[" + "[]," * 2_000_000 + "[]]", '[{"a":' * 40 + "1" + "}]" * 40, "\x00", "[1e",
            json.dumps([{f"key{number}": 1 for number in range(300)}]), '[{"title": ' + "9" * 5_000 + "}]",
        ):  # fmt: skip
            with self.subTest(text=text[:30]), self.assertRaises(Unreadable) as caught:
                importing.receive(SimpleUploadedFile("a.json", text.encode()), by=self.person)
            self.assertTrue(str(caught.exception).endswith("."))
        with self.assertRaises(Unreadable):
            importing.receive(SimpleUploadedFile("a.json", b"\xff\xfe[]"), by=self.person)

    @override_settings(IMPORT_MAX_ROWS=2)
    def test_rows_are_limited(self):
        records = [{"title": f"Made-up visit {number}", "type": ""} for number in range(3)]
        with self.assertRaises(Unreadable):
            importing.receive(json_file(*records), by=self.person)
        importing.receive(json_file(*records[:2]), by=self.person)


class RefusalTests(ImportingTestCase):
    """Rows that cannot be taken say which cell is wrong and why."""

    def test_each_fault_names_its_cell(self):
        for keys, cells, column, words in (
            (["title", "type"], ["A made-up visit", "nonsense"], "type", "not decided"),
            (["title", "start_year"], ["A made-up visit", "soon"], "start_year", ""),
            (["title", "start_year", "end_year"], ["A made-up visit", "2020", "2010"], "start_year", "before it starts"),
            (["title", "start_year"], ["A made-up visit", "99999"], "start_year", "out of range"),
            (["title", "summary"], ["A made-up visit", "x" * 2_001], "summary", "too long"),
            (["title", "countries"], ["A made-up visit", "Country XA | host\nCountry XA | host"], "countries", "twice"),
            (["title", "citations"], ["A made-up visit", "s1 | | not an address"], "citations", "address"),
            (["title", "figures"], ["A made-up visit", "5 | people |  | s9 | trained"], "figures", "no source"),
            (["title", "links"], ["A made-up visit", f"{UNKNOWN} | related"], "links", "no practice"),
            (["title", "focal_point_email"], ["A made-up visit", "nobody"], "focal_point_email", "e-mail"),
            (["title_fr", "type"], ["Une visite", "other"], "", "original language"),
            (["summary", "type"], ["Without a title", "other"], "", "must not be empty"),
            (["code", "title"], ["k7m2", "x"], "code", "not the code"),
            (["code", "title"], [UNKNOWN, "x"], "code", "no practice"),
            (["title", "labour_agreement_wage_floor"], ["A made-up visit", "5"], "labour_agreement_wage_floor", "currency"),
        ):  # fmt: skip
            with self.subTest(keys=keys, cells=[cell[:20] for cell in cells]):
                one = self.checked(keys, cells)
                self.assertEqual(outcomes(one), ["refused"])
                row, found, message = problems(one)[0]
                self.assertEqual((row, found), (2, column))
                self.assertIn(words, message)

    def test_all_faults_of_a_row_are_told(self):
        one = self.checked(["title", "start_year", "summary"], ["A made-up visit", "soon", "x" * 2_001])
        self.assertEqual({column for _row, column, _message in problems(one)}, {"start_year", "summary"})

    def test_one_practice_comes_once(self):
        one = self.checked(["code", "type"], [self.code, "other"], [self.code, "school"])
        self.assertEqual(outcomes(one), ["unchanged", "refused"])

    def test_two_equal_rows_are_one(self):
        one = self.checked(["title", "type"], ["A made-up visit", "other"], ["A made-up visit", "other"])
        self.assertEqual(outcomes(one), ["new", "refused"])

    def test_the_example_of_the_template_is_left_out_and_what_is_written_over_it_is_not(self):
        one = self.checked(["code", "title"], [EXAMPLE_CODE, str(EXAMPLE_TITLE)], [EXAMPLE_CODE, "My own text"])
        self.assertEqual(outcomes(one), ["skipped", "refused"])

    def test_an_error_in_a_cell_is_no_value(self):
        row = checked(xlsx_file(["title", "start_year"], ["A made-up visit", "=1/0"]), self.person).rows.get()
        self.assertEqual((row.outcome, row.problems[0]["column"]), ("refused", "start_year"))

    def test_long_values_are_shown_shortened(self):
        one = self.checked(["title", "start_year"], ["A made-up visit", "x" * 5_000])
        self.assertLessEqual(len(one.rows.get().problems[0]["value"]), 301)


class RightsTests(ImportingTestCase):
    """Rows obey the rules of the form."""

    def outcome(self, user, *rows) -> tuple[str, str]:
        row = self.checked(*rows, by=user).rows.get()
        return row.outcome, row.problems[0]["message"] if row.problems else ""

    def test_who_may_not_add_adds_nothing(self):
        rows = (["title", "type"], ["A made-up visit", "other"])
        self.assertEqual(self.outcome(self.person, *rows)[0], "new")
        only_changes = person("changer", "change_practice", "import_practice")
        self.assertEqual(self.outcome(only_changes, *rows), ("refused", "You may not add practices."))

    def test_authors_change_their_own_and_see_no_other(self):
        rows = (["code", "type"], [self.code, "school"])
        own = person("own", "add_practice", "import_practice")
        mine = make_practice(own)
        self.assertEqual(self.outcome(own, rows[0], [mine.code, "school"])[0], "changed")
        hidden = self.outcome(own, *rows)
        self.assertEqual(hidden, self.outcome(own, rows[0], [UNKNOWN, "school"]))
        self.assertEqual(hidden, ("refused", "There is no practice with this code."))

    def test_reviewers_see_what_they_may_not_change(self):
        reviewer = person("reads", "review_practice", "add_practice", "import_practice")
        waiting = in_review(self.author)
        found = self.outcome(reviewer, ["code", "type"], [waiting.code, "school"])
        self.assertEqual(found, ("refused", "You may not change this practice."))
        self.assertEqual(self.outcome(self.person, ["code", "type"], [waiting.code, "school"])[0], "changed")

    def test_nobody_finds_out_by_links_which_practices_there_are(self):
        contributor = person("contributor", "add_practice", "import_practice")
        rows = (["title", "links"], ["A made-up visit", f"{self.code} | related"])
        self.assertEqual(self.outcome(self.person, *rows)[0], "new")
        self.assertEqual(self.outcome(contributor, *rows)[0], "refused")

    def test_a_code_nobody_knows_makes_a_practice_only_for_who_sees_all(self):
        rows = (["code", "title"], [UNKNOWN, "A made-up visit"])
        row = self.checked(*rows, unknown="add").rows.get()
        self.assertEqual((row.outcome, row.document["code"]), ("new", UNKNOWN))
        contributor = person("contributor", "add_practice", "import_practice")
        with self.assertRaises(ImportRefused):
            self.checked(*rows, by=contributor, unknown="add")


class FamiliarTests(ImportingTestCase):
    """Rows without a code that are there already, or perhaps."""

    def test_the_same_outside_file_again_changes_nothing_and_asks_nothing(self):
        one = loaded(csv_file(*PARTNER), self.person)
        self.assertEqual(outcomes(one), ["new", "new"], problems(one))
        again = checked(csv_file(*PARTNER), self.person)
        self.assertEqual(outcomes(again), ["unchanged", "unchanged"])
        self.assertFalse(importing.may_load(again, self.person))
        self.assertEqual(again.rows.first().code, one.rows.first().code)

    def test_a_known_row_stays_known_after_somebody_has_edited_its_practice(self):
        one = loaded(csv_file(*PARTNER), self.person)
        row = one.rows.first()
        document.load({"code": row.code, "modality": "south_south"}, by=self.author)
        self.assertEqual(outcomes(checked(csv_file(*PARTNER), self.person)), ["unchanged", "unchanged"])

    def test_the_same_title_and_countries_are_known_without_an_earlier_load(self):
        loaded(csv_file(*PARTNER), self.person)
        ImportRow.objects.all().delete()
        self.assertEqual(outcomes(checked(csv_file(*PARTNER), self.person)), ["unchanged", "unchanged"])

    def test_what_is_alike_waits_for_a_decision(self):
        rows = (["title", "countries", "start_year"], ["A made-up exchange of clerks", "Country XA | provider", "2017"])
        document.load(
            {"texts": {"en": {"title": "Made-up exchange of the clerks"}}, "countries": [{"country": "XA", "role": "host"}]},
            by=self.author,
        )  # fmt: skip
        other = Practice.objects.order_by("-pk").first()
        one = self.checked(*rows)
        row = one.rows.get()
        self.assertEqual((row.outcome, row.alike[0]["code"]), ("alike", other.code))
        self.assertFalse(importing.may_load(one, self.person))
        for choice, outcome in (
            ("add", "new"),
            ("skip", "skipped"),
            (f"update:{other.code}", "changed"),
            ("", "alike"),
        ):
            with self.subTest(choice=choice):
                importing.choose(one, {2: choice})
                self.assertEqual(one.step, ImportStep.CHECKING)
                self.assertEqual(outcomes(checked_again(one)), [outcome])
        self.assertEqual(one.rows.get().code, "")

    def test_one_practice_is_what_one_row_decides(self):
        records = [{"title": f"A made-up exchange of {name}", "countries": ""} for name in ("clerks", "permits")]
        one = checked(json_file(*records, {"code": self.code, "type": "school"}), self.person)
        choice = f"update:{self.code}"
        importing.choose(one, {2: choice, 3: choice})
        checked_again(one)
        self.assertEqual(outcomes(one), ["changed", "refused", "refused"])
        message = "The practice of this row is in row 2 already."
        self.assertEqual([(row, words) for row, _column, words in problems(one)], [(3, message), (4, message)])
        importing.choose(one, {2: "skip"})
        self.assertEqual(outcomes(checked_again(one))[::2], ["skipped", "changed"])
        self.assertEqual(one.rows.get(number=3).choice, "")

    def test_impossible_choices_are_refused(self):
        one = self.checked(["title", "type"], ["A made-up visit", "other"])
        for choice in ("delete", f"update:{UNKNOWN}", "update:nonsense"):
            with self.subTest(choice=choice), self.assertRaises(ImportRefused):
                importing.choose(one, {2: choice})

    def test_what_was_left_out_is_left_out_the_next_time(self):
        one = checked(csv_file(*PARTNER), self.person)
        importing.choose(one, {2: "skip"})
        checked_again(one)
        importing.start_load(one, by=self.person)
        importing.load(one)
        self.assertEqual(outcomes(checked(csv_file(*PARTNER), self.person)), ["skipped", "unchanged"])


class DecisionTests(ImportingTestCase):
    """Words that somebody must decide."""

    ROWS = (
        ["Title", "Lead organisation", "Theme"],
        ["A made-up visit of clerks", "Ministry of Made-up Affairs", "alfa things"],
        ["A made-up school of permits", "Ministry of Made-up Affairs", "Made-up theme alpha"],
    )
    COLUMNS = ["title", "organisations:lead", "themes"]

    def test_open_words_are_asked_once_with_their_rows(self):
        one = checked(csv_file(*self.ROWS), self.person, columns=self.COLUMNS)
        self.assertEqual(outcomes(one), ["refused", "refused"])
        first, second = importing.questions(one)
        self.assertEqual(
            (first.vocabulary, first.rows, first.first_row, first.may_be_new), ("organisation", 2, 2, True)
        )
        self.assertEqual((second.vocabulary, second.rows), ("theme", 1))

    def decided(self, **options) -> Import:
        one = checked(csv_file(*self.ROWS), self.person, columns=self.COLUMNS)
        asked = {question.vocabulary: question.folded for question in importing.questions(one)}
        decisions = {"organisation": {asked["organisation"]: "+"}, "theme": {asked["theme"]: "beta"}}
        importing.decide(one, decisions, self.person, **options)
        return checked_again(one)

    def test_a_decision_holds_for_every_row_and_is_remembered(self):
        one = self.decided()
        self.assertEqual((outcomes(one), importing.questions(one)), (["new", "new"], []))
        row = one.rows.first()
        self.assertEqual(row.document["themes"], ["beta"])
        self.assertEqual(row.document["organisations"][0]["organisation"], "+Ministry of Made-up Affairs")
        self.assertEqual(list(ImportDecision.objects.values_list("vocabulary", "code")), [("theme", "beta")])
        again = checked(csv_file(*self.ROWS), self.person, columns=self.COLUMNS)
        self.assertEqual([question.vocabulary for question in importing.questions(again)], ["organisation"])

    def test_a_decision_may_hold_for_one_import_alone(self):
        self.decided(remember=False)
        self.assertFalse(ImportDecision.objects.exists())

    def test_names_that_are_too_long_are_not_proposed(self):
        rows = (["Title", "Tags"], ["A made-up visit of clerks", "word " * 30])
        one = checked(csv_file(*rows), self.person, columns=["title", "tags"])
        question = importing.questions(one)[0]
        importing.decide(one, {"tag": {question.folded: "+"}}, self.person)
        checked_again(one)
        self.assertEqual(problems(one)[0][1:], ("Tags", "This is too long: at most 80 are possible."))

    def test_impossible_decisions_are_refused(self):
        one = checked(csv_file(*self.ROWS), self.person, columns=self.COLUMNS)
        asked = {question.vocabulary: question.folded for question in importing.questions(one)}
        for vocabulary, code in (("theme", "no_such"), ("theme", "+"), ("organisation", "+no_such_type")):
            with self.subTest(vocabulary=vocabulary, code=code), self.assertRaises(ImportRefused):
                importing.decide(one, {vocabulary: {asked[vocabulary]: code}}, self.person)


class StepTests(ImportingTestCase):
    """Checks are safe to run again, and only the last one counts."""

    def test_a_check_that_was_asked_for_again_leaves_the_work_to_the_other(self):
        one = received(csv_file(*PARTNER), self.person)
        importing.set_columns(one, **one.mapping)
        late = Import.objects.get(pk=one.pk)
        late.started_at = None
        Import.objects.filter(pk=one.pk).update(done=7)
        with self.assertRaises(_Overtaken):
            _progress(late, done=1)
        importing.check(one)
        self.assertEqual((one.step, one.done), (ImportStep.PREVIEW, 2))

    def test_a_check_of_what_is_checked_does_nothing(self):
        one = checked(csv_file(*PARTNER), self.person)
        rows = list(one.rows.values_list("pk", flat=True))
        importing.check(one)
        self.assertEqual(list(one.rows.values_list("pk", flat=True)), rows)

    def test_a_lost_file_is_said(self):
        one = received(csv_file(*PARTNER), self.person)
        importing.set_columns(one, **one.mapping)
        store.drop(one)
        importing.check(one)
        self.assertEqual(one.step, ImportStep.COLUMNS)
        self.assertIn("Upload it again", one.error)

    def test_queries_do_not_grow_with_the_rows(self):
        def count(rows: int) -> int:
            codes = [make_practice(self.author).code for _number in range(rows)]
            one = received(csv_file(["code", "type"], *([code, "school"] for code in codes)), self.person)
            importing.set_columns(one, **one.mapping)
            with CaptureQueriesContext(connection) as captured:
                importing.check(one)
            self.assertEqual(outcomes(one), ["changed"] * rows)
            return len(captured)

        self.assertEqual(count(2), count(9))


class HandedBackTests(ImportingTestCase):
    """The rows as a workbook."""

    def test_wrong_cells_are_coloured_and_say_why(self):
        one = self.checked(["title", "start_year"], ["A made-up visit", "soon"], ["=A made-up school", "2017"])
        sheet = openpyxl.load_workbook(io.BytesIO(importing.checked_workbook(one))).active
        self.assertEqual([cell.value for cell in sheet[1]], ["Outcome", "Reasons", "title", "start_year"])
        self.assertEqual(
            (sheet["A2"].value, sheet["C2"].value, sheet["D2"].value), ("Refused", "A made-up visit", "soon")
        )
        self.assertIn("start_year", sheet["B2"].value)
        self.assertIsNotNone(sheet["D2"].comment)
        self.assertEqual(sheet["D2"].fill.fgColor.rgb, "FFF6D5D5")
        self.assertEqual(
            (sheet["A3"].value, sheet["C3"].value, sheet["C3"].data_type), ("New", "=A made-up school", "s")
        )
        self.assertIsNone(sheet["D3"].comment)


class ProposedTypeTests(SimpleTestCase):
    """What kind of body a name sounds like."""

    def test_words_of_names_tell(self):
        for name, kind in (
            ("Ministry of Made-up Affairs", "national_government"), ("Université de XA", "academia"),
            ("African Made-up Union", "civil_society"), ("Alcaldía de XB", "local_government"), ("Bank of XC", "development_bank"),
            ("وزارة الشؤون", "national_government"),
        ):  # fmt: skip
            with self.subTest(name=name):
                self.assertEqual(proposing.type_of(name), kind)
