"""Texts longer than a cell may be: cut where they may be put together again, whatever the language of the sheet."""

import re
import unicodedata
from collections.abc import Iterable

# What Excel lets a cell hold, in UTF-16 units.
CELL_UNITS = 32_767
# A text of no more characters fits whatever they are.
SURELY_FITS = CELL_UNITS // 2
# The keys in the first, hidden row of the sheet of long texts.
KEYS = ("reference", "code", "row", "column", "part", "text")
MARK = re.compile(r" ⟦[^⟦⟧]* (\d+)⟧\s*\Z")
MARK_END = "⟧"
ROOM_FOR_MARK = 100
LOOK_BACK = 200


def fits(text: str) -> bool:
    """Whether one cell holds the text."""
    return len(text) <= SURELY_FITS or units(text) <= CELL_UNITS


def units(text: str) -> int:
    """Length as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, number: int, word: str) -> list[str]:
    """The text in pieces that each fit; all but the last end in a mark that names the text by its number.

    A text that ends in such a mark by itself gets one more, and nothing after it: or it would be taken for another's.
    """
    mark = f" ⟦{word.replace('⟦', '').replace('⟧', '')[:40]} {number}⟧"
    pieces = []
    if fits(text):
        pieces, text = [text + mark], ""
        if not fits(pieces[0]):
            place = len(pieces[0]) - len(mark) - ROOM_FOR_MARK
            pieces, text = [pieces[0][:place] + mark], pieces[0][place : -len(mark)]
    while not fits(text):
        place = _place(text)
        pieces.append(text[:place] + mark)
        text = text[place:]
    return [*pieces, text]


def _place(text: str) -> int:
    """Where to cut: as far on as fits, behind a space if there is one near."""
    room = CELL_UNITS - ROOM_FOR_MARK
    # Python's characters are whole, so half a surrogate pair is dropped here and kept for the next piece.
    place = len(text[:room].encode("utf-16-le", "surrogatepass")[: 2 * room].decode("utf-16-le", "ignore"))
    for near in range(place, place - LOOK_BACK, -1):
        if text[near - 1].isspace() and not text[near].isspace():
            return near
    while unicodedata.combining(text[place]):
        place -= 1
    return place


def reference(text: object) -> int | None:
    """The number of the long text this cell is the beginning of."""
    found = MARK.search(text) if isinstance(text, str) else None
    return int(found[1]) if found else None


def gather(rows: Iterable[list]) -> dict[int, list[str]]:
    """The further parts of each long text, in order, from the rows of that sheet (the rows of headings may be there)."""
    found: dict[int, dict[int, str]] = {}
    for row in rows:
        cells = dict(zip(KEYS, row, strict=False))
        try:
            number, part = int(cells["reference"]), int(cells["part"])
        except (KeyError, TypeError, ValueError):
            continue
        found.setdefault(number, {})[part] = str(cells.get("text") or "")
    return {number: [parts[part] for part in sorted(parts)] for number, parts in found.items()}


def rejoin(text: str, parts: list[str]) -> str:
    """The whole text from its cell and its further parts; a cell written anew, without the mark, stands alone."""
    if reference(text) is None:
        return text
    *pieces, last = [text, *parts]
    return "".join(MARK.sub("", piece) for piece in pieces) + last
