"""Whose imports a person may open: their own, all of them for administrators; reviewers those that wait for them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from practices.exchange import importing
from practices.models import Import, ImportRow, Practice
from practices.models.exchange import ImportStep
from practices.vocabulary import State

IMPORT = "practices.import_practice"
PUBLISH = "practices.publish_practice"
ALL = "practices.delete_practice"  # administrators, who answer for what others did
WAITS = (State.SUBMITTED, State.IN_REVIEW)


def may_import(user) -> bool:
    """Whether the person may bring in sheets."""
    return user.has_perm(IMPORT)


def may_approve(user) -> bool:
    """Whether the person may publish what others brought in."""
    return user.has_perm(PUBLISH)


def sees_all(user) -> bool:
    """Whether the imports of others are this person's business."""
    return may_import(user) and user.has_perm(ALL)


def sees_staff_columns(user) -> bool:
    """Whether the columns that are for staff alone are offered to this person."""
    return user.has_perm("practices.change_practice")


def imports_of(user):
    """The imports a person may work on: of those they may see at all their own; administrators work on all of them."""
    found = importing.visible_to(user)
    return found if sees_all(user) else found.filter(person=user)


def with_practices(user, **condition):
    """Imports that were written and of whose practices this person, who may approve, sees some."""
    if not may_approve(user):
        return Import.objects.none()
    # From the practices to the imports: few practices wait, and imports have thousands of rows.
    seen = Practice.objects.visible_to(user).filter(**condition)
    rows = ImportRow.objects.filter(loaded_revision__isnull=False, practice__in=seen.values("pk"))
    return Import.objects.filter(pk__in=rows.order_by().values("of"), step=ImportStep.DONE)


def waiting_for(user):
    """Imports of others whose practices wait for a reviewer, as far as this person may see them."""
    return with_practices(user, state__in=WAITS).exclude(person=user)


def own_or_404(user, key) -> Import:
    """An import the person may work on. One of another is answered as an unknown one."""
    if not may_import(user):
        raise PermissionDenied
    return _first(imports_of(user), key)


def written_or_404(user, key) -> Import:
    """An import with what was written: for whoever brought it in, and for whoever may approve some of it."""
    if not may_import(user) and not may_approve(user):
        raise PermissionDenied
    found = imports_of(user).filter(key=key).select_related("person").first()
    return found or _first(with_practices(user), key)


def _first(queryset, key) -> Import:
    found = queryset.filter(key=key).select_related("person").first()
    if found is None:
        raise Http404
    return found
