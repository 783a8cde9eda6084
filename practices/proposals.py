"""Who could review a practice: proposed by theme, language and region, never from the author's organisation."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from practices import reference, reviewing, workflow
from practices.models import Practice, ReviewRequest
from practices.models.mandate import includes, limits_of, named_by, remember_limits
from practices.vocabulary import State, TermKind

MOST = 8
# What one shared theme, the language, one shared region and one open review weigh.
THEME, LANGUAGE, REGION, LOAD = 3, 2, 2, 1


@dataclass(frozen=True)
class Proposal:
    """A person who could be asked, with the reasons in words, the best first."""

    person: object
    reasons: list[str]
    open_reviews: int
    weight: int


def proposed(practice: Practice, most: int = MOST) -> list[Proposal]:
    """People who may review this practice and are not asked yet, the most fitting first."""
    people = _candidates(practice)
    loads = _loads(people)
    wanted = _Wanted(practice)
    found = [wanted.proposal(person, loads[person.pk]) for person in people]
    return sorted(found, key=lambda one: (-one.weight, one.open_reviews, str(one.person)))[:most]


def _candidates(practice: Practice) -> list:
    """Who holds the right, is there, is independent of the author and of the organisations that did the work."""
    people = get_user_model().objects.with_perm(workflow.REVIEW).select_related("mandate__organisation")
    people = people.exclude(mandate__is_available=False).exclude(pk__in=_too_close(practice))
    people = people.exclude(mandate__organisation__in=reviewing.involved_organisations(practice))
    people = list(people.prefetch_related("mandate__themes", "mandate__regions"))
    if author := practice.author:
        people = [person for person in people if not reviewing.is_same_employer(person, author)]
    remember_limits(people)
    named = named_by(practice)
    return [person for person in people if includes(limits_of(person), named)]


def _too_close(practice: Practice) -> set[int]:
    """Those who wrote or edited it, declared a conflict, assessed this revision or are asked already."""
    keys = {practice.author_id, practice.last_editor_id} - {None}
    keys |= set(practice.events.filter(name__in=reviewing.WRITING, actor__isnull=False).values_list("actor", flat=True))
    keys |= set(practice.review_requests.filter(closed_at=None).values_list("reviewer", flat=True))
    now = reviewing.assessed_revision(practice)
    for assessor, revision, has_conflict in practice.assessments.values_list("assessor", "revision", "has_conflict"):
        if has_conflict or revision == now:
            keys.add(assessor)
    return keys


def _loads(people: list) -> Counter:
    """Reviews each has open: what they took and what they are asked for."""
    keys = [person.pk for person in people]
    taken = Practice.objects.filter(state=State.IN_REVIEW, reviewer__in=keys).values_list("reviewer", flat=True)
    asked = ReviewRequest.objects.filter(closed_at=None, reviewer__in=keys).values_list("reviewer", flat=True)
    return Counter([*taken, *asked])


class _Wanted:
    """What a reviewer of this practice should know."""

    def __init__(self, practice: Practice) -> None:
        self.language = practice.original_language
        self.language_name = practice.get_original_language_display()
        self.themes = set(
            practice.practiceterm_set.filter(term__kind=TermKind.THEME).values_list("term__code", flat=True)
        )
        snapshot = reference.current()
        countries = practice.practicecountry_set.values_list("country__code", flat=True)
        self.groups = {group for code in countries for group in snapshot.groups_of.get(code, [])}

    def proposal(self, person, load: int) -> Proposal:
        mandate = getattr(person, "mandate", None)
        if mandate is None:
            return Proposal(person, [_("Nothing is known of their field.")], load, -LOAD * load)
        themes = [term for term in mandate.themes.all() if term.code in self.themes]
        regions = [group for group in mandate.regions.all() if group.code in self.groups]
        reads = self.language in mandate.languages
        reasons = [_("Knows %(themes)s.") % {"themes": ", ".join(map(str, themes))}] if themes else []
        if reads:
            reasons.append(_("Reads %(language)s.") % {"language": self.language_name})
        if regions:
            reasons.append(_("Knows %(regions)s.") % {"regions": ", ".join(map(str, regions))})
        weight = THEME * len(themes) + LANGUAGE * reads + REGION * min(len(regions), 1) - LOAD * load
        return Proposal(person, reasons or [_("Nothing in common with this practice.")], load, weight)
