"""What django-import-export asks for: a resource over our columns, and our formats. Its way in is not used."""

from collections.abc import Iterable
from typing import BinaryIO

import tablib
from django.conf import settings
from django.db.models import QuerySet
from import_export import fields, resources
from import_export.formats import base_formats

from practices.exchange import exporting
from practices.exchange.columns import COLUMNS
from practices.exchange.exporting import Asked
from practices.exchange.exporting.giving import Stream, give
from practices.exchange.formats import FORMATS, Front, Table


class PracticeResource(resources.Resource):
    """Working copies as rows: whole documents, built many at a time, never a field at a time."""

    def __init__(
        self,
        *,
        asked: Asked | None = None,
        language: str = settings.LANGUAGE_CODE,
        front: Front | None = None,
        staff: bool = False,
        **options: object,
    ) -> None:
        super().__init__(**options)
        self.asked, self.language, self.staff = asked or Asked(), language, staff
        self.front = front or Front(str(settings.SITE_NAME))

    @classmethod
    def get_display_name(cls) -> str:
        return "practices"

    def table(self, practices: QuerySet | Iterable[int], format: str = "") -> Table:
        """What a writer needs of these practices or their keys, in their order. Rows are made when they are taken."""
        keys = practices.values_list("pk", flat=True) if isinstance(practices, QuerySet) else practices
        return exporting.of_working_copies(
            keys, self.asked, self.language, front=self.front, staff=self.staff, format=format
        )

    def export(self, queryset: QuerySet | None = None, **options: object) -> tablib.Dataset:
        """The same in memory, as other code of django-import-export has it. Files are written from `table`."""
        if queryset is None:
            raise ValueError("Which practices may be seen depends on the person: give a queryset.")
        table = self.table(queryset)
        return tablib.Dataset(
            *(record.cells for record in table.rows), headers=[heading.key for heading in table.headings]
        )

    def import_data(self, *given: object, **options: object) -> None:
        """Not this way: practices.exchange.importing checks, shows, asks and can undo."""
        raise NotImplementedError("Practices are imported by practices.exchange.importing.")


PracticeResource.fields |= {
    column.key: fields.Field(column_name=column.key, readonly=not column.is_written) for column in COLUMNS
}


class SheetFormat(base_formats.Format):
    """One of our formats under the interface of django-import-export. It takes a Table where others take a Dataset."""

    name = ""

    def get_title(self) -> str:
        return FORMATS[self.name].label

    def get_extension(self) -> str:
        return FORMATS[self.name].extension

    def get_content_type(self) -> str:
        return FORMATS[self.name].media_type

    def can_export(self) -> bool:
        return True

    def export_data(self, table: Table, **options: object) -> Stream | BinaryIO:
        """The file in pieces as they are made; or, where it must be finished first, open to be read. Raises Busy."""
        return give(self.name, lambda: table)


class XLSX(SheetFormat):
    """A workbook."""

    name = "xlsx"


class CSV(SheetFormat):
    """A plain table."""

    name = "csv"


class JSON(SheetFormat):
    """One JSON value."""

    name = "json"


class JSONLines(SheetFormat):
    """One JSON value a line."""

    name = "jsonl"


class GeoJSON(SheetFormat):
    """Points with properties, for maps."""

    name = "geojson"


EXPORT_FORMATS = (XLSX, CSV, JSON, JSONLines, GeoJSON)
