"""By what practices are assessed: gates, weighted criteria, grades. A version is never edited; a change is a new one.

Gates, core and supporting criteria and grades follow the review form proposed after a reading of twelve registries;
weights and bands are those of the registry's vocabularies, where the eight criteria of that list are folded into ours:
results take the weights of effectiveness and of evidence, horizontality those of horizontality and of relevance. Novelty
and cost have no weight there: they are asked, shown, and do not count.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.vocabulary import Grade

LOWEST, HIGHEST = 0, 4


@dataclass(frozen=True)
class Gate:
    """A question that is answered by yes or no. Any no stops the assessment."""

    code: str
    label: Promise
    question: Promise


@dataclass(frozen=True)
class Criterion:
    """Something scored from 0 to 4. `weight` is its share of 100."""

    code: str
    label: Promise
    question: Promise
    weight: int
    is_core: bool = False


@dataclass(frozen=True)
class Rubric:
    """One version: what is asked and how the answers become a grade."""

    version: int
    gates: tuple[Gate, ...]
    criteria: tuple[Criterion, ...]
    bands: tuple[tuple[int, Grade], ...]  # (least score of 100, grade), highest first
    scale: tuple[Promise, ...]  # what 0, 1, 2, 3, 4 mean
    assessors: int = 2
    apart: int = 2  # core scores this far apart ask for one assessor more
    years: int = 3  # until a grade lapses

    def grade(self, score: float) -> Grade:
        """The grade for a weighted score of 0 to 100."""
        return next(grade for least, grade in self.bands if score >= least)

    def needs_comment(self, score: int) -> bool:
        """Whether a score is at an end of the scale, where the assessor says why."""
        return score <= 1 or score == HIGHEST


FIRST = Rubric(
    version=1,
    gates=(
        Gate("cooperation", _("South-South or triangular"), _(
            "Is it really South-South or triangular cooperation: at least two Southern partners, or a Southern reference"
            " with a recorded exchange among peers?")),
        Gate("migration", _("On migration"), _("Is it about migration?")),
        Gate("carried_out", _("Carried out"), _("Was it carried out, not only planned?")),
        Gate("no_harm", _("No harm"), _(
            "Is it in line with the guiding principles of the Global Compact, with no credible finding that it harms"
            " migrants? Where that is contested, the record needs a visible caution.")),
        Gate("consent", _("Consent and terms"), _(
            "Has a focal point agreed to publication, and is personal data left out?")),
        Gate("source", _("Sources"), _("Does every figure have a source, and is at least one source public?")),
        Gate("not_duplicate", _("Not a duplicate"), _("Is it the only record of this practice?")),
    ),
    criteria=(
        Criterion("results", _("Results and their evidence"), _(
            "What changed in policy, capacity or lives, and how strong is the evidence?"), 25, is_core=True),
        Criterion("horizontality", _("Horizontality and demand"), _(
            "Who asked, who led? Did partners set the agenda together, with knowledge and benefit going both ways, and did"
            " it answer a stated need?"), 25, is_core=True),
        Criterion("rights", _("Rights, gender and child responsiveness"), _(
            "Does it apply human rights and labour standards, and is it sensitive to gender and children?"), 20, is_core=True),
        Criterion("repeatability", _("Repeatability"), _(
            "Are conditions, costs and steps of adaptation written down, so that others can repeat it?"), 10),
        Criterion("sustainability", _("Sustainability"), _(
            "Does it last without the project: by law, budget, staff?"), 10),
        Criterion("participation", _("Partnership and participation of migrants"), _(
            "Were migrants, social partners, local authorities and civil society involved?"), 10),
        Criterion("novelty", _("Novelty in its context"), _("Was it new where it was done?"), 0),
        Criterion("cost", _("Cost for effect"), _("Was the effect worth what it cost?"), 0),
    ),
    bands=((65, Grade.GOOD), (40, Grade.PROMISING), (0, Grade.DOCUMENTED)),
    scale=(
        _("absent or unknown"), _("claimed"), _("described"), _("shown with data"), _("independently confirmed"),
    ),
)  # fmt: skip
VERSIONS = {rubric.version: rubric for rubric in (FIRST,)}
CURRENT = FIRST
