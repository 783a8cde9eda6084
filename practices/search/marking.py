"""Found words in a text: which parts to mark, and which passage shows most of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practices.analysis import WORD, all_stems, stems, surface, tokens
from practices.search.query import Kind, Leaf
from practices.vocabulary import Language

LONGEST_PASSAGE = 300  # characters
MOST_JUDGED = 20_000  # words a marker remembers
MOST_READ = 8_000  # characters of a record looked through for its best passage
# What the analyser makes one token, as it stands in a text: U.A.E., 10.7 in any digits, words.
_WORD = re.compile(rf"\b(?:[^\W\d_]\.){{2,}}(?:[^\W\d_]\b)?|\d+(?:[./٫](?:[\da-z]{{1,4}}|[A-Z]))+(?!\w)|{WORD}")
_SENTENCE = re.compile(r"[^.!?؟\n]+(?:[.!?؟](?!\s)[^.!?؟\n]*)*[.!?؟]*")
_BETWEEN = re.compile(r"[\s'’\-–]*")
Pieces = list[tuple[str, bool]]
Names = Iterable[tuple[str, str]]  # (language, name)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of prose, its language, and its parts with whether each was found."""

    language: str
    pieces: Pieces


class Marker:
    """Marks what one query found. Remembers words it has judged: made once for all records of a page."""

    def __init__(self, leaves: Iterable[Leaf], names: Names = ()) -> None:
        leaves = list(leaves)
        self._stems = {stem for leaf in leaves if leaf.kind is Kind.WORD for stem in all_stems(leaf.tokens[0])}
        self._beginnings = tuple(leaf.surfaces[0] for leaf in leaves if leaf.kind is Kind.PREFIX)
        runs = {leaf.surfaces for leaf in leaves if leaf.kind in (Kind.PHRASE, Kind.NAME)}
        runs |= {tuple(surface(token) for token in tokens(name)) for _language, name in names}
        self._runs = {run for run in runs if run}
        self._starts = {run[0] for run in self._runs}
        self._judged: dict[tuple[str, str], tuple[bool, str]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to mark."""
        return not (self._stems or self._beginnings or self._runs)

    def _judge(self, word: str, language: str) -> tuple[bool, str]:
        """Whether a word is one of those asked for, and its folded form."""
        known = self._judged.get((word, language))
        if known is None:
            token = next(iter(tokens(word)), word)
            folded = surface(token)
            found = any(stem in self._stems for stem in stems(token, language))
            found = found or (bool(self._beginnings) and folded.startswith(self._beginnings))
            known = self._judged[word, language] = (found, folded)
        return known

    def _spans(self, text: str, language: str) -> list[tuple[int, int, str]]:
        """(start, end, folded word) of everything found."""
        words = [(match.start(), match.end(), *self._judge(match[0], language)) for match in _WORD.finditer(text)]
        marked = {place for place, (_start, _end, is_found, _folded) in enumerate(words) if is_found}
        if self._runs:
            folded = [word[3] for word in words]
            for place, word in enumerate(folded):
                for run in self._runs if word in self._starts else ():
                    if tuple(folded[place : place + len(run)]) == run:
                        marked |= set(range(place, place + len(run)))
        return [(words[place][0], words[place][1], words[place][3]) for place in sorted(marked)]

    def pieces(self, text: str, language: str) -> Pieces:
        """A text in parts, each with whether it was found. Found words that stand side by side are one part."""
        found: Pieces = []
        done = 0
        for start, end, _folded in self._spans(text, language):
            between = text[done:start]
            if found and found[-1][1] and _BETWEEN.fullmatch(between):
                found[-1] = (found[-1][0] + between + text[start:end], True)
            else:
                found += [(between, False)] if between else []
                found.append((text[start:end], True))
            done = end
        return [*found, (text[done:], False)] if done < len(text) else found

    def passage(self, texts: Mapping[str, Mapping[str, object]], preferred: str) -> Passage | None:
        """The passage with most of the words, in the preferred language where that has any of them."""
        if self.is_empty:
            return None
        for language in dict.fromkeys((preferred, *Language.values)):
            if language in texts and (best := self._best(texts[language], language)):
                return Passage(language, self.pieces(best, language))
        return None

    def _best(self, text: Mapping[str, object], language: str) -> str:
        """The sentence that has most of the different words; the earlier one of equals."""
        best, most, read = "", 0, 0
        for name, prose in text.items():
            if name == "title" or not isinstance(prose, str) or read > MOST_READ:
                continue
            for match in _SENTENCE.finditer(prose, 0, MOST_READ):
                spans = self._spans(match[0], language)
                if len({folded for _start, _end, folded in spans}) > most:
                    most = len({folded for _start, _end, folded in spans})
                    before = len(match[0]) - len(match[0].lstrip())
                    best = _around(match[0].strip(), spans[0][0] - before)
            read += len(prose)
        return best


def _around(sentence: str, start: int) -> str:
    """A long sentence cut to what stands around the first found word."""
    if len(sentence) <= LONGEST_PASSAGE:
        return sentence
    first = max(0, min(start - LONGEST_PASSAGE // 3, len(sentence) - LONGEST_PASSAGE))
    last = first + LONGEST_PASSAGE
    # At a space on either side of the word, where there is one.
    head = (sentence.find(" ", first, start) + 1 or first) if first else 0
    tail = sentence.rfind(" ", start, last) if last < len(sentence) else len(sentence)
    tail = tail if tail > start else last
    return f"{'…' if head else ''}{sentence[head:tail]}{'…' if tail < len(sentence) else ''}"
