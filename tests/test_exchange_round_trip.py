"""What goes out comes in: every fixture, and any document at all, through real files in each language."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, transaction
from django.test import TestCase
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from practices import document
from practices.exchange import formats
from practices.exchange.columns import COLUMNS, DEFAULT, Layout
from practices.exchange.exporting import Asked, of_working_copies
from practices.exchange.formats.table import Front
from practices.fixtures import loading
from practices.models import Event, ImportRow, Practice
from practices.vocabulary import Language
from tests.cast import RegistryTestCase
from tests.documents import LINKED, KeptFile, documents
from tests.factories import make_practice
from tests.importing import PrivateStore, checked, importer, loaded, problems

WRITTEN = tuple(column.key for column in COLUMNS if column.is_written)
FORMATS = ("xlsx", "csv", "json")


class RolledBack(Exception):
    """The end of a part of a test whose changes are not to stay."""


def exported(folder: str, format: str, language: str, columns: tuple[str, ...], **more) -> Path:
    """A file of all working copies, with what is for staff."""
    path = Path(folder) / f"export-{language}.{format}"
    keys = list(Practice.objects.order_by("pk").values_list("pk", flat=True))
    table = of_working_copies(
        keys, Asked(columns=columns, **more), language, front=Front("A made-up title"), staff=True
    )
    formats.write(format, table, path)
    return path


def whole() -> dict[str, dict]:
    """Every document by its code, with what is for staff."""
    built = document.build_many(Practice.objects.values_list("pk", flat=True), staff=True)
    return {found["code"]: found for found in built.values()}


def wipe() -> None:
    """No practice is there any more."""
    with connection.cursor() as cursor:
        # Events refuse to change, and foreign keys are looked at later than this test ends.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in (ImportRow, *(related.related_model for related in Practice._meta.related_objects), Practice):
            if model is not Event:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def after_wiping(case: TestCase, path: Path) -> dict[str, dict]:
    """Every document that a file brings back, once all are gone."""
    wipe()
    one = loaded(path, case.person, unknown="add")
    case.assertEqual((problems(one)[:3], one.error), ([], ""))
    return whole()


class FixtureTests(PrivateStore, TestCase):
    """The real records."""

    @classmethod
    def setUpTestData(cls):
        loading.load_reference(settings.BASE_DIR / "fixtures")
        loading.load_practices(settings.BASE_DIR / "fixtures")
        cls.person = importer()

    def test_every_record_comes_back_from_each_format_in_each_language(self):
        before = whole()
        self.assertEqual(len(before), 80)
        with TemporaryDirectory() as folder:
            for language in Language.values:
                for format in FORMATS:
                    with self.subTest(language=language, format=format):
                        path = exported(folder, format, language, WRITTEN)
                        self.assertEqual(self.wiped_and_loaded(path), before)

    def wiped_and_loaded(self, path: Path) -> dict[str, dict]:
        try:
            with transaction.atomic():
                raise RolledBack(after_wiping(self, path))
        except RolledBack as end:
            return end.args[0]

    def test_a_file_of_the_usual_columns_changes_nothing(self):
        with TemporaryDirectory() as folder:
            for language in Language.values:
                for format in FORMATS:
                    with self.subTest(language=language, format=format):
                        one = checked(exported(folder, format, language, DEFAULT), self.person)
                        self.assertEqual((problems(one)[:3], one.counts["unchanged"]), ([], 80))

    def test_a_row_an_entry_and_codes_beside_labels_change_nothing(self):
        with TemporaryDirectory() as folder:
            for layout, language in zip(Layout, Language.values, strict=True):
                with self.subTest(layout=layout):
                    path = exported(folder, "xlsx", language, DEFAULT, layout=layout, codes=True)
                    one = checked(path, self.person)
                    self.assertEqual((problems(one)[:3], one.counts["unchanged"]), ([], 80))

    def test_labels_as_headings_are_understood(self):
        with TemporaryDirectory() as folder:
            for language in Language.values:
                with self.subTest(language=language):
                    one = checked(exported(folder, "csv", language, DEFAULT, labels_as_headings=True), self.person)
                    self.assertEqual((problems(one)[:3], one.counts["unchanged"]), ([], 80))


class AnyDocumentTests(KeptFile, RegistryTestCase, HypothesisTestCase):
    """Documents nobody would think of, several in a file."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.person = importer()
        make_practice(code=LINKED)

    @hypothesis_settings(max_examples=4, suppress_health_check=list(HealthCheck))
    @given(st.lists(documents(), min_size=6, max_size=12), st.sampled_from(Language.values))
    def test_they_come_back_from_real_files(self, given, language):
        for format in ("xlsx", "csv"):
            try:
                with transaction.atomic(), TemporaryDirectory() as folder:
                    document.load_many(given, by=self.author)
                    before = whole()
                    path = exported(folder, format, language, WRITTEN)
                    self.assertEqual(after_wiping(self, path), before)
                    raise RolledBack
            except RolledBack:
                pass
