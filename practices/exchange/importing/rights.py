"""Who may import what: the rules of the form, asked for many practices at once. Nobody (None) is the registry itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from practices.models import Import, Practice
from practices.models.mandate import limits_of


@dataclass(frozen=True)
class Known:
    """A practice this person may open."""

    pk: int
    code: str
    title: str
    revision: int
    state: str
    may_change: bool


class Rights:
    """What one person may do with practices."""

    def __init__(self, user) -> None:
        self.user = user
        self.may_add = user is None or user.has_perm("practices.add_practice")
        self.is_staff = user is None or user.has_perm("practices.change_practice")  # sees what is for staff only
        self.sees_all = user is None or (self.is_staff and user.is_active and not limits_of(user))

    def practices(self) -> QuerySet:
        """Those this person may open. A hidden one is as one that does not exist."""
        return Practice.objects.all() if self.user is None else Practice.objects.visible_to(self.user)

    def known(self, **condition) -> dict[str, Known]:
        """By code, those this person may open that fulfil a condition."""
        rows = self.practices().filter(**condition).values_list("pk", "code", "title", "revision", "state", "author_id")
        return {
            code: Known(pk, code, title, revision, state, self._may_change(author))
            for pk, code, title, revision, state, author in rows
        }

    def by_codes(self, codes: Iterable[str]) -> dict[str, Known]:
        """By code, those of these that this person may open."""
        codes = set(codes)
        return self.known(code__in=codes) if codes else {}

    def _may_change(self, author: int | None) -> bool:
        return self.is_staff or (self.may_add and author == self.user.pk)


def may_import(user) -> bool:
    """Whether this person may import sheets at all."""
    return user is None or (user.is_active and user.has_perm("practices.import_practice"))


def visible_to(user) -> QuerySet:
    """The imports this person may open: their own; for who may change every practice, everybody's."""
    if not may_import(user):
        return Import.objects.none()
    rights = Rights(user)
    return Import.objects.all() if rights.sees_all else Import.objects.filter(person=user)
