"""Two texts in one sequence of pieces: what stayed, what went, what came."""

import difflib
import re
from collections.abc import Iterator

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond this many pieces word-by-word differences cost seconds; texts are then shown whole. What begins and ends alike
# does not count.
MOST_PIECES = 12_000


class Effort:
    """How many pieces one comparison may still set side by side."""

    def __init__(self) -> None:
        self.left = MOST_PIECES

    def takes(self, pieces: int) -> bool:
        """Whether so many more can be afforded; if so, they are spent."""
        is_enough = pieces <= self.left
        self.left -= pieces if is_enough else 0
        return is_enough


def marked(old: str, new: str, effort: Effort | None = None) -> list[dict]:
    """The words of two texts in one sequence, each marked same, old or new."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    first = _alike(before, after)
    last = _alike(before[first:][::-1], after[first:][::-1])
    head, tail = before[:first], before[len(before) - last :]
    before, after = before[first : len(before) - last], after[first : len(after) - last]
    is_affordable = (effort or Effort()).takes(len(before) + len(after))
    found = _differing(before, after) if is_affordable else [("old", before), ("new", after)]
    joined = [{"mark": mark, "text": "".join(pieces)} for mark, pieces in (("same", head), *found, ("same", tail))]
    return [piece for piece in joined if piece["text"]]


def _alike(before: list[str], after: list[str]) -> int:
    """How many pieces two sequences begin with alike."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((place for place, (old, new) in pairs if old != new), min(len(before), len(after)))


def _differing(before: list[str], after: list[str]) -> Iterator[tuple[str, list[str]]]:
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=True).get_opcodes():
        if kind == "equal":
            yield "same", before[a:b]
        else:
            yield "old", before[a:b]
            yield "new", after[c:d]
