"""What a partner's column may mean: every column that is written, and what cells of partners' sheets hold together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from practices.exchange.columns import COLUMNS, Group
from practices.vocabulary import CountryRole, OrganisationRole

PARTICULAR = "particulars:"
LONGEST_HEADING = 200  # the label of a particular
OUTSIDE = frozenset({"attachments"})  # files cannot come in by their names


@dataclass(frozen=True, slots=True)
class Target:
    """One meaning of a column. Several columns may have one that `is_added`; all others belong to one column."""

    key: str
    label: Promise | str
    group: Group
    help: Promise | str = ""
    is_for_staff: bool = False
    is_added: bool = False


def _of_columns() -> Iterable[Target]:
    bare = {
        "countries": _("countries, in the roles that the cell gives, else as participants"),
        "organisations": _("organisations, in the roles that the cell gives, else as partners"),
        "cost_band": _("cost: amounts in US dollars, or orders of magnitude"),
    }
    for column in COLUMNS:
        if column.is_written and column.key not in OUTSIDE:
            label = bare.get(column.key, column.label)
            yield Target(column.key, label, column.group, column.help, column.is_for_staff)


def _of_roles() -> Iterable[Target]:
    several = _("One or several names in one cell.")
    for role in CountryRole:
        label = format_lazy(_("countries, each as: {role}"), role=role.label)
        yield Target(f"countries:{role.value}", label, Group.WHO, several, is_added=True)
    for role in OrganisationRole:
        label = format_lazy(_("organisations, each as: {role}"), role=role.label)
        yield Target(f"organisations:{role.value}", label, Group.WHO, several, is_added=True)


def _of_cells() -> Iterable[Target]:
    yield Target("period", _("first and last year in one cell"), Group.WHAT,
        _("Such as 2017–2019, since 2015, or 2015 – ongoing."))  # fmt: skip
    yield Target("source_addresses", _("sources: addresses, or titles with addresses"), Group.FACTS,
        _("Each becomes a source of its own."), is_added=True)  # fmt: skip
    yield Target("focal_point", _("focal point: name, e-mail address and telephone in one cell"), Group.STAFF,
        is_for_staff=True)  # fmt: skip
    yield Target(PARTICULAR, _("keep it as a particular, under this heading"), Group.FACTS,
        _("For what has no column of its own, so that nothing is lost."), is_added=True)  # fmt: skip


def _in_groups(found: Iterable[Target]) -> dict[str, Target]:
    order = {group: place for place, group in enumerate(Group)}
    return {one.key: one for one in sorted(found, key=lambda one: order[one.group])}


TARGETS: dict[str, Target] = _in_groups([*_of_cells(), *_of_roles(), *_of_columns()])


def target_of(key: str) -> Target | None:
    """The meaning with this key; that of a particular holds the heading it is kept under."""
    if key.startswith(PARTICULAR):
        found = TARGETS[PARTICULAR]
        heading = key.removeprefix(PARTICULAR)
        return Target(key, heading or found.label, found.group, found.help, is_added=True)
    return TARGETS.get(key)


def targets(*, staff: bool = False) -> list[tuple[Promise | str, list[Target]]]:
    """All meanings by the labels of their groups, for a list to choose from."""
    groups: dict[Group, list[Target]] = {}
    for target in TARGETS.values():
        if staff or not target.is_for_staff:
            groups.setdefault(target.group, []).append(target)
    return [(group.label, found) for group, found in groups.items()]
