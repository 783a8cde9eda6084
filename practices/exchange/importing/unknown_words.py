"""Words of a sheet that nobody has decided yet: gathered once while its rows are judged, however many rows use them."""

from collections import Counter

from django.conf import settings
from django.utils.translation import gettext as _

from practices.exchange.books import Unreadable
from practices.exchange.matching import Question
from practices.models import Import, ImportQuestion

MOST_WORDS = 2_000  # different ones; nobody decides more, and a column that says something else has them at once
MOST_COLUMNS, LONGEST_HEADING = 3, 60  # that are named where there are more

Key = tuple[str, str]


class OpenWords:
    """Of one check of one import."""

    def __init__(self, one: Import) -> None:
        self._one = one
        # Whoever may read more rows may have more words.
        times = -(-(one.reading.get("most_rows") or 0) // settings.IMPORT_MAX_ROWS)
        self._most = MOST_WORDS * max(1, times)
        self._asked: dict[Key, Question] = {}
        self._by_heading: Counter[str] = Counter()
        self._rows: Counter[Key] = Counter()
        self._first: dict[Key, int] = {}

    def ask(self, question: Question, heading: str) -> dict[str, str]:
        """Remember a question; what the problem of a cell keeps of it. Raises Unreadable where there are too many."""
        key = question.vocabulary, question.folded
        if key not in self._asked:
            self._asked[key] = question
            self._by_heading[heading] += 1
            if len(self._asked) > self._most:
                raise Unreadable(self._too_many(), "words")
        return {"vocabulary": question.vocabulary, "folded": question.folded}

    def wait(self, number: int, problems: list[dict]) -> None:
        """A row with these problems stays out until its words are decided."""
        asked = (problem["question"] for problem in problems if "question" in problem)
        for key in dict.fromkeys((one["vocabulary"], one["folded"]) for one in asked):
            self._rows[key] += 1
            self._first.setdefault(key, number)

    def keep(self) -> None:
        """Put the words for which rows wait in the place of those of the check before."""
        ImportQuestion.objects.filter(of=self._one).delete()
        ImportQuestion.objects.bulk_create((self._kept(key) for key in self._rows), batch_size=500)

    def _kept(self, key: Key) -> ImportQuestion:
        asked = self._asked[key]
        candidates = [{"code": one.code, "label": str(one.label), "score": one.score} for one in asked.candidates]
        return ImportQuestion(
            of=self._one, vocabulary=asked.vocabulary, text=asked.text, folded=asked.folded, candidates=candidates,
            may_be_new=asked.may_be_new, rows=self._rows[key], first_row=self._first[key],
        )  # fmt: skip

    def _too_many(self) -> str:
        words = _("“%(heading)s” (%(count)s)")
        worst = ", ".join(
            words % {"heading": heading[:LONGEST_HEADING] or "–", "count": count}
            for heading, count in self._by_heading.most_common(MOST_COLUMNS)
        )
        message = _(
            "More than %(most)s different words of this sheet are unknown, most of them in %(columns)s. Probably a "
            "column is said to mean something else than it does. If all are right, leave some out or divide the sheet."
        )
        return message % {"most": self._most, "columns": worst}
