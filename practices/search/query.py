"""The grammar: words, "phrase", -not, OR, prefix*. Any text is a question; nothing is an error.

Unmarked words are wishes: a record need not have them all. Phrases, what is excluded and either side of OR are strict.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from practices.analysis import STOP_WORDS, surface, tokens
from practices.text import clean

LONGEST_TEXT = 200  # characters
MOST_TERMS = 20
MOST_PHRASES = 4  # the dearest to ask: each is looked for in every record that has its words
SHORTEST_PREFIX = 2  # letters before the asterisk; fewer would match half of all words
_PIECE = re.compile(r'(?P<not>-*)(?:["“”«»](?P<phrase>[^"“”«»]*)["“”«»]?|(?P<word>[^\s"“”«»]+))')


class Kind(StrEnum):
    """What a leaf asks the index for."""

    WORD = "word"  # any inflection
    PHRASE = "phrase"  # these forms, in this order
    PREFIX = "prefix"  # beginnings of words
    NAME = "name"  # several words that name a place; its half would name another one


@dataclass(frozen=True, slots=True)
class Leaf:
    """The smallest thing that is looked up. A word has one token."""

    kind: Kind
    tokens: tuple[str, ...]  # as typed

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The tokens folded."""
        return tuple(surface(token) for token in self.tokens)

    @property
    def text(self) -> str:
        """As a reader would type it again."""
        text = " ".join(self.tokens)
        return {Kind.PHRASE: f'"{text}"', Kind.PREFIX: f"{text}*"}.get(self.kind, text)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for: a leaf, or several of which any will do. Strict ones must be met."""

    leaves: tuple[Leaf, ...]
    is_strict: bool = False

    @property
    def is_word(self) -> bool:
        """A single unmarked word."""
        return not self.is_strict and self.leaves[0].kind is Kind.WORD

    @property
    def text(self) -> str:
        """As a reader would type it again."""
        return " OR ".join(leaf.text for leaf in self.leaves)


@dataclass(frozen=True, slots=True)
class Query:
    """A text, read."""

    terms: tuple[Term, ...] = ()
    excluded: tuple[Leaf, ...] = ()
    is_cut: bool = False  # longer than what is read

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Everything to look up, each once."""
        wanted = (leaf for term in self.terms for leaf in term.leaves)
        return tuple(dict.fromkeys((*wanted, *self.excluded)))


def parse(text: str) -> Query:
    """Read a text. It is made clean and cut before anything else looks at it."""
    whole = clean(text)
    is_cut = len(whole) > LONGEST_TEXT
    pieces = list(_PIECE.finditer(whole[:LONGEST_TEXT]))
    terms: list[Term] = []
    excluded: list[Leaf] = []
    joins, room, phrases = False, MOST_TERMS, 0
    for place, piece in enumerate(pieces):
        if piece["word"] == "OR" and not piece["not"] and terms and place < len(pieces) - 1:
            joins = True
            continue
        leaves = _leaves(piece)
        phrases += sum(leaf.kind is Kind.PHRASE for leaf in leaves)
        fit = [] if phrases > MOST_PHRASES and leaves and leaves[0].kind is Kind.PHRASE else leaves[:room]
        is_cut = is_cut or len(fit) < len(leaves)
        leaves = fit
        room -= len(leaves)
        if piece["not"]:
            excluded += leaves
        elif joins and leaves:
            terms[-1] = Term((*terms[-1].leaves, *leaves[:1]), is_strict=True)
            leaves = leaves[1:]
        if not piece["not"]:
            terms += [Term((leaf,), is_strict=leaf.kind is Kind.PHRASE) for leaf in leaves]
        joins = False
    return Query(tuple(terms), tuple(excluded), is_cut)


def _leaves(piece: re.Match) -> list[Leaf]:
    """The leaves of one piece of the text. A hyphenated word is several; one of punctuation only is none."""
    if piece["phrase"] is not None:
        found = tokens(piece["phrase"])
        return [Leaf(Kind.PHRASE, tuple(found))] if found else []
    found = tokens(piece["word"])
    leaves = [Leaf(Kind.WORD, (token,)) for token in found]
    if leaves and piece["word"].endswith("*") and len(surface(found[-1])) >= SHORTEST_PREFIX:
        leaves[-1] = Leaf(Kind.PREFIX, (found[-1],))
    if piece["not"] and len(found) > 1 and leaves[-1].kind is Kind.WORD:
        return [Leaf(Kind.PHRASE, tuple(found))]  # -sur-sur leaves out what has both side by side
    return leaves


def language_of(query: Query, page_language: str) -> str:
    """The language a question is in, by the words without meaning in it; that of the page where none tells."""
    words = [leaf.surfaces[0] for term in query.terms for leaf in term.leaves if leaf.kind is Kind.WORD]
    counts = {language: sum(word in known for word in words) for language, known in STOP_WORDS.items()}
    most = max(counts.values())
    if counts[page_language] == most:
        return page_language
    return next(language for language, count in counts.items() if count == most)
