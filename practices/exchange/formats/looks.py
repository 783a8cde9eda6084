"""How a workbook looks: styles by kind of column, widths, heights."""

from dataclasses import dataclass
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from practices.exchange.formats.table import Heading

INK, MUTED, BRAND, PANEL, LINE = "#1F2428", "#565D64", "#0B5563", "#E4EDEE", "#C9D3D5"
# Calibri has no Arabic letters, and what replaces it differs from screen to screen.
FONTS = {"ar": ("Arial", 11)}
FONT = ("Calibri", 11)
WIDTHS = {
    "text": 30, "long": 56, "number": 13, "year": 11, "date": 13, "flag": 12,
    "address": 36, "list": 30, "entries": 44, "code": 16,
}  # fmt: skip
# A cell of one of these may need more than one line.
WORDY = {"text", "long", "list", "entries"}
LINE_HEIGHT = 15
# Kinds whose empty cells are set to text, so that a spreadsheet takes what is typed there as it is typed: "2019" in a
# column of dates is a year and not the 2019th day since 1900, "3-4" not the third of April. Longer texts are left out:
# older versions of Excel show #### for them.
TYPED_AS_TEXT = {"text", "list", "code", "address", "date"}


@dataclass(frozen=True, slots=True)
class Style:
    """The numbers of a column's cell formats."""

    text: int
    quoted: int  # text that would start a formula: stays text when it is edited
    link: int
    whole: int
    real: int
    date: int
    blank: Format


class Looks:
    """The cell formats of one workbook."""

    def __init__(self, book: Workbook, language: str):
        self.book = book
        name, size = FONTS.get(language, FONT)
        self.base = {"font_name": name, "font_size": size, "font_color": INK, "valign": "top"}
        # Codes, years and addresses stand on the side of their headings; a text keeps the direction of its letters.
        if language == "ar":
            self.base["align"] = "right"
        finished = {"reading_order": 2} if language == "ar" else {}
        self.title = self.index(font_size=20, bold=True, font_color=BRAND, valign="vcenter", **finished)
        self.name = self.index(bold=True, font_color=MUTED, text_wrap=True, **finished)
        self.heading = self.index(
            bold=True, bg_color=PANEL, text_wrap=True, valign="vcenter", bottom=2, bottom_color=BRAND, **finished,
        )  # fmt: skip
        self.key = self.index(font_color=MUTED, num_format="@")
        self.bold = self.index(bold=True, text_wrap=True, **finished)
        self.prose = self.of_kind("long", **finished)

    def make(self, **properties) -> Format:
        """A cell format on the workbook's ground."""
        return self.book.add_format(self.base | properties)

    def index(self, **properties) -> int:
        """The number of a cell format."""
        return self.make(**properties)._get_xf_index()

    def of_kind(self, kind: str, **more) -> Style:
        """The formats of a column's cells."""
        as_text = {"num_format": "@"} if kind in TYPED_AS_TEXT else {}
        wrap = {"text_wrap": kind != "address"} | more
        blank = self.make(**wrap, **as_text)
        return Style(
            text=blank._get_xf_index(),
            quoted=self.index(quote_prefix=True, num_format="@", **wrap),
            link=self.index(font_color=BRAND, underline=1, **wrap, **as_text),
            whole=self.index(num_format="0" if kind == "year" else "#,##0"),
            real=self.index(num_format="General"),
            date=self.index(num_format="yyyy-mm-dd", align=self.base.get("align", "left")),
            blank=blank,
        )


def width_of(heading: Heading) -> int:
    """Width of a column in characters."""
    return heading.width or WIDTHS.get(heading.kind, 30)


def heading_height(headings: list[Heading]) -> int:
    """Height of the row of labels, so that each can be read in whole; room is kept for the button of the filter."""
    lines = max((ceil(len(heading.label) / max(width_of(heading) - 2, 4)) for heading in headings), default=1)
    return LINE_HEIGHT * min(lines, 4) + 6


def row_height(headings: list[Heading]) -> int:
    """One height for all rows: a long text opens to its full height when the reader asks, not for everybody."""
    return LINE_HEIGHT * 3 if any(heading.kind in WORDY for heading in headings) else LINE_HEIGHT + 3


def frozen_columns(headings: list[Heading]) -> int:
    """How many first columns stay in sight: a code, and the short text behind it."""
    if not headings or headings[0].kind != "code":
        return 0
    short = len(headings) > 2 and headings[1].kind == "text" and width_of(headings[1]) <= 44
    return 2 if short else 1
