"""What a transition will do to each of many practices, before it does anything."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from practices import document, publishing, reference, workflow
from practices.models import Assessment, Practice
from practices.vocabulary import State

COMPLETE = ("submit", "publish")  # transitions for which a record must be complete
# Their guards ask only whether the person is alone with a practice and whether they have declared a conflict.
JUDGING = ("publish", "request_changes", "decline")


@dataclass(frozen=True)
class Prospect:
    """One practice, the revision the person sees, and why it would be refused if it would."""

    practice: Practice
    revision: int
    refusal: str = ""
    alone: bool = False  # the person would publish what they wrote


def prospects_of(model_admin, request, transition, seen: dict[int, int | None]) -> list[Prospect]:
    """Those of the chosen practices the person sees; `seen` holds the revisions they saw, None for the present one."""
    practices = model_admin.get_queryset(request).filter(pk__in=list(seen))
    practices = list(practices.select_related("author", "reviewer", "listing", "standing").order_by("-pk"))
    outlook = _Outlook(transition, practices, request.user)
    found = []
    for practice in practices:
        expected = seen[practice.pk]
        refusal = outlook.refusal(practice, expected)
        revision = practice.revision if expected is None else expected
        found.append(Prospect(practice, revision, refusal, practice.pk in outlook.alone))
    return found


class _Outlook:
    """What would become of practices a person sees: all that is to be known of them is asked at once."""

    def __init__(self, transition, practices: list[Practice], user) -> None:
        self.transition, self.user = transition, user
        keys = [one.pk for one in practices]
        self.snapshot = reference.current()
        self.built = document.build_many(keys) if transition.name in COMPLETE else {}
        self.alone = workflow.alone_of(practices, user) if transition.name == "publish" else set()
        declared = Assessment.objects.filter(practice__in=keys, assessor=user, has_conflict=True)
        self.conflicted = set(declared.values_list("practice", flat=True)) if transition.name in JUDGING else set()
        self.guarded: dict[object, str] = {}

    def refusal(self, practice: Practice, expected: int | None) -> str:
        """Why the transition would be refused now; empty where it would be made."""
        transition = self.transition
        if not self._is_allowed(practice):
            return _("You may not do this.")
        if transition.sources and practice.state not in transition.sources:
            states = ", ".join(str(State(state).label) for state in sorted(transition.sources))
            words = _("It is “%(state)s”; this is for what is: %(states)s.")
            return words % {"state": practice.get_state_display(), "states": states}
        if transition.name in COMPLETE and practice.pk not in self.built:
            return _("It is not there any more, or not for you to see.")
        if expected is not None and expected != practice.revision:
            return _("It has changed since you looked at it.")
        if transition.name == "submit":
            return " ".join(gap.sentence for gap in publishing.keeps_from_publication(self.built[practice.pk]))
        return self._guarded(practice) or self._unpublishable(practice)

    def _is_allowed(self, practice: Practice) -> bool:
        """As workflow.is_allowed, without a query: what a person sees is within their reach."""
        is_own = self.transition.own and practice.author_id == self.user.pk
        return is_own or self.user.has_perm(self.transition.permission)

    def _guarded(self, practice: Practice) -> str:
        alone, conflicted = practice.pk in self.alone, practice.pk in self.conflicted
        case = (alone, conflicted) if self.transition.name in JUDGING else practice.pk
        if case not in self.guarded:
            self.guarded[case] = self._refusal_of_guard(practice, alone)
        return self.guarded[case]

    def _refusal_of_guard(self, practice: Practice, alone: bool) -> str:
        if self.transition.guard is None:
            return ""
        try:  # as if a note and a reason were given: the form asks for them
            self.transition.guard(workflow.Step(practice, self.user, "-", "-", alone))
        except (workflow.TransitionRefused, PermissionDenied) as refusal:
            return str(refusal)
        return ""

    def _unpublishable(self, practice: Practice) -> str:
        if self.transition.name != "publish":
            return ""
        try:
            publishing.refuse_unpublishable(self.built[practice.pk], self.snapshot)
        except publishing.NotPublishable as refusal:
            return " ".join(refusal.reasons)
        return ""
