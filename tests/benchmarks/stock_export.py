"""The same sheet by django-import-export, tablib and openpyxl as they are installed.

Its fields take their values from our own reader, of the same documents, fetched in one query: what remains between the
two is the machinery alone.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db.models import F
from django.utils import timezone
from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import Resource
from import_export.widgets import CharWidget, IntegerWidget

from practices import document
from practices.exchange.columns import BY_KEY, Facts, Kind, Reader, columns_of, names
from practices.exchange.exporting.addresses import Addresses
from practices.models import Listing
from tests.benchmarks import sheets

NUMBERS = {Kind.INTEGER, Kind.YEAR}


class Sheet(Resource):
    """The forty columns, of rows that are dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        for key in sheets.OUT:
            widget = IntegerWidget() if BY_KEY[key].kind in NUMBERS else CharWidget()
            self.fields[key] = Field(attribute=key, column_name=str(BY_KEY[key].label), widget=widget)


def export(path: str, count: int) -> int:
    """The file; the number of its rows."""
    # As its admin does it for workbooks: numbers stay numbers.
    dataset = Sheet().export(_rows(count), force_native_type=True)
    Path(path).write_bytes(XLSX().export_data(dataset))
    return len(dataset)


def _rows(count: int) -> Iterator[dict]:
    reader, addresses = Reader(columns_of(sheets.OUT), names(sheets.LANGUAGE)), Addresses(sheets.LANGUAGE)
    listings = Listing.objects.order_by("-published_at", "-pk").annotate(
        number=F("edition__number"), document=F("edition__document"), grade=F("practice__standing__grade")
    )
    for listing in listings.only("code", "published_at")[:count].iterator():
        facts = Facts(
            url=addresses.page(listing.code, listing.number),
            edition=listing.number,
            published=timezone.localtime(listing.published_at).date().isoformat(),
            grade=listing.grade or "",
        )
        for cells in reader.cells(document.upgrade(listing.document), facts):
            yield dict(zip(sheets.OUT, cells, strict=True))
