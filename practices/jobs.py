"""Background work. Each job calls one function; domain code never enqueues."""

from django.core import management
from procrastinate.contrib.django import app

from practices import publishing

STALLED_AFTER_SECONDS = 600


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp: int) -> None:
    """Put jobs back whose worker died under them."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(nb_seconds=STALLED_AFTER_SECONDS):
        await manager.retry_job(job)


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
