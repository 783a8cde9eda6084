"""The text of a cell that holds several values, and back: "a; b", one text a line, one entry a line.

Within an entry the parts stand in their order, set apart by " | ". A backslash takes away the meaning of the sign after
it, and "\\n" is a new line within one value; so any text can be part of a list and comes back as it was.
"""

import re
from collections.abc import Iterable

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LIST = re.compile(r"((?:[^\\;]|\\.)*)(?:;|\Z)", re.DOTALL)
_PARTS = re.compile(r"((?:[^\\|]|\\.)*)(?:\||\Z)", re.DOTALL)


class CellFault(Exception):
    """A cell cannot be used; str() is a sentence for the reader."""


def joined(items: Iterable[str]) -> str:
    """A list of names in one cell, set apart by semicolons."""
    return "; ".join(items)


def lines(items: Iterable[str]) -> str:
    """A list of texts or entries in one cell, one a line."""
    return "\n".join(items)


def entry(values: Iterable[str]) -> str:
    """One entry: its parts, each escaped already, without the empty ones at the end."""
    given = list(values)
    while given and not given[-1]:
        given.pop()
    return " | ".join(given)


def in_list(text: str) -> str:
    """A text as one item of a list."""
    return _escaped(text, ";")


def in_lines(text: str) -> str:
    """A text as one line."""
    return _escaped(text, "")


def in_entry(text: str) -> str:
    """A text as one part of an entry."""
    return _escaped(text, "|") if "|" in text or "\\" in text or "\n" in text else text


def split_list(cell: str) -> list[str]:
    """The items of a list; empty ones are left out."""
    return [_plain(item) for item in _cut(_LIST, cell) if item.strip()]


def split_lines(cell: str) -> list[str]:
    """The lines of a cell; empty ones are left out."""
    return [_plain(line) for line in cell.split("\n") if line.strip()]


def split_entries(cell: str) -> list[list[str]]:
    """The entries of a cell, each as the list of its parts."""
    return [[_plain(part) for part in _cut(_PARTS, line)] for line in cell.split("\n") if line.strip()]


def _escaped(text: str, sign: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if sign and sign in text:
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n") if "\n" in text else text


def _plain(text: str) -> str:
    text = text.strip()
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def _cut(pattern: re.Pattern, text: str) -> list[str]:
    found, place = [], 0
    while place <= len(text):
        match = pattern.match(text, place)
        if match is None:  # a lone backslash at the very end
            return [*found, text[place:]]
        found.append(match[1])
        if match.end() == len(text):
            # After a sign at the very end there is one more part, an empty one.
            return [*found, ""] if match.end() > match.end(1) else found
        place = match.end()
    return found
