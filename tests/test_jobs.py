"""practices.jobs: each job calls one function, and the worker runs it."""

import pytest
from procrastinate import testing
from procrastinate.contrib.django import procrastinate_app

from practices import jobs
from practices.models import Listing
from tests.cast import published
from tests.factories import make_reference


@pytest.mark.django_db
def test_listings_are_made_again_by_the_job():
    make_reference()
    published()
    Listing.objects.all().delete()
    jobs.refresh_listings(timestamp=0)
    assert Listing.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_is_due():
    memory = testing.InMemoryConnector()
    with procrastinate_app.current_app.replace_connector(memory) as app:
        jobs.clear_sessions.defer(timestamp=0)
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        assert [job["status"] for job in memory.jobs.values() if job["task_name"].endswith("clear_sessions")] == [
            "succeeded"
        ]


def test_every_job_is_periodic_and_never_doubled():
    periodic = {task.task.name for task in procrastinate_app.current_app.periodic_registry.periodic_tasks.values()}
    for job in (jobs.retry_stalled, jobs.clear_sessions, jobs.refresh_listings):
        assert job.name in periodic
        assert job.queueing_lock
