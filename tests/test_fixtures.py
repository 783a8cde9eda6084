"""fixtures/: what is committed fits together, loads once, and is made from a pack in one way only."""

import json
import shutil
from collections import Counter
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import SimpleTestCase, TestCase

from practices import document, models
from practices.document import Document
from practices.fixtures import loading
from practices.fixtures.additions import read_additions
from practices.fixtures.checking import problems
from practices.fixtures.files import FixtureError, Fixtures, read_lists, read_practices
from practices.fixtures.pack import key_of_section
from practices.fixtures.reference import broader_first
from practices.fixtures.terms import CODES_ONLY, LABELLED, NUMBERED
from practices.stopwords import STOP_WORDS
from practices.text import fold
from practices.vocabulary import Acceptance, AliasKind, Channel, GroupKind, State, TermKind

FOLDER = settings.BASE_DIR / "fixtures"
LANGUAGES = {"en", "fr", "es", "pt", "ar"}


def load(*arguments: str) -> str:
    """What the command prints."""
    output = StringIO()
    call_command("load_fixtures", *arguments, stdout=output)
    return output.getvalue()


class CommittedFilesTests(SimpleTestCase):
    """What the files say, without a database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lists = read_lists(FOLDER)
        cls.practices = read_practices(FOLDER)

    def test_documents_have_their_shape_and_every_code_exists_once(self):
        self.assertEqual(problems(Fixtures(self.lists, self.practices)), [])

    def test_nothing_is_missing(self):
        counts = {name: len(entries) for name, entries in self.lists.items()} | {"practices": len(self.practices)}
        expected = {
            "groups": 82, "countries": 249, "terms": 351, "cities": 55, "mechanisms": 39, "organisations": 106, "practices": 80,
        }  # fmt: skip
        self.assertEqual(counts, expected)

    def test_every_vocabulary_is_whole(self):
        counts = Counter(entry["kind"] for entry in self.lists["terms"])
        expected = {
            TermKind.TYPE: 22, TermKind.MODALITY: 5, TermKind.THEME: 62, TermKind.GCM_OBJECTIVE: 23, TermKind.GCM_PRINCIPLE: 10,
            TermKind.SDG: 17, TermKind.SDG_TARGET: 40, TermKind.INSTRUMENT: 37, TermKind.AGREEMENT_ELEMENT: 40,
            TermKind.EVIDENCE_LEVEL: 5, TermKind.BENEFICIARY_GROUP: 19, TermKind.ORGANISATION_TYPE: 17,
            TermKind.SCOPE: 8, TermKind.STATUS: 8, TermKind.SECTOR: 10, TermKind.LEGAL_FORM: 7,
            TermKind.COUNTRY_ROLE: 10, TermKind.ORGANISATION_ROLE: 11,
        }  # fmt: skip
        self.assertEqual(counts, {kind.value: count for kind, count in expected.items()})

    def test_files_are_written_in_one_way_only(self):
        for path in FOLDER.rglob("*.json"):
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                self.assertEqual(text, json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n")

    def test_norway_is_not_false(self):
        self.assertIn("NO", [entry["code"] for entry in self.lists["countries"]])
        emerge = self.practices["emerge-armenia-georgia"]
        self.assertIn({"country": "NO", "role": "donor"}, emerge["countries"])

    def test_nothing_tells_of_the_files_the_data_came_from(self):
        for path in FOLDER.rglob("*.json"):
            text = path.read_text(encoding="utf-8")
            for trace in ("seed:", ".yaml", ".csv", "000_4338", "003_5338"):
                with self.subTest(path.name, trace=trace):
                    self.assertFalse(trace in text)

    def test_another_name_never_repeats_a_label_or_itself(self):
        for kind, entries in self.lists.items():
            for entry in entries:
                labels = {fold(label) for label in entry["labels"].values()}
                for language, forms in forms_by_language(entry).items():
                    with self.subTest(kind, code=entry["code"], language=language):
                        self.assertEqual(len(forms), len(set(forms)))
                        self.assertEqual(labels & set(forms), set())

    def test_every_name_is_there_in_five_languages(self):
        for kind, entries in self.lists.items():
            for entry in entries:
                with self.subTest(kind, code=entry["code"]):
                    self.assertEqual(set(entry["labels"]), LANGUAGES)

    def test_every_addition_is_of_something_there_is(self):
        sections = {section: kind.value for kind, section in (LABELLED | NUMBERED | CODES_ONLY).items()} | {
            "themes": "theme", "sdg_targets": "sdg_target", "evidence_levels": "evidence_level",
            "bla_elements": "agreement_element", "m49_areas": "groups", "regions": "groups",
        }  # fmt: skip
        codes = {(kind, entry.get("slug", entry["code"])) for kind, entries in self.lists.items() for entry in entries}
        codes |= {(entry["kind"], entry["code"]) for entry in self.lists["terms"]}
        for section, entries in read_additions().items():
            if isinstance(entries, list):
                named = {(sections.get(section, section), str(entry[key_of_section(section)])) for entry in entries}
                with self.subTest(section):
                    self.assertEqual(len(named), len(entries))
                    self.assertLessEqual(named, codes)

    def test_numbers_are_found_as_people_type_them(self):
        for kind, code, language, form in (
            (TermKind.GCM_OBJECTIVE, "6", "en", "objective 6 of the Global Compact"),
            (TermKind.GCM_OBJECTIVE, "6", "fr", "objectif 6 du Pacte mondial"),
            (TermKind.GCM_OBJECTIVE, "23", "ar", "هدف 23"),
            (TermKind.SDG, "10", "en", "Sustainable Development Goal 10"),
            (TermKind.SDG_TARGET, "10.7", "es", "meta 10.7"),
            (TermKind.SDG_TARGET, "10.c", "pt", "meta 10.c dos ODS"),
            (TermKind.INSTRUMENT, "C97", "ar", "اتفاقية العمل الدولية 97"),
            (TermKind.INSTRUMENT, "C190", "en", "C 190"),
            (TermKind.INSTRUMENT, "NAIROBI", "fr", "résolution 64/222"),
        ):
            with self.subTest(form):
                entry = next(one for one in self.lists["terms"] if (one["kind"], one["code"]) == (kind.value, code))
                forms = forms_by_language(entry)
                self.assertIn(fold(form), forms.get(language, []) + forms.get("", []))

    def test_a_form_leads_to_everything_it_names(self):
        for form, expected in (
            ("CAN", {("countries", "CA"), ("groups", "andean_countries"), ("organisations", "can")}),
            ("Guinea", {("countries", "GN"), ("countries", "GW"), ("countries", "GQ"), ("countries", "PG")}),
            ("عمان", {("countries", "OM"), ("cities", "jo-amman")}),
            ("Kampala", {("cities", "ug-kampala"), ("terms", "KAMPALA_IDP")}),
            ("TC", {("countries", "TC"), ("terms", "triangular")}),
            ("مالي", {("countries", "ML")}),
            ("مالية", set()),
        ):
            with self.subTest(form):
                found = {
                    (kind, entry.get("slug", entry["code"]))
                    for kind, entries in self.lists.items()
                    for entry in entries
                    if fold(form) in all_forms(entry)
                }
                self.assertEqual(found, expected)

    def test_no_acronym_is_a_word_without_meaning_unless_found_as_written(self):
        """Here nobody notices who adds an acronym; in a search, every question with that word finds its bearer."""
        found = []
        for entries in self.lists.values():
            for entry in entries:
                texts = {
                    text for forms in entry.get("aliases", {}).values() for form in forms.values() for text in form
                }
                short = {text for text in texts - set(entry.get("aliases_as_written", ())) if text.upper() == text}
                found += [
                    (entry["code"], text)
                    for text in short
                    if any(fold(text.replace(".", "")) in words for words in STOP_WORDS.values())
                ]
        self.assertEqual(found, [])

    def test_originals_are_english_and_translations_say_they_are_by_machine(self):
        for slug, practice in self.practices.items():
            with self.subTest(slug):
                origins = {language: text["origin"] for language, text in practice["texts"].items()}
                self.assertEqual(origins, dict.fromkeys(LANGUAGES, "machine") | {"en": "original"})

    def test_figures_are_labelled_in_five_languages_and_sourced(self):
        for slug, practice in self.practices.items():
            for figure in practice.get("figures", []):
                with self.subTest(slug, figure=figure["label"]["en"]):
                    self.assertEqual(set(figure["label"]), LANGUAGES)
                    self.assertIn(figure["source"], [citation["key"] for citation in practice["citations"]])

    def test_no_role_of_a_city_is_made_up(self):
        cities = [city for practice in self.practices.values() for city in practice.get("cities", [])]
        self.assertEqual(len(cities), 75)
        self.assertFalse([city for city in cities if "role" in city])

    def test_what_press_reports_mention_of_an_agreement_says_so(self):
        agreements = [
            practice["labour_agreement"] for practice in self.practices.values() if "labour_agreement" in practice
        ]
        self.assertEqual(len(agreements), 12)
        for agreement in agreements:
            for element in agreement["elements"]:
                self.assertEqual((element["answer"], element["note"]), ("yes", "Mentioned in press reports."))


def forms_by_language(entry: dict) -> dict[str, list[str]]:
    """Folded other names of an entry."""
    forms: dict[str, list[str]] = {}
    for by_language in entry.get("aliases", {}).values():
        for language, texts in by_language.items():
            forms.setdefault(language, []).extend(fold(text) for text in texts)
    return forms


def all_forms(entry: dict) -> set[str]:
    """Folded labels and other names of an entry."""
    return {fold(label) for label in entry["labels"].values()}.union(*forms_by_language(entry).values())


class LoadedReferenceTests(TestCase):
    """The reference tables after one load."""

    @classmethod
    def setUpTestData(cls):
        load("--only", "reference")

    def test_groups_have_their_members(self):
        sizes = Counter(models.CountryClassification.objects.values_list("group__code", flat=True))
        expected = {
            "ldc": 44,
            "lldc": 32,
            "sids": 53,
            "g77": 134,
            "unctad_developing": 181,
            "ssc_eligible": 181,
            "ecowas": 12,
        }
        self.assertEqual({code: sizes[code] for code in expected}, expected)
        self.assertFalse(models.CountryClassification.objects.filter(source="").exists())

    def test_no_date_of_membership_is_made_up(self):
        self.assertFalse(models.CountryClassification.objects.exclude(since=None, until=None).exists())
        note = models.CountryGroup.objects.get(code="ecowas").note
        self.assertIn("Burkina Faso, Mali, Niger", note)

    def test_regions_are_nested(self):
        region = models.CountryGroup.objects.get(code="m49-011")
        self.assertEqual(region.kind, GroupKind.INTERMEDIATE)
        self.assertEqual([region.parent.code, region.parent.parent.code], ["m49-202", "m49-002"])

    def test_narrower_terms_have_their_broader_one(self):
        target = models.Term.objects.get(kind=TermKind.SDG_TARGET, code="10.7")
        self.assertEqual((target.parent.kind, target.parent.code), (TermKind.SDG, "10"))
        theme = models.Term.objects.get(kind=TermKind.THEME, code="remittances")
        self.assertEqual(theme.parent.code, "migration_development")

    def test_other_names_belong_to_what_they_are_names_of(self):
        for text, owner, code in (
            ("OIM", "organisation", "tsrg-thfa"),
            ("Burkina", "country", "BF"),
            ("CEDEAO", "group", "ecowas"),
            ("Mar da Prata", "city", "ar-mar-del-plata"),
            ("Puebla Process", "mechanism", "rcm"),
            ("voyage d'études", "term", "study_tour"),
            ("C 97", "term", "C97"),
        ):
            with self.subTest(text):
                owners = models.Alias.objects.filter(text=text).values_list(f"{owner}__code", flat=True)
                self.assertIn(code, owners)
        self.assertEqual(models.Alias.objects.count(), 15_718)
        self.assertEqual(models.Alias.objects.filter(folded="").count(), 0)

    def test_names_to_be_checked_are_marked(self):
        doubtful = models.Alias.objects.filter(is_doubtful=True)
        self.assertTrue(doubtful.filter(organisation__label_en="Mayors Migration Council").exists())
        self.assertFalse(doubtful.filter(country__isnull=False).exists())

    def test_ordinary_words_are_found_as_written_only(self):
        rows = models.Alias.objects.filter(text__in=["CAN", "SEM", "US", "UMA"])
        self.assertFalse(rows.filter(is_as_written=False).exists())
        self.assertTrue(rows.filter(country__code="CA", text="CAN", language="").exists())
        others = models.Alias.objects.filter(text__in=["USA", "OIM", "Canadian"])
        self.assertFalse(others.filter(is_as_written=True).exists())

    def test_mechanisms_that_ended_are_not_active_and_others_are_open(self):
        active = dict(models.ConsultationMechanism.objects.values_list("code", "is_active"))
        self.assertIs(active["apc"], False)
        self.assertIsNone(active["rcm"])
        self.assertEqual(Counter(active.values()), {None: 32, False: 7})

    def test_organisations_are_accepted(self):
        self.assertFalse(models.Organisation.objects.exclude(acceptance=Acceptance.ACCEPTED).exists())

    def test_what_a_curator_changed_stays(self):
        models.Country.objects.filter(code="TR").update(label_en="Turkey")
        models.Alias.objects.filter(country__code="TR").delete()
        load("--only", "reference")
        self.assertEqual(models.Country.objects.get(code="TR").label_en, "Turkey")
        self.assertFalse(models.Alias.objects.filter(country__code="TR").exists())

    def test_refresh_brings_back_what_the_files_say(self):
        models.Country.objects.filter(code="TR").update(label_en="Turkey")
        models.Alias.objects.filter(country__code="TR").delete()
        printed = load("--only", "reference", "--refresh")
        self.assertEqual(models.Country.objects.get(code="TR").label_en, "Türkiye")
        self.assertTrue(models.Alias.objects.filter(country__code="TR").exists())
        self.assertIn("countries: 0 added, 1 changed, 248 left as they were", printed)

    def test_refresh_tells_rows_of_before_what_is_found_as_written(self):
        models.Alias.objects.update(is_as_written=False)
        country = models.Country.objects.get(code="TR")
        own = models.Alias.objects.create(country=country, kind=AliasKind.ACRONYM, text="TO", is_as_written=True)
        load("--only", "reference")
        self.assertEqual(list(models.Alias.objects.filter(is_as_written=True)), [own])
        self.assertIn("aliases: 0 added, 55 changed", load("--only", "reference", "--refresh"))
        self.assertEqual(models.Alias.objects.filter(is_as_written=True).count(), 56)
        self.assertIn("aliases: 0 added, 0 changed, 15718 left", load("--only", "reference", "--refresh"))

    def test_refresh_leaves_what_curators_added_or_retired(self):
        country = models.Country.objects.get(code="TR")
        models.Alias.objects.create(country=country, kind=AliasKind.SYNONYM, language="en", text="a made-up name")
        old, new = models.Organisation.objects.order_by("pk")[:2]
        models.Organisation.objects.filter(pk=old.pk).update(acceptance=Acceptance.RETIRED, replaced_by=new)
        load("--only", "reference", "--refresh")
        self.assertTrue(country.aliases.filter(text="a made-up name").exists())
        old.refresh_from_db()
        self.assertEqual((old.acceptance, old.replaced_by), (Acceptance.RETIRED, new))

    def test_two_machines_take_turns(self):
        other = connection.copy()
        self.addCleanup(other.close)
        with transaction.atomic():
            loading.load_reference(FOLDER)
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [loading.LOCK])
                self.assertEqual(cursor.fetchone(), (False,))


class LoadedPracticesTests(TestCase):
    """The practices after one load of everything."""

    @classmethod
    def setUpTestData(cls):
        load()
        cls.files = {practice["code"]: practice for practice in read_practices(FOLDER).values()}

    def test_all_are_public_as_their_first_edition(self):
        self.assertEqual(models.Listing.objects.count(), 80)
        self.assertEqual(Counter(models.Edition.objects.values_list("number", flat=True)), {1: 80})
        self.assertEqual(set(models.Practice.objects.values_list("state", flat=True)), {State.PUBLISHED})

    def test_the_registry_itself_published_them_and_names_the_source(self):
        events = models.Event.objects.filter(name="publish")
        self.assertEqual(events.count(), 80)
        for event in events:
            with self.subTest(event.code):
                self.assertEqual((event.actor, event.channel, event.edition), (None, Channel.FIXTURES, 1))
                first = self.files[event.code]["citations"][0]
                self.assertTrue(event.note.startswith("Entered from: "))
                self.assertIn(first.get("title") or first["url"], event.note)
        self.assertFalse(models.Event.objects.exclude(actor=None, channel=Channel.FIXTURES).exists())

    def test_the_database_says_what_the_files_say(self):
        practices = models.Practice.objects.all()
        built = document.build_many([practice.pk for practice in practices], staff=True)
        for practice in practices:
            with self.subTest(practice.title):
                expected = Document.model_validate({"staff": {}} | self.files[practice.code]).model_dump(by_alias=True)
                expected["texts"] = dict(sorted(expected["texts"].items()))
                self.assertEqual(built[practice.pk], expected)

    def test_writing_every_document_back_rewrites_no_row(self):
        built = document.build_many(models.Practice.objects.values_list("pk", flat=True), staff=True)
        before = row_versions()
        document.load_many(list(built.values()), by=None)
        self.assertEqual(row_versions(), before)

    def test_what_no_source_says_is_for_staff_only(self):
        statements = list(models.UnverifiedStatement.objects.values_list("text", flat=True))
        self.assertEqual(len(statements), 36)
        for edition in models.Edition.objects.all():
            self.assertNotIn("staff", edition.document)
            text = json.dumps(edition.document, ensure_ascii=False)
            self.assertFalse([statement for statement in statements if statement in text])

    def test_every_published_figure_has_a_source(self):
        for edition in models.Edition.objects.all():
            keys = {citation["key"] for citation in edition.document["citations"]}
            for figure in edition.document["figures"]:
                with self.subTest(edition.document["code"], figure=figure["label"]["en"]):
                    self.assertIn(figure["source"], keys)

    def test_cautions_are_public(self):
        cautions = [edition.document["texts"]["en"]["caution"] for edition in models.Edition.objects.all()]
        self.assertEqual(len([caution for caution in cautions if caution]), 8)

    def test_loading_again_rewrites_no_row(self):
        before = row_versions()
        for arguments in ((), ("--refresh",)):
            with self.subTest(arguments):
                load(*arguments)
                self.assertEqual(row_versions(), before)

    def test_a_practice_a_curator_changed_stays(self):
        code = next(iter(self.files))
        models.PracticeText.objects.filter(practice__code=code, language="en").update(title="A better title")
        load("--refresh")
        text = models.PracticeText.objects.get(practice__code=code, language="en")
        self.assertEqual(text.title, "A better title")


def row_versions() -> dict[str, str]:
    """A digest of where and by which transaction each row of the registry was written."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("practices_"):
                cursor.execute(f"SELECT md5(string_agg(concat(ctid, xmin), ',' ORDER BY ctid)) FROM \"{table}\"")
                found[table] = cursor.fetchone()[0]
    return found


class RefusalTests(TestCase):
    """Folders that cannot be loaded."""

    def folder_with(self, name: str, content: str) -> Path:
        """The committed lists, one of them replaced."""
        folder = Path(self.enterContext(TemporaryDirectory()))
        for path in FOLDER.glob("*.json"):
            shutil.copy(path, folder)
        (folder / name).write_text(content, encoding="utf-8")
        return folder

    def test_a_folder_without_fixtures_is_refused_with_a_sentence(self):
        with self.assertRaisesMessage(CommandError, "groups.json is missing."):
            load("--path", str(Path(__file__).parent))

    def test_a_file_that_is_not_json_is_named(self):
        folder = self.folder_with("groups.json", "[{,")
        with self.assertRaisesMessage(FixtureError, "groups.json is not JSON"):
            loading.load_reference(folder)

    def test_a_code_that_does_not_exist_is_named_and_nothing_is_loaded(self):
        cities = [{"code": "xa-one", "country": "XA", "labels": {"en": "A made-up city"}}]
        folder = self.folder_with("cities.json", json.dumps(cities))
        with self.assertRaisesMessage(FixtureError, "cities xa-one names XA of countries, which does not exist."):
            loading.load_reference(folder)
        self.assertFalse(models.Country.objects.exists())

    def test_practices_need_the_reference_data(self):
        with self.assertRaisesMessage(CommandError, "in the vocabulary"):
            load("--only", "practices")
        self.assertFalse(models.Practice.objects.exists())

    def test_groups_that_contain_each_other_are_refused(self):
        groups = [
            {"code": code, "kind": "political", "labels": {"en": code}, "parent": parent}
            for code, parent in (("one", "two"), ("two", "one"))
        ]
        with self.assertRaisesMessage(FixtureError, "broader than itself"):
            list(broader_first(groups, lambda entry: entry["code"]))
