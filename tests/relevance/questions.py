"""The questions of questions.yaml, which of them are held back from tuning, and the measures of what a search found."""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import yaml

FILE = Path(__file__).with_name("questions.yaml")
LANGUAGES = ("en", "fr", "es", "pt", "ar")
NOTHING = "nothing"
KINDS = ("known_item", "theme", "country_pair", "instrument", "institution", "question", "misspelt", NOTHING)
HELPS = 2  # the lowest grade that counts as a success


@dataclass(frozen=True)
class Question:
    """What a reader types on the page of one language, and the grade (1 to 3) of each practice that answers it."""

    id: str
    language: str
    kind: str
    text: str
    judged: dict[str, int]


@dataclass(frozen=True)
class Scores:
    """The means over the answerable questions of one language."""

    questions: int
    success: float
    ndcg: float


@dataclass(frozen=True)
class Summary:
    """How well a search did: by language, over all languages, and how much it shows when nothing is to be found."""

    by_language: dict[str, Scores]
    overall: Scores
    results_for_nothing: float


def load() -> list[Question]:
    """All questions, in the order of the file."""
    return [Question(**entry) for entry in yaml.safe_load(FILE.read_text(encoding="utf-8"))]


def is_held_back(question: Question) -> bool:
    """Whether the question belongs to the third that is never looked at while the search is tuned."""
    digest = hashlib.sha256(question.id.encode()).hexdigest()
    return int(digest, 16) % 3 == 0


def success_at(found: Sequence[str], judged: Mapping[str, int], k: int = 3) -> float:
    """1.0 if any of the first k practices found has grade 2 or more, else 0.0."""
    return float(any(judged.get(code, 0) >= HELPS for code in found[:k]))


def ndcg_at(found: Sequence[str], judged: Mapping[str, int], k: int = 10) -> float:
    """Normalised discounted cumulative gain: 1.0 when the first k practices found are the best possible, best first.

    A practice of grade g at place n adds (2**g - 1) / log2(n + 1); the sum is divided by that of all judged
    practices in their best order, cut at k. Without a judged practice it is 0.0.
    """
    best = _discounted(sorted(judged.values(), reverse=True)[:k])
    if not best:
        return 0.0
    return _discounted([judged.get(code, 0) for code in found[:k]]) / best


def _discounted(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def summarise(questions: Iterable[Question], found: Mapping[str, Sequence[str]]) -> Summary:
    """The means of both measures by language, and the mean number of results of the questions nothing answers.

    found holds all codes the search gave for each question, best first, by the id of the question. A question
    that is missing there is a mistake of the caller and raises KeyError. A mean over no questions is 0.0.
    """
    by_language: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for_nothing: list[int] = []
    for question in questions:
        codes = found[question.id]
        if question.judged:
            pair = (success_at(codes, question.judged), ndcg_at(codes, question.judged))
            by_language[question.language].append(pair)
        else:
            for_nothing.append(len(codes))
    return Summary(
        by_language={language: _scores(pairs) for language, pairs in by_language.items()},
        overall=_scores([pair for pairs in by_language.values() for pair in pairs]),
        results_for_nothing=_mean(for_nothing),
    )


def _scores(pairs: Sequence[tuple[float, float]]) -> Scores:
    return Scores(len(pairs), _mean([success for success, _ in pairs]), _mean([ndcg for _, ndcg in pairs]))


def _mean(values: Sequence[float]) -> float:
    return float(mean(values)) if values else 0.0
