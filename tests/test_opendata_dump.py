"""The full dump: what its files hold, that they all say the same, when it is made anew, and what becomes of older ones."""

import csv
import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from zipfile import ZipFile

import openpyxl
from django.conf import settings
from django.core.management import CommandError
from django.db import connection, connections
from django.test import TransactionTestCase, override_settings
from django.utils import timezone
from frictionless import Package

from practices import document as documents
from practices import jobs, publishing, workflow
from practices.document import parts
from practices.exchange.exporting.asked import offered
from practices.models import Dump, Edition, Listing, Organisation, Standing, Term
from practices.opendata import dump
from practices.opendata.dump import contents, due, files, state, store
from practices.opendata.dump.database import practices as tables
from practices.vocabulary import Acceptance, Channel
from tests.cast import bring_to, published
from tests.dumped import DumpTestCase
from tests.example import SECRET
from tests.factories import OrganisationFactory, TermFactory, make_practice, make_reference
from tests.test_commands import run


class FileTests(DumpTestCase):
    """One dump, looked at from all sides."""

    def setUp(self):
        super().setUp()
        self.made = dump.make()

    def rows(self) -> dict[str, dict]:
        """The table by codes."""
        text = self.file(self.made, "practices.csv").decode("utf-8-sig")
        return {row["code"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}

    def lines(self) -> dict[str, dict]:
        return {one["code"]: one for one in map(json.loads, self.file(self.made, "registry.jsonl").splitlines())}

    def test_every_file_is_there_with_its_length_and_checksum(self):
        self.assertEqual([one["name"] for one in self.made.files], [known.name for known in files.ALL])
        sums = dict(reversed(line.split("  ")) for line in self.file(self.made, "SHA256SUMS").decode().splitlines())
        for one in self.made.files:
            content = self.file(self.made, one["name"])
            digest = hashlib.sha256(content).hexdigest()
            self.assertEqual((one["bytes"], one["sha256"]), (len(content), digest), one["name"])
            self.assertEqual(sums.get(one["name"], digest), digest)
        self.assertEqual(len(sums), len(files.ALL) - 1)

    def test_each_line_is_a_whole_public_document(self):
        found = self.lines()
        self.assertEqual(set(found), {self.whole.code, self.short.code})
        edition = Edition.objects.get(practice=self.whole)
        line = found[self.whole.code]
        self.assertEqual(line["document"], edition.document)
        self.assertEqual((line["edition"], line["published"]), (1, edition.published_at.date().isoformat()))
        self.assertEqual(line["address"], f"http://localhost:8000/practices/{self.whole.code}")
        self.assertEqual(line["edition_address"], f"http://localhost:8000/practices/{self.whole.code}/editions/1")
        raw = self.file(self.made, "registry.jsonl")
        self.assertEqual(raw.splitlines()[0], documents.canonical(found[json.loads(raw.splitlines()[0])["code"]]))
        self.assertEqual(gzip.decompress(self.file(self.made, "registry.jsonl.gz")), raw)

    def test_nothing_that_is_not_public_is_in_any_file(self):
        for one in self.made.files:
            content = self.file(self.made, one["name"])
            if one["format"] == "xlsx":
                with ZipFile(io.BytesIO(content)) as book:
                    content = b"".join(book.read(name) for name in book.namelist())
            for word in (SECRET, self.hidden.code):
                self.assertNotIn(word.encode(), content, one["name"])

    def test_all_files_hold_the_same_editions(self):
        expected = {code: one["edition"] for code, one in self.lines().items()}
        self.assertEqual({code: int(row["edition"]) for code, row in self.rows().items()}, expected)
        book = openpyxl.load_workbook(io.BytesIO(self.file(self.made, "practices.xlsx")), read_only=True)
        keys, _labels, *rows = book["Practices"].values
        code, number = keys.index("code"), keys.index("edition")
        self.assertEqual({row[code]: row[number] for row in rows}, expected)
        found = self.database(self.made).execute("SELECT code, edition FROM practices")
        self.assertEqual({row["code"]: row["edition"] for row in found}, expected)

    def test_the_table_has_every_public_column_in_english_and_as_codes(self):
        row = self.rows()[self.whole.code]
        self.assertLessEqual(set(offered()), set(row))
        self.assertEqual((row["type"], row["type_code"]), ("Made-up type exchange_visit", "exchange_visit"))
        self.assertEqual(row["countries_code"].splitlines()[0], "XA | provider")
        self.assertEqual(row["training_centre_training_of_trainers"], "true")
        self.assertEqual(row["title_ar"], "تبادل مختلق")

    def test_the_package_validates_with_the_data_in_it(self):
        folder = self.store / "dumps" / str(self.made.key)
        report = Package(str(folder / "datapackage.json")).validate()
        errors = [error.message for task in report.tasks for error in task.errors] + [
            one.message for one in report.errors
        ]
        self.assertTrue(report.valid, errors)
        rows = {task.name: task.stats["rows"] for task in report.tasks if task.type == "table"}
        self.assertEqual(rows, {"practices": 2, "data-dictionary": self.rows_of("data-dictionary.csv")})

    def rows_of(self, name: str) -> int:
        return next(one["rows"] for one in self.made.files if one["name"] == name)

    def test_a_wrong_cell_or_byte_is_noticed(self):
        folder = self.store / "dumps" / str(self.made.key)
        path = folder / "practices.csv"
        path.write_bytes(path.read_bytes().replace(b",2019,2021,", b",2019,soon,"))
        found = {
            error.type for task in Package(str(folder / "datapackage.json")).validate().tasks for error in task.errors
        }
        self.assertLessEqual({"type-error", "hash-count"}, found)

    def test_the_package_describes_columns_as_they_are_written(self):
        package = json.loads(self.file(self.made, "datapackage.json"))
        table = next(one for one in package["resources"] if one["path"] == "practices.csv")
        fields = {field["name"]: field for field in table["schema"]["fields"]}
        self.assertEqual(list(fields), list(next(iter(self.rows().values()))))
        for name, kind in {
            "code": "string", "edition": "integer", "published": "date", "start_year": "year", "themes": "string",
            "text_is_outdated": "boolean", "study_tour_days": "integer", "labour_agreement_term_years": "number",
            "study_tour_start_date": "string", "figures": "string",
        }.items():  # fmt: skip
            self.assertEqual(fields[name]["type"], kind, name)
        self.assertIn("pattern", fields["study_tour_start_date"]["constraints"])
        self.assertEqual(package["id"], f"urn:uuid:{self.made.key}")
        self.assertNotIn("licenses", package)
        self.assertIn("None is stated", self.file(self.made, "README.md").decode())

    def test_the_database_says_what_the_document_says(self):
        database = self.database(self.made)
        document = self.lines()[self.whole.code]["document"]
        row = database.execute("SELECT * FROM practices WHERE code = ?", [self.whole.code]).fetchone()
        self.assertEqual((row["start_year"], row["end_year"], row["paid_by"]), (2019, 2021, "third_party"))
        self.assertEqual([row[name] for name in ("type", "grade")], [document["type"], None])
        texts = {
            row["language"]: row
            for row in database.execute("SELECT * FROM texts WHERE practice = ?", [self.whole.code])
        }
        self.assertEqual(set(texts), {"en", "fr", "ar"})
        self.assertEqual(texts["ar"]["title"], document["texts"]["ar"]["title"])
        self.assertEqual(texts["en"]["why"], document["texts"]["en"]["why"])
        figure = database.execute("SELECT * FROM figures").fetchone()
        self.assertEqual([figure[name] for name in ("value", "source", "label_fr")], [12345.5, "s1", "lettres"])
        self.assertEqual(
            database.execute("SELECT count(*) FROM citations WHERE practice = ?", [self.whole.code]).fetchone()[0], 3
        )
        self.assertEqual([tuple(row) for row in database.execute("SELECT practice, other, kind FROM links")],
                         [(self.short.code, self.whole.code, "adapts")])  # fmt: skip
        trainees = database.execute("SELECT people, is_cumulative FROM training_centre_trainees ORDER BY position")
        self.assertEqual([tuple(row) for row in trainees], [(1250, 0), (3500, 1)])
        label = database.execute(
            "SELECT label_en FROM practice_terms JOIN terms USING (vocabulary, code) WHERE practice = ? AND vocabulary = 'theme'",
            [self.whole.code],
        )
        self.assertEqual([row[0] for row in label], ["Made-up theme alpha", "Made-up theme beta"])

    def test_every_key_of_a_document_has_its_column(self):
        """What is added to documents is not forgotten here."""
        database = self.database(self.made)
        columns = {
            table: {row["name"] for row in database.execute(f"PRAGMA table_info({table})")}
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        }
        shape = documents.json_schema()
        definitions, properties = shape["$defs"], shape["properties"]
        in_lists = {
            key: ("practice_mechanisms" if key == "mechanisms" else table) for key, table in tables.LISTS.items()
        }
        for key, table in in_lists.items():
            if key != "links":
                entry = definitions[properties[key]["items"]["$ref"].rsplit("/", 1)[1]]["properties"]
                wanted = {name for name in entry if name != "label" or key == "particulars"}
                self.assertLessEqual(wanted, columns[table], key)
        for key, (table, lists) in tables.DETAILS.items():
            shape = next(one for one in properties[key]["anyOf"] if "$ref" in one)["$ref"].rsplit("/", 1)[1]
            self.assertLessEqual(set(definitions[shape]["properties"]) - set(lists), columns[table])
            for inner, inner_table in lists.items():
                entry = definitions[shape]["properties"][inner]["items"]["$ref"].rsplit("/", 1)[1]
                self.assertLessEqual(set(definitions[entry]["properties"]), columns[inner_table])
        self.assertLessEqual(set(definitions["Text"]["properties"]), columns["texts"])
        told = {*tables.LISTS, *tables.DETAILS, "texts", "mechanisms", "period", "initiative", "schema", "staff"}
        single = set(properties) - told - set(parts.TERMS)
        self.assertLessEqual(single, columns["practices"])

    def test_the_database_keeps_its_promises(self):
        database = self.database(self.made)
        self.assertEqual(database.execute("PRAGMA foreign_key_check").fetchall(), [])
        self.assertEqual(database.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        self.assertEqual(database.execute("PRAGMA user_version").fetchone()[0], 1)
        meta = dict(tuple(row) for row in database.execute("SELECT key, value FROM meta"))
        self.assertEqual((meta["practices"], meta["address"]), ("2", "http://localhost:8000/data/"))
        self.assertIn("None is stated", meta["licence"])
        self.assertEqual(meta["dump"], str(self.made.key))

    def test_words_are_found_whatever_their_accents(self):
        found = self.database(self.made).execute(
            "SELECT practice, language FROM words JOIN texts ON texts.id = words.rowid WHERE words MATCH 'echange'"
        )
        self.assertEqual([tuple(row) for row in found], [(self.whole.code, "fr")])


class ReferenceTests(DumpTestCase):
    def test_what_is_only_proposed_is_in_no_file(self):
        OrganisationFactory(label_en="Unheard Agency", acceptance=Acceptance.PROPOSED)
        TermFactory(kind="tag", code="unheard-tag", acceptance=Acceptance.PROPOSED)
        OrganisationFactory(label_en="Heard Agency")
        made = dump.make()
        names = {row["label_en"] for row in self.database(made).execute("SELECT label_en FROM organisations")}
        self.assertIn("Heard Agency", names)
        self.assertNotIn("Unheard Agency", names)
        for one in made.files:
            if one["format"] not in ("xlsx", "jsonl.gz"):
                self.assertNotIn(b"unheard", self.file(made, one["name"]).lower(), one["name"])

    def test_what_leads_to_something_proposed_leads_nowhere(self):
        coming = TermFactory(kind="organisation_type", code="unheard-type", acceptance=Acceptance.PROPOSED)
        OrganisationFactory(label_en="Heard Agency", type=coming)
        OrganisationFactory(label_en="Plain Agency")
        wide = TermFactory(code="unheard-theme", acceptance=Acceptance.PROPOSED)
        TermFactory(code="heard-theme", parent=wide)
        published(themes=["heard-theme"])
        made = dump.make()
        rows = dict(self.database(made).execute("SELECT label_en, type FROM organisations").fetchall())
        self.assertEqual((rows["Heard Agency"], rows["Plain Agency"]), (None, "agency"))
        for one in made.files:
            content = self.file(made, one["name"])
            content = gzip.decompress(content) if one["name"].endswith(".gz") else content
            self.assertNotIn(b"unheard", content.lower(), one["name"])

    def test_a_code_nobody_knows_any_more_stands_there_by_itself(self):
        Organisation.objects.update(acceptance=Acceptance.PROPOSED)  # after it was published
        Term.objects.filter(kind="theme", code="alpha").update(acceptance=Acceptance.PROPOSED)
        database = self.database(dump.make())
        self.assertEqual(database.execute("PRAGMA foreign_key_check").fetchall(), [])
        row = database.execute("SELECT label_en, acceptance FROM terms WHERE code = 'alpha'").fetchone()
        self.assertEqual(tuple(row), ("alpha", "unknown"))

    def test_a_merged_term_leads_to_what_took_it_in(self):
        alpha, beta = Term.objects.get(kind="theme", code="alpha"), Term.objects.get(kind="theme", code="beta")
        Term.objects.filter(pk=alpha.pk).update(acceptance=Acceptance.RETIRED, replaced_by=beta)
        row = self.database(dump.make()).execute("SELECT replaced_by FROM terms WHERE code = 'alpha'").fetchone()
        self.assertEqual(row[0], "beta")

    def test_one_damaged_record_takes_nothing_down(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('registry.redaction', 'on', true)")
            Edition.objects.filter(practice=self.whole).update(document={"schema": 1, "texts": 7, "countries": None})
            cursor.execute("SELECT set_config('registry.redaction', '', true)")
        with self.assertLogs("practices", "ERROR"):
            made = dump.make()
        self.assertEqual(made.total, 2)
        database = self.database(made)
        self.assertEqual(database.execute("SELECT count(*) FROM practices").fetchone()[0], 2)
        self.assertEqual(database.execute("PRAGMA foreign_key_check").fetchall(), [])

    def test_an_empty_registry_has_a_dump_too(self):
        for practice in (self.whole, self.short):
            bring_to(practice, "archive")
        made = dump.make()
        self.assertEqual((made.total, self.file(made, "registry.jsonl")), (0, b""))
        folder = self.store / "dumps" / str(made.key)
        self.assertTrue(Package(str(folder / "datapackage.json")).validate().valid)

    def test_values_are_made_flat(self):
        given = {
            "label": {"en": "letters"},
            "topics": ["a"],
            "empty": "",
            "none": None,
            "flag": True,
            "many": [],
            "n": 0,
        }
        found = tables.flat(given)
        self.assertEqual(found, {"label_en": "letters", "topics": '["a"]', "empty": None, "none": None, "flag": 1,
                                 "many": None, "n": 0})  # fmt: skip


class LicenceTests(DumpTestCase):
    def test_people_are_told_the_same_everywhere(self):
        told = "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
        with override_settings(DATA_LICENCE="CC BY 4.0"):
            made = dump.make()
            self.assertIn(told, self.file(made, "README.md").decode())
            self.assertEqual(contents.meta(made)["licence"], told)

    def package(self, given: str) -> dict:
        with override_settings(DATA_LICENCE=given):
            return json.loads(self.file(dump.make(), "datapackage.json"))

    def test_a_known_licence_has_its_name_and_address(self):
        for given in ("CC BY 4.0", "CC-BY-4.0", "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
                      "https://creativecommons.org/licenses/by/4.0/"):  # fmt: skip
            with self.subTest(given):
                found = self.package(given)["licenses"]
                self.assertEqual(found, [{"name": "CC-BY-4.0", "title": given,
                                          "path": "https://creativecommons.org/licenses/by/4.0/"}])  # fmt: skip

    def test_any_other_is_told_as_it_was_written(self):
        found = self.package("Made-up terms of use")["licenses"]
        self.assertEqual(found, [{"name": "made-up-terms-of-use", "title": "Made-up terms of use"}])


class FreshnessTests(DumpTestCase):
    def setUp(self):
        super().setUp()
        self.made = dump.make()

    def changed(self) -> None:
        published(themes=["alpha"])

    def test_nothing_is_made_where_nothing_has_changed(self):
        self.assertTrue(dump.is_current(self.made))
        self.assertEqual(dump.make().pk, self.made.pk)
        self.assertIsNone(dump.make_if_due())

    def test_looking_costs_few_queries_however_many_records(self):
        with self.assertNumQueries(5):
            self.assertTrue(dump.is_current(self.made))

    def test_what_changes_the_files_is_noticed(self):
        today = timezone.localdate()
        deeds = {
            "a record": self.changed,
            "a name": lambda: Term.objects.filter(code="alpha").update(label_en="Another name"),
            "a grade": lambda: Standing.objects.filter(practice=self.whole).update(grade="good"),
            "a grade that lapses": lambda: Standing.objects.update(grade_expires=today - timedelta(days=1)),
        }
        for name, deed in deeds.items():
            with self.subTest(name):
                newest = dump.make()
                deed()
                self.assertFalse(dump.is_current(newest))
                self.assertNotEqual(dump.make().pk, newest.pk)
        with override_settings(DATA_LICENCE="CC BY 4.0"):
            self.assertFalse(dump.is_current(dump.latest()))

    def test_what_is_being_edited_is_in_no_file(self):
        changed = {"code": self.short.code, "texts": {"en": {"title": "Pending words", "summary": "Of nobody yet."}}}
        workflow.load_many([changed], by=None, channel=Channel.COMMAND)
        self.assertTrue(dump.is_current(self.made))
        Dump.objects.all().delete()
        made = dump.make()
        for name in ("practices.csv", "registry.jsonl", "registry.sqlite"):
            self.assertNotIn(b"Pending words", self.file(made, name), name)

    def test_a_draft_changes_nothing(self):
        make_practice(self.author)
        self.assertTrue(dump.is_current(self.made))

    def test_a_burst_makes_one_dump_when_it_is_over(self):
        self.changed()
        self.assertIsNone(dump.make_if_due())
        self.changed()
        self.assertIsNone(dump.make_if_due())
        new = dump.make_if_due()
        self.assertEqual((new.total, Dump.objects.count()), (4, 2))
        self.assertIsNone(dump.make_if_due())

    def test_changes_without_end_wait_no_longer_than_so_long(self):
        self.changed()
        self.assertIsNone(dump.make_if_due())
        newest = dump.latest()
        newest.marks["noticed"]["since"] = (timezone.now() - due.LONGEST_WAIT).isoformat()
        newest.save()
        self.changed()
        self.assertIsNotNone(dump.make_if_due())

    def test_what_was_withdrawn_waits_for_nothing(self):
        bring_to(self.short, "archive")
        self.assertTrue(dump.is_withdrawn(self.made))
        new = dump.make_if_due()
        self.assertEqual((new.total, dump.is_withdrawn(new)), (1, False))
        # And the older dump, which shows it, is gone at once.
        self.assertEqual(list(Dump.objects.all()), [new])
        self.assertEqual([path.name for path in (self.store / "dumps").iterdir()], [str(new.key)])

    def test_what_was_redacted_waits_for_nothing_and_is_in_no_file(self):
        publishing.redact(self.whole, "made-up exchange", by=self.administrator, note="Asked.", channel=Channel.COMMAND)
        self.assertTrue(dump.is_withdrawn(self.made))
        jobs.make_dump(timestamp=0)
        new = dump.latest()
        self.assertFalse(dump.is_withdrawn(new))
        self.assertNotIn(b"A made-up exchange of officials", self.file(new, "registry.jsonl"))

    def test_what_came_and_went_between_two_dumps_withdraws_nothing(self):
        bring_to(published(), "archive")
        self.assertFalse(dump.is_withdrawn(self.made))

    def test_the_first_dump_is_made_at_once(self):
        Dump.objects.all().delete()
        self.assertEqual(dump.make_if_due().total, 2)


class KeepingTests(DumpTestCase):
    def test_the_last_two_are_kept(self):
        made = [dump.make()]
        for _ in range(2):
            published()
            made.append(dump.make())
        self.assertEqual(set(Dump.objects.values_list("pk", flat=True)), {made[1].pk, made[2].pk})
        self.assertEqual({path.name for path in (self.store / "dumps").iterdir()}, {str(one.key) for one in made[1:]})

    def test_files_that_no_dump_knows_go_when_they_are_old(self):
        made = dump.make()
        left = self.store / "dumps" / "11111111-1111-4111-8111-111111111111"
        left.mkdir()
        (left / "practices.csv").write_text("half")
        jobs.purge_dumps(timestamp=0)
        self.assertTrue(left.exists())  # perhaps somebody is writing them
        os.utime(left / "practices.csv", (0, 0))
        jobs.purge_dumps(timestamp=0)
        self.assertFalse(left.exists())
        self.assertTrue(self.file(made, "practices.csv"))

    def test_where_there_is_nothing_to_forget_everything_stays(self):
        made = dump.make()
        dump.purge()
        self.assertEqual(list(Dump.objects.values_list("pk", flat=True)), [made.pk])
        self.assertTrue(self.file(made, "practices.csv"))

    def test_a_name_that_is_no_file_of_it_opens_nothing(self):
        made = dump.make()
        for name in ("nothing", "../../secret", ""):
            with self.assertRaises(FileNotFoundError):
                dump.open_file(made, name)


class CommandTests(DumpTestCase):
    def test_it_makes_the_dump_and_says_what_it_did(self):
        self.assertIn("Made: 2 practices, 9 files", run("make_dump"))
        self.assertIn("Current already: 2 practices", run("make_dump"))

    def test_it_copies_the_files(self):
        folder = self.store / "deposit"
        run("make_dump", to=folder)
        self.assertEqual({path.name for path in folder.iterdir()}, {known.name for known in files.ALL})
        self.assertTrue(Package(str(folder / "datapackage.json")).validate().valid)

    def test_a_folder_that_cannot_be_is_told(self):
        (self.store / "taken").write_text("a file")
        with self.assertRaises(CommandError) as caught:
            run("make_dump", to=self.store / "taken")
        self.assertEqual(caught.exception.returncode, 3)


class CommittedTests(TransactionTestCase):
    """Real transactions: one state, one maker, and nothing left of one who was killed."""

    def setUp(self):
        self.store = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(override_settings(MEDIA_ROOT=self.store))
        make_reference()
        self.practices = [published() for _ in range(3)]

    def test_all_files_are_of_one_state_whatever_happens_meanwhile(self):
        asked = []

        def archive() -> None:
            bring_to(self.practices[2], "archive")
            connections.close_all()  # this thread's own

        def told(file: str, done: int, total: int) -> None:
            if (file, done) == ("registry.jsonl", 1):  # one is read: now another goes
                asked.append(file)
                deed = Thread(target=archive)
                deed.start()
                deed.join()

        made = dump.make(told)
        self.assertEqual(asked, ["registry.jsonl"])
        self.assertEqual((made.total, Listing.objects.count()), (3, 2))
        rows = {one["name"]: one["rows"] for one in made.files}
        self.assertEqual([rows[name] for name in ("practices.csv", "practices.xlsx", "registry.jsonl")], [3, 3, 3])
        for name in ("practices.csv", "registry.jsonl"):
            with dump.open_file(made, name) as content:
                self.assertIn(self.practices[2].code.encode(), content.read())
        # Nobody gets it, and the next look makes another.
        self.assertTrue(dump.is_withdrawn(made))
        self.assertEqual(dump.make_if_due().total, 2)

    def test_nothing_can_be_written_within(self):
        with self.assertRaises(Exception), state.one_state():  # noqa: B017 - whatever the database says
            Dump.objects.create(made_at=timezone.now(), total=0, search_version=0, reference_version=0)
        self.assertFalse(Dump.objects.exists())

    def test_two_at_once_make_one(self):
        other = connections["default"].copy()
        self.addCleanup(other.close)
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(7306011000004)")
            with self.assertRaises(dump.BeingMade):
                dump.make()
            self.assertIsNone(dump.make_if_due())
            with self.assertRaises(CommandError) as caught:
                run("make_dump")
        self.assertEqual(caught.exception.returncode, 1)
        other.rollback()
        self.assertEqual(dump.make().total, 3)

    def test_one_that_is_killed_leaves_what_was_there(self):
        before = dump.make()
        self.practices.append(published())
        for moment in ("registry.jsonl", "practices.xlsx", "keep"):
            with self.subTest(moment):
                self.kill_at(moment)
                self.assertEqual(list(Dump.objects.all()), [before])
                with dump.open_file(before, "practices.csv") as content:
                    self.assertEqual(len(content.read()), store.file_of(before, "practices.csv")["bytes"])
        made = dump.make()
        self.assertEqual(made.total, 4)

    def kill_at(self, moment: str) -> None:
        """A process that stops where it is told to, and is then killed."""
        database = connection.settings_dict
        url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
        code = (
            "import sys, time, django; django.setup()\n"
            "from practices.opendata.dump import making, store\n"
            "def stop():\n    print('here', flush=True); time.sleep(60)\n"
            f"moment = {moment!r}\n"
            "def told(file, done, total):\n    if file == moment: stop()\n"
            "if moment == 'keep':\n"
            "    saving = store.default_storage.save\n"
            "    def save(name, content):\n"
            "        saving(name, content)\n"
            "        if name.endswith('.jsonl'): stop()\n"
            "    store.default_storage.save = save\n"
            "making.make(told)\n"
        )
        environment = os.environ | {
            "DATABASE_URL": url, "MEDIA_ROOT": str(self.store), "DJANGO_SETTINGS_MODULE": "registry.settings", "REGISTRY_LOCAL": "1",
            "TMPDIR": str(self.store),
        }  # fmt: skip
        with subprocess.Popen(
            [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            self.assertEqual(process.stdout.readline(), "here\n")
            process.send_signal(signal.SIGKILL)
        # The server notices a moment later that nobody is there any more.
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.is_held():
            time.sleep(0.1)

    def is_held(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            return bool(cursor.fetchone()[0])
