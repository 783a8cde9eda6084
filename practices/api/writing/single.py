"""One item of many: a document, the revision it starts from, and the transition that follows."""

from django.utils.translation import gettext as _

from practices.api import problems
from practices.api.problems import Problem, fault
from practices.api.writing import bodies, changing, finding, moving, preconditions
from practices.exchange.importing.rights import Rights
from practices.models import Practice
from practices.opendata import addresses

KEYS = ("document", "revision", "transition", "note", "reason")


def read(item: object) -> tuple[dict, dict]:
    """Document and transition of an item. Raises Problem."""
    if not isinstance(item, dict):
        message = _("This must be an object.")
        raise Problem("bad-document", message, errors=[fault("item", "dict_type", message)])
    faults = bodies.known(item, KEYS)
    if not isinstance(item.get("document"), dict):
        faults.append(fault("document", "dict_type", _("This must be an object.")))
    revision = item.get("revision")
    if revision is not None and (isinstance(revision, bool) or not isinstance(revision, int)):
        faults.append(fault("revision", "int_type", _("This must be a whole number.")))
    wanted = moving.asked(item, faults, key="transition")
    bodies.refuse(faults)
    return item["document"], wanted


def _changed(code: object, given: dict, item: dict, rights: Rights) -> Practice:
    if not isinstance(code, str):
        message = _("This must be a text.")
        raise Problem("bad-document", message, errors=[fault("document.code", "string_type", message)])
    practice = finding.held(rights, code)
    revision = item.get("revision")
    if revision is None:
        raise Problem("revision-missing", _("Say which revision you have read."), errors=[bodies.missing("revision")])
    parts = {name: value for name, value in given.items() if name != "code"}
    if parts:
        finding.refuse_unless_changeable(rights, practice)
    preconditions.refuse_stale(practice, frozenset({revision}), rights.user)
    return _within_document(changing.change, parts, practice, rights) if parts else practice


def _within_document(act, *args) -> Practice:
    """What `act` does; its faults are those of the item's document."""
    try:
        return act(*args)
    except Problem as problem:
        for one in problem.errors:
            one["field"] = bodies.field("document", one["field"])
        raise


def moved(practice: Practice, wanted: dict, rights: Rights, key) -> int | None:
    """Make the transition of an item, if it has one; the edition it has published."""
    if not wanted["name"]:
        return None
    moving.refuse_unless_allowed(practice, wanted["name"], user=rights.user, key=key)
    try:
        return moving.move(practice, wanted, user=rights.user).edition
    except Problem as problem:
        for one in problem.errors:
            if one["field"] not in KEYS:
                one["field"] = bodies.field("document", one["field"])
        raise


def carry_out(item: object, rights: Rights, key) -> tuple[Practice, int, int | None]:
    """One item: its practice, the status a request of its own would have had, and the edition it has published."""
    given, wanted = read(item)
    code = given.get("code")
    if code is None:
        practice, status = _within_document(changing.create, given, rights), 201
    else:
        practice, status = _changed(code, given, item, rights), 200
    return practice, status, moved(practice, wanted, rights, key)


def done(index: int, practice: Practice, status: int, edition: int | None) -> dict:
    """What is told of an item that was carried out."""
    return {
        "index": index, "status": status, "code": practice.code, "revision": practice.revision, "state": practice.state,
        "edition": edition, "type": None, "detail": None, "errors": [],
    }  # fmt: skip


def refused(index: int, item: object, problem: Problem) -> dict:
    """What is told of an item that was not; its code is told as it was given."""
    given = item.get("document") if isinstance(item, dict) else None
    code = given.get("code") if isinstance(given, dict) else None
    return {
        "index": index, "status": problem.status, "code": code if isinstance(code, str) and len(code) <= 40 else None,
        "revision": problem.more.get("revision"), "state": problem.more.get("state"), "edition": None,
        "type": addresses.api(f"problems/{problem.kind}/"),
        "detail": problem.detail or str(problems.KINDS[problem.kind].title), "errors": problem.errors,
    }  # fmt: skip
