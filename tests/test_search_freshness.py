"""Nothing that was published, changed or archived is missed by any process that searches, however many write at once."""

import random
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from django.db import connection, connections, transaction
from django.test import TransactionTestCase

from practices import publishing, search, workflow
from practices.models import Alias, Practice, SearchVersion
from practices.search import index
from practices.search.asked import Asked, Sort
from practices.vocabulary import Channel
from tests.cast import in_review
from tests.factories import TermFactory, make_practice, make_reference
from tests.listed import said

WRITERS = 4
ACTS = 40  # of each writer
OWN = 4  # practices of each writer at the start
FIRST_STATE = 1800  # states are told apart by the year of start
LONGEST_SECONDS = 60  # on a machine busy with other things; alone it takes a tenth


class RolledBackError(Exception):
    """A change that is not to be."""


class Writer:
    """Publishes, changes, archives and brings back practices of its own, and notes what was committed with which number."""

    def __init__(self, number: int, practices: list[Practice]) -> None:
        self.chance = random.Random(number)
        self.practices = practices
        self.year = FIRST_STATE
        self.public: dict[int, int] = {}  # practice → year of its newest edition
        self.archived: dict[int, int] = {}
        self.committed: list[tuple[int, int, int | None]] = []  # practice, number, year or None where it is not public

    def work(self, start: Barrier, everybody: list[Practice]) -> None:
        """All acts, one after the other."""
        try:
            start.wait(timeout=LONGEST_SECONDS)
            for _act in range(ACTS):
                act = self.chance.choice(
                    [self.publish, self.change, self.change, self.archive, self.unarchive, self.roll_back]
                )
                act()
                if self.chance.random() < 0.2:
                    publishing.refresh(self.chance.sample(everybody, 6))
        finally:
            connections.close_all()

    def commit(self, name: str, practice: Practice, year: int | None) -> None:
        """One transition, and the number it was given, which is ours while the transaction lasts."""
        with transaction.atomic():
            workflow.perform(name, practice, by=None, channel=Channel.COMMAND, note="A made-up note.")
            number = SearchVersion.objects.get().n
        self.committed.append((practice.pk, number, year))

    def publish(self) -> None:
        practice = self.practices.pop() if self.practices else self.reviewed(make_practice())
        year = self.next_year(practice)
        self.commit("publish", practice, year)
        self.public[practice.pk] = year

    def change(self) -> None:
        if self.public:
            practice = Practice.objects.get(pk=self.chance.choice(sorted(self.public)))
            year = self.next_year(practice)
            self.commit("publish", self.reviewed(practice), year)
            self.public[practice.pk] = year

    def archive(self) -> None:
        if self.public:
            practice = Practice.objects.get(pk=self.chance.choice(sorted(self.public)))
            self.commit("archive", practice, None)
            self.archived[practice.pk] = self.public.pop(practice.pk)

    def unarchive(self) -> None:
        if self.archived:
            practice = Practice.objects.get(pk=self.chance.choice(sorted(self.archived)))
            self.commit("unarchive", practice, self.archived[practice.pk])
            self.public[practice.pk] = self.archived.pop(practice.pk)

    def roll_back(self) -> None:
        """Publish and think better of it: nobody may ever see this."""
        practice = self.practices[-1] if self.practices else self.reviewed(make_practice())
        try:
            with transaction.atomic():
                workflow.perform("publish", practice, by=None, channel=Channel.COMMAND, note="A made-up note.")
                raise RolledBackError
        except RolledBackError:
            pass

    def next_year(self, practice: Practice) -> int:
        """Give a working copy a year nobody has had."""
        self.year += 1
        workflow.load_many([{"code": practice.code, "period": {"start": self.year}}], by=None, channel=Channel.COMMAND)
        return self.year

    def reviewed(self, practice: Practice) -> Practice:
        for name in ("submit", "take"):
            workflow.perform(name, practice, by=None, channel=Channel.COMMAND, note="A made-up note.")
        return practice


class Reader:
    """Keeps an index as a process of its own would, and notes what each one it had said."""

    def __init__(self) -> None:
        self.index: index.Index | None = None
        self.seen: list[tuple[int, dict[int, int]]] = []  # number, practice → year

    def work(self, start: Barrier, done: Event) -> None:
        """Read until everything is written, and once more."""
        try:
            start.wait(timeout=LONGEST_SECONDS)
            is_last = False
            while not is_last:
                is_last = done.is_set()
                self.read()
        finally:
            connections.close_all()

    def read(self) -> None:
        number = index._number()
        if self.index is None or self.index.version != number:
            self.note(index._newer(self.index, number))

    def note(self, read: index.Index) -> None:
        if read is not self.index:
            self.index = read
            alive = (slot for slot in range(read.size) if read.alive >> slot & 1)
            self.seen.append((read.version, {read.keys[slot]: read.started[slot] for slot in alive}))


class Searcher(Reader):
    """Searches as pages do; several of them share what their process keeps."""

    def read(self) -> None:
        results = search.run(Asked("made-up exchange", {"country": ("XA",)}), "en")
        assert len(results.keys(0, 1_000)) == results.total
        self.note(results.index)


class FreshnessTests(TransactionTestCase):
    def setUp(self):
        make_reference()
        self.writers = [Writer(number, [in_review() for _ in range(OWN)]) for number in range(WRITERS)]

    def test_four_writers_and_four_readers_at_once_miss_nothing(self):
        readers = [Reader(), Reader(), Searcher(), Searcher()]
        everybody = [practice for writer in self.writers for practice in writer.practices]
        start, done = Barrier(WRITERS + len(readers)), Event()
        began = time.monotonic()
        with ThreadPoolExecutor(WRITERS + len(readers)) as pool:
            reading = [pool.submit(reader.work, start, done) for reader in readers]
            try:
                for writing in [pool.submit(writer.work, start, everybody) for writer in self.writers]:
                    writing.result(timeout=LONGEST_SECONDS)
            finally:
                done.set()
            for future in reading:
                future.result(timeout=LONGEST_SECONDS)
        self.assertLess(time.monotonic() - began, LONGEST_SECONDS)
        self.assertGreater(sum(len(writer.committed) for writer in self.writers), 80)
        built = said(index.build(index._number()))
        for reader in readers:
            with self.subTest(type(reader).__name__):
                self.assertGreater(len(reader.seen), 10)
                self.assertEqual(said(reader.index), built)
                self.assertEqual(self.missed(reader), [])

    def missed(self, reader: Reader) -> list[str]:
        """Commits that an index should have covered by its number and did not, or that nobody made."""
        history = defaultdict(list)
        for writer in self.writers:
            for practice, number, year in writer.committed:
                history[practice].append((number, year))
        faults = []
        for number, years in reader.seen:
            for practice, commits in history.items():
                covered = [place for place, (when, _year) in enumerate(commits) if when <= number]
                # What was committed after the number was read may be there already, and what is covered must be.
                allowed = {year for _when, year in commits[covered[-1] if covered else 0 :]} | (
                    {None} if not covered else set()
                )
                if years.get(practice) not in allowed:
                    faults.append(f"{number}: practice {practice} is {years.get(practice)}, not one of {allowed}")
            faults += [
                f"{number}: practice {practice} was never published" for practice in years.keys() - history.keys()
            ]
        return faults

    def test_a_writer_who_waits_is_seen_after_the_one_it_waited_for(self):
        first, second = self.writers[0].practices[:2]
        holds, waits = Event(), Event()
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                workflow.perform("publish", first, by=None, channel=Channel.COMMAND)
                later = pool.submit(self.publish, second, holds, waits)
                holds.set()
                self.assertTrue(waits.wait(timeout=LONGEST_SECONDS))
                reader = Reader()
                with ThreadPoolExecutor(1) as other:
                    other.submit(self.read_once, reader).result(timeout=LONGEST_SECONDS)
                self.assertEqual(reader.seen[0][1], {})
            later.result(timeout=LONGEST_SECONDS)
        numbers = dict(Practice.objects.filter(listing__isnull=False).values_list("pk", "listing__version"))
        self.assertLess(numbers[first.pk], numbers[second.pk])
        reader.read()
        self.assertEqual(set(reader.seen[-1][1]), {first.pk, second.pk})

    def publish(self, practice: Practice, holds: Event, waits: Event) -> None:
        try:
            holds.wait(timeout=LONGEST_SECONDS)
            waits.set()
            workflow.perform("publish", practice, by=None, channel=Channel.COMMAND)
        finally:
            connections.close_all()

    def read_once(self, reader: Reader) -> None:
        try:
            reader.read()
        finally:
            connections.close_all()

    def test_two_processes_that_saw_different_moments_come_to_the_same(self):
        early, late = Reader(), Reader()
        early.read()
        for writer in self.writers:
            for act in (
                writer.publish,
                writer.publish,
                writer.change,
                writer.archive,
                writer.unarchive,
                writer.archive,
            ):
                act()
        late.read()
        early.read()
        self.assertEqual(said(early.index), said(late.index))

    def test_what_is_committed_between_any_two_queries_of_a_reader_is_there_at_its_next_reading(self):
        writer = self.writers[0]
        for is_cold in (True, False):
            for place in range(4):
                with self.subTest(is_cold=is_cold, after_query=place):
                    search.forget()
                    if not is_cold:
                        index.current()
                        writer.publish()
                    with connection.execute_wrapper(Interrupted(place, self.in_another_thread(writer.publish))):
                        index.current()
                    self.assertEqual(said(index.current()), said(index.build(index._number())))

    def test_names_and_records_committed_between_any_two_queries_of_a_search_fail_nothing_and_are_found_by_the_next(
        self,
    ):
        for place in range(14):
            with self.subTest(after_query=place):
                search.forget()
                record = in_review(themes=["alpha"])
                word = f"quux{chr(97 + place)}"

                def act(record=record, word=word) -> None:
                    term = TermFactory(code=word)
                    Alias.objects.create(term=term, text=word, language="en")
                    workflow.load_many([{"code": record.code, "themes": [word]}], by=None, channel=Channel.COMMAND)
                    workflow.perform("publish", record, by=None, channel=Channel.COMMAND)

                interrupted = Interrupted(place, self.in_another_thread(act))
                with connection.execute_wrapper(interrupted):
                    search.run(Asked(f"{word} exchnage", sort=Sort.TITLE), "en").keys(0, 20)
                if interrupted.place < 0:
                    self.assertEqual(search.run(Asked(word), "en").keys(0, 20), [record.pk])

    def in_another_thread(self, act: Callable[[], None]) -> Callable[[], None]:
        """The same act, done by another connection and finished on return."""

        def closing() -> None:
            try:
                act()
            finally:
                connections.close_all()

        def wait() -> None:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(closing).result(timeout=LONGEST_SECONDS)

        return wait


class Interrupted:
    """Lets something happen after one of the queries of a connection."""

    def __init__(self, place: int, act: Callable[[], None]) -> None:
        self.place, self.act = place, act

    def __call__(self, execute, sql, values, many, context):
        answer = execute(sql, values, many, context)
        self.place -= 1
        if self.place == -1:
            self.act()
        return answer
