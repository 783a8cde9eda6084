"""Work on an import that is left to the worker: once, however often it is asked for."""

from django.db import transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from practices import jobs
from practices.models import Import
from practices.models.exchange import ImportStep

JOBS = {
    ImportStep.CHECKING: jobs.check_import, ImportStep.LOADING: jobs.load_import, ImportStep.UNDOING: jobs.undo_import,
}  # fmt: skip
BATCHES = {"submit": jobs.submit_import, "approve": jobs.approve_import}


def leave_to_the_worker(one: Import, *, by) -> None:
    """Have the work of the import's step done. What waits already is not asked for twice."""
    given = {"by": by.pk} if one.step == ImportStep.UNDOING else {}
    _defer(JOBS[one.step], one, given)


def leave_batch_to_the_worker(one: Import, name: str, *, by, total: int, **given) -> None:
    """Have the practices of the import submitted or approved; until then the import says that it was asked for."""
    asked = {"name": name, "by": by.pk, "asked": timezone.now().isoformat(), "total": total}
    with transaction.atomic():
        Import.objects.filter(pk=one.pk).update(batch=asked)
        _defer(BATCHES[name], one, {"by": by.pk, **given})


def _defer(job, one: Import, given: dict) -> None:
    key = str(one.key)
    try:
        # A savepoint of its own: the refusal must not spoil the transaction around it.
        with transaction.atomic():
            job.configure(queueing_lock=f"{job.name}:{key}").defer(key=key, **given)
    except AlreadyEnqueued:
        pass
