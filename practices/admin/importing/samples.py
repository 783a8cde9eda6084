"""Cells of a sheet as pages show them: short, and as the spreadsheet does."""

from datetime import date, datetime

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from practices.exchange.books import Cell, Fault

LONGEST = 60


def letter(place: int) -> str:
    """The name a spreadsheet gives the column at this place, from 0 on."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def in_words(cell: Cell) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        return cell.text
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell)


def in_short(cell: Cell, longest: int = LONGEST) -> str:
    """The same, cut where it would fill the page."""
    return Truncator(in_words(cell)[: longest * 4]).chars(longest)
