"""How well the search ranks: the judged questions of tests/relevance over the real data of fixtures/."""

from collections.abc import Sequence
from io import StringIO

from django.core.management import call_command

from practices import search
from practices.models import Listing
from practices.search import Asked
from tests.benchmarks import database
from tests.benchmarks.measure import Figure, Scale
from tests.relevance import questions
from tests.relevance.questions import LANGUAGES, Question

SUCCESS_LIMIT, NDCG_LIMIT, NOTHING_LIMIT = 0.97, 0.92, 2
EVERY = "all languages"
NONE_ASKED = "no such question"


def figures(scale: Scale) -> list[Figure]:
    """Limits hold for all questions of each language; the third held back from tuning is told beside them."""
    database.use(database.REAL)
    database.without_limits()
    call_command("load_fixtures", stdout=StringIO())
    asked = questions.load()
    codes = dict(Listing.objects.values_list("pk", "code"))
    found = {question.id: [codes[key] for key in _keys(question)] for question in asked}
    held_back = [question for question in asked if questions.is_held_back(question)]
    return [
        *_summary(asked, found, "all questions", limited=True),
        *_summary(held_back, found, "held back", limited=False),
    ]


def _keys(question: Question) -> list[int]:
    results = search.run(Asked(question.text), question.language)
    return results.keys(0, results.total)


def _summary(asked: Sequence[Question], found: dict[str, list[str]], which: str, limited: bool) -> list[Figure]:
    lines = []
    for language in (*LANGUAGES, EVERY):
        own = [question for question in asked if language in (question.language, EVERY)]
        lines += _of_language(own, found, f"{which}, {language}", limited)
    return lines


def _of_language(asked: Sequence[Question], found: dict[str, list[str]], which: str, limited: bool) -> list[Figure]:
    summary = questions.summarise(asked, found)
    measures = [
        ("Success@3", summary.overall.success, SUCCESS_LIMIT, True),
        ("nDCG@10", summary.overall.ndcg, NDCG_LIMIT, True),
        ("results where nothing answers", summary.results_for_nothing, NOTHING_LIMIT, False),
    ]
    answerable = summary.overall.questions
    counts = (answerable, answerable, len(asked) - answerable)
    return [
        Figure(
            "relevance", f"{what}, {which}", value if count else None, "", limit if limited else None, at_least,
            "" if count else NONE_ASKED,
        )
        for (what, value, limit, at_least), count in zip(measures, counts, strict=True)
    ]  # fmt: skip
