"""The page on which a reviewer assesses a practice, and what they typed there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from practices import grading, reviewing, workflow
from practices import rubric as rubrics
from practices.admin import duplicates
from practices.admin.keys import number_of
from practices.admin.review.assessed import context, text_in_words
from practices.models import Assessment, Practice
from practices.vocabulary import Channel, Grade, State

__all__ = ["addresses", "context"]

FORBIDDEN, CONFLICT = 403, 409
ANSWERS = {"yes": True, "no": False}
SCORES = {str(score): score for score in range(rubrics.LOWEST, rubrics.HIGHEST + 1)}
OTHERS = ("declaration", "conflict_note", "public_reason", "expected")


def addresses(model_admin) -> list:
    """The address of the page."""

    def assess(request, pk):
        return view(model_admin, request, pk)

    wrap = model_admin.admin_site.admin_view
    return [path("<int:pk>/assess/", wrap(assess), name="practices_practice_assess")]


def view(model_admin, request, pk: int):
    """Show the questions, or take the answers."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    practice = model_admin.visible_or_404(request, pk)
    if not request.user.has_perm(workflow.REVIEW):
        raise PermissionDenied
    if sentence := reviewing.keeps_from_assessing(practice, request.user):
        status = FORBIDDEN if request.method == "POST" else 200
        return _page(model_admin, request, practice, status, why_not=sentence)
    if request.method == "POST":
        return _received(model_admin, request, practice)
    found = reviewing.assessable(practice)
    if found is None:
        sentence = _("Only what is in review or public can be assessed.")
        return _page(model_admin, request, practice, why_not=sentence)
    revision, content = found
    if gaps := reviewing.gaps(content):
        return _page(model_admin, request, practice, gaps=gaps)
    earlier = _earlier(practice, request.user)
    shown = _form(_entries_of(earlier) | {"expected": str(revision)}, {})
    has_moved = earlier is not None and earlier.revision != revision
    return _page(model_admin, request, practice, form=shown, earlier=earlier, has_moved=has_moved)


def _received(model_admin, request, practice):
    """Record what was sent, or show it again with all that is wrong."""
    entries = {name: request.POST.get(name, "") for name in _names()}
    faults, status, refusal = {}, 200, ""
    try:
        _take(request, practice, entries)
        return HttpResponseRedirect(_on_from(request, practice))
    except reviewing.NotAssessable as fault:
        faults = fault.faults
    except (workflow.Conflict, reviewing.ReviewRefused) as refused:
        status, refusal = CONFLICT, str(refused)
        practice = model_admin.visible_or_404(request, practice.pk)
        entries["expected"] = str(reviewing.assessed_revision(practice) or "")
    return _page(model_admin, request, practice, status, form=_form(entries, faults), refusal=refusal)


def _take(request, practice: Practice, entries: dict) -> None:
    """What the declaration makes of it. Raises NotAssessable with faults of the form's own beside those of the domain."""
    if entries["declaration"] == "none":
        _assess(request, practice, entries)
    elif entries["declaration"] == "conflict":
        try:
            reviewing.declare_conflict(practice, by=request.user, note=entries["conflict_note"], channel=Channel.ADMIN)
        except reviewing.ReviewRefused as refusal:
            raise reviewing.NotAssessable({"conflict_note": str(refusal)}) from None
        messages.success(request, _("Your conflict of interest is recorded. You are out of this assessment."))
    else:
        faults = {"declaration": _("Say whether you have a conflict of interest.")}
        try:
            reviewing.checked(_judgement(entries), rubrics.CURRENT)
        except reviewing.NotAssessable as fault:
            faults |= fault.faults
        raise reviewing.NotAssessable(faults)


def _assess(request, practice: Practice, entries: dict) -> None:
    expected = number_of(entries["expected"])
    expected = -1 if expected is None else expected
    reviewing.assess(practice, by=request.user, judgement=_judgement(entries), expected=expected, channel=Channel.ADMIN)
    found = grading.outcome(practice, expected)
    messages.success(request, _("Your assessment is recorded.") + " " + _what_comes_of_it(practice, found))


def _what_comes_of_it(practice: Practice, found: grading.Outcome) -> str:
    if found.waits_for:
        return found.waits_for
    label = Grade(found.grade).label
    if practice.state == State.IN_REVIEW:
        return _("The assessments come to: %(grade)s. The grade is given when this is published.") % {"grade": label}
    return _("The assessments come to: %(grade)s.") % {"grade": label}


def _on_from(request, practice: Practice) -> str:
    if Practice.objects.visible_to(request.user).filter(pk=practice.pk).exists():
        return reverse("admin:practices_practice_review", args=[practice.pk])
    return reverse("admin:practices_practice_changelist")


# What stands in the form ---------------------------------------------------------------------------------------------


def _names() -> list[str]:
    rubric = rubrics.CURRENT
    answers = [f"gate-{gate.code}" for gate in rubric.gates] + [f"score-{one.code}" for one in rubric.criteria]
    return [*answers, *(f"comment-{one.code}" for one in (*rubric.gates, *rubric.criteria)), *OTHERS]


def _judgement(entries: dict) -> reviewing.Judgement:
    """What was typed as the domain takes it; an answer that makes no sense is none."""
    rubric = rubrics.CURRENT
    return reviewing.Judgement(
        gates={gate.code: ANSWERS.get(entries[f"gate-{gate.code}"]) for gate in rubric.gates},
        scores={one.code: SCORES.get(entries[f"score-{one.code}"]) for one in rubric.criteria},
        comments={one.code: entries[f"comment-{one.code}"] for one in (*rubric.gates, *rubric.criteria)},
        public_reason=entries["public_reason"],
    )


def _earlier(practice: Practice, user) -> Assessment | None:
    """This person's newest judgement of this practice."""
    return practice.assessments.filter(assessor=user, has_conflict=False).order_by("-id").first()


def _entries_of(earlier: Assessment | None) -> dict:
    """An earlier judgement as it would have been typed; the declaration is made anew each time."""
    entries = dict.fromkeys(_names(), "")
    if earlier is None:
        return entries
    words = {True: "yes", False: "no"}
    found = {f"gate-{code}": words.get(answer, "") for code, answer in earlier.gates.items()}
    found |= {f"score-{code}": str(score) for code, score in earlier.scores.items()}
    found |= {f"comment-{code}": text for code, text in earlier.comments.items()}
    found["public_reason"] = earlier.public_reason
    return entries | {name: typed for name, typed in found.items() if name in entries}


def _form(entries: dict, faults: dict) -> dict:
    """All that the form shows: questions with what is typed, faults where they belong, the summary above."""
    rubric = rubrics.CURRENT
    yes_no = [("yes", _("Yes")), ("no", _("No"))]
    scale = [(str(score), f"{score} – {words}") for score, words in enumerate(rubric.scale)]
    gates = [_question("gate", gate, yes_no, entries, faults) for gate in rubric.gates]
    criteria = [_question("score", one, scale, entries, faults) for one in rubric.criteria]
    others = {
        name: {"id": name, "value": entries[name], "fault": faults.get(name, "")}
        for name in ("declaration", "conflict_note", "public_reason")
    }
    others["declaration"]["id"] = "declaration-none"
    labels = {"declaration": _("Conflict of interest"), "conflict_note": _("Which conflict it is"),
              "public_reason": _("Reasons for readers")}  # fmt: skip
    summary = [
        *({"id": others[name]["id"], "label": labels[name], "fault": others[name]["fault"]}
          for name in ("declaration", "conflict_note")),
        *({"id": one["faulty_id"], "label": one["label"], "fault": one["fault"]} for one in (*gates, *criteria)),
        {"id": "public_reason", "label": labels["public_reason"], "fault": others["public_reason"]["fault"]},
    ]  # fmt: skip
    return {
        **others,
        "expected": entries["expected"],
        "gates": gates,
        "core": [one for one in criteria if one["is_core"]],
        "supporting": [one for one in criteria if not one["is_core"]],
        "has_faulty_scores": any(one["fault"] for one in criteria),
        "summary": [fault for fault in summary if fault["fault"]],
    }


def _question(kind: str, one, choices: list, entries: dict, faults: dict) -> dict:
    answer, comment = entries[f"{kind}-{one.code}"], entries[f"comment-{one.code}"]
    is_answered = answer in dict(choices)
    is_comment_faulty = is_answered or len(comment) > reviewing.LONGEST_COMMENT
    return {
        "kind": kind,
        "code": one.code,
        "label": one.label,
        "question": one.question,
        "is_core": getattr(one, "is_core", False),
        "weight": getattr(one, "weight", None),
        "choices": [{"value": value, "label": label, "is_chosen": value == answer} for value, label in choices],
        "comment": comment,
        "fault": faults.get(one.code, ""),
        "is_comment_faulty": is_comment_faulty,
        "faulty_id": f"comment-{one.code}" if is_comment_faulty else f"{kind}-{one.code}-{choices[0][0]}",
    }


def _page(model_admin, request, practice, status: int = 200, **shown):
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Assess: %(name)s") % {"name": practice},
        "opts": model_admin.opts,
        "practice": practice,
        "text": text_in_words(practice),
        "rubric": rubrics.CURRENT,
        "rows": duplicates.of_practice(practice, request.user) if "form" in shown else [],
        **shown,
    }
    return TemplateResponse(request, "admin/practices/practice/assess.html", context, status=status)
