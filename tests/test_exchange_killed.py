"""A load that is killed, at whatever moment, leaves nothing half done, and can be run again."""

import os
import signal
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase, override_settings

from practices.exchange import importing
from practices.exchange.importing import progress
from practices.models import Event, Import, ImportRow, Organisation, Practice
from practices.models.exchange import ImportStep
from practices.vocabulary import Acceptance, Channel
from tests.factories import make_practice, make_reference
from tests.importing import checked, checked_again, importer, json_file, mapped, outcomes, received, xlsx_file

MOMENTS = 13
ROWS, PACK = 60, 6
PATIENCE = 20  # seconds


class CommittedTestCase(TransactionTestCase):
    """Real transactions, a store, and one practice."""

    def setUp(self):
        self.store = self.enterContext(TemporaryDirectory())
        self.enterContext(override_settings(MEDIA_ROOT=self.store))
        make_reference()
        self.person = importer()
        self.practice = make_practice(self.person)


class BusyTests(CommittedTestCase):
    """Somebody else is at work."""

    def test_a_practice_that_is_being_saved_keeps_the_load_waiting_only_so_long(self):
        one = checked(json_file({"code": self.practice.code, "type": "school"}), self.person)
        importing.start_load(one, by=self.person)
        other = connections["default"].copy()
        self.addCleanup(other.close)
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT FROM practices_practice WHERE id = %s FOR UPDATE", [self.practice.pk])
            importing.load(one)
        self.assertEqual((one.step, one.rows.get().practice), (ImportStep.PREVIEW, None))
        self.assertIn("Somebody is saving this", one.error)
        other.rollback()
        importing.start_load(one, by=self.person)
        importing.load(one)
        self.assertEqual((one.step, one.error), (ImportStep.DONE, ""))


class KilledTests(CommittedTestCase):
    """Processes of their own."""

    def setUp(self):
        super().setUp()
        name = connection.settings_dict["NAME"]
        command = [sys.executable, "-m", "tests.loading_process", name, self.store, str(PACK)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR
        )
        self.addCleanup(self.process.stdout.close)
        self.addCleanup(self.process.wait, PATIENCE)
        self.addCleanup(self.process.stdin.close)
        self.assertEqual(self.process.stdout.readline(), "ready\n")

    def confirmed(self) -> Import:
        """A sheet that changes one practice, adds many, and proposes an organisation."""
        new = ([None, f"A made-up visit of clerks, number {number}", "Made-up Ministry"] for number in range(ROWS))
        rows = [["code", "title", "lead organisation"], [self.practice.code, "Another title", None], *new]
        one = received(xlsx_file(*rows), self.person)
        mapped(one, columns=["code", "title", "organisations:lead"], language="en")
        asked = importing.questions(one)[0]
        importing.decide(one, {"organisation": {asked.folded: "+"}}, self.person)
        checked_again(one)
        importing.choose(one, {row.number: "add" for row in one.rows.filter(outcome="alike")})
        checked_again(one)
        self.assertEqual(outcomes(one), ["changed"] + ["new"] * ROWS)
        importing.start_load(one, by=self.person)
        return one

    def begun(self, one: Import) -> int:
        """The process that loads it."""
        self.process.stdin.write(f"{one.key}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def ended(self) -> bool:
        """Wait until it is over, also for the database; whether it had come to its end."""
        line = self.process.stdout.readline()
        is_loaded = line == "loaded\n"
        if is_loaded:
            line = self.process.stdout.readline()
        self.assertEqual(line, "ended\n")
        until = time.monotonic() + PATIENCE
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute(f"{others} AND state <> 'idle'")
                if not cursor.fetchone()[0]:
                    return is_loaded
            time.sleep(0.01)
        self.fail("The database still works for a process that is dead.")

    def counted(self) -> tuple[int, ...]:
        """How much there is of all that a load writes."""
        events = Event.objects.filter(channel=Channel.IMPORT)
        return (
            Practice.objects.count(),
            events.filter(name="created").count(),
            events.filter(name="edited").count(),
            Organisation.objects.filter(acceptance=Acceptance.PROPOSED).count(),
            ImportRow.objects.filter(loaded_revision__isnull=False).count(),
            Practice.objects.get(pk=self.practice.pk).revision,
        )

    def is_written(self, one: Import, before: tuple[int, ...]) -> bool:
        """Whether everything is there; fails where it is neither everything nor nothing."""
        one.refresh_from_db()
        more = tuple(now - was for now, was in zip(self.counted(), before, strict=True))
        nothing = (0, 0, 0, 0, 0, 0), ImportStep.LOADING
        self.assertIn((more, one.step), (nothing, ((ROWS, ROWS, 1, 1, ROWS + 1, 1), ImportStep.DONE)))
        return (more, one.step) != nothing

    def test_killed_at_any_moment_it_leaves_nothing_half_done(self):
        one, told = self.confirmed(), set()
        whole, before = self.time_of_a_load(one), self.counted()
        for number in range(MOMENTS):
            with self.subTest(moment=number):
                child = self.begun(one)
                time.sleep(whole * number / MOMENTS)
                os.kill(child, signal.SIGKILL)
                self.ended()
                if not self.is_written(one, before):
                    told.add(one.done)
                    continue
                whole *= 0.7  # it was quicker than when it was measured
                importing.start_undo(one, by=self.person)
                importing.undo(one, by=self.person)
                one = self.confirmed()
                before = self.counted()
        self.assertGreater(len(told), 2)  # how far it had come was seen, though nothing of it was written
        self.assertFalse(progress.is_under_way(one))
        importing.load(one)
        self.assertTrue(self.is_written(one, before), one.error)

    def time_of_a_load(self, one: Import) -> float:
        """How long one takes that comes to nothing with its last row, for a year that cannot be."""
        row = one.rows.last()
        right = row.document
        row.document = right | {"period": {"start": 1}}
        row.save(update_fields=["document"])
        began = time.monotonic()
        child = self.begun(one)
        self.assertEqual(self.process.stdout.readline(), "loaded\n")
        took = time.monotonic() - began
        os.kill(child, signal.SIGKILL)
        self.ended()
        one.refresh_from_db()
        self.assertEqual((one.step, Practice.objects.count()), (ImportStep.PREVIEW, 1))
        row.document = right
        row.save(update_fields=["document"])
        importing.start_load(one, by=self.person)
        return took
