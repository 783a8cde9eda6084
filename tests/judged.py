"""Judgements of assessors, and practices that can be assessed."""

from practices import reviewing, rubric
from practices.models import Assessment, Practice
from practices.reviewing import Judgement
from practices.vocabulary import Channel
from tests.cast import in_review
from tests.example import example_document


def full(author=None, **changes) -> Practice:
    """A full record in review: what assessment asks for."""
    return in_review(author, **example_document(**changes))


def judgement(score: int = 3, scores: dict | None = None, gates: dict | None = None, **changes) -> Judgement:
    """Yes at every gate and one score for all criteria, unless told otherwise; a comment wherever one is needed."""
    scores = {criterion.code: score for criterion in rubric.CURRENT.criteria} | (scores or {})
    gates = {gate.code: True for gate in rubric.CURRENT.gates} | (gates or {})
    asked = [code for code, value in scores.items() if rubric.CURRENT.needs_comment(value or 0)]
    comments = dict.fromkeys([*asked, *(code for code, answer in gates.items() if not answer)], "A made-up comment.")
    given = {"gates": gates, "scores": scores, "comments": comments, "public_reason": "A made-up reason."}
    return Judgement(**given | changes)


def assessed(practice: Practice, *people, score: int = 3, **changes) -> Assessment | None:
    """Each of these people assesses what can be assessed of it now."""
    assessment = None
    for person in people:
        revision, _document = reviewing.assessable(practice)
        given = judgement(score, **changes)
        assessment = reviewing.assess(practice, by=person, judgement=given, expected=revision, channel=Channel.ADMIN)
    return assessment
