"""Background work. Each job calls one function; domain code never enqueues."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import management
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accounts import api_keys
from practices import publishing, unsaved
from practices.exchange import batches, importing
from practices.exchange.exporting import keeping, making
from practices.models import Import, KeptAnswer, RequestCount
from practices.notices import outbox, reminders
from practices.opendata import dump

STALLED_AFTER_SECONDS = 60  # without a sign of life from its worker; a long job is none


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp: int) -> None:
    """Put jobs back whose worker died under them."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        await manager.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_notices")
def send_notices(timestamp: int) -> None:
    """Send the mail that is due."""
    outbox.send_due()


@app.periodic(cron="7 5 * * *")
@app.task(queueing_lock="remind", retry=3)
def remind(timestamp: int) -> None:
    """Remind whoever is late."""
    reminders.remind()


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="purge_notices")
def purge_notices(timestamp: int) -> None:
    """Forget mail that went out long ago."""
    outbox.purge()


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="purge_unsaved")
def purge_unsaved(timestamp: int) -> None:
    """Forget what was typed into forms and never come back to."""
    unsaved.purge()


@app.periodic(cron="7 4 * * *")
@app.task(queueing_lock="purge_api_keys")
def purge_api_keys(timestamp: int) -> None:
    """Forget API keys that ended long ago."""
    api_keys.purge()


@app.periodic(cron="22 4 * * *")
@app.task(queueing_lock="purge_api")
def purge_api(timestamp: int) -> None:
    """Forget answers kept for repeated requests, and how often somebody has asked."""
    now = timezone.now()
    KeptAnswer.objects.filter(created_at__lt=now - timedelta(hours=settings.API_ANSWERS_KEEP_HOURS)).delete()
    RequestCount.objects.filter(minute__lt=int((now - timedelta(hours=1)).timestamp() // 60)).delete()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Forget sessions that have ended."""
    management.call_command("clearsessions")


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="refresh_listings")
def refresh_listings(timestamp: int) -> None:
    """Make listings again, so that memberships that began or ended today count in their facets."""
    publishing.refresh_all()


@app.task(retry=RetryStrategy(max_attempts=making.RETRIES, wait=30))
def make_export(pk: int) -> None:
    """Make the file that somebody has asked for. Only where the database fails it is tried again."""
    making.make(pk)


@app.periodic(cron="12 * * * *")
@app.task(queueing_lock="purge_exports")
def purge_exports(timestamp: int) -> None:
    """Forget files that have expired."""
    keeping.purge()


def _with_import(key: str, act: Callable[[Import], object]) -> None:
    """Do something with an import, where it is still there when its turn comes."""
    if one := Import.objects.filter(key=key).first():
        act(one)


@app.task
def check_import(key: str) -> None:
    """Look at every row of a sheet."""
    _with_import(key, importing.check)


@app.task
def load_import(key: str) -> None:
    """Write the confirmed rows of a sheet."""
    _with_import(key, importing.load)


@app.task
def undo_import(key: str, by: int) -> None:
    """Take a whole load back."""
    _with_import(key, partial(importing.undo, by=_person(by)))


@app.task
def submit_import(key: str, by: int) -> None:
    """Submit the drafts of a load."""
    _with_import(key, partial(batches.submit_all, by=_person(by)))


@app.task
def approve_import(key: str, by: int, expected: dict[str, int], note: str = "") -> None:
    """Publish the practices of a load that a reviewer has approved together."""
    _with_import(key, partial(batches.approve_all, by=_person(by), expected=expected, note=note))


def _person(key: int):
    return get_user_model().objects.get(pk=key)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="make_dump")
def make_dump(timestamp: int) -> None:
    """Make the full dump anew, where something was withdrawn or the changes have come to rest."""
    dump.make_if_due()


@app.periodic(cron="22 * * * *")
@app.task(queueing_lock="purge_dumps")
def purge_dumps(timestamp: int) -> None:
    """Forget older dumps, and what is left of one whose making was killed."""
    dump.purge()


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="purge_imports")
def purge_imports(timestamp: int) -> None:
    """Forget imports of long ago, with their files."""
    importing.purge()
