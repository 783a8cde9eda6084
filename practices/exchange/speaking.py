"""The language that a sheet's own words are in: headings, help, the first sheet, names of closed lists."""

from functools import cache
from pathlib import Path

from practices.document.words import interface_language

CATALOGUES = Path(__file__).resolve().parent.parent / "locale"


@cache
def sheet_language(chosen: str) -> str:
    """The language chosen for a sheet, where its words are translated into it; else that of the interface.

    Sheets are translated before the pages are: a column is written and read by its heading in each language.
    """
    is_translated = (CATALOGUES / chosen / "LC_MESSAGES" / "django.mo").exists()
    return chosen if is_translated else interface_language(chosen)
