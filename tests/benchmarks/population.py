"""Practices in the database, public ones by the thousand: what publishing does, for many at once."""

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from practices import document, publishing
from practices.models import Edition, Event, Listing, Practice, Standing
from practices.vocabulary import Channel, State
from tests.benchmarks import generator

BATCH = 500
AUTHOR, REVIEWER, ADMINISTRATOR = "author@bench.example", "reviewer@bench.example", "administrator@bench.example"
RIGHTS = ("view_practice", "change_practice", "review_practice", "publish_practice")


def create_people() -> None:
    """An author without any right, a reviewer who may publish, an administrator."""
    User.objects.create_user(AUTHOR)
    reviewer = User.objects.create_user(REVIEWER)
    reviewer.user_permissions.set(Permission.objects.filter(codename__in=RIGHTS))
    User.objects.create_superuser(ADMINISTRATOR)


def publish_until(count: int) -> None:
    """Have so many public practices, the first ones of the generator."""
    for first in range(Listing.objects.count(), count, BATCH):
        _publish(generator.documents(first, min(BATCH, count - first)))
    _check(count)


def _publish(documents: list[dict]) -> None:
    """Load and publish these documents: publishing.publish and workflow.perform, a batch at a time."""
    practices = document.load_many(documents, by=User.objects.get(email=AUTHOR), channel=Channel.IMPORT)
    built = document.build_many([practice.pk for practice in practices])
    now = timezone.now()
    Edition.objects.bulk_create(
        Edition(
            practice=practice, number=1, schema=document.SCHEMA, document=built[practice.pk],
            digest=document.digest(built[practice.pk]), revision=practice.revision, published_at=now,
        )
        for practice in practices
    )  # fmt: skip
    Standing.objects.bulk_create(Standing(practice=practice) for practice in practices)
    publishing.refresh(practices)
    Practice.objects.filter(pk__in=built).update(state=State.PUBLISHED)
    reviewer = User.objects.get(email=REVIEWER)
    Event.objects.bulk_create(
        Event(
            practice=practice, code=practice.code, name="publish", actor=reviewer, channel=Channel.ADMIN,
            from_state=State.IN_REVIEW, to_state=State.PUBLISHED, revision=practice.revision, edition=1,
        )
        for practice in practices
    )  # fmt: skip


def _check(count: int) -> None:
    """All are public, and just as publishing one by one would have made them."""
    counts = {
        "listings": Listing.objects.count(),
        "editions": Edition.objects.count(),
        "published": Practice.objects.filter(state=State.PUBLISHED).count(),
    }
    if set(counts.values()) != {count}:
        raise AssertionError(f"{count} practices were to be public: {counts}")
    newest = Practice.objects.latest("pk")
    if publishing.publish(newest).number != 1:
        raise AssertionError("Publishing a practice makes another edition than the benchmarks' own way.")
