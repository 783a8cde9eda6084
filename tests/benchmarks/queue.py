"""The first page of the workplace and the list of what waits for a person: as quick at ten thousand as at a hundred."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from practices import queues
from practices.models import Comment, Practice, PracticeText
from practices.vocabulary import State, TextOrigin
from tests.benchmarks import database, population
from tests.benchmarks.measure import Figure, Scale, medians
from tests.benchmarks.site import Site
from tests.benchmarks.site import queries as queries_sent

QUERIES_LIMIT = 15
RATIO_LIMIT = 2
WARMING = 5
SHARE = 0.03  # of all practices are somewhere in review
MINE = 20  # of them wait for the person who looks, in either database: the same rows are shown
LEAST = 15  # in each other state, also of a hundred practices: more than the first page shows
OVERDUE_OF = 3  # every third one
REVIEW = "review screen of an edit with comments"
ADDRESSES = {
    "first page of the workplace": "admin:index",
    "list of what waits for me": "admin:practices_practice_changelist",
    REVIEW: "admin:practices_practice_review",
}
COMMENTS = 10
COUNTS = {"first page of the workplace"}  # keeps numbers in the process
NO_LIST = {REVIEW}  # one record, whose document alone takes two dozen queries
QUERY = {"list of what waits for me": "?queue=to_review"}


def figures(scale: Scale) -> list[Figure]:
    """Each page in turns over both databases."""
    few = database.connect(database.FEW)
    with ExitStack() as stack:
        stack.enter_context(waiting(scale.practices))
        with database.using(few):
            stack.enter_context(_waiting_in(few, scale.few_practices))
        database.tidy(database.FEW)
        database.tidy()
        found = [line for what in ADDRESSES for line in _page(what, scale, few)]
    few.close()
    return found


@contextmanager
def _waiting_in(wrapper, count: int) -> Iterator[None]:
    """As `waiting`, in another database; both its beginning and its end take place there."""
    with ExitStack() as stack:
        with database.using(wrapper):
            stack.enter_context(waiting(count))
        yield
        with database.using(wrapper):
            stack.close()


@contextmanager
def waiting(count: int) -> Iterator[None]:
    """Inside, a share of the practices is in review as a registry's are; afterwards all are published again."""
    keys = list(Practice.objects.order_by("pk").values_list("pk", flat=True)[:count])
    if len(keys) < count:
        raise AssertionError(f"This database was to hold {count} practices.")
    administrator, reviewer = (
        User.objects.get(email=email) for email in (population.ADMINISTRATOR, population.REVIEWER)
    )
    rest = max(3 * LEAST, round(count * SHARE) - MINE) // 3
    shares = [
        (MINE, State.IN_REVIEW, administrator), (rest, State.IN_REVIEW, reviewer), (rest, State.SUBMITTED, None),
        (rest, State.CHANGES_REQUESTED, reviewer),
    ]  # fmt: skip
    discussed = keys[0]
    everything = Practice.objects.filter(pk__in=keys)
    # Anywhere in the table, not in one corner of it.
    spread = keys[:: max(1, count // sum(share for share, _state, _person in shares))]
    for share, state, person in shares:
        chosen, spread = spread[:share], spread[share:]
        _bring(chosen, state, person)
    told = _discuss(discussed)
    try:
        yield
    finally:
        PracticeText.objects.filter(pk=told.pk).update(summary=told.summary)
        Comment.objects.all().delete()
        everything.update(state=State.PUBLISHED, due=None, reviewer=None)


def _bring(keys: list[int], state: str, person: User | None) -> None:
    now, today = timezone.now(), timezone.localdate()
    for place, late in enumerate((True, *[False] * (OVERDUE_OF - 1))):
        due = today + timedelta(days=-place - 1 if late else place)
        since = now - timedelta(days=10 * (place + 1))
        practices = Practice.objects.filter(pk__in=keys[place::OVERDUE_OF])
        practices.update(state=state, state_since=since, due=due, reviewer=person)


def _discuss(key: int) -> PracticeText:
    """Change a word of a record and comment on it; returns the text as it was."""
    text = PracticeText.objects.filter(practice=key, origin=TextOrigin.ORIGINAL).get()
    PracticeText.objects.filter(pk=text.pk).update(summary=f"{text.summary} A made-up addition.")
    reviewer = User.objects.get(email=population.REVIEWER)
    path = f"texts.{text.language}.summary"
    Comment.objects.bulk_create(
        Comment(practice_id=key, path=path, text="A made-up comment.", revision=1, by=reviewer) for _ in range(COMMENTS)
    )
    return text


def address_of(what: str) -> str:
    """The address of a page in the database in use; the review screen is of the first practice that is talked about."""
    arguments = [Comment.objects.order_by("pk").values_list("practice", flat=True)[0]] if what == REVIEW else []
    return reverse(ADDRESSES[what], args=arguments) + QUERY.get(what, "")


def _page(what: str, scale: Scale, few) -> list[Figure]:
    address = address_of(what)
    many_site = _ready(address)
    most = _queries(many_site, address)
    with database.using(few):
        few_address = address_of(what)
        few_site = _ready(few_address)
        most = max(most, _queries(few_site, few_address))

    def look_at_few(_number: int) -> None:
        with database.using(few):
            few_site.get(few_address)

    def look_anew(_number: int) -> None:
        queues.forget_counts()
        many_site.get(address)

    look_at_few(0)  # both have their numbers kept now
    times = medians(scale.lists, many=lambda _number: many_site.get(address), few=look_at_few)
    lines = [
        ("queries", most, "", None if what in NO_LIST else QUERIES_LIMIT),
        (f"{scale.few_practices:,} practices", times["few"], "ms", None),
        (f"{scale.practices:,} practices", times["many"], "ms", None),
        ("the longer against the shorter", times["many"] / times["few"], "×", RATIO_LIMIT),
    ]
    if what in COUNTS:
        anew = medians(scale.lists, anew=look_anew)["anew"]
        lines.append((f"{scale.practices:,} practices, every number counted anew", anew, "ms", None))
    return [Figure("queue", f"{what}, {line}", *rest) for line, *rest in lines]


def _queries(site: Site, address: str) -> int:
    queues.forget_counts()
    with queries_sent() as found:
        site.get(address)
    return len(found)


def _ready(address: str) -> Site:
    """Signed in as an administrator of the database in use, templates loaded."""
    site = Site(User.objects.get(email=population.ADMINISTRATOR))
    for _ in range(WARMING):
        site.get(address)
    return site
