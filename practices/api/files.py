"""Whole results as files, as the page offers them: made by the exports, refused as problems."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api import limits
from practices.api.parameters import LANG, NOT_TOGETHER, UNKNOWN_VALUE, Given, Parameter
from practices.api.problems import Problem
from practices.exchange import exporting
from practices.exchange.columns import Layout
from practices.exchange.exporting import Order, asked, giving
from practices.exchange.exporting.answering import file_of
from practices.opendata import addresses

COLUMNS = Parameter(
    "columns",
    gettext_lazy("Files only: keys of columns set apart by commas, or “all”. The data dictionary explains each."),
    example="code,title,countries",
)
LAYOUT = Parameter("layout", gettext_lazy("Files only: what one row is."), {"type": "string", "enum": Layout.values})
CODES = Parameter("codes", gettext_lazy("Files only: “1” puts codes beside labels."), {"type": "string", "enum": ["1"]})
HEADINGS = Parameter(
    "headings", gettext_lazy("CSV only: “labels” for headings in words in the place of keys."),
    {"type": "string", "enum": ["labels"]},
)  # fmt: skip
PARAMETERS = (COLUMNS, LAYOUT, CODES, HEADINGS)
_FROM_PAGES = ("page", "page_size", "cursor", "fields", "facets")


def order_of(given: Given, language: str, codes: tuple[str, ...] = ()) -> Order:
    """What file is asked for: of a search, or of these practices. Faults are noted."""
    for name in _FROM_PAGES:
        if name in given:
            given.add(name, NOT_TOGETHER, _("A file holds all records: leave this out."))
    for one in (LAYOUT, CODES, HEADINGS):
        given.choice(one.name, one.schema["enum"])
    given.listed(COLUMNS.name, (*asked.offered(), asked.ALL))
    query = given.query.copy()
    # What is refused already need not be complained of once more.
    for name in {LANG.name, *(one["field"] for one in given.faults)}:
        query.pop(name, None)
    if codes:
        query.setlist("code", codes)
    order = exporting.read_order(query, language)
    for one in order.problems:
        given.add(one.name or COLUMNS.name, UNKNOWN_VALUE, one.message)
    return order


def whole(request: Request, order: Order, format: str) -> HttpResponse:
    """All records of an order as one file. Raises Problem where it is too much, or too many are being made."""
    limits.refuse_many_files(request)
    if giving.is_prepared(format, order.asked.layout, order.total):
        detail = _(
            "This is too much for one workbook at once. Take CSV, narrow the search, or take the full dump: %(address)s."
        )
        raise Problem("too-large", detail % {"address": addresses.absolute("/data/")})
    try:
        response = file_of(request._request, order, format)
        # As a page of the list: kept, and asked for again each time by its tag, for which nothing needs to be made.
        del response["Cache-Control"]
        return response
    except giving.Busy:
        detail = _("Many files are being made just now. Try again in a moment.")
        raise Problem("busy", detail, headers={"Retry-After": str(giving.RETRY_SECONDS)}) from None


def refuse_in_json(given: Given) -> None:
    """Note parameters of files that come with an answer that is none."""
    for one in PARAMETERS:
        if one.name in given:
            given.add(one.name, NOT_TOGETHER, _("This is for files: ask for .csv, .xlsx, .geojson or .jsonl."))
