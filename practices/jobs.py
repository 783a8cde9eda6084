"""Background work. Each job calls one function; domain code never enqueues."""

from django.core import management
from procrastinate.contrib.django import app

from practices import publishing, unsaved
from practices.notices import outbox, reminders

STALLED_AFTER_SECONDS = 600


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp: int) -> None:
    """Put jobs back whose worker died under them."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(nb_seconds=STALLED_AFTER_SECONDS):
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
