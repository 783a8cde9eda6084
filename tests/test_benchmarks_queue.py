"""The benchmarks of the workplace and of transitions measure what they say, and leave the databases as they were."""

import pytest

from practices import queues, workflow
from practices.models import Practice
from practices.vocabulary import State
from tests.benchmarks import population, queue, transitions
from tests.benchmarks.site import Site
from tests.test_benchmarks import TINY, User, kept_connection, practices, reverse  # noqa: F401

PAGES = list(queue.ADDRESSES)


def test_a_share_is_in_review_and_published_again_afterwards(practices):  # noqa: F811
    administrator = User.objects.get(email=population.ADMINISTRATOR)
    with queue.waiting(TINY.practices):
        rows = queues.first_rows(queues.offered(queues.MINE, administrator), administrator)
        assert len(rows["to_review"]) == len(rows["unassigned"]) == queues.MOST_ROWS
        assert queues.BY_NAME["to_review"].practices(administrator).count() == queue.MINE
        assert queues.BY_NAME["overdue"].practices(administrator).exists()
    assert Practice.objects.filter(state=State.PUBLISHED, due=None, reviewer=None).count() == TINY.practices


@pytest.mark.parametrize("what", PAGES)
def test_an_administrator_reads_each_page_that_is_measured(practices, kept_connection, what):  # noqa: F811
    with queue.waiting(TINY.practices):
        site = Site(User.objects.get(email=population.ADMINISTRATOR))
        body = site.get(queue.address_of(what))
    assert b"content-main" in body
    assert what != queue.REVIEW or b"A made-up addition." in body


def test_every_transition_but_publication_and_the_archive_is_measured(practices):  # noqa: F811
    figures = transitions.figures(TINY)
    measured = {figure.what.removeprefix("transition ") for figure in figures}
    apart = {"publish", "archive", "unarchive", "edit"}
    assert set(workflow.TABLE) - apart <= measured
    assert [figure.limit for figure in figures[:4]] == [None, None, 5, 5]
