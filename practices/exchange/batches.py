"""The practices of one load as one batch: submitted together by who loaded them, approved together by a reviewer."""

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practices import workflow
from practices.exchange.importing import Result
from practices.exchange.importing.rights import Rights
from practices.models import Import, Practice
from practices.vocabulary import Channel, State

logger = logging.getLogger(__name__)

Told = Callable[[int], None] | None


def members(one: Import, user) -> list[Practice]:
    """The practices this load created or changed that this person may open, in the order of the sheet."""
    places = dict(
        one.rows.filter(loaded_revision__isnull=False, practice__isnull=False).values_list("practice_id", "number")
    )
    practices = Rights(user).practices().filter(pk__in=places).select_related("author", "reviewer")
    return sorted(practices, key=lambda practice: places[practice.pk])


def submit_all(one: Import, *, by, on_done: Told = None) -> list[Result]:
    """Submit each draft of the load, each in a transaction of its own. Kept in one.batch, too."""

    def submit(practice: Practice) -> None:
        workflow.perform("submit", practice, by=by, channel=Channel.IMPORT, expected=practice.revision)

    drafts = [practice for practice in members(one, by) if practice.state in (State.DRAFT, State.CHANGES_REQUESTED)]
    return _each(one, "submit", drafts, submit, by, on_done)


def approve_all(
    one: Import, *, by, expected: dict[str, int], note: str = "", on_done: Told = None
) -> list[Result]:  # fmt: skip
    """Take and publish each submitted practice of the load at the revision this person saw ({code: revision}).

    Each in a transaction of its own; what the workflow refuses (four eyes, gaps, moved since) says so in its Result.
    Job: jobs.approve_import(str(one.key), by.pk, expected, note). Kept in one.batch, too.
    """

    def approve(practice: Practice) -> None:
        # Taken into review only if it is published: a refusal leaves it in the queue.
        with transaction.atomic():
            if practice.state == State.SUBMITTED:
                workflow.perform("take", practice, by=by, channel=Channel.IMPORT, expected=expected[practice.code])
            workflow.perform(
                "publish", practice, by=by, note=note, channel=Channel.IMPORT, expected=expected[practice.code]
            )

    chosen = [practice for practice in members(one, by) if practice.code in expected]
    return _each(one, "approve", chosen, approve, by, on_done)


def _each(one: Import, name: str, practices: list[Practice], act, by, on_done: Told) -> list[Result]:
    results = []
    for practice in practices:
        results.append(Result(practice.code, practice.title, practice.pk, _reason(act, practice)))
        if on_done:
            on_done(len(results))
    told = [{"code": result.code, "title": result.title, "reason": result.reason} for result in results]
    one.batch = {"name": name, "by": by.pk if by else None, "at": timezone.now().isoformat(), "results": told}
    Import.objects.filter(pk=one.pk).update(batch=one.batch)
    return results


def _reason(act, practice: Practice) -> str:
    """Why it could not be done; empty where it was."""
    try:
        act(practice)
    except PermissionDenied as refusal:
        return str(refusal) or _("You may not do this.")
    except workflow.TransitionRefused as refusal:
        return str(refusal)
    except Exception:
        # One that cannot be done keeps none of the others.
        logger.exception("The practice %s of a batch failed.", practice.code)
        return _("This could not be done. The fault is in the registry, and its operators are told.")
    return ""
