"""Who may do what, in plain words, made from the roles as they are declared."""

from dataclasses import dataclass

from django.contrib.auth.models import Permission
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import roles

SUMMARIES = {
    "contributor": _("Writes records and submits them for review; sees and changes only their own."),
    "reviewer": _("Sees what was submitted, comments and assesses, and publishes what others wrote."),
    "editor": _("Changes every record and vocabulary, archives, merges, and publishes what others wrote."),
    "administrator": _("May do all that editors may, and also manages accounts, invitations and mandates."),
}


VERBS = {"view": _("See"), "add": _("Add"), "change": _("Change"), "delete": _("Delete")}
SENTENCES = {
    "view": _("Can see %(what)s"),
    "add": _("Can add %(what)s"),
    "change": _("Can change %(what)s"),
    "delete": _("Can delete %(what)s"),
}


@dataclass(frozen=True)
class Row:
    """One permission: what it lets do, and whether each role holds it."""

    words: str
    held: list[bool]


def words(permission: Permission) -> str:
    """What a permission lets do, under the heading of what it is about."""
    if verb := _verb(permission):
        return str(VERBS[verb])
    # The names of our own permissions are marked for translation where they are declared.
    name = gettext(permission.name).removeprefix("Can ")
    return name[:1].upper() + name[1:]


def sentence(permission: Permission) -> str:
    """The same without a heading."""
    if verb := _verb(permission):
        model = permission.content_type.model_class()
        what = model._meta.verbose_name_plural if model else permission.content_type.model
        return SENTENCES[verb] % {"what": what}
    return gettext(permission.name)


def _verb(permission: Permission) -> str:
    """What Django's own four let do; nothing for the others."""
    verb, _dash, model = permission.codename.partition("_")
    return verb if verb in VERBS and model == permission.content_type.model else ""


def table() -> dict[str, list[Row]]:
    """Permissions by what they are about, in the order of roles.names(). One query."""
    declared = roles.declared()
    wanted = set().union(*declared.values())
    labels = {name.partition(".")[0] for name in wanted}
    permissions = Permission.objects.filter(content_type__app_label__in=labels).select_related("content_type")
    groups: dict[str, list[Row]] = {}
    for permission in permissions.order_by("content_type__app_label", "content_type__model", "codename"):
        name = f"{permission.content_type.app_label}.{permission.codename}"
        if name not in wanted:
            continue
        model = permission.content_type.model_class()
        about = str(model._meta.verbose_name_plural) if model else permission.content_type.model
        held = [name in declared[role] for role in declared]
        groups.setdefault(about[:1].upper() + about[1:], []).append(Row(words(permission), held))
    return groups


def held_by(user) -> list[dict]:
    """The roles of this person, each with what it lets them do."""
    found = []
    for group in user.groups.order_by("pk"):
        summary = SUMMARIES.get(group.name)
        held = [] if summary else group.permissions.select_related("content_type")
        names = [sentence(permission) for permission in held]
        found.append({"name": group.name, "summary": summary, "permissions": names})
    return found
