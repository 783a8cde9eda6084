"""Many documents in one request: each as a request of its own would be, or all or none."""

import logging

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from practices import document, workflow
from practices.api import problems
from practices.api.problems import Problem, fault
from practices.api.writing import bodies, changing, finding, moving, preconditions
from practices.codes import read_code
from practices.exchange.importing.rights import Rights
from practices.locking import busy_as
from practices.models import Practice
from practices.opendata import addresses
from practices.vocabulary import Channel

KEYS = ("document", "revision", "transition", "note", "reason")

logger = logging.getLogger(__name__)


def items(given: dict) -> list:
    """The items of a body. Raises Problem where there are none or too many."""
    faults = bodies.known(given, ("items",))
    found = given.get("items")
    if "items" not in given:
        faults.append(bodies.missing("items"))
    elif not isinstance(found, list):
        faults.append(fault("items", "list_type", _("This must be a list.")))
    elif not found:
        faults.append(fault("items", "too_short", _("This must not be empty.")))
    elif len(found) > settings.API_BULK_MOST:
        words = _("At most %(most)s documents can be sent at once.") % {"most": settings.API_BULK_MOST}
        raise Problem("too-large", words, errors=[fault("items", "too_long", words)])
    bodies.refuse(faults)
    return found


class _Refused(Exception):
    """Something stands against at least one item."""


def each(items: list, rights: Rights, key) -> list[dict]:
    """The result of each item: what is wrong with one keeps none of the others."""
    try:
        return _in_one_go(items, rights, key)
    except _Refused:
        pass
    return [_result(index, item, rights, key)[0] for index, item in enumerate(items)]


def all_or_none(items: list, rights: Rights, key) -> list[dict]:
    """The results where every item could be carried out. Raises Problem, with nothing done, where one could not."""
    try:
        return _in_one_go(items, rights, key)
    except _Refused:
        pass
    with transaction.atomic():
        found = [_result(index, item, rights, key) for index, item in enumerate(items)]
        results, refusals = [result for result, _refusal in found], [refusal for _result, refusal in found if refusal]
        if not refusals:
            return results
        if any(refusal.status >= 500 or "Retry-After" in refusal.headers for refusal in refusals):
            raise finding.Busy(_("Nothing was done: something stood in the way. Try again in a moment."))
        faults = [
            one | {"field": f"items.{result['index']}.{one['field']}"} for result in results for one in result["errors"]
        ]
        words = _("Nothing was done: %(refused)s of %(all)s items cannot be carried out.")
        detail = words % {"refused": len(refusals), "all": len(results)}
        more = {"results": [_undone(one) for one in results]}
        raise Problem("refused", detail, errors=faults[: bodies.MOST_TOLD], more=more)


def _in_one_go(items: list, rights: Rights, key) -> list[dict]:
    """The results where nothing is wrong with any item: for a fraction of what they cost one by one. Raises _Refused."""
    try:
        with transaction.atomic():
            return _loaded([_read(item) for item in items], items, rights, key)
    except (Problem, document.DocumentError, workflow.TransitionRefused):
        raise _Refused from None


def _loaded(read: list[tuple[dict, dict]], items: list, rights: Rights, key) -> list[dict]:
    there = _there([given.get("code") for given, _wanted in read], rights)
    wanted, is_new = [], []
    for (given, _transition), item in zip(read, items, strict=True):
        code = given.get("code")
        practice, may_change = there[read_code(code)] if code is not None else (None, rights.may_add)
        is_stale = practice is not None and practice.revision != item.get("revision")
        if is_stale or not (may_change or (practice is not None and set(given) == {"code"})):
            raise _Refused
        prepared, faults = changing.prepared(given, practice, rights)
        if faults:
            raise _Refused
        wanted.append(prepared)
        is_new.append(practice is None)
    practices = workflow.load_many(wanted, by=rights.user, channel=Channel.API)
    return [
        _done(index, practice, 201 if is_new[index] else 200, _moved(practice, transition, rights, key))
        for index, (practice, (_given, transition)) in enumerate(zip(practices, read, strict=True))
    ]


def _there(codes: list, rights: Rights) -> dict[str, tuple[Practice, bool]]:
    """The practices with these codes, held, and whether each may be changed. Raises _Refused where one is missing."""
    codes = [code for code in codes if code is not None]
    named = {read_code(code) if isinstance(code, str) else None for code in codes}
    if not named:
        return {}
    practices = rights.practices().filter(code__in=named - {None}).order_by("pk")
    with busy_as(finding.Busy):
        held = {one.code: one for one in practices.select_for_update(of=("self",))}
    known = rights.by_codes(held)
    if named != set(known) or len(named) < len(codes):
        raise _Refused
    return {code: (practice, known[code].may_change) for code, practice in held.items()}


def _moved(practice: Practice, wanted: dict, rights: Rights, key) -> int | None:
    """Make the transition of an item, if it has one; the edition it has published."""
    if not wanted["name"]:
        return None
    moving.refuse_unless_allowed(practice, wanted["name"], user=rights.user, key=key)
    return moving.move(practice, wanted, user=rights.user).edition


def _undone(result: dict) -> dict:
    """What is told of an item that could be carried out and was not."""
    if result["status"] >= 400:
        return result
    detail = _("Not carried out, because another item was refused.")
    facts = {"status": 424, "code": None, "revision": None, "state": None, "edition": None, "detail": detail}
    return result | facts


def _result(index: int, item: object, rights: Rights, key) -> tuple[dict, Problem | None]:
    """What is told of an item, and why it was refused, where it was."""
    try:
        with transaction.atomic():
            practice, status, edition = _carry_out(item, rights, key)
    except Exception as error:
        problem = problems.of_exception(error)
        if problem is None:
            logger.exception("Item %s of many failed.", index)
            problem = Problem("failure", _("The fault is in the registry, and its operators are told."))
        return _refused(index, item, problem), problem
    return _done(index, practice, status, edition), None


def _done(index: int, practice: Practice, status: int, edition: int | None) -> dict:
    return {
        "index": index, "status": status, "code": practice.code, "revision": practice.revision, "state": practice.state,
        "edition": edition, "type": None, "detail": None, "errors": [],
    }  # fmt: skip


def _refused(index: int, item: object, problem: Problem) -> dict:
    given = item.get("document") if isinstance(item, dict) else None
    code = given.get("code") if isinstance(given, dict) else None
    return {
        "index": index, "status": problem.status, "code": code if isinstance(code, str) and len(code) <= 40 else None,
        "revision": problem.more.get("revision"), "state": problem.more.get("state"), "edition": None,
        "type": addresses.api(f"problems/{problem.kind}/"),
        "detail": problem.detail or str(problems.KINDS[problem.kind].title), "errors": problem.errors,
    }  # fmt: skip


def _carry_out(item: object, rights: Rights, key) -> tuple[Practice, int, int | None]:
    """One item: its practice, the status a request of its own would have had, and the edition it has published."""
    given, wanted = _read(item)
    code = given.get("code")
    if code is None:
        practice, status = _within_document(changing.create, given, rights), 201
    else:
        practice, status = _changed(code, given, item, rights), 200
    return practice, status, _moved(practice, wanted, rights, key)


def _read(item: object) -> tuple[dict, dict]:
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
