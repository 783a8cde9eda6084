"""Partners' sheets: what columns mean, what cells say, what is asked. No word is passed over."""

from datetime import date, datetime
from time import process_time

from django.conf import settings
from django.test import TestCase
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as AnyTestCase

from practices.exchange.columns import BY_KEY, COLUMNS
from practices.exchange.matching import TARGETS, Matcher, added, folded, guess_language, propose, target_of, targets
from practices.exchange.matching.lengths import longest
from practices.fixtures import loading
from practices.models import Alias, Country, Organisation, Term
from practices.vocabulary import Acceptance, AliasKind, Language, TermKind
from tests.cast import RegistryTestCase
from tests.factories import CountryFactory, OrganisationFactory, TermFactory, make_reference


class Fault:
    """A cell that shows an error."""

    text = "#N/A"


def entries(part: str, codes: str, role: str) -> list[dict]:
    return [{part: code, "role": role} for code in codes.split()]


def codes_of(reading) -> list[str]:
    """The countries or organisations of a reading."""
    return [
        entry.get("country") or entry.get("organisation") or entry.get("city")
        for _key, value, _is_added in reading.values
        for entry in value
    ]


class MadeUpTests(RegistryTestCase):
    """Over the made-up vocabulary."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        country = Country.objects.get(code="XA")
        for kind, language, text in (
            (AliasKind.NAME, "fr", "Pays Alpha"), (AliasKind.VARIANT, "es", "País Alfa"), (AliasKind.FORMER, "en", "Old Alpha and Beta"),
        ):  # fmt: skip
            Alias.objects.create(country=country, kind=kind, language=language, text=text)
        for code in ("XA", "XB"):  # one name of two
            Alias.objects.create(country=Country.objects.get(code=code), kind=AliasKind.VARIANT, text="Middleland")
        CountryFactory(code="XN", iso3="XNN", label_en="Country, Federal Union of")
        cls.fund = OrganisationFactory(label_en="Made-up Fund", label_fr="Fonds inventé", acronym="MUF")
        cls.ministry = OrganisationFactory(
            label_en="Ministry of Trials of Country XA", label_fr="Ministère des essais", country=country, acronym="MT"
        )
        TermFactory(kind=TermKind.THEME, code="delta", label_en="Delta of things", label_fr="Delta des choses")
        Alias.objects.create(
            term=Term.objects.get(kind=TermKind.THEME, code="delta"),
            kind=AliasKind.SYNONYM,
            language="en",
            text="deltas",
        )

    def read(self, target, cell, language="en", **more):
        return Matcher(language, **more).read(target, cell)

    def assertRead(self, target, cell, *values, language="en", **more):
        reading = self.read(target, cell, language, **more)
        self.assertEqual((reading.values, reading.questions, reading.faults), (list(values), [], []), repr(cell))

    def assertAsked(self, target, cell, *codes, language="en", **more):
        """One question, with these candidates, best first; nothing is taken."""
        reading = self.read(target, cell, language, **more)
        self.assertEqual((reading.values, reading.faults), ([], []))
        (question,) = reading.questions
        self.assertEqual([candidate.code for candidate in question.candidates], list(codes))
        self.assertEqual(question.folded, folded(question.text))
        return question

    def test_names_of_countries_in_one_cell(self):
        for cell, codes in {
            "Country XA": "XA", "country xa.": "XA", "COUNTRY XA": "XA", "XA": "XA", "XAX": "XA", "Pays Alpha": "XA",
            "PAIS ALFA": "XA", "بلد XA": "XA",
            "Country XA; Country XB": "XA XB", "Country XA, Country XB and Country XC": "XA XB XC", "Country XA / Country XB": "XA XB",
            "Country XA & Country XB": "XA XB", "Pays Alpha et Country XB": "XA XB",
            "País Alfa y Country XB": "XA XB", "País Alfa e Country XB": "XA XB",
            "بلد XA وبلد XB": "XA XB", "بلد XA، بلد XB": "XA XB", "• Country XA\n• Country XB": "XA XB",
            "1. Country XA\n2. Country XB": "XA XB",
            "Country XA*; Country XB¹": "XA XB", "Country XA 1), Country XB [2]": "XA XB", "Old Alpha and Beta and Country XB": "XA XB",
            "Country, Federal Union of": "XN", "Federal Union of Country": "XN",
            "Country XA, Country, Federal Union of, Country XB": "XA XN XB",
            "Country XA - Country XB": "XA XB", "XA/XB": "XA XB", "Country XA, N/A": "XA", "Country XA, Country XA": "XA",
            "Country XA (formerly Old Alpha and Beta)": "XA", "Country XA (Pays Alpha)": "XA",
        }.items():  # fmt: skip
            with self.subTest(cell):
                self.assertRead("countries:origin", cell, ("countries", entries("country", codes, "origin"), True))

    def test_bare_names_are_participants_and_own_roles_are_kept(self):
        self.assertRead("countries", "Country XA, XB", ("countries", entries("country", "XA XB", "participant"), True))
        both = entries("country", "XA", "provider") + entries("country", "XB", "beneficiary")
        self.assertRead("countries", "Country XA | provider\nXB | beneficiary", ("countries", both, True))
        self.assertRead(
            "organisations", "Made-up Fund", ("organisations", entries("organisation", self.fund.code, "partner"), True)
        )
        self.assertRead("cities", "City xa-one", ("cities", [{"city": "xa-one", "role": ""}], True))

    def test_what_means_several_or_is_misspelt_is_asked(self):
        self.assertAsked("countries:host", "Middleland", "XA", "XB")
        self.assertAsked("countries:host", "Pays Alfa", "XA")
        self.assertAsked("countries:host", "Country XA (lead)", "XA")
        for word in (
            "Multiple",
            "Various countries",
            "plusieurs pays",
            "varios países",
            "vários países",
            "عدة دول",
            "Regional",
        ):
            with self.subTest(word):
                self.assertEqual(self.assertAsked("countries:host", word).text, word)

    def test_the_rest_of_a_cell_is_read_beside_a_question(self):
        reading = self.read("countries:host", "Country XA and others")
        self.assertEqual(codes_of(reading), ["XA"])
        self.assertEqual([question.text for question in reading.questions], ["others"])

    def test_words_for_nothing_are_no_value(self):
        for cell in (
            "",
            None,
            "N/A",
            "n/a",
            "-",
            "–",
            "n.d.",
            "Unknown",
            "inconnu",
            "desconocido",
            "desconhecido",
            "غير متوفر",
            "TBD",
            "...",
            "  ",
        ):
            for target in (
                "countries:origin",
                "title",
                "organisations:lead",
                "themes",
                "period",
                "source_addresses",
                "type",
                "end_year",
            ):
                with self.subTest(cell, target=target):
                    reading = self.read(target, cell)
                    self.assertTrue(reading.is_empty)
                    self.assertEqual((reading.values, reading.questions, reading.faults), ([], [], []))

    def test_decisions_hold(self):
        decisions = {"country": {"middleland": "XB", "others": ""}}
        wanted = ("countries", entries("country", "XB", "host"), True)
        self.assertRead("countries:host", "Middleland", wanted, decisions=decisions)
        self.assertRead("countries:host", "MIDDLELAND and others", wanted, decisions=decisions)
        self.assertRead("countries:host", "others", decisions=decisions)

    def test_a_decision_for_a_value_that_is_gone_is_asked_again(self):
        self.assertAsked("countries:host", "Middleland", "XA", "XB", decisions={"country": {"middleland": "QQ"}})

    def test_a_decision_covers_a_whole_cell(self):
        decisions = {"country": {"country xa and the rest": "XA"}}
        self.assertRead(
            "countries:host",
            "Country XA and the rest",
            ("countries", entries("country", "XA", "host"), True),
            decisions=decisions,
        )

    def test_organisations_by_name_acronym_and_both(self):
        for cell in (
            "Made-up Fund",
            "made up fund",
            "MUF",
            "Fonds inventé",
            "Made-up Fund (MUF)",
            "MUF (Made-up Fund)",
            "The Made-up Fund, Inc.",
        ):
            with self.subTest(cell):
                self.assertRead(
                    "organisations:funder",
                    cell,
                    ("organisations", entries("organisation", self.fund.code, "funder"), True),
                )

    def test_a_body_of_one_country_is_never_taken_for_that_of_another(self):
        wanted = ("organisations", entries("organisation", self.ministry.code, "lead"), True)
        for cell in (
            "Ministry of Trials of Country XA",
            "Ministry of Trials, Country XA",
            "Country XA Ministry of Trials",
        ):
            with self.subTest(cell):
                self.assertRead("organisations:lead", cell, wanted)
        for cell in ("MT", "Ministère des essais"):
            with self.subTest(cell):
                self.assertAsked("organisations:lead", cell, self.ministry.code)
        self.assertAsked("organisations:lead", "Ministry of Trials, Country XB")

    def test_unknown_organisations_may_be_new(self):
        question = self.assertAsked("organisations:lead", "Quite Another Body")
        self.assertTrue(question.may_be_new)
        self.assertRead(
            "organisations:lead", "Quite Another Body",
            ("organisations", [{"organisation": "+Quite Another Body", "role": "lead"}], True),
            decisions={"organisation": {"quite another body": "+"}},
        )  # fmt: skip
        self.assertFalse(self.assertAsked("countries:host", "Quite Another Land").may_be_new)

    def test_names_of_bodies_hold_commas(self):
        reading = self.read("organisations:lead", "Ministry of Water, Wind and Weather; Made-up Fund")
        self.assertEqual([question.text for question in reading.questions], ["Ministry of Water, Wind and Weather"])
        self.assertEqual(codes_of(reading), [self.fund.code])
        reading = self.read("organisations:lead", "Water Agency, Wind Institute")
        self.assertEqual([question.text for question in reading.questions], ["Water Agency", "Wind Institute"])

    def test_a_body_that_was_only_proposed_is_found_again(self):
        proposed = OrganisationFactory(label_en="Waiting Body", acceptance=Acceptance.PROPOSED)
        self.assertRead(
            "organisations:lead",
            "waiting body",
            ("organisations", entries("organisation", proposed.code, "lead"), True),
        )

    def test_a_merged_body_gives_way_and_a_retired_term_is_asked(self):
        OrganisationFactory(label_en="Former Fund", acceptance=Acceptance.RETIRED, replaced_by=self.fund)
        TermFactory(kind=TermKind.THEME, code="gone", label_en="Gone theme", acceptance=Acceptance.RETIRED)
        self.assertRead(
            "organisations:lead",
            "Former Fund",
            ("organisations", entries("organisation", self.fund.code, "lead"), True),
        )
        self.assertEqual(self.read("themes", "Gone theme").values, [])

    def test_terms_by_label_synonym_and_likeness(self):
        for cell in ("Delta of things", "delta des choses", "Deltas", "delta"):
            with self.subTest(cell):
                self.assertRead("themes", cell, ("themes", ["delta"], False))
        self.assertRead("themes", "deltas, alpha", ("themes", ["delta", "alpha"], False))
        self.assertAsked("themes", "Delta of thinks", "delta")
        self.assertTrue(self.assertAsked("tags", "a thing nobody named").may_be_new)

    def test_one_value_belongs_here_and_there_are_two(self):
        self.assertAsked("type", "exchange_visit / school", "exchange_visit", "school")

    def test_goals_and_objectives_by_their_numbers(self):
        both = (("sdgs", ["10"], True), ("sdg_targets", ["10.7"], True))
        for cell in ("SDG 10.7", "ODS 10.7", "ODD 10.7", "target 10.7", "10.7", 10.7, "الهدف 10.7"):
            with self.subTest(cell):
                self.assertRead("sdgs", cell, *both)
        for cell in ("SDG 10", "Goal 10", "ODS10", "10", 10, 10.0, "SDG 10: Made-up sdg", "أهداف التنمية المستدامة ١٠"):
            with self.subTest(cell):
                self.assertRead("sdgs", cell, ("sdgs", ["10"], True))
        self.assertRead(
            "sdg_targets", "10.7, 10.c and 10", ("sdg_targets", ["10.7", "10.c"], True), ("sdgs", ["10"], True)
        )
        for cell in (
            "Objective 1 and 23",
            "Obj. 1, 23",
            "1; 23",
            "Objectifs 1 et 23",
            "objetivos 1 y 23",
            "الهدفان 1 و23",
        ):
            with self.subTest(cell):
                self.assertRead("gcm_objectives", cell, ("gcm_objectives", ["1", "23"], True))
        self.assertAsked("gcm_objectives", "99")

    def test_closed_lists_by_their_words(self):
        self.assertRead("original_language", "French", ("original_language", "fr", False))
        self.assertRead("original_language", "Français", ("original_language", "fr", False))
        self.assertRead("led_by", "Both sides together", ("led_by", "joint", False))
        self.assertRead("status", "ongoing", ("status", "ongoing", False))
        self.assertRead("cost_band", "USD 50,000", ("cost_band", "10k_100k", False))
        self.assertRead("cost_band", "50,000.50", ("cost_band", "10k_100k", False))
        self.assertAsked("cost_band", "50,000 €", "10k_100k")

    def test_years(self):
        self.assertRead("period", "2017–19", ("start_year", 2017, False), ("end_year", 2019, False))
        self.assertRead("period", "since 2015", ("start_year", 2015, False))
        self.assertRead("period", datetime(2017, 3, 1), ("start_year", 2017, False))
        self.assertRead("start_year", "depuis 2015", ("start_year", 2015, False))
        self.assertRead("end_year", 2019.0, ("end_year", 2019, False))
        self.assertTrue(self.read("end_year", "en cours").is_empty)
        self.assertAsked("period", "2018, 2020", "2018-2020", "2018")
        for cell in ("2017-2019", "2019-2017"):
            self.assertEqual(len(self.read("start_year", cell).faults), 1)

    def test_a_decision_on_years_days_and_numbers_is_the_reading(self):
        decisions = {
            "period": {"2018, 2020": "2018-2020"},
            "date": {"07/06/2021": "2021-06-07"},
            "number": {"about 5": "5"},
        }
        self.assertRead(
            "period", "2018, 2020", ("start_year", 2018, False), ("end_year", 2020, False), decisions=decisions
        )
        self.assertRead(
            "study_tour_start_date", "07/06/2021", ("study_tour_start_date", "2021-06-07", False), decisions=decisions
        )
        self.assertRead("study_tour_days", "About 5", ("study_tour_days", 5, False), decisions=decisions)
        for vocabulary, target, cell in (
            ("date", "study_tour_start_date", "07/06/2021"),
            ("number", "study_tour_days", "about 5"),
        ):
            self.assertRead(target, cell, decisions={vocabulary: {cell: ""}})
            self.assertEqual(len(self.read(target, cell, decisions={vocabulary: {cell: "nonsense"}}).questions), 1)

    def test_days_numbers_flags_and_addresses(self):
        self.assertRead("study_tour_start_date", "7 juin 2021", ("study_tour_start_date", "2021-06-07", False))
        self.assertRead("study_tour_start_date", date(2021, 6, 7), ("study_tour_start_date", "2021-06-07", False))
        self.assertAsked("study_tour_start_date", "07/06/2021", "2021-06-07", "2021-07-06")
        self.assertRead("study_tour_days", "5", ("study_tour_days", 5, False))
        self.assertAsked("study_tour_days", "about 5", "5")
        self.assertRead("labour_agreement_joint_committee", "✓", ("labour_agreement_joint_committee", True, False))
        self.assertRead("labour_agreement_joint_committee", "non", ("labour_agreement_joint_committee", False, False))
        self.assertRead("labour_agreement_joint_committee", 0, ("labour_agreement_joint_committee", False, False))
        self.assertRead(
            "study_tour_report_url",
            "www.report.example/1",
            ("study_tour_report_url", "https://www.report.example/1", False),
        )
        self.assertEqual(len(self.read("study_tour_report_url", "in the office").faults), 1)

    def test_sources_out_of_addresses_and_titles(self):
        cell = "Made-up report: https://report.example/1, www.report.example/2\nA book"
        ((key, found, is_added),) = self.read("source_addresses", cell).values
        self.assertEqual((key, is_added), ("citations", True))
        self.assertEqual(
            [(one["key"], one["title"], one["url"], one["kind"]) for one in found],
            [
                ("s1", "Made-up report", "https://report.example/1", "web_page"),
                ("s2", "", "https://www.report.example/2", "web_page"),
                ("s3", "A book", "", "web_page"),
            ],
        )

    def test_what_several_columns_give_is_put_together(self):
        first = self.read("source_addresses", "https://report.example/1").values[0][1]
        second = self.read("source_addresses", "A title https://report.example/1; https://report.example/2").values[0][
            1
        ]
        self.assertEqual(
            [(one["key"], one["title"], one["url"]) for one in added("citations", first, second)],
            [("s1", "A title", "https://report.example/1"), ("s2", "", "https://report.example/2")],
        )
        self.assertEqual([one["url"] for one in first], ["https://report.example/1"])
        self.assertEqual(added("sdgs", ["10"], ["10", "8"]), ["10", "8"])

    def test_a_person_out_of_one_cell(self):
        self.assertCountEqual(
            self.read("focal_point", "Ms A. Made-up\nE-mail: a@desk.example; Tel. +00 555 0100").values,
            [
                ("focal_point_name", "Ms A. Made-up", False),
                ("focal_point_email", "a@desk.example", False),
                ("focal_point_phone", "+00 555 0100", False),
            ],
        )

    def test_a_column_kept_as_a_particular(self):
        self.assertRead("particulars:Seats", 12.0, ("particulars", [{"label": "Seats", "value": "12"}], True))

    def test_texts_lines_and_their_limits(self):
        self.assertRead("title", "  A title ", ("title", "A title", False))
        self.assertRead("summary_fr", "Résumé", ("summary_fr", "Résumé", False))
        self.assertRead("study_tour_topics", "one; two", ("study_tour_topics", ["one", "two"], False))
        for target, most in (
            ("title", 300),
            ("summary", 2000),
            ("lessons_es", 32000),
            ("particulars:x", 2000),
            ("focal_point_name", 200),
        ):
            with self.subTest(target):
                self.assertEqual(self.read(target, "a" * most).faults, [])
                (fault,) = self.read(target, "a" * (most + 1)).faults
                self.assertIn(str(most), fault)
        self.assertEqual(longest(BY_KEY["study_tour_topics"]), 500)

    def test_an_error_in_the_sheet_is_a_fault(self):
        (fault,) = self.read("title", Fault()).faults
        self.assertIn("#N/A", fault)

    def test_our_own_sheets_mean_what_they_say(self):
        Alias.objects.create(country=Country.objects.get(code="XB"), kind=AliasKind.VARIANT, text="Country XA")
        self.assertAsked("countries", "Country XA", "XA", "XB")
        own = Matcher("en", is_own=True).read("countries", "Country XA | provider")
        self.assertEqual(own.values[0][:2], ("countries", entries("country", "XA", "provider")))

    def test_cells_made_to_be_slow_are_read_at_once(self):
        cells = (
            "a" + " " * 90_000 + "b", "a, " * 30_000, "(" * 50_000, "a@" * 40_000, "1 " * 40_000, "a" * 99_000,
            "and " * 20_000, "1) " * 30_000,
            "*" * 90_000, "a;" * 9_000, "a and b, " * 2_000, "http://" * 2_500, "2017-" * 15_000, "+1" + "(" * 90_000,
            "a." * 45_000, "\u00b2" * 90_000,
            "x" + " *" * 9_000 + "x", "x" + " 1)" * 6_000 + "x",
        )  # fmt: skip
        matcher = Matcher("en")
        for target in ("countries:origin", "organisations:lead", "themes", "sdgs", "type", "period", "source_addresses", "focal_point",
                       "study_tour_days", "study_tour_start_date", "study_tour_topics", "cost_band", "countries"):  # fmt: skip
            for cell in cells:
                with self.subTest(target, cell=cell[:12]):
                    start = process_time()
                    matcher.read(target, cell)
                    self.assertLess(process_time() - start, 2)
        start = process_time()
        propose([cell[:2000] for cell in cells], [[cell] * 10 for cell in cells])
        guess_language(list(cells), [[cell] for cell in cells])
        self.assertLess(process_time() - start, 10)

    def test_what_is_no_target_is_an_error_of_ours(self):
        with self.assertRaises(KeyError):
            self.read("url", "x")

    def test_a_cell_is_looked_at_once_and_asks_the_database_nothing(self):
        matcher = Matcher("en")
        cells = [
            (key, cell)
            for key in ("countries:origin", "organisations:lead", "themes", "title")
            for cell in ("Country XA, deltas", "Made-up Fund")
        ]
        for key, cell in cells:
            matcher.read(key, cell)
        with self.assertNumQueries(0):
            for key, cell in cells:
                matcher.read(key, cell)
            matcher.read("countries:origin", "Country XA, Country XC, Somewhere")


class TargetTests(RegistryTestCase):
    """What a column may mean."""

    def test_every_written_column_can_be_chosen_but_files(self):
        written = {column.key for column in COLUMNS if column.is_written} - {"attachments"}
        self.assertEqual(written - set(TARGETS), set())
        self.assertNotIn("attachments", TARGETS)
        self.assertNotIn("url", TARGETS)

    def test_what_is_for_staff_is_offered_to_staff_alone(self):
        offered = {target.key for _group, found in targets() for target in found}
        self.assertFalse(offered & {"focal_point", "focal_point_email", "remarks", "unverified"})
        self.assertEqual({target.key for _group, found in targets(staff=True) for target in found}, set(TARGETS))

    def test_a_particular_carries_its_heading(self):
        self.assertEqual(target_of("particulars:Seats").label, "Seats")
        self.assertIsNone(target_of("nonsense"))


class ProposalTests(RegistryTestCase):
    """What columns mean, by their headings and cells."""

    def keys(self, headings, samples=(), **more):
        return [proposal.key for proposal in propose(headings, samples, **more)]

    def test_usual_headings_of_five_languages(self):
        for headings, wanted in {
            ("Project title", "Country of origin", "Lead agency", "Partner countries", "Year(s)", "Link",
            "Brief description", "Lessons learned"):
                ["title", "countries:origin", "organisations:lead", "countries:participant", "period",
                "source_addresses", "summary", "lessons"],
            ("Nom du projet", "Pays d'origine", "Organisme chef de file", "Pays partenaires", "Durée", "Lien", "Résumé", "Leçons apprises"):
                ["title", "countries:origin", "organisations:lead", "countries:participant", "period",
                "source_addresses", "summary", "lessons"],
            ("Nombre del proyecto", "País de origen", "Entidad líder", "Duración", "Enlace", "Resumen",
            "Lecciones aprendidas", "Presupuesto"):
                ["title", "countries:origin", "organisations:lead", "period", "source_addresses", "summary", "lessons", "cost_band"],
            ("Título do projeto", "País de origem", "Entidade líder", "Duração", "Ligação", "Resumo", "Lições aprendidas", "Temas"):
                ["title", "countries:origin", "organisations:lead", "period", "source_addresses", "summary", "lessons", "themes"],
            ("اسم المشروع", "بلد المنشأ", "الجهة المنفذة", "المدة", "الرابط", "الملخص", "الدروس المستفادة", "المواضيع"):
                ["title", "countries:origin", "organisations:implementer", "period", "source_addresses", "summary", "lessons", "themes"],
        }.items():  # fmt: skip
            with self.subTest(headings[0]):
                self.assertEqual(self.keys(headings), wanted)

    def test_a_closed_list_is_not_what_hardly_a_cell_names(self):
        cells = [["Study visit", "Course", "Study visit", "Meeting"]]
        self.assertNotEqual(self.keys(["Modality"], cells), ["modality"])
        self.assertEqual(
            self.keys(["Modality"], [["South-South cooperation", "triangular", "South-South cooperation"]]),
            ["modality"],
        )

    def test_keys_and_labels_of_our_own_columns(self):
        for column in COLUMNS:
            if column.key in TARGETS:
                with self.subTest(column.key):
                    self.assertEqual(self.keys([column.key], language="en"), [column.key])
        self.assertEqual(self.keys(["themes_code"]), ["themes"])
        self.assertEqual(self.keys(["themes", "themes_code"]), ["themes", ""])
        self.assertEqual(
            self.keys(["consultation mechanisms", "Evidence level", "start year"]),
            ["mechanisms", "evidence_level", "start_year"],
        )

    def test_headings_in_two_languages_with_stars_and_misspelt(self):
        self.assertEqual(
            self.keys(["Country of origin / Pays d'origine", "TITLE OF PRACTICE*", "Lesons learnt"]),
            ["countries:origin", "title", "lessons"],
        )
        self.assertEqual(
            self.keys(["Main implementing agency of the project", "Lien (site web)"]),
            ["organisations:implementer", "source_addresses"],
        )

    def test_the_language_of_a_text_column(self):
        self.assertEqual(
            self.keys(["Title", "Title (French)", "Titre en arabe", "summary_es", "Résumé (FR)"], language="en"),
            ["title", "title_fr", "title_ar", "summary_es", "summary_fr"],
        )
        self.assertEqual(self.keys(["Title (English)"], language="en"), ["title"])

    def test_cells_tell_where_the_heading_does_not(self):
        samples = [
            ["Country XA", "Country XB; Country XC", None, "XA"],
            ["https://report.example/1", "", "https://report.example/2"],
            ["2017-2019", "since 2015", 2014],
            ["a@desk.example", "b@desk.example"],
            ["Made-up theme alpha", "Made-up theme beta; Made-up theme gamma"],
        ]
        self.assertEqual(
            self.keys(["Column A", "B", "C", "D", "E"], samples),
            ["countries", "source_addresses", "period", "focal_point_email", "themes"],
        )

    def test_cells_speak_against_a_heading(self):
        prose = ["A long story of what was done and why. " * 8] * 3
        self.assertNotEqual(self.keys(["Period"], [prose]), ["period"])
        self.assertEqual(self.keys(["Description"], [prose]), ["summary"])

    def test_what_nobody_knows_is_left_out_and_says_so(self):
        (proposal,) = propose(["Zxq"], [["some words", "others"]])
        self.assertEqual((proposal.key, proposal.score), ("", 0))
        self.assertTrue(proposal.why)
        self.assertEqual(self.keys(["No.", "", "#"], [[1, 2], [], [1]]), ["", "", ""])

    def test_one_meaning_once_unless_it_adds_up(self):
        self.assertEqual(self.keys(["Title", "Project title"]).count("title"), 1)
        self.assertEqual(self.keys(["Link", "Website"]), ["source_addresses"] * 2)
        self.assertEqual(self.keys(["Country of origin", "Countries of origin"]), ["countries:origin"] * 2)
        self.assertEqual(self.keys(["Start year", "End year", "Duration"]), ["start_year", "end_year", ""])

    def test_others_are_offered(self):
        first, second = propose(["Title", "Project title"], [])
        self.assertIn("title", dict((first if not first.key else second).others))

    def test_what_was_chosen_before_comes_first(self):
        remembered = {
            folded("Title"): "summary",
            folded("Zxq"): "particulars:Zxq",
            folded("Link"): "",
            folded("Old"): "no_longer_there",
        }
        found = propose(["TITLE", "Zxq", "Link", "Old"], [], remembered=remembered)
        self.assertEqual([one.key for one in found], ["summary", "particulars:Zxq", "", ""])
        self.assertEqual(found[0].score, 100)

    def test_what_is_for_staff_is_proposed_to_staff_alone(self):
        samples = [["A. Made-up, a@desk.example"], ["Some words"]]
        self.assertEqual(self.keys(["Focal point", "Remarks"], samples), ["focal_point", "remarks"])
        self.assertEqual(self.keys(["Focal point", "Remarks"], samples, staff=False), ["", ""])

    def test_the_language_of_a_sheet(self):
        for language, headings, cells in (
            ("en", ["Project title", "Country"], ["The training of officials and the exchange of views"]),
            ("fr", ["Nom du projet", "Pays"], ["La formation des agents et un échange de vues"]),
            ("es", ["Nombre del proyecto", "País"], ["La formación de los funcionarios y el intercambio"]),
            ("pt", ["Nome do projeto", "País"], ["A formação dos funcionários e uma troca de ideias"]),
            ("ar", ["اسم المشروع", "البلد"], ["تدريب الموظفين وتبادل الآراء"]),
        ):
            with self.subTest(language):
                self.assertEqual(guess_language(headings, [[], cells]), language)
        self.assertEqual(guess_language(["A1", "B2"], [[1, 2], []]), "")


class AnyCellTests(AnyTestCase):
    """Whatever stands in a sheet."""

    @classmethod
    def setUpTestData(cls):
        make_reference()

    @limits(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sampled_from(sorted(TARGETS)), st.sampled_from(["", *Language.values]),
        st.one_of(
            st.text(max_size=80), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.none(),
            st.lists(st.sampled_from(["Country XA", "and", ",", ";", "(", ")", "|", "\n", "10.7", "SDG", "http://",
            "2017", "-", "و", "\\"]), max_size=9).map(" ".join),
        ),
    )  # fmt: skip
    def test_reading_never_fails(self, target, language, cell):
        reading = Matcher(language).read(target, cell)
        for key, _value, _is_added in reading.values:
            self.assertTrue(BY_KEY[key].is_written)
        said = bool(reading.values or reading.questions or reading.faults)
        self.assertFalse(reading.is_empty and said)

    @limits(max_examples=25, deadline=None)
    @given(st.lists(st.text(max_size=30), max_size=4))
    def test_any_heading_is_taken(self, headings):
        self.assertEqual(len(propose(headings, [[heading] for heading in headings])), len(headings))


class RealNamesTests(TestCase):
    """Over the real names of countries, terms and organisations."""

    @classmethod
    def setUpTestData(cls):
        loading.load_reference(settings.BASE_DIR / "fixtures")

    def test_every_name_of_every_country_means_it_or_asks_for_it(self):
        names = [
            (country.code, language, text)
            for country in Country.objects.all()
            for language, text in country.labels.items()
        ]
        names += [
            (country.code, "en", text)
            for country in Country.objects.all()
            for text in (country.code, country.iso3, country.un_name_en)
            if text
        ]
        names += Alias.objects.filter(country__isnull=False).values_list("country__code", "language", "text")
        matchers = {language: Matcher(language) for language in ("", *Language.values)}
        wrong = []
        for code, language, text in names:
            reading = matchers[language].read("countries:origin", text)
            candidates = [candidate.code for question in reading.questions for candidate in question.candidates]
            if codes_of(reading) != [code] and code not in candidates:
                wrong.append((code, language, text, codes_of(reading), candidates))
        self.assertEqual(wrong, [])

    def test_labels_of_countries_are_certain_but_for_those_that_several_share(self):
        asked = set()
        for language in Language.values:
            matcher = Matcher(language)
            for country in Country.objects.all():
                reading = matcher.read("countries:origin", country.labels[language])
                if codes_of(reading) != [country.code]:
                    asked.add(country.labels[language])
        self.assertEqual(asked, {"Congo", "Guinea"})

    def test_cells_as_partners_write_them(self):
        for language, cell, codes in (
            ("en", "Bosnia and Herzegovina", "BA"), ("en", "Trinidad & Tobago; Jamaica", "TT JM"), ("en", "Congo, Dem. Rep.", "CD"),
            ("en", "Antigua and Barbuda, Saint Kitts and Nevis and St. Lucia", "AG KN LC"), ("en", "Korea, Rep. of", "KR"),
            ("en", "Iran (Islamic Republic of), Iraq", "IR IQ"), ("en", "Sudan, South Sudan", "SD SS"), ("en", "Niger, Nigeria", "NE NG"),
            ("en", "Bolivia (Plurinational State of)", "BO"), ("en", "Tanzania, United Republic of", "TZ"), ("en",
            "Lao PDR / Viet Nam", "LA VN"),
            ("en", "Cote d'Ivoire*", "CI"), ("en", "Swaziland, Cape Verde, Turkey", "SZ CV TR"), ("en", "UK, USA & UAE", "GB US AE"),
            ("fr", "Sénégal et Mali", "SN ML"), ("fr", "Trinité-et-Tobago, République démocratique du Congo",
            "TT CD"), ("fr", "ETATS-UNIS", "US"),
            ("es", "Perú y Bolivia", "PE BO"), ("es", "Trinidad y Tabago", "TT"), ("es", "EE.UU.; México", "US MX"),
            ("pt", "Brasil e Moçambique", "BR MZ"), ("pt", "São Tomé e Príncipe, Angola", "ST AO"),
            ("ar", "المغرب والسنغال", "MA SN"), ("ar", "المغرب، السنغال ومالي", "MA SN ML"), ("ar", "البوسنة والهرسك", "BA"),
            ("en", "Ghana-Togo", "GH TG"), ("en", "GHA, TGO", "GH TG"), ("en", "Eswatini (formerly Swaziland)", "SZ"),
        ):  # fmt: skip
            with self.subTest(cell):
                reading = Matcher(language).read("countries:origin", cell)
                self.assertEqual((codes_of(reading), reading.questions), (codes.split(), []))

    def test_what_is_asked(self):
        for language, cell, codes in (
            ("en", "Congo", ["CG", "CD"]), ("en", "Guinea", ["GN", "GQ", "GW", "PG"]), ("en", "Dominican", ["DM",
            "DO"]), ("en", "SA", ["SA", "ZA"]),
            ("en", "NA", ["NA"]), ("en", "West Africa", []), ("en", "Morroco", ["MA"]), ("en", "Bosnya and Herzegowina", ["BA"]),
        ):  # fmt: skip
            with self.subTest(cell):
                reading = Matcher(language).read("countries:origin", cell)
                self.assertEqual(codes_of(reading), [])
                (question,) = reading.questions
                self.assertCountEqual([candidate.code for candidate in question.candidates], codes)
        self.assertEqual(Matcher("en").read("countries:origin", "no").values, [])

    def test_every_label_of_every_organisation_and_theme_means_it_or_asks_for_it(self):
        matcher = Matcher("")
        for organisation in Organisation.objects.all():
            for text in organisation.labels.values():
                reading = matcher.read("organisations:lead", text)
                found = codes_of(reading) + [one.code for question in reading.questions for one in question.candidates]
                self.assertIn(organisation.code, found, text)
        for term in Term.objects.filter(kind=TermKind.THEME):
            for text in term.labels.values():
                reading = matcher.read("themes", text)
                found = [
                    *(reading.values[0][1] if reading.values else ()),
                    *(one.code for question in reading.questions for one in question.candidates),
                ]
                self.assertIn(term.code, found, text)

    def test_organisations_as_partners_write_them(self):
        matcher = Matcher("en")
        found = {one.label_en: one.code for one in Organisation.objects.all()}
        migration, labour = (
            found["International Organization for Migration"],
            found["International Labour Organization"],
        )
        for cell, codes in {
            "IOM": [migration], "ILO and IOM": [labour, migration], "OIM; OIT": [migration, labour],
            "International Organisation for Migration (IOM)": [migration],
            "Ministry of Labour, Jordan": [found["Ministry of Labour of Jordan"]], "Coventry University": [found["Coventry University"]],
            "Centre for Migration Studies, University of Ghana": [found["Centre for Migration Studies, University of Ghana"]],
        }.items():  # fmt: skip
            with self.subTest(cell):
                self.assertEqual(codes_of(matcher.read("organisations:lead", cell)), codes)
        for cell in ("MFA", "Ministry of Labour", "Instituto Nacional de Migración", "Ministry of Labour, Ghana"):
            with self.subTest(cell):
                reading = matcher.read("organisations:lead", cell)
                self.assertEqual((reading.values, len(reading.questions)), ([], 1))
        (question,) = matcher.read("organisations:lead", "Ministry of Labour of Kenya").questions
        self.assertNotIn(found["Ministry of Labour of Jordan"], [one.code for one in question.candidates])
