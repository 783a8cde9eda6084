"""Which working copies a person may open and change, and what they may name in them: the rules of the admin's form."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from practices.api import missing
from practices.api.problems import Problem
from practices.codes import read_code
from practices.exchange.importing.rights import Rights
from practices.locking import busy_as
from practices.models import Listing, Practice


class Busy(Problem):
    """Another transaction is in the way: the same request may succeed in a moment."""

    def __init__(self, sentence: str) -> None:
        super().__init__("conflict", sentence, headers={"Retry-After": "1"})


def found(rights: Rights, code: str) -> Practice:
    """The practice with this code, in whatever spelling. Raises Problem: 404 for unknown and hidden ones alike, 410."""
    return _one(rights.practices(), code)


def held(rights: Rights, code: str) -> Practice:
    """As `found`, locked for the transaction that runs, and seen as it is under the lock."""
    with busy_as(Busy):
        return _one(rights.practices().select_for_update(of=("self",)), code)


def _one(practices, code: str) -> Practice:
    canonical = read_code(code)
    practice = practices.filter(code=canonical).first() if canonical else None
    if practice is None:
        missing.refuse(canonical, _("There is no working copy with this code."))
    return practice


def may_change(rights: Rights, practice: Practice) -> bool:
    """Whether this person may change what a practice says."""
    known = rights.by_codes([practice.code]).get(practice.code)
    return known is not None and known.may_change


def refuse_unless_changeable(rights: Rights, practice: Practice) -> None:
    """Raise Problem where this person sees the practice and may not change it."""
    if not may_change(rights, practice):
        raise Problem("forbidden", _("You may not change this practice."))


def nameable(rights: Rights, codes: Iterable[str]) -> set[str]:
    """Those of these codes whose practices the person, or the public, sees."""
    codes = set(codes)
    if not codes:
        return set()
    listed = Listing.objects.filter(code__in=codes).values_list("code", flat=True)
    return set(rights.by_codes(codes)) | set(listed)
