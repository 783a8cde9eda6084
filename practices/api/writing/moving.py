"""Transitions, for keys that may: what the admin's buttons do, refused with what is missing."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from practices import document, workflow
from practices.api.problems import Problem, fault
from practices.api.writing import bodies, showing
from practices.api.writing.changing import of_conflict
from practices.models import Event, Practice
from practices.vocabulary import Channel

OFFERED = tuple(one.name for one in workflow.TABLE.values() if one.is_offered)
NEED_DOCUMENT = ("submit", "publish")


def asked(given: dict, faults: list[dict], *, key: str = "name") -> dict:
    """Name, note and reason of what is asked for; what is wrong with them is noted."""
    found = {
        "name": bodies.text(given, key, faults, most=bodies.LONGEST_FIELD),
        "note": bodies.text(given, "note", faults, most=workflow.LONGEST_NOTE),
        "reason": bodies.text(given, "reason", faults, most=workflow.LONGEST_NOTE),
    }
    if found["name"] and found["name"] not in OFFERED:
        words = _("There is no “%(value)s” here. Choose from: %(known)s.")
        message = words % {"value": found["name"][:60], "known": ", ".join(OFFERED)}
        faults.append(fault(key, "unknown_value", message))
    return found


def refuse_unless_allowed(practice: Practice, name: str, *, user, key) -> None:
    """Raise Problem where the person has no right to this transition, whatever the state, or the key does not open it."""
    refuse_unless_opened(practice, name, user=user, key=key)
    if not workflow.is_allowed(workflow.TABLE[name], practice, user):
        raise Problem("forbidden", _("You may not do this."))


def refuse_unless_opened(practice: Practice, name: str, *, user, key) -> None:
    """Raise Problem where the key does not open this transition."""
    scope = showing.scope_of(name, practice, user)
    if scope not in key.scopes:
        raise Problem("forbidden", _("Your key does not open this: it lacks “%(scope)s”.") % {"scope": scope})


def move(practice: Practice, found: dict, *, user) -> Event:
    """Make this transition of a practice that is held and at the revision the caller has read. Raises Problem."""
    name = found["name"]
    try:
        return workflow.perform(
            name, practice, by=user, note=found["note"], reason=found["reason"], channel=Channel.API,
            expected=practice.revision,
        )  # fmt: skip
    except PermissionDenied as refusal:
        raise Problem("forbidden", str(refusal) or _("You may not do this.")) from None
    except workflow.Conflict as conflict:
        raise of_conflict(conflict, state=practice.state, revision=practice.revision) from None
    except workflow.TransitionRefused as refusal:
        raise Problem("refused", str(refusal), errors=_reasons(practice, found, user, str(refusal))) from None


def _reasons(practice: Practice, found: dict, user, sentence: str) -> list[dict]:
    """Where something is missing, each with its field."""
    name = found["name"]
    if workflow.TABLE[name].needs_note and not found["note"]:
        return [fault("note", "missing", sentence)]
    if name == "publish" and not found["reason"] and workflow.is_alone(practice, user):
        return [fault("reason", "missing", sentence)]
    return showing.missing(document.build(practice)) if name in NEED_DOCUMENT else []


def told(event: Event, practice: Practice) -> dict:
    """What has happened."""
    return {
        "code": practice.code,
        "state": practice.state,
        "revision": practice.revision,
        "edition": event.edition,
        "event": {
            "name": event.name,
            "label": workflow.event_label(event.name),
            "at": event.at,
            "from": event.from_state,
            "to": event.to_state,
            "note": event.note,
        },
    }
