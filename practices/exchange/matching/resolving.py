"""Words of a sheet into codes: what was decided, what is certain, and what a person is asked."""

import re
from collections import Counter
from collections.abc import Mapping

from practices.exchange.columns import Names
from practices.exchange.matching import lexicon
from practices.exchange.matching.forms import folded
from practices.exchange.matching.numbered import leading_number
from practices.exchange.matching.questions import MAY_BE_NEW, MOST_CANDIDATES, NEW, Candidate, Question, Unclear
from practices.exchange.matching.splitting import Splitter
from practices.exchange.matching.words import says_nothing, says_several
from practices.vocabulary import NUMBERED_KINDS

_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_FORMERLY = re.compile(
    r"^(?:formerly|former|ex[- ]|previously|anciennement|antes|anteriormente|سابقا)\s*", re.IGNORECASE
)
_OWN_CODE = re.compile(r"\[[^\[\]]+\]\s*$")
NAMED_ALONE = ("country", "city", "organisation")
MOST_UNKNOWN = 3_000  # words of one vocabulary for which like ones are looked for
LONGEST_NAME = 1_000  # of a text that is looked up among names

Outcome = tuple[str, Question | None]
Found = tuple[str, tuple[Candidate, ...]]


class Resolver:
    """Words into codes of one state of the vocabularies, for a sheet in one language; each word is looked at once."""

    def __init__(self, names: Names, decisions: Mapping[str, Mapping[str, str]]) -> None:
        self.names, self.decisions = names, decisions
        self._unknown: Counter[str] = Counter()
        self._known: dict[tuple[str, str], bool] = {}
        self._outcomes: dict[tuple[str, str], Outcome] = {}

    def lexicon(self, vocabulary: str) -> lexicon.Lexicon:
        """All names of a vocabulary."""
        return lexicon.of(vocabulary, self.names.snapshot)

    def is_known(self, vocabulary: str, text: str) -> bool:
        """Whether a text as a whole is a name of the vocabulary, or was decided upon."""
        place = vocabulary, text
        if place not in self._known:
            decided = self.decisions.get(vocabulary)
            self._known[place] = len(text) <= LONGEST_NAME and (
                bool(decided and folded(text) in decided) or self.lexicon(vocabulary).find(text, self.names).is_exact
            )
        return self._known[place]

    def split(self, vocabulary: str, cell: str, *, exactly: bool = False) -> list[str]:
        """The names in a cell. `exactly`: likeness to a name says nothing."""
        splitter = Splitter(
            vocabulary,
            lambda text: self.is_known(vocabulary, text),
            None if exactly else lambda text: self._likeness(vocabulary, text),
            lambda text: self.is_known("country", text),
        )
        return splitter.pieces(cell)

    def share_known(self, vocabulary: str, cell: str) -> float:
        """The share of the pieces of a cell that are names of the vocabulary; nothing fuzzy is tried."""
        found = self.split(vocabulary, cell, exactly=True)
        return sum(self.is_known(vocabulary, piece) for piece in found) / len(found) if found else 0

    def _likeness(self, vocabulary: str, text: str) -> int:
        _code, question = self.resolve(vocabulary, text)
        return question.candidates[0].score if question and question.candidates else 0

    def resolve(self, vocabulary: str, text: str) -> Outcome:
        """The code a text means, or a question; no code and no question where it was decided to leave it out."""
        place = vocabulary, text
        if place not in self._outcomes:
            self._outcomes[place] = self._resolved(vocabulary, text)
        return self._outcomes[place]

    def _resolved(self, vocabulary: str, text: str) -> Outcome:
        decided = self.decided(vocabulary, text)
        if decided is not None:
            return decided, None
        text, candidates = text[:LONGEST_NAME], ()
        known = self.lexicon(vocabulary)
        found = known.find(text, self.names)
        if not found.is_exact and (code := self._by_code(vocabulary, text)):
            return code, None
        if found.code and not (vocabulary == "country" and says_nothing(text)):
            return found.code, None
        if found.is_exact:  # NA is Namibia, or nothing
            candidates = found.candidates or (known.candidate(found.code, 60, self.names),)
        elif not self._names_many(vocabulary, text):
            code, candidates = self._explained(vocabulary, text)
            if code:
                return code, None
        return "", Question(str(vocabulary), text, folded(text), candidates, vocabulary in MAY_BE_NEW)

    def _explained(self, vocabulary: str, text: str) -> Found:
        """What a name with more behind it means, or what is like it."""
        code, candidates = self._with_bracket(vocabulary, text)
        if code or candidates:
            return code, candidates
        self._unknown[vocabulary] += 1
        if self._unknown[vocabulary] > MOST_UNKNOWN:
            return "", ()
        candidates = self.lexicon(vocabulary).alike(text, self.names)
        number = leading_number(text) if vocabulary in NUMBERED_KINDS else ""
        if number and candidates and candidates[0].code == number:
            return number, ()
        return "", candidates

    def decided(self, vocabulary: str, text: str) -> str | None:
        """What was decided for a word; None where nothing was, or its value is no longer there."""
        decided = self.decisions.get(vocabulary)
        code = decided.get(folded(text)) if decided else None
        if not code:
            return code
        if code == NEW:
            return f"{NEW}{text}" if vocabulary in MAY_BE_NEW else None
        return self.names.code(vocabulary, code)

    def _by_code(self, vocabulary: str, text: str) -> str | None:
        """A code in another spelling, or behind the label as our own sheets write it. Of countries see their names."""
        if _OWN_CODE.search(text):
            return self.names.find(vocabulary, text)
        return None if vocabulary == "country" else self.names.code(vocabulary, text)

    def _names_many(self, vocabulary: str, text: str) -> bool:
        """Whether a text stands for several that it does not name: "Various", "West Africa"."""
        if vocabulary not in NAMED_ALONE:
            return False
        return says_several(text) or (vocabulary == "country" and self.is_known("group", text))

    def _with_bracket(self, vocabulary: str, text: str) -> Found:
        """ "Name (acronym)" is sure where both are names of one thing; "Country (lead)" is asked."""
        bracket = _BRACKET.search(text)
        bare = text[: bracket.start()] if bracket else ""
        if not bare:
            return "", ()
        known = self.lexicon(vocabulary)
        found, within = known.find(bare, self.names), known.find(_FORMERLY.sub("", bracket[1]), self.names)
        codes = _codes(found)
        if len(codes) == 1 and codes == _codes(within) and (found.code or within.code):
            return codes[0], ()
        return "", tuple(known.candidate(code, 96, self.names) for code in codes[:MOST_CANDIDATES])

    def unclear(self, vocabulary: str, text: str, unclear: Unclear) -> Outcome:
        """A figure or day that can be read in several ways: as it was decided, or a question."""
        decided = self.decisions.get(vocabulary, {}).get(folded(text))
        if decided == "" or decided in {code for code, _label in unclear.readings}:
            return decided, None
        candidates = tuple(
            Candidate(code, label or self.names.label(vocabulary, code), 90 - 5 * place)
            for place, (code, label) in enumerate(unclear.readings)
        )
        return "", Question(vocabulary, text, folded(text), candidates)


def _codes(found: lexicon.Found) -> list[str]:
    return [found.code] if found.code else [candidate.code for candidate in found.candidates]
