"""practices.jobs: each job calls one function, and the worker runs it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate import testing
from procrastinate.contrib.django import procrastinate_app
from procrastinate.tasks import Task

from practices import jobs, workflow
from practices.models import Listing, Notice, Practice, UnsavedEntry
from tests.cast import REVIEWER, bring_to, person, published
from tests.factories import UserFactory, make_practice, make_reference


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


# Jobs that somebody asks for; all others come round by themselves.
ASKED_FOR = {"make_export", "check_import", "load_import", "undo_import", "submit_import", "approve_import"}


def test_every_other_job_is_periodic_and_never_doubled():
    periodic = {task.task.name for task in procrastinate_app.current_app.periodic_registry.periodic_tasks.values()}
    ours = {name: job for name, job in vars(jobs).items() if isinstance(job, Task)}
    assert set(ours) > ASKED_FOR
    for name, job in ours.items():
        assert (job.name in periodic) != (name in ASKED_FOR)
        assert bool(job.queueing_lock) != (name in ASKED_FOR)


@pytest.mark.django_db
def test_mail_is_sent_reminded_of_and_forgotten_by_jobs():
    make_reference()
    author = UserFactory()
    practice = bring_to(make_practice(author), "submit", "take")
    workflow.perform("request_changes", practice, by=person("reviewer", *REVIEWER), note="A made-up note.")
    long_ago = timezone.now() - timedelta(days=500)
    Practice.objects.update(due=long_ago)
    jobs.remind(timestamp=0)
    Notice.objects.update(created_at=long_ago)
    jobs.send_notices(timestamp=0)
    assert len(mail.outbox) == 1
    Notice.objects.update(sent_at=long_ago)
    jobs.purge_notices(timestamp=0)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_unsaved_entries_are_forgotten_by_the_job():
    UnsavedEntry.objects.create(person=UserFactory(), entries={"title": ["A made-up title"]})
    jobs.purge_unsaved(timestamp=0)
    assert UnsavedEntry.objects.exists()
    UnsavedEntry.objects.update(saved_at=timezone.now() - timedelta(days=500))
    jobs.purge_unsaved(timestamp=0)
    assert not UnsavedEntry.objects.exists()
