"""A working copy as its people get it: short in lists, whole at its own address."""

from practices import completeness, document, workflow
from practices.api.problems import fault
from practices.api.writing import finding
from practices.exchange.access import sees_staff_columns
from practices.exchange.importing.rights import Rights
from practices.models import Practice
from practices.opendata import addresses

# What an author's key may do with the scope that writes; all else is for keys that moderate.
AUTHORS = ("submit", "withdraw")


def address(practice: Practice) -> str:
    """Where a working copy is."""
    return addresses.api(f"working-copies/{practice.code}/")


def short(practice: Practice, user) -> dict:
    """One row of a list. The practice comes with `moved_at` and its author."""
    return {
        "code": practice.code,
        "api_url": address(practice),
        "title": practice.title,
        "state": practice.state,
        "revision": practice.revision,
        "changed": practice.moved_at,
        "author": workflow.name_for(user, practice.author, practice),
        "is_mine": practice.author_id == user.pk,
    }


def whole(practice: Practice, rights: Rights) -> dict:
    """All there is to say of a working copy, and what may be done with it now."""
    user = rights.user
    built = document.build(practice, staff=sees_staff_columns(user))
    return {
        "code": practice.code,
        "api_url": address(practice),
        "state": practice.state,
        "revision": practice.revision,
        "is_mine": practice.author_id == user.pk,
        "may_change": finding.may_change(rights, practice),
        "missing": missing(built),
        "transitions": transitions(practice, user),
        "document": built,
    }


def missing(built: dict) -> list[dict]:
    """What keeps a document from being submitted, each with its place in the document."""
    original = built["original_language"]
    return [
        fault(gap.path.replace("texts.", f"texts.{original}.", 1), "missing", gap.sentence)
        for gap in completeness.keeps_from_publication(built)
    ]


def transitions(practice: Practice, user) -> list[dict]:
    """What this person may try now."""
    return [
        {
            "name": one.name,
            "label": str(one.label),
            "needs_note": one.needs_note,
            "scope": scope_of(one.name, practice, user),
        }
        for one in workflow.available(practice, user)
    ]


def scope_of(name: str, practice: Practice, user) -> str:
    """What a key must open for this transition: authors move their own with what writes, all else is moderation."""
    is_own = name == "reopen" and practice.author_id == user.pk
    return "write" if name in AUTHORS or is_own else "moderate"
