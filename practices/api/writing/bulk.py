"""Many documents in one request: each as a request of its own would be, or all or none."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from practices.api import problems
from practices.api.problems import Problem, fault
from practices.api.writing import bodies, finding, moving, single
from practices.api.writing.together import NotAtOnce, in_one_go
from practices.codes import read_code
from practices.exchange.importing.rights import Rights
from practices.models import Practice

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


def each(items: list, rights: Rights, key) -> list[dict]:
    """The result of each item: what is wrong with one keeps none of the others."""
    return [result for result, _refusal in _outcomes(items, rights, key)]


def all_or_none(items: list, rights: Rights, key) -> list[dict]:
    """The results where every item could be carried out. Raises Problem, with nothing done, where one could not."""
    with transaction.atomic():
        found = _outcomes(items, rights, key)
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


def _outcomes(items: list, rights: Rights, key) -> list[tuple[dict, Problem | None]]:
    """What is told of each item, and why it was refused, where it was.

    What nothing stands against is carried out together, for a fraction of what it costs one by one.
    """
    found: dict[int, tuple[dict, Problem | None]] = {}
    waiting, alone = dict(enumerate(items)), []
    while waiting:
        try:
            found |= {index: (result, None) for index, result in in_one_go(waiting, rights, key).items()}
            break
        except NotAtOnce as failed:
            for index, problem in failed.refusals.items():
                item = waiting.pop(index)
                if problem is None:
                    alone.append(index)
                else:
                    found[index] = single.refused(index, item, problem), problem
    for index in sorted(alone):
        found[index] = _result(index, items[index], rights, key)
    return [found[index] for index in range(len(items))]


def still_open(results: list[dict], items: list, rights: Rights, key) -> list[dict]:
    """Results that were kept; those of what this person may not see today, or the key not do, are refusals."""
    codes = {read_code(result["code"]) for result in results if result["code"]}
    seen = {one.code: one for one in rights.practices().filter(code__in=codes)}
    return [_if_open(result, items[result["index"]], seen, rights, key) for result in results]


def _if_open(result: dict, item: object, seen: dict[str, Practice], rights: Rights, key) -> dict:
    # Refusals of what was never seen say nothing; all others tell of a practice.
    if result["status"] == HTTPStatus.NOT_FOUND or not result["code"]:
        return result
    practice, name = seen.get(read_code(result["code"])), item.get("transition")
    if practice is None:
        return single.refused(
            result["index"], item, Problem("not-found", _("There is no working copy with this code."))
        )
    try:
        if name and result["status"] < HTTPStatus.BAD_REQUEST:
            moving.refuse_unless_opened(practice, name, user=rights.user, key=key)
    except Problem as problem:
        return single.refused(result["index"], item, problem)
    return result


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
            practice, status, edition = single.carry_out(item, rights, key)
    except Exception as error:
        problem = problems.of_exception(error)
        if problem is None:
            logger.exception("Item %s of many failed.", index)
            problem = Problem("failure", _("The fault is in the registry, and its operators are told."))
        return single.refused(index, item, problem), problem
    return single.done(index, practice, status, edition), None
