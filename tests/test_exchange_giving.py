"""Files for somebody who waits: places that always come back, an end for slow readers, one state of working copies."""

import time
from contextlib import suppress
from pathlib import Path
from socket import socketpair
from tempfile import TemporaryDirectory
from threading import Thread
from unittest.mock import patch

from django.conf import settings
from django.db import OperationalError, connection, connections
from django.http import QueryDict
from django.test import SimpleTestCase, TransactionTestCase, override_settings

from practices import jobs
from practices.exchange.columns import Layout
from practices.exchange.exporting import Asked, giving, making, of_working_copies, read_order, reading
from practices.exchange.exporting.reading import BATCH, Row
from practices.exchange.formats import FORMATS, Front, Heading, Record, Table
from practices.models import Export, Practice
from practices.models.exchange import Progress
from tests.factories import make_practice, make_reference
from tests.listed import listed


def table(count: int = 1, fault: Exception | None = None) -> Table:
    """A made-up table; where a fault is named it comes after the last row."""

    def rows():
        for number in range(count):
            yield Record(str(number), ["made up " * 100], ["made up " * 100])
        if fault:
            raise fault

    return Table("en", "Made up", [Heading("title", "Title", "text")], rows(), Front("Made-up front"))


class GivingTestCase(SimpleTestCase):
    def assert_all_places_are_free(self):
        held = [giving.give("csv", table) for _place in range(settings.EXPORT_STREAMS)]
        with self.assertRaises(giving.Busy):
            giving.give("csv", table)
        for stream in held:
            stream.close()


class PlaceTests(GivingTestCase):
    def test_whatever_fails_first_the_place_comes_back(self):
        def refused():
            raise OperationalError("A made-up failure of the database.")

        for _attempt in range(settings.EXPORT_STREAMS + 1):
            with self.assertRaises(OperationalError):
                giving.give("csv", refused)
            for format in FORMATS:
                with self.subTest(format), self.assertRaises(OperationalError):
                    giving.give(format, lambda: table(0, OperationalError("A made-up failure of the database.")))
        self.assert_all_places_are_free()

    def test_a_stream_gives_its_place_back_at_its_end_when_closed_and_when_it_fails(self):
        b"".join(giving.give("csv", table))
        stream = giving.give("csv", table)
        stream.close()
        stream.close()
        with self.assertRaises(OperationalError):
            b"".join(giving.give("jsonl", lambda: table(1_000, OperationalError("A made-up failure."))))
        self.assert_all_places_are_free()

    def test_a_finished_file_holds_no_place_and_has_no_name(self):
        with TemporaryDirectory() as folder, patch("tempfile.tempdir", folder):
            files = [giving.give("xlsx", table) for _file in range(settings.EXPORT_STREAMS + 1)]
            self.assertEqual(list(Path(folder).iterdir()), [])
        for file in files:
            self.assertEqual(file.read(2), b"PK")
            file.close()
        self.assert_all_places_are_free()

    @override_settings(EXPORT_ROWS_IN_REQUEST=5_000)
    def test_layouts_of_several_rows_are_prepared_sooner(self):
        for layout, total, expected in (
            (Layout.PRACTICES, 5_000, False), (Layout.PRACTICES, 5_001, True),
            (Layout.COUNTRIES, 500, False), (Layout.COUNTRIES, 501, True), (Layout.FIGURES, 5_000, True),
        ):  # fmt: skip
            with self.subTest(layout=layout, total=total):
                self.assertEqual(giving.is_prepared("xlsx", layout, total), expected)
                self.assertFalse(giving.is_prepared("csv", layout, total))


class DeadlineTests(GivingTestCase):
    @override_settings(EXPORT_STREAM_SECONDS=0.1)
    def test_a_reader_who_takes_too_long_loses_the_place_and_the_rest(self):
        stream = giving.give("csv", lambda: table(1_000))
        next(stream)
        with self.assertLogs("practices.exchange", "WARNING"):
            stream._timer.join(10)
        with self.assertRaises(giving.TooLong):
            next(stream)
        self.assert_all_places_are_free()

    @override_settings(EXPORT_STREAM_SECONDS=0.1)
    def test_a_thread_that_waits_for_a_reader_who_takes_nothing_is_freed(self):
        ours, theirs = socketpair()

        def send() -> None:
            with suppress(OSError):
                ours.sendall(b"made up" * 10_000_000)

        with ours, theirs, self.assertLogs("practices.exchange", "WARNING"):
            stream = giving.give("csv", lambda: table(1_000))
            stream.reader_socket = ours
            waiting = Thread(target=send, daemon=True)
            waiting.start()
            waiting.join(10)
            self.assertFalse(waiting.is_alive())
            stream._timer.join(10)

    def test_nothing_waits_for_a_stream_that_has_ended(self):
        stream = giving.give("csv", table)
        b"".join(stream)
        stream._timer.join(10)
        self.assertFalse(stream._timer.is_alive())


class ReadingTests(TransactionTestCase):
    def test_whoever_goes_away_does_not_wait_for_the_statement_under_way(self):
        def read(own, batch: list[int]) -> list[Row]:
            if batch[0]:
                with own.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(30)")
            return [Row(key, "", "") for key in batch]

        batches = reading._batches(range(2 * BATCH), read)
        self.assertEqual(len(next(batches)), BATCH)
        begun = time.monotonic()
        batches.close()
        self.assertLess(time.monotonic() - begun, 10)

    def test_working_copies_are_of_one_state_of_the_database(self):
        make_reference()
        made = [make_practice() for _number in range(2)]
        self.enterContext(patch.object(reading, "BATCH", 1))
        ordinary = connections["default"]
        copies = of_working_copies(
            [one.pk for one in made], Asked(("code", "remarks")), "en", front=Front("Made up"), staff=True
        )
        next(copies.rows)
        self.assertIs(connections["default"], ordinary)
        Practice.objects.filter(pk=made[1].pk).update(remarks="A remark made meanwhile.")
        self.assertEqual([record.cells for record in copies.rows], [[made[1].code, None]])
        self.assertEqual(Practice.objects.get(pk=made[1].pk).remarks, "A remark made meanwhile.")

    @override_settings(EXPORT_STATEMENT_MILLISECONDS=50)
    def test_working_copies_have_the_time_of_exports(self):
        make_reference()
        practice = make_practice()
        with connections["default"].copy().cursor() as other:
            other.execute("BEGIN; LOCK TABLE practices_practicetext")
            try:
                with self.assertRaisesMessage(OperationalError, "statement timeout"):
                    list(of_working_copies([practice.pk], Asked(), "en", front=Front("Made up"), staff=False).rows)
            finally:
                other.connection.rollback()
                other.connection.close()


@override_settings(EXPORT_STATEMENT_MILLISECONDS=50)
class RetryTests(TransactionTestCase):
    """The database fails for a while: editions cannot be read."""

    def setUp(self):
        make_reference()
        listed({})
        self.enterContext(override_settings(MEDIA_ROOT=self.enterContext(TemporaryDirectory())))
        self.export = making.ask(read_order(QueryDict(""), "en"), "csv")
        self.other = connection.copy()
        self.addCleanup(self.other.close)
        with self.other.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE practices_edition")

    def progress(self) -> str:
        self.export.refresh_from_db()
        return self.export.progress

    def test_it_is_tried_again_and_made(self):
        with self.assertRaises(OperationalError):
            jobs.make_export(pk=self.export.pk)
        self.assertEqual(self.progress(), Progress.WAITING)
        self.other.connection.rollback()
        jobs.make_export(pk=self.export.pk)
        self.assertEqual((self.progress(), self.export.rows), (Progress.DONE, 1))

    def test_it_is_given_up_when_the_job_is_not_run_again(self):
        self.assertEqual(jobs.make_export.retry_strategy.max_attempts, making.RETRIES)
        for _attempt in range(making.RETRIES):
            with self.assertRaises(OperationalError):
                jobs.make_export(pk=self.export.pk)
        with self.assertLogs("practices.exchange", "ERROR"):
            jobs.make_export(pk=self.export.pk)
        self.assertEqual(self.progress(), Progress.FAILED)
        self.assertIn("could not be made", Export.objects.get().error)
