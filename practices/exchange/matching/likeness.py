"""Which names are like a text: near in spelling, or one within the other."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from practices.exchange.matching.forms import loose

LEAST_ALIKE = 74  # rapidfuzz's ratio of 100, of the telling words in one order for all
WITHIN, MOST_WITHIN = 86, 94  # where all words of one are in the other; more, the more of it they are
SHORTEST_WITHIN = 3
LONGEST = 200  # characters of a text that are compared
MOST_COMPARED = 40


class Likenesses:
    """Names made ready to be compared with many texts."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        codes: dict[str, set[str]] = defaultdict(set)
        for text, code in names:
            if form := loose(text):
                codes[form].add(code)
        self.forms, self.codes = list(codes), list(codes.values())
        self.words = [set(form.split()) for form in self.forms]
        self.by_word: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(self.words):
            for word in words:
                self.by_word[word].append(place)

    def of(self, text: str) -> dict[str, float]:
        """How like a text each value is, of 100; only those that may be meant."""
        form = loose(text)[:LONGEST]
        if len(form) < 2:
            return {}
        scores: dict[str, float] = defaultdict(float)
        near = process.extract(form, self.forms, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, limit=MOST_COMPARED)
        for _form, score, place in near:
            for code in self.codes[place]:
                scores[code] = max(scores[code], min(99, score))
        for place, score in self._within(form):
            for code in self.codes[place]:
                scores[code] = max(scores[code], score)
        return scores

    def _within(self, form: str) -> Iterable[tuple[int, float]]:
        words = set(form.split())
        shared = Counter(place for word in words for place in self.by_word.get(word, ()))
        for place, count in shared.items():
            other = self.forms[place]
            if count in (len(words), len(self.words[place])) and min(len(form), len(other)) >= SHORTEST_WITHIN:
                share = min(len(form), len(other)) / max(len(form), len(other))
                yield place, WITHIN + (MOST_WITHIN - WITHIN) * share
