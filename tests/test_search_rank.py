"""practices.search.rank: long questions over many records stay quick to rank, and keep their order."""

import random

from practices.search.bits import bits_of, union
from practices.search.query import Kind, Leaf, Term
from practices.search.rank import LEAST_COVERED, MOST_CLASSES, PARTS, Wanted, classes

RECORDS = 5_000
WEIGHTS = (1.0, 4.0, 9.0, 17.0)


def wanted(chance: random.Random, idf: float) -> Wanted:
    """A made-up word that a third of the records have, each with one of the weights."""
    where: list[list[int]] = [[] for _weight in WEIGHTS]
    for slot in range(RECORDS):
        if chance.random() < 1 / 3:
            chance.choice(where).append(slot)
    levels = [(weight, bits_of(slots, RECORDS)) for weight, slots in zip(WEIGHTS, where, strict=True)]
    return Wanted(Term((Leaf(Kind.WORD, ("word",)),)), levels, union(bits for _weight, bits in levels), idf)


def exact(words: list[Wanted]) -> dict[int, tuple[float, float]]:
    """Score and share covered of each record, one by one."""
    total = sum(word.idf for word in words)
    found = {}
    for slot in range(RECORDS):
        weights = [
            (word.idf, next((weight for weight, bits in word.levels if bits >> slot & 1), None)) for word in words
        ]
        met = [(idf, weight) for idf, weight in weights if weight is not None]
        found[slot] = (sum(idf * weight for idf, weight in met), sum(idf for idf, _weight in met) / total)
    return found


def test_twenty_words_over_thousands_of_records_are_few_sets_near_the_exact_scores():
    chance = random.Random("long questions")
    words = [wanted(chance, chance.uniform(0.5, 4)) for _ in range(20)]
    found, scores = classes(words, (1 << RECORDS) - 1), exact(words)
    assert 0 < len(found) <= MOST_CLASSES
    highest = max(score for score, _share in scores.values())
    seen = 0
    for (score, covered), bits in found.items():
        assert not bits & seen  # no record twice
        seen |= bits
        for slot in range(RECORDS):
            if bits >> slot & 1:
                assert abs(scores[slot][0] - score) < highest / 5
                assert abs(scores[slot][1] - covered / PARTS) < 0.2
    enough = {slot for slot, (_score, share) in scores.items() if share > LEAST_COVERED + 0.02}
    assert all(seen >> slot & 1 for slot in enough)  # who covers enough is never left out on the way


def test_two_words_are_ranked_exactly():
    chance = random.Random("short questions")
    words = [wanted(chance, 1.0), wanted(chance, 3.0)]
    scores = exact(words)
    for (score, _covered), bits in classes(words, (1 << RECORDS) - 1).items():
        for slot in range(0, RECORDS, 7):
            if bits >> slot & 1:
                assert abs(scores[slot][0] - score) < 0.011
