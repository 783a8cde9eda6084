"""How far the practices of an import have come, and what became of the last work on all of them together."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.admin.importing import access, steps
from practices.models import Import, Practice
from practices.vocabulary import State

GIVEN_UP_SECONDS = 900  # after which work that nobody has finished is not waited for any more
SUBMIT = "submit"


@dataclass(frozen=True)
class Standing:
    """The practices of an import by where they stand."""

    drafts: int
    waiting: int
    published: int
    others: int

    @property
    def in_words(self) -> str:
        """The numbers in a line."""
        words = [
            (self.drafts, ngettext("%(count)s draft", "%(count)s drafts", self.drafts)),
            (self.waiting, ngettext("%(count)s waits for review", "%(count)s wait for review", self.waiting)),
            (self.published, ngettext("%(count)s published", "%(count)s published", self.published)),
            (self.others, ngettext("%(count)s in another state", "%(count)s in another state", self.others)),
        ]
        return ", ".join(text % {"count": count} for count, text in words if count)


@dataclass(frozen=True)
class Work:
    """What was asked to be done with the whole batch: under way, or with what became of each practice."""

    is_under_way: bool
    title: str
    address: str  # that tells how far it is
    state: dict = field(default_factory=dict)
    summary: str = ""
    refused: list[dict] = field(default_factory=list)


def of(one: Import, user) -> Standing:
    """What there is to submit and to approve, of what this person sees."""
    rows = one.rows.filter(loaded_revision__isnull=False, practice__isnull=False).values("practice")
    seen = Practice.objects.visible_to(user).filter(pk__in=rows)
    found = dict(seen.order_by().values_list("state").annotate(Count("pk")))
    drafts = found.pop(State.DRAFT, 0) + found.pop(State.CHANGES_REQUESTED, 0)
    waiting = sum(found.pop(state, 0) for state in access.WAITS)
    published = found.pop(State.PUBLISHED, 0)
    return Standing(drafts, waiting, published, sum(found.values()))


def is_under_way(one: Import) -> bool:
    """Whether work on the batch was asked for and is not finished."""
    asked = one.batch.get("asked")
    if not asked or one.batch.get("at"):
        return False
    return (timezone.now() - datetime.fromisoformat(asked)).total_seconds() < GIVEN_UP_SECONDS


def state_of(one: Import) -> dict:
    """How far the work on the batch is; where to go once it is done."""
    page = "done" if one.batch.get("name") == SUBMIT else "batch"
    if not is_under_way(one):
        return {"words": _("Done."), "address": steps.address(page, one)}
    total = one.batch.get("total", 0)
    rows = one.rows.filter(loaded_revision__isnull=False, practice__isnull=False).values("practice")
    waits = (State.DRAFT, State.CHANGES_REQUESTED) if page == "done" else access.WAITS
    left = min(Practice.objects.filter(pk__in=rows, state__in=waits).count(), total)
    words = ngettext("%(done)s of %(total)s practice", "%(done)s of %(total)s practices", total)
    words = words % {"done": total - left, "total": total}
    return {"words": words, "address": "", "done": total - left, "total": total}


def work_of(one: Import, user) -> Work | None:
    """The last work on the batch, to whoever asked for it; under way, to everybody who may see the import."""
    names = {SUBMIT: _("Submitting for review"), "approve": _("Approving together")}
    title = names.get(one.batch.get("name", ""), "")
    if not title:
        return None
    address = steps.address("batch_state", one)
    if is_under_way(one):
        return Work(True, title, address, state_of(one))
    results = one.batch.get("results")
    if results is None or one.batch.get("by") != user.pk:
        return None
    seen = dict(
        Practice.objects.visible_to(user)
        .filter(code__in=[result["code"] for result in results])
        .values_list("code", "pk")
    )
    refused = [
        result | {"pk": seen[result["code"]]} for result in results if result["reason"] and result["code"] in seen
    ]
    done = sum(not result["reason"] for result in results)
    words = ngettext(
        "Done for %(done)s of %(count)s practice.", "Done for %(done)s of %(count)s practices.", len(results)
    )
    return Work(False, title, address, summary=words % {"done": done, "count": len(results)}, refused=refused)
