"""Where the headings of a table stand, and what each column is called: titles, notes and merged groups above it."""

import re

from practices.exchange.books.shapes import Cell, Merge, SheetInfo

LONGEST = 120  # characters of a heading; longer is a note or prose
GROUP = 80
NUMBERLIKE = re.compile(r"[\s\d.,:;/%+()€$£-]+")
FILLED = 0.8  # of the fullest likely row: less is a title or a group of columns
LIKELY = 0.5  # of the width of the table


def header_row(sheet: SheetInfo) -> int:
    """The proposed row of the headings, from 1; of headings in two lines the lower one."""
    return sheet.heading


def headings(rows: list[list[Cell]], header_row: int) -> list[str]:
    """What each column is called, "" where nothing says it. `rows` are the first rows of a sheet as inspect gives them.

    A line of groups above is joined to it: "Countries" over "sending" and "receiving" gives "Countries sending" and
    "Countries receiving".
    """
    if not 1 <= header_row <= len(rows):
        return []
    line = [_word(cell) for cell in rows[header_row - 1]]
    above = [_word(cell) for cell in rows[header_row - 2]] if header_row > 1 else []
    above += [""] * (len(line) - len(above))
    if not _is_group_line(above, line):
        return line
    return [_joined(group, word) for group, word in zip(_filled_in(above, line), line, strict=False)]


def proposed_row(rows: list[list[Cell]]) -> int:
    """The first row that could name most columns, each differently, in words rather than figures or prose."""
    width = max((_filled(row) for row in rows), default=0)
    likely = [place for place, row in enumerate(rows) if _could_name(row, width)]
    if not likely:
        return next((place for place, row in enumerate(rows, 1) if _filled(row)), 1)
    fullest = max(_filled(rows[place]) for place in likely)
    first = next(place for place in likely if _filled(rows[place]) >= FILLED * fullest)
    return first + (2 if _has_second_line(rows, first) else 1)


def spread(rows: list[list[Cell]], merges: list[Merge], last: int) -> list[list[Cell]]:
    """Rows in which a cell merged over several columns counts for each, down to row `last` and titles apart."""
    rows = [list(row) for row in rows]
    for top, left, _bottom, right in merges:
        if right == left or top > min(last, len(rows)) or left > len(rows[top - 1]):
            continue
        row = rows[top - 1]
        value = row[left - 1]
        is_title = left == 1 and len({cell for cell in row if cell is not None}) < 2
        if value is None or is_title:
            continue
        for column in range(left, min(right, len(row))):
            if row[column] is None:
                row[column] = value
    return rows


def _filled(row: list[Cell]) -> int:
    return sum(cell is not None for cell in row)


def _could_name(row: list[Cell], width: int) -> bool:
    filled = [cell for cell in row if cell is not None]
    words = [cell for cell in filled if isinstance(cell, str) and _is_word(cell)]
    return (
        len(filled) >= max(1 if width == 1 else 2, LIKELY * width)
        and len(words) >= FILLED * len(filled)
        and len({word.strip().casefold() for word in words}) >= FILLED * len(words)
    )


def _has_second_line(rows: list[list[Cell]], place: int) -> bool:
    """Whether the row below goes on with the headings.

    It does where it repeats one (a cell merged over both), or names columns left open and skips some that hold data.
    """
    upper, lower = rows[place], rows[place + 1] if place + 1 < len(rows) else []
    names = [cell for cell in lower if cell is not None]
    if not names or not all(isinstance(cell, str) and _is_word(cell) for cell in names):
        return False
    pairs = list(zip(upper, lower, strict=False))
    if any(one == other and other is not None for one, other in pairs):
        return True
    below = rows[place + 2 :]
    skipped = [column for column, (one, other) in enumerate(pairs) if one is not None and other is None]
    return any(one is None and other is not None for one, other in pairs) and any(
        row[column] is not None for row in below for column in skipped if column < len(row)
    )


def _is_word(cell: str) -> bool:
    return bool(cell.strip()) and len(cell) <= LONGEST and not NUMBERLIKE.fullmatch(cell)


def _word(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _is_group_line(above: list[str], line: list[str]) -> bool:
    """Whether the line above groups columns of this one, rather than being a title or a note."""
    words = [word for word in above if word]
    if (
        not words
        or (above[0] and len(set(words)) < 2)
        or any(len(word) > GROUP or not _is_word(word) for word in words)
    ):
        return False
    spread_out = any(
        one and one == next_one and below != one for one, next_one, below in zip(above, above[1:], line, strict=False)
    )
    return spread_out or (
        len(set(words)) > 1 and any(group and not word for group, word in zip(above, line, strict=False))
    )


def _filled_in(above: list[str], line: list[str]) -> list[str]:
    """A group not merged but written once: it holds for the columns to its right that have a name and no group."""
    result = []
    current = ""
    for group, word in zip(above, line, strict=False):
        current = group if group else (current if word else "")
        if group and not word:
            current = ""  # a heading of its own, in the upper line
            result.append(group)
            continue
        result.append(current)
    return result


def _joined(group: str, word: str) -> str:
    if not group or not word or group == word:
        return word or group
    return f"{group} {word}"
