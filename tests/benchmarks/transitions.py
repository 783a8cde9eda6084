"""Transitions without publication, against a bare UPDATE and INSERT of the rows they write."""

from dataclasses import dataclass
from statistics import median

from django.db import connection, transaction

from accounts.models import User
from practices import document, workflow
from practices.models import Event, Practice
from practices.vocabulary import Channel
from tests.benchmarks import generator, population
from tests.benchmarks.measure import Figure, Scale, milliseconds

RATIO_LIMIT = 5
FIRST = 3_000_000
WARMING = 3
# One way through moderation that makes every transition but publication and the archive, and who makes it.
COURSE = (
    ("submit", population.AUTHOR), ("withdraw", population.AUTHOR), ("submit", population.AUTHOR),
    ("take", population.REVIEWER), ("release", population.REVIEWER), ("take", population.REVIEWER),
    ("request_changes", population.REVIEWER), ("submit", population.AUTHOR), ("take", population.REVIEWER),
    ("decline", population.REVIEWER), ("reopen", population.REVIEWER),
)  # fmt: skip
UPDATE = "UPDATE practices_practice SET state = %s, state_since = %s, due = %s, reviewer_id = %s WHERE id = %s"
COLUMNS = (
    "practice_id", "code", "name", "actor_id", "channel", "at", "from_state", "to_state", "revision", "edition", "note",
    "reason", "changes",
)  # fmt: skip
INSERT = (
    f"INSERT INTO practices_event ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * (len(COLUMNS) - 1))}, '[]')"
    " RETURNING id"
)


@dataclass
class Times:
    """Milliseconds of one transition and of the bare statements, each many times."""

    performed: list[float]
    bare: list[float]

    @property
    def ratio(self) -> float:
        return median(self.performed) / median(self.bare)


def figures(scale: Scale) -> list[Figure]:
    """Each transition and its bare statements in turns, the statements on a practice of their own."""
    author = User.objects.get(email=population.AUTHOR)
    count = 2 * (scale.publications + WARMING)
    made = document.load_many(generator.documents(FIRST, count), by=author, channel=Channel.SITE)
    keys = [practice.pk for practice in made]
    times = {name: Times([], []) for name, _email in COURSE}
    for place in range(0, count, 2):
        for name, email in COURSE:
            performed, event = _perform(keys[place], name, email)
            bare = _repeat(event, keys[place + 1])
            if place >= 2 * WARMING:
                times[name].performed.append(performed)
                times[name].bare.append(bare)
    return _lines(times)


def _perform(key: int, name: str, email: str) -> tuple[float, Event]:
    """A person and a practice fetched anew and by right, as a request does before; then the transition."""
    person = User.objects.get(email=email)
    practice = Practice.objects.visible_to(person).get(pk=key)
    found = []

    def act() -> None:
        found.append(workflow.perform(name, practice, by=person, note="A made-up note.", expected=practice.revision))

    return milliseconds(act), found[0]


def _repeat(event: Event, key: int) -> float:
    """The same values written into the rows of another practice, in one transaction."""
    practice = Practice.objects.only("state", "state_since", "due", "reviewer").get(pk=event.practice_id)
    moved = (practice.state, practice.state_since, practice.due, practice.reviewer_id, key)
    told = [key if name == "practice_id" else getattr(event, name) for name in COLUMNS[:-1]]

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(UPDATE, moved)
            cursor.execute(INSERT, told)
            cursor.fetchone()

    return milliseconds(write)


def _lines(times: dict[str, Times]) -> list[Figure]:
    worst = max(times, key=lambda name: times[name].ratio)
    performed = median(time for one in times.values() for time in one.performed)
    bare = median(time for one in times.values() for time in one.bare)
    lines = [
        ("a transition without publication, all of them", performed, "ms", None),
        ("an UPDATE and an INSERT in plain SQL", bare, "ms", None),
        ("a transition against these, all of them", performed / bare, "×", RATIO_LIMIT),
        (f"a transition against these, the dearest ({worst})", times[worst].ratio, "×", RATIO_LIMIT),
    ]
    lines += [(f"transition {name}", median(one.performed), "ms", None) for name, one in times.items()]
    return [Figure("transitions", *line) for line in lines]
