"""Roles, as groups of permissions declared in fixtures/roles.json. What a role may do is data, not code."""

import json
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission


class RoleError(Exception):
    """The declaration of roles does not fit together; the message says where."""


def declared(path: Path | None = None) -> dict[str, frozenset[str]]:
    """Permissions by role, each role with those of the roles it includes. Raises RoleError."""
    path = path or settings.BASE_DIR / "fixtures" / "roles.json"
    return _resolved(json.loads(path.read_text(encoding="utf-8")))


def _resolved(roles: dict[str, dict]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, role in roles.items():
        included = role.get("includes", [])
        unknown = [other for other in included if other not in found]
        if unknown:
            raise RoleError(f"The role {name} includes {', '.join(unknown)}, which no earlier role is called.")
        found[name] = frozenset(role["permissions"]).union(*(found[other] for other in included))
    return found


@cache
def names() -> tuple[str, ...]:
    """The roles there are, from the one that may least to the one that may most."""
    return tuple(declared())


def install(path: Path | None = None) -> None:
    """Make one group a role, with exactly the permissions declared. Twice does no harm. Raises RoleError."""
    roles = declared(path)
    known = _permissions({name for wanted in roles.values() for name in wanted})
    for name, wanted in roles.items():
        group, _made = Group.objects.get_or_create(name=name)
        held = set(group.permissions.values_list("pk", flat=True))
        meant = {known[permission] for permission in wanted}
        if held != meant:
            group.permissions.set(meant)


def _permissions(wanted: set[str]) -> dict[str, int]:
    """Keys of permissions by name. After a migration some may not have been made yet: they are now."""
    labels = sorted({name.partition(".")[0] for name in wanted})
    for label in labels:
        create_permissions(apps.get_app_config(label), verbosity=0)
    rows = Permission.objects.filter(content_type__app_label__in=labels)
    known = {f"{label}.{code}": pk for label, code, pk in rows.values_list("content_type__app_label", "codename", "pk")}
    if unknown := wanted - known.keys():
        raise RoleError(f"There is no permission {', '.join(sorted(unknown))}.")
    return known
