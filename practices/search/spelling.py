"""The nearest word somebody has written to one that nobody has."""

from threading import RLock

from django.db import connection
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from practices.analysis import STOP_WORDS
from practices.search.index import Index
from practices.search.names import Names
from practices.search.query import Kind, Leaf, Term

SHORTEST = 4  # letters: shorter words have too many neighbours
LEAST_ALIKE = 82  # rapidfuzz's ratio, of 100
SURELY_ALIKE = 88  # for a word with another first letter, and for one whose stem happens to find something
LETTERS_A_SLIP = 4  # one slip in so many letters: a letter wrong, missing, too many, or two that changed places
TRIED = 6  # nearest words looked up; a word may have gone from public prose since it was seen

_seen: tuple[int, dict[str, None]] = (-1, {})
_vocabulary: tuple[tuple[int, int], dict[str, str]] | None = None
_lock = RLock()


def correctable(term: Term) -> bool:
    """Whether a word nobody has written may be a slip: plain, long enough, without digits, no article or the like."""
    word = term.leaves[0].surfaces[0]
    is_plain = term.is_word and len(word) >= SHORTEST and not any(sign.isdigit() for sign in word)
    return is_plain and not any(word in words for words in STOP_WORDS.values())


def is_written(word: str, index: Index, names: Names) -> bool:
    """Whether somebody has written just this word."""
    return word in _words(index, names)


def nearest(word: str, index: Index, names: Names, least: int = LEAST_ALIKE) -> list[Leaf]:
    """Words like this one, the most alike first. Slips seldom touch the first letter."""
    found = process.extract(
        word, _words(index, names), scorer=fuzz.ratio, score_cutoff=least, limit=TRIED, processor=None
    )
    slips = max(1, len(word) // LETTERS_A_SLIP)
    return [
        Leaf(Kind.WORD, (alike,))
        for _word, ratio, alike in found
        if (alike[0] == word[0] or ratio >= SURELY_ALIKE) and OSA.distance(word, alike) <= slips
    ]


def _words(index: Index, names: Names) -> dict[str, str]:
    """All surface words of prose and names at these versions, by themselves."""
    global _vocabulary
    with _lock:
        key = (index.version, names.snapshot.version)
        if _vocabulary is None or _vocabulary[0] != key:
            words = dict.fromkeys(word for word in names.by_surface if len(word) >= SHORTEST)
            _vocabulary = (key, {word: word for word in words | _of_prose(index.version)})
        return _vocabulary[1]


def _of_prose(version: int) -> dict[str, None]:
    """Words of public prose. Only those that came since the last time are read."""
    global _seen
    last, words = _seen
    if last > version:
        last, words = -1, {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM practices_searchword WHERE version > %s", [last])
        words = words | dict.fromkeys(row[0] for row in cursor.fetchall())
    _seen = (version, words)
    return words


def forget() -> None:
    """Read all words again next time."""
    global _seen, _vocabulary
    _seen, _vocabulary = (-1, {}), None
