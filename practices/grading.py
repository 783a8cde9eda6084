"""From assessments to the public grade: which ones count, the weighted score, the reasons, when it lapses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from practices import rubric as rubrics
from practices.models import Assessment, Edition, Link, Listing, Practice, Standing
from practices.rubric import Rubric
from practices.vocabulary import Grade, LinkKind


@dataclass(frozen=True)
class Outcome:
    """What the assessments of one revision come to. Without a grade, `waits_for` says in a sentence why."""

    rubric: Rubric
    counted: tuple[Assessment, ...] = ()
    medians: dict[str, float] = field(default_factory=dict)  # by criterion, 0 to 4
    score: float | None = None  # 0 to 100
    grade: str = ""
    stopped_by: tuple[str, ...] = ()  # gates somebody answered with no
    differ: tuple[str, ...] = ()  # core criteria that two assessors see two or more apart
    wants_another: bool = False
    waits_for: str = ""


def outcome(practice: Practice, revision: int) -> Outcome:
    """What the assessments of this revision come to."""
    return weighed(counted(practice, revision))


def counted(practice: Practice, revision: int) -> list[Assessment]:
    """The newest assessment of this revision by each assessor, of the newest version of the rubric among them.

    An assessor who has ever declared a conflict of interest on this practice does not count.
    """
    rows = list(practice.assessments.select_related("assessor").order_by("id"))
    rows = [row for row in rows if row.rubric in rubrics.VERSIONS]  # others than we know are of a newer registry
    partial = {row.assessor_id for row in rows if row.has_conflict}
    newest = {row.assessor_id: row for row in rows if row.revision == revision and row.assessor_id not in partial}
    version = max((row.rubric for row in newest.values()), default=0)
    return [row for row in newest.values() if row.rubric == version]


def weighed(assessments: Sequence[Assessment]) -> Outcome:
    """The outcome of these assessments, all of one revision and one version of the rubric.

    The score of a criterion is the median: of two their mean, of three the middle one, so that a third settles what
    two see differently.
    """
    rubric = rubrics.VERSIONS[assessments[0].rubric] if assessments else rubrics.CURRENT
    stopped = tuple(gate.code for gate in rubric.gates if any(row.gates.get(gate.code) is False for row in assessments))
    if stopped:
        names = ", ".join(str(gate.label) for gate in rubric.gates if gate.code in stopped)
        sentence = _("Stopped: the answer to a gate was no (%(gates)s).") % {"gates": names}
        return Outcome(rubric, tuple(assessments), stopped_by=stopped, waits_for=sentence)
    medians = {one.code: median(row.scores[one.code] for row in assessments) for one in rubric.criteria if assessments}
    differ = _differ(rubric, assessments)
    wanted = rubric.assessors + (1 if differ else 0)
    sentence = _sentence(len(assessments), wanted, bool(differ))
    if sentence:
        return Outcome(
            rubric, tuple(assessments), medians, differ=differ, wants_another=bool(assessments), waits_for=sentence
        )
    score = sum(one.weight * medians[one.code] for one in rubric.criteria) / rubrics.HIGHEST
    return Outcome(rubric, tuple(assessments), medians, score, rubric.grade(score), differ=differ)


def _differ(rubric: Rubric, assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """Core criteria whose scores lie too far apart."""
    found = []
    for criterion in rubric.criteria:
        scores = [row.scores[criterion.code] for row in assessments]
        if criterion.is_core and scores and max(scores) - min(scores) >= rubric.apart:
            found.append(criterion.code)
    return tuple(found)


def _sentence(count: int, wanted: int, differ: bool) -> str:
    if count >= wanted:
        return ""
    if count == 0:
        return _("Nobody has assessed it yet: a grade needs two independent assessors.")
    if differ:
        return _("The two assessors see a core criterion two or more points apart: a third one settles it.")
    return _("One more independent assessor is needed for a grade.")


def settle(practice: Practice) -> str:
    """Give a public practice the grade its assessments come to; returns it, empty where there is none to give.

    Call with the practice locked. What was graded before keeps its grade until newer assessments come to another, or
    one of them answers a gate with no: what does harm is not shown as a good practice.
    """
    edition = practice.editions.order_by("-number").defer("document").first()
    if edition is None:
        return ""
    found = outcome(practice, edition.revision)
    if found.stopped_by:
        Standing.objects.filter(practice=practice).update(grade="", grade_expires=None, grade_reasons={})
    if not found.grade:
        return ""
    given = timezone.localdate(max(row.at for row in found.counted))
    reused_by = _reused_by(practice)
    grade = Grade.CONFIRMED if found.grade == Grade.GOOD and reused_by else found.grade
    Standing.objects.filter(practice=practice).update(
        grade=grade, grade_expires=_years_after(given, found.rubric.years),
        grade_reasons=_reasons(found, edition, given, reused_by),
    )  # fmt: skip
    return grade


def confirm_adapted(practice: Practice) -> None:
    """What a practice adapts has been used again: a good grade of it is confirmed. Call where it is being published.

    Before its listing is written, because whoever holds the number of the listings must not wait for anybody.
    """
    adapted = Link.objects.filter(practice=practice, kind=LinkKind.ADAPTS).values("target")
    touched = Standing.objects.filter(Q(practice=practice) | Q(practice__in=adapted)).order_by("pk")
    for standing in touched.select_for_update():  # its own, too, which settle() writes later: all in one order
        if standing.pk == practice.pk or standing.grade != Grade.GOOD:
            continue
        codes = {*standing.grade_reasons.get("reused_by", []), practice.code}
        standing.grade, standing.grade_reasons = Grade.CONFIRMED, standing.grade_reasons | {"reused_by": sorted(codes)}
        standing.save(update_fields=["grade", "grade_reasons"])


def _reused_by(practice: Practice) -> list[str]:
    """Codes of public practices that adapt this one."""
    adapting = Link.objects.filter(target=practice, kind=LinkKind.ADAPTS).values("practice")
    return list(Listing.objects.filter(practice__in=adapting).order_by("code").values_list("code", flat=True))


def _reasons(found: Outcome, edition: Edition, given: date, reused_by: list[str]) -> dict:
    """What the public is told: numbers and the assessors' own sentences, in no order that tells who wrote them."""
    return {
        "rubric": found.rubric.version,
        "edition": edition.number,
        "given": given.isoformat(),
        "assessors": len(found.counted),
        "score": round(found.score, 1),
        "criteria": {code: float(value) for code, value in found.medians.items()},
        "reasons": sorted({row.public_reason for row in found.counted if row.public_reason}),
        "reused_by": reused_by,
    }


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
