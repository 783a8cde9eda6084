"""The resource and formats that django-import-export is given: our columns, whole documents, nothing in."""

import io

import openpyxl
import tablib
from django.db import connection
from django.test import SimpleTestCase
from django.test.utils import CaptureQueriesContext
from import_export.formats.base_formats import Format

from practices.exchange.columns import COLUMNS, Layout
from practices.exchange.exporting import Asked
from practices.exchange.formats import FORMATS
from practices.exchange.resource import EXPORT_FORMATS, PracticeResource, Stream
from practices.models import Practice
from tests.cast import RegistryTestCase
from tests.factories import make_practice

FEW = Asked(columns=("code", "title", "countries"))


class DeclarationTests(SimpleTestCase):
    def test_its_fields_are_the_columns(self):
        fields = PracticeResource().fields
        self.assertEqual([*fields], [column.key for column in COLUMNS])
        self.assertEqual({key for key, field in fields.items() if field.readonly},
                         {column.key for column in COLUMNS if not column.is_written})  # fmt: skip

    def test_nothing_comes_in_by_it(self):
        with self.assertRaises(NotImplementedError):
            PracticeResource().import_data(tablib.Dataset(headers=["code"]))
        self.assertFalse(any(one().can_import() for one in EXPORT_FORMATS))

    def test_whose_practices_must_be_said(self):
        with self.assertRaises(ValueError):
            PracticeResource().export()

    def test_its_formats_are_ours(self):
        self.assertEqual([one.name for one in EXPORT_FORMATS], [*FORMATS])
        for one in EXPORT_FORMATS:
            with self.subTest(one.name):
                format = one()
                self.assertIsInstance(format, Format)
                self.assertTrue(format.can_export() and format.is_binary())
                known = FORMATS[one.name]
                self.assertEqual((format.get_title(), format.get_extension(), format.get_content_type()),
                                 (known.label, known.extension, known.media_type))  # fmt: skip


class RowTests(RegistryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.practices = [make_practice(cls.author) for _number in range(3)]

    def test_a_dataset_has_the_practices_in_their_order(self):
        dataset = PracticeResource(asked=FEW).export(Practice.objects.order_by("-pk"))
        self.assertEqual(dataset.headers, ["code", "title", "countries"])
        self.assertEqual(dataset["code"], [practice.code for practice in reversed(self.practices)])

    def test_layouts_and_columns_for_staff_are_those_asked_for(self):
        asked = Asked(columns=("code", "remarks"), layout=Layout.COUNTRIES, codes=True)
        with_staff = PracticeResource(asked=asked, staff=True).export(Practice.objects.all())
        self.assertIn("remarks", with_staff.headers)
        self.assertIn("countries.country_code", with_staff.headers)
        without = PracticeResource(asked=asked).export(Practice.objects.all())
        self.assertNotIn("remarks", without.headers)

    def test_files_are_written_from_the_table(self):
        keys = [practice.pk for practice in self.practices]
        for one in EXPORT_FORMATS:
            with self.subTest(one.name):
                content = b"".join(one().export_data(PracticeResource(asked=FEW).table(keys, one.name)))
                if one.name == "xlsx":
                    self.assertEqual(openpyxl.load_workbook(io.BytesIO(content))["Practices"].max_row, 5)
                else:
                    for practice in self.practices:
                        self.assertIn(practice.code.encode(), content)

    def test_nothing_is_read_before_a_row_is_taken_and_closing_ends_it(self):
        with self.assertNumQueries(1):  # whether the names are still those of before
            table = PracticeResource(asked=FEW).table([self.practices[0].pk], "csv")
        stream = EXPORT_FORMATS[1]().export_data(table)
        self.assertIsInstance(stream, Stream)
        stream.close()
        self.assertEqual([*table.rows], [])

    def test_queries_do_not_grow_with_the_practices(self):
        counts = []
        for wanted in (3, 30):
            while Practice.objects.count() < wanted:
                make_practice(self.author)
            PracticeResource(asked=FEW).export(Practice.objects.all())
            with CaptureQueriesContext(connection) as found:
                self.assertEqual(len(PracticeResource(asked=FEW).export(Practice.objects.all())), wanted)
            counts.append(len(found))
        self.assertEqual(*counts)
