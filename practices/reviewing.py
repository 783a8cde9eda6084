"""Reviewers: who is asked and why, who may assess, and the assessment itself."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practices import completeness, document, grading, workflow
from practices import rubric as rubrics
from practices.locking import busy_as
from practices.models import Assessment, Edition, Event, Notice, Practice, ReviewRequest, Standing
from practices.rubric import HIGHEST, LOWEST, Rubric
from practices.text import clean, fold
from practices.vocabulary import Grade, NoticeKind, OrganisationRole, State

LONGEST_COMMENT, LONGEST_REASON = 2_000, 2_000
WRITING = ("created", "edited")


class ReviewRefused(Exception):
    """It cannot be done now; the text is a sentence for the person."""


class NotAssessable(ReviewRefused):
    """Answers are missing or out of range. `faults` says what by code ("results", "public_reason", …)."""

    def __init__(self, faults: dict[str, str]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults.values()))


@dataclass(frozen=True)
class Judgement:
    """What an assessor has entered, as it came from a form or a program."""

    gates: dict[str, bool]
    scores: dict[str, int]
    comments: dict[str, str]
    public_reason: str = ""


# Who may ------------------------------------------------------------------------------------------------------------


def keeps_from_assessing(practice: Practice, user) -> str:
    """Why this person may not assess this practice, as a sentence; empty when nothing stands in the way."""
    if not user.is_active or not user.has_perm(workflow.REVIEW) or not workflow.is_within_reach(practice, user):
        return _("You may not do this.")
    if has_written(practice, user):
        return _("You wrote or edited this: an assessment needs somebody independent.")
    if practice.author_id and is_same_employer(user, practice.author):
        return _("You work for the author's organisation: an assessment needs somebody independent.")
    if (own := _organisation(user)) and own in involved_organisations(practice):
        return _("You work for an organisation that led or carried it out: an assessment needs somebody independent.")
    if workflow.has_conflict_of_interest(practice, user):
        return _("You have declared a conflict of interest on this practice.")
    return ""


def has_written(practice: Practice, user) -> bool:
    """Whether a person ever wrote or edited a practice."""
    if user.pk in (practice.author_id, practice.last_editor_id):
        return True
    return practice.events.filter(actor=user, name__in=WRITING).exists()


def involved_organisations(practice: Practice) -> set[int]:
    """Keys of the organisations that led or carried out a practice."""
    rows = practice.practiceorganisation_set.filter(role__in=(OrganisationRole.LEAD, OrganisationRole.IMPLEMENTER))
    return set(rows.values_list("organisation", flat=True))


def is_same_employer(one, other) -> bool:
    """Whether two people work for the same organisation, by their mandates or by what they call it themselves."""
    if _organisation(one) and _organisation(one) == _organisation(other):
        return True
    named = fold(one.organisation_name).split()
    return bool(named) and named == fold(other.organisation_name).split()


def _organisation(user) -> int | None:
    mandate = getattr(user, "mandate", None)
    return mandate.organisation_id if mandate else None


def assessed_revision(practice: Practice) -> int | None:
    """The revision that an assessment would be of now: that in review, else that of the live edition; or none."""
    if practice.state == State.IN_REVIEW:
        return practice.revision
    return _live_edition(practice).values_list("revision", flat=True).first()


def assessable(practice: Practice) -> tuple[int, dict] | None:
    """Revision and document an assessment would be of now: the text in review, else the live edition's; or none."""
    if practice.state == State.IN_REVIEW:
        return practice.revision, document.build(practice)
    edition = _live_edition(practice).first()
    return (edition.revision, document.upgrade(edition.document)) if edition else None


def _live_edition(practice: Practice):
    return Edition.objects.filter(practice=practice, practice__listing__isnull=False).order_by("-number")


def gaps(found: dict) -> list[str]:
    """What a document lacks of a full record, which is what assessment asks for, in sentences."""
    return [gap.sentence for gap in completeness.missing(found)]


# Assessing ----------------------------------------------------------------------------------------------------------


def assess(practice: Practice, *, by, judgement: Judgement, expected: int, channel: str) -> Assessment:
    """Record one person's judgement of the revision they saw, and give the grade where it completes one.

    Raises PermissionDenied, ReviewRefused, NotAssessable, workflow.Conflict.
    """
    with busy_as(workflow.Conflict), transaction.atomic():
        locked = _locked_for(practice, by)
        found = assessable(locked)
        if found is None:
            raise ReviewRefused(_("Only what is in review or public can be assessed."))
        revision, content = found
        if revision != expected:
            raise workflow.Conflict(
                _("The text has changed since you opened it. Look at it again before you assess it.")
            )
        if missing := gaps(content):
            raise ReviewRefused(_("A full record is needed for an assessment.") + " " + " ".join(missing))
        judgement = checked(judgement, rubrics.CURRENT)
        assessment = Assessment.objects.create(
            practice=locked, assessor=by, rubric=rubrics.CURRENT.version, revision=revision, gates=judgement.gates,
            scores=judgement.scores, comments=judgement.comments, public_reason=judgement.public_reason,
        )  # fmt: skip
        _close_requests(locked, by, "done")
        _record(locked, "assessed", by, channel)
        _settle(locked, channel)
    return assessment


def _settle(practice: Practice, channel: str) -> None:
    """Give or take the grade. Recorded without a name: it is nobody's alone, and authors are told no assessor."""
    before = Standing.objects.filter(practice=practice).values_list("grade", flat=True).first() or ""
    after = grading.settle(practice)
    if after:
        note = str(Grade(after).label)
    elif before and not Standing.objects.filter(practice=practice, grade=before).exists():
        note = _("The grade is withdrawn: the answer to a gate was no.")
    else:
        return
    workflow.tell_author(_record(practice, "graded", None, channel, note=note), practice)


def declare_conflict(practice: Practice, *, by, note: str, channel: str) -> Assessment:
    """Record that a person has a conflict of interest: they are out of this practice's assessment for good.

    Raises PermissionDenied, ReviewRefused.
    """
    note = clean(note).strip()
    if not note or len(note) > 1_000:
        raise ReviewRefused(_("Say in up to 1,000 characters which conflict of interest it is."))
    with busy_as(workflow.Conflict), transaction.atomic():
        locked = _locked_for(practice, by)
        assessment = Assessment.objects.create(
            practice=locked, assessor=by, rubric=rubrics.CURRENT.version, revision=locked.revision, has_conflict=True,
            conflict_note=note,
        )  # fmt: skip
        _close_requests(locked, by, "declined", _("Conflict of interest"))
        _record(locked, "assessed", by, channel)
    return assessment


def _locked_for(practice: Practice, by) -> Practice:
    locked = workflow.lock(practice)
    if not Practice.objects.visible_to(by).filter(pk=locked.pk).exists() or not by.has_perm(workflow.REVIEW):
        raise PermissionDenied(_("You may not do this."))
    if sentence := keeps_from_assessing(locked, by):
        raise ReviewRefused(sentence)
    return locked


def _record(practice: Practice, name: str, by, channel: str, note: str = "") -> Event:
    return Event.objects.create(
        practice=practice, code=practice.code, name=name, actor=by, channel=channel, from_state=practice.state,
        to_state=practice.state, revision=practice.revision, note=note,
    )  # fmt: skip


def checked(judgement: Judgement, rubric: Rubric) -> Judgement:
    """The same judgement, cleaned and complete by this rubric. Raises NotAssessable with every fault."""
    faults: dict[str, str] = {}
    gates = {gate.code: judgement.gates.get(gate.code) for gate in rubric.gates}
    comments = {code: clean(str(text)).strip() for code, text in judgement.comments.items() if str(text).strip()}
    known = {*gates, *(criterion.code for criterion in rubric.criteria)}
    comments = {code: text for code, text in comments.items() if code in known}
    for code, answer in gates.items():
        if answer not in (True, False):
            faults[code] = _("Answer yes or no.")
        elif answer is False and code not in comments:
            faults[code] = _("Say why the answer is no.")
    is_stopped = False in gates.values()
    scores = {} if is_stopped else _checked_scores(judgement, rubric, comments, faults)
    reason = clean(judgement.public_reason).strip()
    if not reason and not is_stopped:
        faults["public_reason"] = _("Give readers the reasons for your judgement in a sentence or two.")
    for code, text in (*comments.items(), ("public_reason", reason)):
        if len(text) > LONGEST_COMMENT:
            faults[code] = _("At most 2,000 characters.")
    if faults:
        raise NotAssessable(faults)
    return Judgement(gates, scores, comments, reason)


def _checked_scores(judgement: Judgement, rubric: Rubric, comments: dict, faults: dict) -> dict[str, int]:
    scores = {}
    for criterion in rubric.criteria:
        score = judgement.scores.get(criterion.code)
        if type(score) is not int or not LOWEST <= score <= HIGHEST:
            faults[criterion.code] = _("Give a score from 0 to 4.")
            continue
        scores[criterion.code] = score
        if rubric.needs_comment(score) and criterion.code not in comments:
            faults[criterion.code] = _("Say why: a score of 0, 1 or 4 needs a comment.")
    return scores


# Asking -------------------------------------------------------------------------------------------------------------


def ask(practice: Practice, reviewer, *, by, channel: str, note: str = "") -> ReviewRequest:
    """Ask a person to review a practice and tell them by mail. Raises PermissionDenied, ReviewRefused."""
    note = clean(note).strip()[:1_000]
    with busy_as(workflow.Conflict), transaction.atomic():
        locked = workflow.lock(practice)
        if not by.has_perm(workflow.REVIEW) or not Practice.objects.visible_to(by).filter(pk=locked.pk).exists():
            raise PermissionDenied(_("You may not do this."))
        if locked.state == State.DRAFT and assessable(locked) is None:
            raise ReviewRefused(_("It is a draft: nobody can review it before it is submitted."))
        if keeps_from_assessing(locked, reviewer):
            raise ReviewRefused(_("This person cannot review this practice. Choose another one."))
        if locked.review_requests.filter(reviewer=reviewer, closed_at=None).exists():
            raise ReviewRefused(_("This person has been asked already."))
        due = timezone.localdate() + timedelta(days=settings.REVIEW_DAYS)
        request = ReviewRequest.objects.create(practice=locked, reviewer=reviewer, asked_by=by, due=due, note=note)
        event = _record(locked, "asked", by, channel)
        if reviewer.pk != by.pk:
            Notice.objects.create(
                key=f"review_asked:{request.pk}:{reviewer.pk}", kind=NoticeKind.REVIEW_ASKED, practice=locked, event=event,
                recipient=reviewer, is_waiting_for=True,
            )  # fmt: skip
    return request


def close_request(request: ReviewRequest, *, by, note: str = "") -> None:
    """The one who was asked declines; who may review withdraws it. Raises PermissionDenied, ReviewRefused."""
    is_own = request.reviewer_id == by.pk
    if not is_own and not (by.has_perm(workflow.REVIEW) and workflow.is_within_reach(request.practice, by)):
        raise PermissionDenied(_("You may not do this."))
    closed = ReviewRequest.objects.filter(pk=request.pk, closed_at=None).update(
        closed_at=timezone.now(), outcome="declined" if is_own else "withdrawn", note=clean(note).strip()[:1_000]
    )
    if not closed:
        raise ReviewRefused(_("This request is closed already."))


def _close_requests(practice: Practice, reviewer, outcome: str, note: str = "") -> None:
    practice.review_requests.filter(reviewer=reviewer, closed_at=None).update(
        closed_at=timezone.now(), outcome=outcome, note=note
    )
