"""build_fixtures: a small made-up pack becomes the files it should, twice the same, and faults are named."""

import json
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import SimpleTestCase

from practices.fixtures.bodies import organisation_code
from practices.fixtures.checking import problems
from practices.fixtures.files import Fixtures
from practices.fixtures.naming import in_words, named, named_anew
from practices.fixtures.records import practice_code
from practices.vocabulary import AliasKind

VOCABULARIES = """
practice_types:
  - {code: study_tour, label: {en: Study tour}, definition: Officials travel to learn (see iscm.yaml).}
  - {code: bilateral_labour_agreement, label: {en: Labour agreement}}
  - {code: digital_platform, label: {en: Digital platform}}
modalities: [{code: south_south, label: {en: South-South}}]
geographic_scopes: [cross_border]
practice_status: [in_force]
organisation_types: [{code: public_agency, label: {en: Public agency}}]
evidence_levels: [{code: E1, rank: 1, label: Described, test: A source describes it.}]
themes:
  - code: wide
    label: {en: Wide}
    children: [{code: narrow, label: {en: Narrow}, alt: {en: [thin]}}]
gcm_objectives: [{number: 23, label: {en: Cooperation}, gist: Together.}]
sdgs: [{number: 10, label: {en: Less inequality}}]
sdg_targets: [{code: "10.7", relation: direct, label: Well-managed}, {code: "10.c", label: Cheap}]
bla_sectors: [domestic_work]
bla_legal_forms: [memorandum_of_understanding]
bla_elements:
  - {group: work, code: contract, question: "Is there one?", from: [G, R86-2, R86-22, own]}
  - {group: work, code: help, question: "Is there help?", from: [own]}
  - {group: work, code: tests, question: "Are tests fair?", from: [R86-3]}
instruments:
  - {code: C0, kind: ilo_convention, year: 1949, binding: true, label: Made-up Convention}
  - {code: R7, kind: ilo_recommendation, label: Made-up Recommendation}
  - {code: OUTCOME, kind: un_resolution, label: Outcome document (A/RES/0/222)}
"""
ALIASES = """
practice_types:
  - {code: study_tour, label: {fr: Voyage d'étude}, synonyms: {en: [study visit, STUDY TOUR], fr: [visite, Visité]}}
organisations:
  - {code: agency, name: Made-up Agency, type: public_agency, iso2: 'NO', acronyms: {en: [MUA]},
     names: {en: The Made-up Agency, fr: Agence inventée}, names_in_practices: [MUA, Agency of NO], doubt: true}
regions:
  - {code: north, kind: geographic, names: {en: North}, members: ['NO'], associates: [ZZ]}
cities: [{code: no-town, name: Town, iso2: 'NO', names: {fr: Ville}}]
mechanisms:
  - {code: process, names: {en: Process}}
  - {code: old, names: {en: Old Process}, status: dormant_or_superseded}
instruments: [{code: C0, names: {en: "Made-up Convention, 1949"}, codes_as_typed: [C 0]}]
countries: [{iso2: ZZ, demonyms: {en: [Zeddish], ar: [زدي, زدية]}}]
"""
PATTERNS = """
patterns:
  note: no. and رقم are optional.
  gcm_objective: {en: ["GCM {n}", "Objective {n}"], fr: ["objectif {n}"]}
  sdg_goal: {en: ["SDG{n}"]}
  sdg_target: {en: ["target {t}"], es: ["meta {t}"]}
  ilo_convention: {en: ["C{n:03}", "C {n}", "Convention No. {n}"], fr: ["convention n° {n}"], es: ["Convenio núm. {n}"],
    pt: ["Convenção n.º {n}"], ar: ["الاتفاقية رقم {n}"]}
  ilo_recommendation: {en: ["R{n:03}"]}
  un_resolution: {en: ["A/RES/{s}", "resolution {s}"]}
"""
AMBIGUOUS = """
ambiguous:
  - {form: Zedland, targets: [country:ZZ, city:no-town], note: country or town}
  - {form: MUA, targets: [organisation:agency, region:north], note: "also an ordinary word, match in upper case only"}
  - {form: Town, targets: [city:no-town, theme:narrow, mechanism:old], note: many things}
"""
ADDITIONS = """
as_written: {OP: an ordinary word}
geographic_scopes: [{code: cross_border, label: {fr: Transfrontalière}}]
evidence_levels: [{code: E1, label: {ar: موصوفة}}]
sdg_targets: [{code: "10.7", label: {es: Bien gestionada}, synonyms: {en: [orderly]}}]
m49_areas: [{code: m49-002, label: {fr: Afrique}}]
themes: [{code: narrow, synonyms: {en: [thin, slim], fr: [mince]}}]
practice_types: [{code: study_tour, label: {fr: Autre nom, es: Visita}, synonyms: {en: [tour]}}]
gcm_objectives: [{number: 23, label: {fr: Coopération}}]
countries: [{iso2: ZZ, left_out: [زدية]}]
"""
MECHANISMS = """
mechanisms:
  - {code: process, name: The Process, acronym: P / Q, category: rcp, regions: [North, South], year_established: 2000,
     year_source: general knowledge, members: ['NO'], members_source: null, among_27: high, listed_by: null, notes: null}
dormant_or_superseded:
  - {name: Old Process, acronym: OP, note: became another, source: "https://old.example/"}
"""
COUNTRIES = (
    "iso2,iso3,m49,name_en,name_fr,name_es,name_pt,name_ar,un_name_en,un_name_fr,un_name_es,region_code,region,"
    "subregion_code,subregion,intermediate_region_code,intermediate_region,ldc,un_status,lat,lon\n"
    "ZZ,ZZZ,999,Zed,Zède,Zeta,Zê,زد,,,,2,Africa,202,Sub-Saharan,11,Western,1,member,1.5,-2.25\n"
    "NO,NOR,578,Norway,Norvège,Noruega,Noruega,النرويج,Norway,,,150,Europe,154,Northern,,,0,member,63.78,12.25\n"
)
TOUR = """
- slug: tour
  title: A tour
  type: study_tour
  modality: south_south
  scope: cross_border
  status: in_force
  evidence_level: E1
  countries: [{iso2: 'NO', role: host}, {iso2: 'NO', role: provider}, {iso2: ZZ, role: beneficiary}]
  organisations: [{name: MUA, type: public_agency, role: lead}]
  cities: [{name: Town, iso2: 'NO'}]
  years: {start: 2021, end: null}
  numbers: [{label: people, value: 11, unit: people, year: null, source: "https://one.example/"}]
  summary: They went.
  caution: Sources disagree.
  themes: [narrow]
  gcm_objectives: [23]
  sdg_targets: ['10.7']
  detail: {start_date: '2021-06-07', delegation_size: null, duration_days: 5, visitor: a ministry}
  sources: ["seed:000_any.txt", "https://one.example/"]
  verification: "verified: https://one.example/"
  also_verified: []
  unverified: [The year is believed]
  related_practices: [platform]
"""
AGREEMENT = """
- slug: agreement
  title: An agreement
  type: bilateral_labour_agreement
  summary: They signed.
  detail: {legal_form: memorandum_of_understanding, signed: 2023-03, previous: 2015, sector: domestic_work, renewals: ['2024'],
           elements: [contract], joint_committee: null}
  sources: ["instrument: Made-up Protocol (2020)"]
  verification: general knowledge
"""
PLATFORM = """
- slug: platform
  title: A platform
  type: digital_platform
  summary: It is online.
  detail: {url: "https://platform.example/", languages: [es, en], iscm: process}
  sources: ["https://platform.example/"]
  verification: seed
"""
FRENCH = """
practices:
  tour: {title: Une visite, summary: Ils y sont allés., caution: Désaccord., numbers: [personnes]}
"""


class PackTestCase(SimpleTestCase):
    """Building from a folder into another."""

    def setUp(self):
        self.pack = Path(self.enterContext(TemporaryDirectory()))
        self.to = Path(self.enterContext(TemporaryDirectory()))
        (self.pack / "translations").mkdir()
        self.write("vocabularies.yaml", VOCABULARIES)
        self.write("aliases.yaml", ALIASES)
        self.write("iscm.yaml", MECHANISMS)
        self.write("countries.csv", COUNTRIES)
        self.write("practices.yaml", "practices:" + TOUR + AGREEMENT + PLATFORM)
        self.write("translations/fr.yaml", FRENCH)
        self.write("own.yaml", "")

    def write(self, name: str, text: str) -> None:
        (self.pack / name).write_text(text, encoding="utf-8")

    def build(self) -> str:
        output = StringIO()
        own = str(self.pack / "own.yaml")
        call_command("build_fixtures", str(self.pack), "--additions", own, "--to", str(self.to), stdout=output)
        return output.getvalue()

    def built(self, name: str):
        self.build()
        return json.loads((self.to / f"{name}.json").read_text(encoding="utf-8"))

    def entry(self, name: str, code: str) -> dict:
        return next(entry for entry in self.built(name) if entry["code"] == code)

    def refusal(self) -> str:
        with self.assertRaises(CommandError) as refused:
            self.build()
        self.assertEqual(list(self.to.rglob("*.json")), [])
        return str(refused.exception)


class BuildTests(PackTestCase):
    """What is built of a pack to which nothing is added."""

    def test_a_practice_is_the_document_its_record_says(self):
        expected = {
            "schema": 1, "code": practice_code("tour"), "original_language": "en", "type": "study_tour",
            "modality": "south_south", "scope": "cross_border", "status": "in_force", "evidence_level": "E1",
            "period": {"start": 2021},
            "texts": {
                "en": {"origin": "original", "title": "A tour", "summary": "They went.", "caution": "Sources disagree."},
                "fr": {"origin": "machine", "title": "Une visite", "summary": "Ils y sont allés.", "caution": "Désaccord."},
            },
            "themes": ["narrow"], "gcm_objectives": ["23"], "sdg_targets": ["10.7"],
            "countries": [
                {"country": "NO", "role": "host"}, {"country": "NO", "role": "provider"},
                {"country": "ZZ", "role": "beneficiary"},
            ],
            "organisations": [{"organisation": organisation_code("agency"), "role": "lead"}],
            "cities": [{"city": "no-town"}],
            "citations": [
                {
                    "key": "s1", "kind": "publication", "publisher": "International Organization for Migration",
                    "title": "IOM and South-South and Triangular Cooperation (information sheet covering 2021)",
                    "verification": "seed",
                },
                {"key": "s2", "kind": "web_page", "url": "https://one.example/", "verification": "verified"},
            ],
            "figures": [{"label": {"en": "people", "fr": "personnes"}, "value": 11, "unit": "people", "source": "s2"}],
            "links": [{"practice": practice_code("platform"), "kind": "related"}],
            "staff": {"unverified": ["The year is believed"]},
            "particulars": [{"label": "Visitor", "value": "a ministry"}],
            "study_tour": {"start_date": "2021-06-07", "days": 5},
        }  # fmt: skip
        self.assertEqual(self.built("practices/tour"), expected)

    def test_an_agreement_keeps_what_it_is_known_to_contain(self):
        built = self.built("practices/agreement")
        agreement = {
            "legal_form": "memorandum_of_understanding",
            "signed": "2023-03",
            "predecessor": "Agreement of 2015",
            "renewed": ["2024"],
            "elements": [{"element": "contract", "answer": "yes", "note": "Mentioned in press reports."}],
        }
        self.assertEqual(built["labour_agreement"], agreement)
        self.assertEqual(built["sectors"], ["domestic_work"])
        citation = {
            "key": "s1",
            "kind": "instrument",
            "title": "Made-up Protocol (2020)",
            "verification": "general_knowledge",
        }
        self.assertEqual(built["citations"], [citation])

    def test_a_type_without_a_form_has_particulars(self):
        built = self.built("practices/platform")
        self.assertEqual(built["mechanisms"], ["process"])
        particulars = [("Address", "https://platform.example/"), ("Languages", "Spanish; English")]
        self.assertEqual([(entry["label"], entry["value"]) for entry in built["particulars"]], particulars)
        self.assertNotIn("verification", built["citations"][0])
        self.assertNotIn("period", built)

    def test_terms_say_what_their_vocabulary_says(self):
        expected = [
            {
                "kind": "type", "code": "study_tour", "position": 1,
                "labels": {"en": "Study tour", "fr": "Voyage d'étude"},
                "aliases": {"synonym": {"en": ["study visit"], "fr": ["visite"]}},
                "definition": "Officials travel to learn.", "detail": "study_tour",
            },
            {"kind": "scope", "code": "cross_border", "position": 1, "labels": {"en": "Cross-border"}},
            {"kind": "evidence_level", "code": "E1", "position": 1, "labels": {"en": "Described"}, "definition": "A source describes it."},
            {
                "kind": "theme", "code": "narrow", "position": 2, "labels": {"en": "Narrow"},
                "aliases": {"synonym": {"en": ["thin"]}}, "parent": "theme:wide",
            },
            {"kind": "gcm_objective", "code": "23", "position": 23, "labels": {"en": "Cooperation"}, "definition": "Together."},
            {
                "kind": "sdg_target", "code": "10.7", "position": 1, "labels": {"en": "Well-managed"}, "parent": "sdg:10",
                "group": "Names migration or mobility",
            },
            {
                "kind": "instrument", "code": "C0", "position": 1, "labels": {"en": "Made-up Convention"},
                "aliases": {"name": {"en": ["Made-up Convention, 1949"]}, "code": {"": ["C 0"]}},
                "group": "ILO convention", "year": 1949, "is_binding": True,
            },
            {
                "kind": "agreement_element", "code": "contract", "position": 1, "labels": {"en": "Is there one?"},
                "definition": "From: guidance of the UN Network on Migration; added by this registry; "
                "articles 2 and 22 of the model agreement annexed to ILO Recommendation 86 (numbers to be checked).",
                "group": "Work",
            },
            {
                "kind": "agreement_element", "code": "help", "position": 2, "labels": {"en": "Is there help?"},
                "definition": "Added by this registry.", "group": "Work",
            },
            {
                "kind": "agreement_element", "code": "tests", "position": 3, "labels": {"en": "Are tests fair?"},
                "definition": "From: article 3 of the model agreement annexed to ILO Recommendation 86.", "group": "Work",
            },
        ]  # fmt: skip
        built = self.built("terms")
        for entry in expected:
            with self.subTest(entry["code"]):
                self.assertIn(entry, built)

    def test_a_country_knows_its_groups(self):
        expected = {
            "code": "ZZ", "iso3": "ZZZ", "m49": "999", "un_status": "member", "latitude": "1.5", "longitude": "-2.25",
            "labels": {"en": "Zed", "fr": "Zède", "es": "Zeta", "pt": "Zê", "ar": "زد"},
            "aliases": {"demonym": {"en": ["Zeddish"], "ar": ["زدي", "زدية"]}},
            "groups": ["m49-002", "m49-202", "m49-011", "ldc"],
        }  # fmt: skip
        self.assertEqual(self.entry("countries", "ZZ"), expected)
        self.assertEqual(self.entry("countries", "NO")["groups"], ["m49-150", "m49-154", "north"])

    def test_who_is_near_a_group_is_in_its_note(self):
        self.assertEqual(self.entry("groups", "north")["note"], "Associates: Zed.")
        self.assertEqual(self.entry("groups", "m49-011")["parent"], "m49-202")

    def test_an_organisation_is_known_by_every_name_it_has(self):
        expected = {
            "code": organisation_code("agency"), "slug": "agency", "labels": {"en": "Made-up Agency", "fr": "Agence inventée"},
            "aliases": {"name": {"en": ["The Made-up Agency"], "": ["Agency of NO"]}, "acronym": {"en": ["MUA"]}},
            "aliases_doubtful": True, "type": "public_agency", "country": "NO", "acronym": "MUA",
        }  # fmt: skip
        self.assertEqual(self.entry("organisations", expected["code"]), expected)

    def test_mechanisms_come_from_both_files(self):
        process = self.entry("mechanisms", "process")
        self.assertEqual((process["labels"]["en"], process["regions"]), ("The Process", "North; South"))
        self.assertNotIn("is_active", process)
        expected = {
            "code": "old", "labels": {"en": "Old Process"}, "aliases": {"acronym": {"en": ["OP"]}}, "acronym": "OP",
            "url": "https://old.example/", "note": "Became another", "is_active": False,
        }  # fmt: skip
        self.assertEqual(self.entry("mechanisms", "old"), expected)

    def test_building_twice_gives_the_same_bytes(self):
        self.build()
        first = {path: path.read_bytes() for path in self.to.rglob("*.json")}
        self.assertIn("practices: 3", self.build())
        self.assertEqual({path: path.read_bytes() for path in self.to.rglob("*.json")}, first)

    def test_the_file_of_a_practice_that_is_no_more_goes(self):
        self.build()
        self.write("practices.yaml", "practices:" + AGREEMENT + PLATFORM)
        self.build()
        self.assertEqual(sorted(path.stem for path in (self.to / "practices").iterdir()), ["agreement", "platform"])

    def test_faults_are_named_and_nothing_is_written(self):
        for old, new, sentence in (
            (
                "{iso2: 'NO', role: host}",
                "{iso2: NO, role: host}",
                "tour names False of countries, which does not exist.",
            ),
            ("themes: [narrow]", "themes: [unknown]", "tour names unknown of theme, which does not exist."),
            ("role: lead", "role: hero", "tour: organisations.0.role: "),
            ("name: MUA", "name: Nobody", "aliases.yaml has no organisation that is called Nobody in practices."),
            ("{name: Town", "{name: Village", "aliases.yaml has no city Village in NO."),
            ("seed:000_any.txt", "seed:999_any.txt", "tour cites a document that is not known: seed:999_any.txt."),
            ("[platform]", "[nowhere]", "of practice, which does not exist."),
            ("slug: tour", "slug: [", "practices.yaml is not YAML"),
        ):
            with self.subTest(new):
                self.write("practices.yaml", "practices:" + TOUR.replace(old, new) + AGREEMENT + PLATFORM)
                self.assertIn(sentence, self.refusal())

    def test_a_translation_must_label_every_figure(self):
        self.write("translations/fr.yaml", FRENCH.replace("[personnes]", "[personnes, jours]"))
        self.assertIn("A translation of tour has more or fewer labels", self.refusal())

    def test_a_folder_that_is_no_pack_is_refused_with_a_sentence(self):
        (self.pack / "practices.yaml").unlink()
        self.assertEqual(self.refusal(), "There is no practices.yaml in that folder.")

    def test_without_pyyaml_one_sentence_says_what_to_install(self):
        with mock.patch.dict(sys.modules, {"yaml": None}):
            self.assertEqual(self.refusal(), "Building fixtures needs PyYAML: install requirements-dev.txt.")


class PatternTests(PackTestCase):
    """Numbers as people type them."""

    def setUp(self):
        super().setUp()
        self.write("aliases.yaml", ALIASES + PATTERNS)

    def codes(self, name: str, code: str) -> dict:
        return self.entry(name, code)["aliases"]["code"]

    def test_goals_and_targets_are_found_by_their_numbers(self):
        for code, expected in (
            ("23", {"en": ["GCM 23", "Objective 23"], "fr": ["objectif 23"]}),
            ("10", {"en": ["SDG10"]}),
            ("10.c", {"en": ["target 10.c"], "es": ["meta 10.c"]}),
        ):
            with self.subTest(code):
                self.assertEqual(self.codes("terms", code), expected)

    def test_standards_are_found_with_and_without_the_word_number(self):
        expected = {
            "en": ["C000", "Convention No. 0", "Convention 0"],
            "fr": ["convention n° 0", "convention 0"],
            "es": ["Convenio núm. 0", "Convenio 0"],
            "pt": ["Convenção n.º 0", "Convenção 0"],
            "ar": ["الاتفاقية رقم 0", "الاتفاقية 0"],
            "": ["C 0"],  # as the pack has it, and not again in English
        }
        self.assertEqual(self.codes("terms", "C0"), expected)
        self.assertEqual(self.codes("terms", "R7"), {"en": ["R007"]})

    def test_resolutions_are_found_by_the_number_in_their_label(self):
        self.assertEqual(self.codes("terms", "OUTCOME"), {"en": ["A/RES/0/222", "resolution 0/222"]})


class AmbiguityTests(PackTestCase):
    """Forms that name several things, and forms that are ordinary words."""

    def setUp(self):
        super().setUp()
        self.write("aliases.yaml", ALIASES + AMBIGUOUS)

    def test_a_form_leads_to_each_thing_it_names(self):
        self.assertEqual(self.entry("countries", "ZZ")["aliases"]["variant"], {"": ["Zedland"]})
        self.assertEqual(self.entry("cities", "no-town")["aliases"], {"variant": {"": ["Zedland"]}})
        self.assertEqual(self.entry("terms", "narrow")["aliases"]["variant"], {"": ["Town"]})
        self.assertEqual(self.entry("mechanisms", "old")["aliases"]["variant"], {"": ["Town"]})

    def test_a_name_there_is_keeps_its_kind(self):
        self.assertEqual(
            self.entry("organisations", organisation_code("agency"))["aliases"]["acronym"], {"en": ["MUA"]}
        )

    def test_an_ordinary_word_is_found_as_written_only_wherever_it_is_a_name(self):
        self.write("own.yaml", ADDITIONS)
        for name, code, form in (
            ("organisations", organisation_code("agency"), "MUA"),
            ("groups", "north", "MUA"),
            ("mechanisms", "old", "OP"),
        ):
            with self.subTest(code):
                self.assertEqual(self.entry(name, code)["aliases_as_written"], [form])
        self.assertNotIn("aliases_as_written", self.entry("countries", "ZZ"))

    def test_what_does_not_exist_is_named(self):
        self.write("aliases.yaml", ALIASES + AMBIGUOUS.replace("theme:narrow", "theme:none"))
        self.assertEqual(self.refusal(), "aliases.yaml: theme:none is called Town and does not exist.")


class AdditionTests(PackTestCase):
    """What this registry adds to a pack."""

    def setUp(self):
        super().setUp()
        self.write("own.yaml", ADDITIONS)

    def test_labels_fill_gaps(self):
        for name, code, labels in (
            ("terms", "cross_border", {"en": "Cross-border", "fr": "Transfrontalière"}),
            ("terms", "E1", {"en": "Described", "ar": "موصوفة"}),
            ("terms", "10.7", {"en": "Well-managed", "es": "Bien gestionada"}),
            ("terms", "23", {"en": "Cooperation", "fr": "Coopération"}),
            ("groups", "m49-002", {"en": "Africa", "fr": "Afrique"}),
            ("terms", "study_tour", {"en": "Study tour", "fr": "Voyage d'étude", "es": "Visita"}),
        ):
            with self.subTest(code):
                self.assertEqual(self.entry(name, code)["labels"], labels)

    def test_words_follow_those_of_the_pack_and_repeat_none(self):
        self.assertEqual(
            self.entry("terms", "narrow")["aliases"], {"synonym": {"en": ["thin", "slim"], "fr": ["mince"]}}
        )
        self.assertEqual(self.entry("terms", "study_tour")["aliases"]["synonym"]["en"], ["study visit", "tour"])

    def test_a_form_of_the_pack_can_be_left_out(self):
        self.assertEqual(self.entry("countries", "ZZ")["aliases"], {"demonym": {"en": ["Zeddish"], "ar": ["زدي"]}})

    def test_without_the_file_nothing_is_built(self):
        (self.pack / "own.yaml").unlink()
        self.assertEqual(self.refusal(), "There is no own.yaml there.")


class NamingTests(SimpleTestCase):
    """Labels and other names."""

    def test_codes_become_words(self):
        for code, words in (
            ("in_force", "In force"), ("sub_regional", "Sub-regional"), ("un_treaty", "UN treaty"), ("ssc_outcome", "SSC outcome"),
        ):  # fmt: skip
            self.assertEqual(in_words(code), words)

    def test_own_labels_win_and_others_fill_gaps(self):
        naming = named({"en": "Own"}, {"names": {"en": "Other", "fr": "Autre"}, "label": {"ar": "اسم"}})
        self.assertEqual(naming["labels"], {"en": "Own", "fr": "Autre", "ar": "اسم"})
        self.assertEqual(naming["aliases"], {"name": {"en": ["Other"]}})

    def test_a_name_in_two_languages_is_kept_for_both(self):
        naming = named(
            {"en": "Body"}, {"acronyms": {"fr": ["OIM"], "es": ["OIM", "oim"]}, "variants": {"en": ["BODY"]}}
        )
        self.assertEqual(naming["aliases"], {"acronym": {"fr": ["OIM"], "es": ["OIM"]}})

    def test_a_form_of_every_language_is_not_repeated_in_one(self):
        naming = named({"en": "Standard"}, {"codes_as_typed": ["C 0"]}, [(AliasKind.CODE, "en", "c 0")])
        self.assertEqual(naming["aliases"], {"code": {"": ["C 0"]}})

    def test_other_naming_stays_where_naming_stands(self):
        entry = {"code": "x", "labels": {"en": "X"}, "aliases_doubtful": True, "note": "n"}
        anew = named_anew(entry, aliases={"name": {"en": ["Y"]}}, aliases_as_written=["Y"])
        self.assertEqual(list(anew), ["code", "labels", "aliases", "aliases_doubtful", "aliases_as_written", "note"])

    def test_what_is_found_as_written_is_another_name(self):
        entry = {"code": "x", "labels": {"en": "X"}, "aliases": {"acronym": {"en": ["CAN"]}}}
        for form, found in (
            ("CAN", []),
            ("can", ["groups x is found as written by can, which is no other name of it."]),
        ):
            with self.subTest(form):
                lists = {"groups": [entry | {"aliases_as_written": [form]}]}
                self.assertEqual(problems(Fixtures(lists)), found)
