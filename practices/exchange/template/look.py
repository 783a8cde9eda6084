"""How the sheets of the template look."""

from dataclasses import dataclass

from django.conf import settings
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from practices.exchange.formats.looks import BRAND, FONT, FONTS, INK, MUTED, PANEL

TINTS = (PANEL, "#ECE8DC")  # of the headings; they change where a new group of columns begins
EXAMPLE_GROUND = "#F3F3F0"


@dataclass(frozen=True)
class Look:
    """The formats of one workbook."""

    title: Format
    heading: Format
    headings: tuple[Format, ...]
    key: Format
    cell: Format
    text: Format
    year: Format
    example: Format
    example_number: Format
    label: Format
    link: Format
    right_to_left: bool

    def turn(self, sheet: Worksheet) -> None:
        """Let a sheet run from right to left where its language does."""
        if self.right_to_left:
            sheet.right_to_left()


def look(book: Workbook, language: str) -> Look:
    """Make the formats of a workbook, those of an export as far as it has them."""
    font, size = FONTS.get(language, FONT)
    base = {"font_name": font, "font_size": size, "font_color": INK, "valign": "top"}

    def made(**more: object) -> Format:
        return book.add_format(base | more)

    heading = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 2, "bottom_color": BRAND}
    example = {"text_wrap": True, "italic": True, "font_color": MUTED, "bg_color": EXAMPLE_GROUND}
    return Look(
        title=made(bold=True, font_size=20, font_color=BRAND),
        heading=made(**heading, bg_color=TINTS[0]),
        headings=tuple(made(**heading, bg_color=tint) for tint in TINTS),
        key=made(font_color=MUTED, num_format="@"),
        cell=made(text_wrap=True),
        # As text nothing is made of it: no date of "2019-05", no number of a code.
        text=made(text_wrap=True, num_format="@"),
        year=made(num_format="0"),
        example=made(**example, num_format="@"),
        example_number=made(**example, num_format="0"),
        label=made(bold=True, text_wrap=True),
        link=made(font_color=BRAND, underline=1, text_wrap=True),
        right_to_left=language in settings.LANGUAGES_BIDI,
    )
