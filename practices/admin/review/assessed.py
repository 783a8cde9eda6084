"""What the assessments of a practice have come to, as far as the person who looks may know it."""

from statistics import median

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from practices import grading, proposals, queues, reviewing, workflow
from practices import rubric as rubrics
from practices.admin.review.requests import open_requests
from practices.models import Practice
from practices.vocabulary import Grade, State

PROPOSED = 3  # people named where another assessor is wanted


def context(practice: Practice, user) -> dict:
    """All that _assessments.html shows.

    The author of a practice learns what is still needed and, once there is a grade, its reasons; never who, never a
    comment. A reviewer sees what the others gave after their own assessment, so that each judges alone; who may change
    every practice sees it at once.
    """
    revision = reviewing.assessed_revision(practice)
    rows = list(practice.assessments.select_related("assessor").order_by("id"))
    found = grading.outcome(practice, revision) if revision is not None else None
    knows_people = user.has_perm(workflow.REVIEW) and practice.author_id != user.pk
    has_assessed = found is not None and any(row.assessor_id == user.pk for row in found.counted)
    knows_scores = knows_people and (has_assessed or user.has_perm("practices.change_practice"))
    why_not = reviewing.keeps_from_assessing(practice, user)
    shown = {
        "text": text_in_words(practice),
        "outcome": found,
        "knows_people": knows_people,
        "knows_scores": knows_scores,
        "has_assessed": has_assessed,
        "may_assess": found is not None and not why_not,
        "why_not": why_not if knows_people else "",
        "sentence": _sentence(practice, found, knows_scores or not knows_people),
        "standing": _standing(practice),
    }
    if knows_people:
        shown |= _of_people(practice, user, rows, found)
    if knows_scores and found is not None and found.counted:
        shown |= _of_scores(found)
    return shown


def text_in_words(practice: Practice) -> dict | None:
    """Which text an assessment is of: the revision in review, or the live edition as published."""
    if practice.state == State.IN_REVIEW:
        words = _("revision %(number)s, in review") % {"number": practice.revision}
        return {"words": words, "edition": None, "revision": practice.revision}
    editions = practice.editions.filter(practice__listing__isnull=False).order_by("-number")
    edition = editions.defer("document").first()
    if edition is None:
        return None
    words = _("edition %(number)s as published") % {"number": edition.number}
    return {"words": words, "edition": edition, "revision": edition.revision}


def _sentence(practice: Practice, found: grading.Outcome | None, knows_which: bool) -> str:
    """What is still needed, or what the assessments have come to."""
    if found is None:
        return _("It can be assessed when it is in review or public.")
    if found.stopped_by and not knows_which:
        return _("An assessor has answered a gate with no. You see which one after your own assessment.")
    if found.waits_for:
        return found.waits_for
    if practice.state == State.IN_REVIEW:
        return _("The assessments are complete. The grade is given when this is published.")
    return _("The assessments are complete.")


def _standing(practice: Practice) -> dict | None:
    """The public grade of a practice, whichever text it was given to."""
    standing = getattr(practice, "standing", None)
    if standing is None or not standing.grade:
        return None
    return {
        "label": standing.get_grade_display(),
        "edition": standing.grade_reasons.get("edition"),
        "expires": standing.grade_expires,
        "has_lapsed": queues.is_overdue(standing.grade_expires),
        "reasons": standing.grade_reasons.get("reasons", []),
    }


def _of_people(practice: Practice, user, rows: list, found: grading.Outcome | None) -> dict:
    offered = proposals.proposed(practice, PROPOSED + 1) if found is not None and found.wants_another else []
    counted = {row.pk for row in found.counted} if found is not None else set()
    return {
        "assessors": [{"who": row.assessor, "at": row.at} for row in rows if row.pk in counted],
        "earlier": sum(1 for row in rows if row.pk not in counted and not row.has_conflict),
        "conflicts": [
            {"who": row.assessor, "at": row.at, "note": row.conflict_note} for row in rows if row.has_conflict
        ],
        "requests": open_requests(practice, user),
        "proposals": [one for one in offered if one.person.pk != user.pk][:PROPOSED],
    }


def _of_scores(found: grading.Outcome) -> dict:
    return {
        "table": _table(found),
        "gates": _answers(found),
        "points": _points(found),
        "reasons": [row.public_reason for row in found.counted if row.public_reason],
    }


def _table(found: grading.Outcome) -> dict:
    """Who gave what: a row for each criterion, a column for each assessor."""
    rows = []
    for criterion in found.rubric.criteria:
        scores = [row.scores.get(criterion.code) for row in found.counted]
        known = [score for score in scores if score is not None]
        rows.append({
            "criterion": criterion,
            "cells": [{"score": score, "comment": row.comments.get(criterion.code, "")}
                      for score, row in zip(scores, found.counted, strict=True)],
            "median": median(known) if known else None,
            "apart": max(known) - min(known) if criterion.code in found.differ else 0,
        })  # fmt: skip
    has_scores = any(row.scores for row in found.counted)
    return {"assessors": [row.assessor for row in found.counted], "rows": rows if has_scores else []}


def _answers(found: grading.Outcome) -> list[dict]:
    """The gates somebody answered with no or commented on."""
    answers = []
    for gate in found.rubric.gates:
        said = [
            {
                "who": row.assessor,
                "is_no": row.gates.get(gate.code) is False,
                "comment": row.comments.get(gate.code, ""),
            }
            for row in found.counted
            if row.gates.get(gate.code) is False or row.comments.get(gate.code)
        ]
        if said:
            answers.append({"gate": gate, "said": said})
    return answers


def _points(found: grading.Outcome) -> dict | None:
    """How the weighted score comes about, criterion by criterion."""
    if found.score is None:
        return None
    sentences = [_counts(criterion, found.medians[criterion.code]) for criterion in found.rubric.criteria]
    least = next(least for least, grade in found.rubric.bands if grade == found.grade)
    together = _("Together %(score)s of 100: %(grade)s, which begins at %(least)s.") % {
        "score": floatformat(found.score, -1), "grade": Grade(found.grade).label, "least": least,
    }  # fmt: skip
    return {"sentences": sentences, "together": together, "grade": Grade(found.grade).label}


def _counts(criterion: rubrics.Criterion, value: float) -> str:
    words = {"label": criterion.label, "value": floatformat(value, -1), "highest": rubrics.HIGHEST}
    if not criterion.weight:
        return _("%(label)s: %(value)s of %(highest)s, does not count.") % words
    points = floatformat(criterion.weight * value / rubrics.HIGHEST, -2)
    words |= {"weight": criterion.weight, "points": points}
    return _("%(label)s: %(value)s of %(highest)s, counts %(weight)s of 100, gives %(points)s.") % words
