"""What is searched for: 200 different searches over the made-up practices, the same ones for every server and size.

A sixth each: everything, page after page; two filters; a common word, in a third of the practices; a rare one, in three
of a thousand; a phrase, in one of fifty; two common words with two filters. None of the words is a name of anything, inflects
or has accents, so that servers with stems and without find the same.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, combinations, islice, pairwise, zip_longest
from urllib.parse import urlencode

from practices import document as documents
from practices import listings
from practices.analysis import LANGUAGES, all_stems, is_stop_word, stems, surface, tokens
from practices.models import City, Country, CountryGroup
from practices.search import Asked
from practices.vocabulary import Modality, TermKind
from tests.benchmarks import generator
from tests.benchmarks import reference_data as reference

COUNT = 200
SAMPLE = 1_000  # practices in which words are counted
COMMON, RARE, PHRASE = (0.2, 0.5), (0.002, 0.004), (0.012, 0.03)  # shares of practices
A_THIRD = 1 / 3
PAGE = "/en/practices/"
FREQUENT = {  # facet → its most frequent codes
    "type": reference.codes(TermKind.TYPE)[:6],
    "theme": reference.codes(TermKind.THEME)[:8],
    "gcm": reference.codes(TermKind.GCM_OBJECTIVE)[:6],
    "evidence": reference.codes(TermKind.EVIDENCE_LEVEL)[:4],
    "modality": Modality.values[:3],
    "country": reference.COUNTRIES[:8],
}


@dataclass(frozen=True)
class Search:
    """One search: what is typed and chosen."""

    kind: str
    text: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)  # facet → code
    page: int = 1

    @property
    def asked(self) -> Asked:
        """For the engine."""
        return Asked(self.text, {facet: (code,) for facet, code in self.chosen.items()})

    @property
    def address(self) -> str:
        """Of the search page."""
        query = ({"q": self.text} if self.text else {}) | dict(self.chosen)
        query |= {"page": self.page} if self.page > 1 else {}
        return f"{PAGE}?{urlencode(query)}" if query else PAGE


@dataclass(frozen=True)
class Words:
    """Words and phrases of the made-up practices; the common ones nearest to a third first."""

    common: tuple[str, ...]
    rare: tuple[str, ...]
    phrases: tuple[str, ...]


def searches(count: int = COUNT, seed: str = "searches") -> list[Search]:
    """So many different searches, of every kind in turns."""
    kinds = [
        _pages(), _filters(seed), _texts("common", words().common), _texts("rare", words().rare),
        _texts("phrase", [f'"{phrase}"' for phrase in words().phrases]), _words_and_filters(seed),
    ]  # fmt: skip
    each = -(-count // len(kinds))
    found = [search for turn in zip_longest(*(islice(kind, each) for kind in kinds)) for search in turn if search]
    if len(found) < count or len({search.address for search in found}) < len(found):
        raise AssertionError(f"{count} different searches were to be made; there are {len(found)}.")
    return found[:count]


def _pages() -> Iterator[Search]:
    return (Search("everything", page=page) for page in range(1, COUNT))


def _filters(seed: str) -> Iterator[Search]:
    return (Search("filters", chosen=chosen) for chosen in choices(seed))


def _texts(kind: str, texts: list[str] | tuple[str, ...]) -> Iterator[Search]:
    return (Search(kind, text) for text in texts)


def _words_and_filters(seed: str) -> Iterator[Search]:
    pairs = list(combinations(words().common[:12], 2))
    random.Random(f"pairs of {seed}").shuffle(pairs)
    filters = choices(f"more of {seed}")
    return (Search("words and filters", " ".join(pair), chosen) for pair, chosen in zip(pairs, filters, strict=False))


def choices(seed: str) -> Iterator[dict[str, str]]:
    """One value of each of two facets, never the same two."""
    found = [
        {one: first, other: second}
        for one, other in combinations(FREQUENT, 2)
        for first in FREQUENT[one]
        for second in FREQUENT[other]
    ]
    random.Random(seed).shuffle(found)
    return iter(found)


@cache
def words() -> Words:
    """Counted in the first practices of the generator."""
    texts = [_spoken(made) for made in generator.documents(0, SAMPLE)]
    exact, pairs = Counter(), Counter()
    for spoken in texts:
        exact.update(set(chain.from_iterable(spoken.words)))
        pairs.update({pair for found in spoken.words for pair in pairwise(found)})
    unfit = _names()

    def fit(word: str) -> bool:
        plain = word == surface(word) and word not in unfit
        return plain and not any(is_stop_word(word, language) for language in LANGUAGES)

    def within(share: tuple[float, float], count: int) -> bool:
        return share[0] * SAMPLE <= count <= share[1] * SAMPLE

    def varies(word: str, count: int) -> bool:
        own = set(all_stems(word))
        return sum(not own.isdisjoint(spoken.stems) for spoken in texts) > count * 1.05

    def of(share: tuple[float, float]) -> list[str]:
        return [w for w, n in sorted(exact.items()) if within(share, n) and fit(w) and not varies(w, n)]

    common = sorted(of(COMMON), key=lambda word: abs(exact[word] / SAMPLE - A_THIRD))
    phrases = [" ".join(pair) for pair, n in sorted(pairs.items()) if within(PHRASE, n) and all(map(fit, pair))]
    return Words(tuple(common), tuple(of(RARE)), tuple(phrases))


@dataclass(frozen=True)
class _Spoken:
    words: list[list[str]]  # in small letters, accents kept; a list a text
    stems: set[str]


def _spoken(made: dict) -> _Spoken:
    """The prose of one document as it is indexed."""
    document = documents.Document.model_validate(made).model_dump(by_alias=True)
    texts = [(language, text[name]) for language, text in document["texts"].items() for name in listings.HEADINGS]
    cut = [(language, tokens(text)) for language, text in (*texts, *listings.body(document))]
    return _Spoken(
        [[token.casefold() for token in found] for _language, found in cut],
        {stem for language, found in cut for token in found for stem in stems(token, language)},
    )


def _names() -> set[str]:
    """Words of names so short that one word is half of them: a search for it would find what they name, too."""
    labels = [row for model in (Country, City, CountryGroup) for row in model.objects.all()]
    return {surface(token) for row in labels for label in row.labels.values() for token in tokens(label)}
