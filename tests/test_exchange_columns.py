"""Columns: every field of a document goes out and comes in again, in each language."""

from datetime import date, datetime

from django.conf import settings
from django.test import SimpleTestCase, TestCase
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from practices import document
from practices.document.shape import Document
from practices.exchange import columns
from practices.exchange.columns import CellFault, Layout, cells
from practices.exchange.columns.names import names
from practices.exchange.columns.reading import Facts
from practices.fixtures import loading
from practices.models import Practice
from practices.text import clean
from practices.vocabulary import Language, TermKind
from tests import documents
from tests.cast import RegistryTestCase
from tests.example import example_document
from tests.factories import TermFactory

WHOLE = [column for column in columns.COLUMNS if column.is_written and "*" not in column.path]
OF_ROW = [columns.BY_KEY[key] for key in columns.DEFAULT]
NOTHING = Facts()


def whole(given: dict) -> dict:
    """A document with every key, as it would be loaded."""
    shape = Document.model_validate({"staff": {}} | given)
    return document.empty() | {"code": None} | shape.model_dump(by_alias=True)


def read_back(row: list, heads: list, known, into: dict | None = None) -> dict:
    """The document made of one row."""
    found = into or document.empty()
    given = {head.key: cell for head, cell in zip(heads, row, strict=True)}
    language = given.get("text_language") and columns.parse(
        columns.BY_KEY["text_language"], given["text_language"], known
    )
    for key, cell in given.items():
        column = columns.BY_KEY[key]
        if column.is_written and key != "text_language":
            value = columns.parse(column, cell, known)
            columns.put(found, column, (value or None) if key == "code" else value, language or "")
    return found


class RoundTripTests(RegistryTestCase, HypothesisTestCase):
    """What goes out comes in as it was."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        TermFactory(kind=TermKind.THEME, code="delta", label_en="Same name")
        TermFactory(kind=TermKind.THEME, code="epsilon", label_en="same name")

    def there_and_back(self, built: dict, language: str) -> None:
        known = names(language)
        reader = columns.Reader(WHOLE, known)
        for row in (reader.cells(built, NOTHING)[0], reader.values(built, NOTHING)[0]):
            self.assertEqual(read_back(row, reader.heads, known), built)

    def test_columns_cover_every_field_of_the_shape(self):
        self.there_and_back(whole(example_document()), "en")

    @examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(documents.documents(), st.sampled_from(Language.values))
    def test_any_document_comes_back_from_cells_and_from_values(self, built, language):
        self.there_and_back(whole(built), language)

    def test_the_texts_of_a_row_are_in_the_language_that_it_tells(self):
        built = whole(example_document())
        for language, shown in (("en", "en"), ("fr", "fr"), ("pt", "en"), ("ar", "ar")):
            with self.subTest(language):
                reader = columns.Reader(OF_ROW, names(language))
                row = dict(zip((head.key for head in reader.heads), reader.cells(built, NOTHING)[0], strict=True))
                self.assertEqual(row["title"], built["texts"][shown]["title"])
                changed = whole(example_document())
                again = read_back(list(row.values()), reader.heads, names(language), changed)
                self.assertEqual(again, built)

    def test_names_that_mean_two_values_carry_their_code(self):
        known = names("en")
        self.assertEqual(known.label(TermKind.THEME, "delta"), "Same name [delta]")
        self.assertEqual(known.find(TermKind.THEME, "SAME NAME [delta]"), "delta")
        self.assertIsNone(known.find(TermKind.THEME, "Same name"))

    def test_names_that_look_like_ours_are_told_apart(self):
        for code, label in (("t_a", "Twin"), ("t_b", "Twin"), ("t_c", "Twin [t_b]"), ("t_d", "twin [T_B] [t_b]")):
            TermFactory(kind=TermKind.TAG, code=code, label_en=label)
        known = names("en")
        for code in ("t_a", "t_b", "t_c", "t_d", "tag_one"):
            self.assertEqual(known.find(TermKind.TAG, known.label(TermKind.TAG, code)), code)

    def test_a_value_is_found_by_code_and_by_label_in_any_language(self):
        TermFactory(kind=TermKind.THEME, code="zeta", label_en="Sixth", label_fr="Sixième")
        for language in ("en", "es"):
            for text in ("zeta", "ZETA", "Sixth", "sixieme", "anything [zeta]"):
                self.assertEqual(names(language).find(TermKind.THEME, text), "zeta", (language, text))
        self.assertEqual(names("en").find(TermKind.SDG_TARGET, "10.7 some other words"), "10.7")
        self.assertEqual(names("en").find("country", "xa"), "XA")
        self.assertIsNone(names("en").find(TermKind.THEME, "seventh"))

    def test_entries_may_have_rows_of_their_own(self):
        built = whole(example_document())
        reader = columns.Reader([columns.BY_KEY["code"]], names("en"), layout=Layout.COUNTRIES, codes=True)
        self.assertEqual(
            [head.key for head in reader.heads],
            ["code", "countries.country", "countries.country_code", "countries.role", "countries.role_code"],
        )
        rows = reader.cells(built, NOTHING)
        self.assertEqual([row[2] for row in rows], [entry["country"] for entry in built["countries"]])
        without = reader.cells(built | {"countries": []}, NOTHING)
        self.assertEqual(without, [[None] * 5])

    def test_codes_stand_beside_labels(self):
        built = whole(example_document())
        reader = columns.Reader([columns.BY_KEY["themes"], columns.BY_KEY["countries"]], names("en"), codes=True)
        row = reader.cells(built, NOTHING)[0]
        self.assertEqual([head.key for head in reader.heads], ["themes", "themes_code", "countries", "countries_code"])
        self.assertEqual(row[1], "alpha; beta")
        self.assertEqual(row[3].split("\n")[0], "XA | provider")

    def test_a_detail_without_any_answer_is_told_from_none(self):
        built = whole(example_document())
        built["study_tour"] = columns.writing.blank_detail("study_tour")
        self.there_and_back(built, "en")


class CellTests(RegistryTestCase):
    """What a single cell means."""

    GOOD = (
        ("start_year", 2019.0, 2019), ("start_year", "2019", 2019), ("start_year", "", None), ("start_year", None, None),
        ("study_tour_start_date", date(2020, 2, 29), "2020-02-29"), ("study_tour_start_date", datetime(2020, 2, 29), "2020-02-29"),
        ("study_tour_start_date", 2020, "2020"), ("study_tour_start_date", "2020-02", "2020-02"),
        ("labour_agreement_term_years", "2.5", 2.5), ("labour_agreement_term_years", 3.0, 3),
        ("labour_agreement_joint_committee", True, True), ("labour_agreement_joint_committee", "no", False),
        ("labour_agreement_joint_committee", "", None), ("labour_agreement_joint_committee", 1, True),
        ("themes", " alpha ;; beta;", ["alpha", "beta"]), ("themes", None, []), ("gcm_objectives", 23, ["23"]),
        ("countries", "XA | provider\n\nXB|beneficiary", [{"country": "XA", "role": "provider"}, {"country": "XB", "role": "beneficiary"}]),
        ("cities", "xa-one", [{"city": "xa-one", "role": ""}]),
        ("study_tour_topics", "one\n\n two ", ["one", "two"]),
        ("title", " A\x00 title\r\n", "A title"), ("title", 2019, "2019"),
    )  # fmt: skip
    BAD = (
        ("start_year", "since 2019"), ("start_year", 2019.5), ("start_year", True), ("themes", "alpha; nope"),
        ("labour_agreement_term_years", "nan"), ("labour_agreement_term_years", "1e999"), ("start_year", "1e400"),
        ("start_year", "1e1000000"), ("labour_agreement_term_years", "9" * 400), ("start_year", 10**400),
        ("labour_agreement_joint_committee", "perhaps"), ("countries", "XA"), ("countries", "XA | provider | more"),
        ("countries", [["XA"], 3]), ("title", ["two", "titles"]), ("countries", [{"land": "XA"}]),
    )  # fmt: skip

    def test_cells_that_mean_something(self):
        for key, cell, value in self.GOOD:
            with self.subTest(f"{key} {cell!r}"):
                self.assertEqual(columns.parse(columns.BY_KEY[key], cell, names("en")), value)

    def test_cells_that_do_not(self):
        for key, cell in self.BAD:
            with self.subTest(f"{key} {cell!r}"), self.assertRaises(CellFault) as refusal:
                columns.parse(columns.BY_KEY[key], cell, names("en"))
            self.assertTrue(str(refusal.exception))


class DeclarationTests(SimpleTestCase):
    """The table of columns itself."""

    def test_keys_are_lasting_names(self):
        self.assertEqual(len({column.key for column in columns.COLUMNS}), len(columns.COLUMNS))
        for column in columns.COLUMNS:
            self.assertRegex(column.key, r"^[a-z][a-z0-9_]*$")
            self.assertTrue(str(column.label))

    def test_staff_columns_are_left_out_unless_asked_for(self):
        keys = ["code", "remarks", "state"]
        self.assertEqual([column.key for column in columns.columns_of(keys)], ["code"])
        self.assertEqual([column.key for column in columns.columns_of(keys, staff=True)], ["code", "state", "remarks"])
        self.assertFalse(any(columns.BY_KEY[key].is_for_staff for key in columns.DEFAULT))

    def test_nothing_chosen_is_the_default(self):
        self.assertEqual(tuple(column.key for column in columns.columns_of(["nonsense"])), columns.DEFAULT)


class TextsInListsTests(SimpleTestCase):
    """Any text can be part of a list and comes back as it was."""

    texts = st.lists(st.text(st.sampled_from(" ab|;\\\n'") | st.characters()).map(clean).filter(bool))

    @given(texts)
    def test_lists_lines_and_entries(self, given):
        self.assertEqual(cells.split_list(cells.joined(map(cells.in_list, given))), given)
        self.assertEqual(cells.split_lines(cells.lines(map(cells.in_lines, given))), given)
        line = cells.entry(map(cells.in_entry, given))
        self.assertEqual(cells.split_entries(line), [given] if given else [])

    @given(st.text())
    def test_any_cell_can_be_cut(self, text):
        for cut in (cells.split_list, cells.split_lines, cells.split_entries):
            self.assertIsInstance(cut(text), list)


class RealRecordsTests(TestCase):
    """The real practices, as far as they can be told without a file."""

    def test_every_record_comes_back_in_every_language(self):
        fixtures = settings.BASE_DIR / "fixtures"
        loading.load_reference(fixtures)
        loading.load_practices(fixtures)
        built = document.build_many(Practice.objects.values_list("pk", flat=True), staff=True)
        self.assertEqual(len(built), 80)
        for language in Language.values:
            known = names(language)
            reader = columns.Reader(WHOLE, known)
            for one in built.values():
                with self.subTest(f"{language} {one['code']}"):
                    self.assertEqual(read_back(reader.cells(one, NOTHING)[0], reader.heads, known), one)
