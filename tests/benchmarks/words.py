"""Made-up words in five languages, a few of them frequent and most of them rare, as in real prose."""

import random
from collections.abc import Sequence
from itertools import accumulate

from practices.vocabulary import Language

WORDS = 3_000  # different words a language
SENTENCE = 14  # words
SYLLABLES = {
    Language.EN: "sha ren tol min gar wick ow ter ling dev sto bra nel ky hurst ma pon fel ri ton",
    Language.FR: "ché reu tiè mou gau vil oi teur lan dé sto bré nel qui eau ma pon fè ri çon",
    Language.ES: "chi ren tól min gar vez oñ ter lan de sto bra nel qui cia ma pón fe rí ción",
    Language.PT: "chi rem tól min gar vez õe ter lhã de sto bra nel qui ção ma pôn fe rí nhe",
    Language.AR: "شا رن تول مين غار وك او تر لنغ دف ستو برا نل كي ها ما بون فل ري تن",
}
END = {Language.AR: "."}


class Skewed:
    """Draws from values so that the first come often and the last hardly ever (Zipf)."""

    def __init__(self, values: Sequence, steepness: float = 1.0) -> None:
        self.values = list(values)
        self.weights = list(accumulate(1 / (rank + 2) ** steepness for rank in range(len(self.values))))

    def one(self, chance: random.Random):
        """One value."""
        return chance.choices(self.values, cum_weights=self.weights)[0]

    def some(self, chance: random.Random, count: int) -> list:
        """Up to `count` different values; two draws of the same make it fewer."""
        return list(dict.fromkeys(chance.choices(self.values, cum_weights=self.weights, k=count)))


def _vocabulary(language: str) -> list[str]:
    chance = random.Random(f"words of {language}")
    syllables = SYLLABLES[language].split()
    found: dict[str, None] = {}
    while len(found) < WORDS:
        found["".join(chance.choices(syllables, k=chance.choice((1, 2, 2, 3))))] = None
    return sorted(found, key=len)  # frequent words are short


VOCABULARIES = {language.value: Skewed(_vocabulary(language)) for language in Language}


def prose(chance: random.Random, language: str, count: int) -> str:
    """A text of so many made-up words, in sentences."""
    vocabulary = VOCABULARIES[language]
    drawn = chance.choices(vocabulary.values, cum_weights=vocabulary.weights, k=count)
    sentences = [" ".join(drawn[start : start + SENTENCE]) for start in range(0, count, SENTENCE)]
    return " ".join(f"{sentence.capitalize()}." for sentence in sentences)


def name(chance: random.Random, language: str, count: int) -> str:
    """A made-up name or title of so many words, rare ones as often as frequent ones."""
    return " ".join(chance.choices(VOCABULARIES[language].values, k=count)).capitalize()
