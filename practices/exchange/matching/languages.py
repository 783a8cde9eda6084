"""Which of the five languages a sheet is in."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from practices.exchange.matching.contents import texts_of
from practices.exchange.matching.forms import key
from practices.exchange.matching.headings import usual
from practices.stopwords import STOP_WORDS
from practices.vocabulary import Language

ARABIC = range(0x0600, 0x0700)
OF_A_HEADING = 4  # what a heading counts, in words
LONGEST = 500  # characters of a cell that are looked at


def guess_language(headings: Sequence[str], samples: Sequence[Sequence[Any]]) -> str:
    """The language of most headings and words; empty where nothing tells."""
    found: Counter[str] = Counter()
    known, _labels = usual()
    for heading in headings:
        spoken = {language for names in (known.get(key(heading)),) if names for language in names.values()}
        for language in spoken:
            found[language] += OF_A_HEADING / len(spoken)
    for text in [*headings, *(text for column in samples for text in texts_of(column))]:
        found.update(_words_of(text[:LONGEST]))
    best = found.most_common(1)
    return best[0][0] if best and best[0][1] > 0 else ""


def _words_of(text: str) -> Counter[str]:
    """Words without meaning tell a language; the Arabic script does."""
    if sum(ord(character) in ARABIC for character in text) * 2 > sum(map(str.isalpha, text)):
        return Counter({Language.AR.value: len(text.split())})
    found: Counter[str] = Counter()
    for word in key(text).split():
        spoken = [language for language in Language.values if word in STOP_WORDS[language]]
        for language in spoken:
            found[language] += 1 / len(spoken) ** 2
    return found
