"""Publication of one reviewed practice, as a reviewer's click does it, beside thousands of others."""

from statistics import median, quantiles

from accounts.models import User
from practices import document, workflow
from practices.models import Practice
from practices.vocabulary import Channel
from tests.benchmarks import generator, population
from tests.benchmarks.measure import Figure, Scale, milliseconds

LIMIT_MS = 50
FIRST = 2_000_000
WARMING = 5


def figures(scale: Scale) -> list[Figure]:
    """The median of many publications, each of another practice."""
    keys = _reviewed(scale.publications + WARMING)
    times = [_publish(key) for key in keys][WARMING:]
    return [
        Figure("publication", "publication of one practice", median(times), "ms", LIMIT_MS),
        Figure("publication", "publication, nineteen of twenty within", quantiles(times, n=20)[-1], "ms"),
    ]


def _reviewed(count: int) -> list[int]:
    """Practices in review, taken there by the workflow."""
    author, reviewer = (User.objects.get(email=email) for email in (population.AUTHOR, population.REVIEWER))
    practices = document.load_many(generator.documents(FIRST, count), by=author, channel=Channel.SITE)
    for practice in practices:
        workflow.perform("submit", practice, by=author)
        workflow.perform("take", practice, by=reviewer)
    return [practice.pk for practice in practices]


def _publish(key: int) -> float:
    """Milliseconds. Person and practice are fetched anew, as by a request: nothing is known of rights yet."""
    reviewer = User.objects.get(email=population.REVIEWER)
    practice = Practice.objects.get(pk=key)
    return milliseconds(
        lambda: workflow.perform(
            "publish", practice, by=reviewer, note="A made-up change note.", expected=practice.revision
        )
    )
