"""Exporting: the records of an order in its order, one state of the database, what a damaged record does, jobs of files."""

import csv
import io
import os
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from tempfile import TemporaryDirectory
from unittest.mock import patch

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import QueryDict
from django.test import TestCase, TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices import jobs, workflow
from practices.exchange import formats
from practices.exchange.columns import COLUMNS, DEFAULT, Layout
from practices.exchange.exporting import (
    Asked,
    asked_of,
    file_name,
    front_of,
    keeping,
    making,
    of_editions,
    of_listings,
    of_working_copies,
    parameters_of,
    read_order,
    table_of,
)
from practices.exchange.exporting.asked import offered
from practices.exchange.exporting.front import again
from practices.exchange.exporting.reading import BATCH
from practices.exchange.exporting.snapshot import snapshot
from practices.exchange.formats.table import Front
from practices.models import Country, Export, Listing, Practice, Standing
from practices.models.exchange import Progress
from practices.vocabulary import Channel, Grade
from tests.cast import RegistryTestCase, bring_to, published
from tests.example import SECRET, example_document
from tests.factories import UserFactory, make_practice, make_reference
from tests.listed import listed

FRONT = Front("Made-up front")


def rows(table) -> list[dict]:
    """Every row, its cells by their headings' keys."""
    keys = [heading.key for heading in table.headings]
    return [dict(zip(keys, record.cells, strict=True)) for record in table.rows]


def ordered(query: str = "", language: str = "en"):
    return read_order(QueryDict(query), language)


class AskedTests(TestCase):
    def test_nothing_asks_for_what_is_usual(self):
        self.assertEqual(asked_of(QueryDict("")), (Asked(), []))
        self.assertEqual(parameters_of(Asked()), [])
        self.assertEqual(asked_of(QueryDict("columns=&layout=&codes=&headings=")), (Asked(), []))

    def test_columns_come_in_any_order_and_spelling_and_go_out_in_the_order_of_a_sheet(self):
        for query in (
            "columns=title,code,links",
            "columns=links&columns=code&columns=title",
            "columns=code,, title&columns=links",
        ):
            with self.subTest(query):
                asked, problems = asked_of(QueryDict(query))
                self.assertEqual((asked.columns, problems), (("code", "title", "links"), []))
        self.assertEqual(parameters_of(asked), [("columns", "code,title,links")])

    def test_what_an_address_asks_for_is_asked_for_again_by_its_parameters(self):
        asked = Asked(("code", "figures"), Layout.FIGURES, codes=True, labels_as_headings=True)
        query = "&".join(f"{name}={value}" for name, value in parameters_of(asked))
        self.assertEqual(asked_of(QueryDict(query)), (asked, []))

    def test_what_cannot_be_used_is_named_and_left_out(self):
        for query, word in (
            ("columns=code,nonsense", "nonsense"), ("layout=nonsense", "nonsense"), ("codes=yes", "codes"),
            ("headings=keys", "headings"), ("columns=code,remarks", "remarks"), ("columns=state", "state"),
        ):  # fmt: skip
            with self.subTest(query):
                asked, problems = asked_of(QueryDict(query))
                self.assertEqual(len(problems), 1)
                self.assertIn(word, problems[0])
                self.assertNotIn("remarks", asked.columns)

    def test_columns_for_staff_are_there_for_staff_alone(self):
        self.assertEqual(asked_of(QueryDict("columns=code,remarks"), staff=True)[0].columns, ("code", "remarks"))
        self.assertEqual({column.key for column in COLUMNS if column.is_for_staff} & set(offered()), set())

    def test_all_columns_are_one_word(self):
        for staff in (False, True):
            asked, problems = asked_of(QueryDict("columns=all"), staff=staff)
            self.assertEqual((list(asked.columns), problems), (offered(staff=staff), []))
            self.assertEqual(parameters_of(asked), [("columns", "all")])
        self.assertEqual(len(asked_of(QueryDict("columns=all,nonsense"))[1]), 1)

    def test_an_address_with_every_column_is_short_enough(self):
        self.assertLess(len("&columns=".join(offered())), 6 * 1024)


class OrderTests(RegistryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.one = published(themes=["alpha"], period={"start": 2001, "end": None})
        cls.two = published(themes=["alpha", "beta"], period={"start": 2002, "end": None})
        cls.three = published(themes=["gamma"])
        cls.draft = make_practice(cls.author)
        cls.archived = bring_to(published(), "archive")

    def codes(self, query: str) -> list[str]:
        order = ordered(query)
        found = [row["code"] for row in rows(table_of(order, FRONT, "csv"))]
        self.assertEqual(len(found), order.total)
        return found

    def test_the_records_of_a_search_in_its_order(self):
        self.assertEqual(self.codes("theme=alpha"), [self.two.code, self.one.code])
        self.assertEqual(self.codes("theme=alpha&sort=oldest"), [self.one.code, self.two.code])
        self.assertEqual(len(self.codes("")), 3)
        self.assertEqual(self.codes("q=nothinglikeit"), [])

    def test_named_records_in_the_order_they_are_named_narrowed_by_a_search(self):
        named = f"code={self.three.code}&code={self.one.code.upper()}&code={self.three.code}"
        self.assertEqual(self.codes(named), [self.three.code, self.one.code])
        self.assertEqual(self.codes(f"{named}&theme=alpha"), [self.one.code])

    def test_hidden_and_unknown_records_are_answered_alike_and_archived_ones_say_so(self):
        hidden, unknown = ordered(f"code={self.draft.code}"), ordered("code=0000-0000")
        self.assertEqual(
            hidden.problems[0].message.replace(self.draft.code, "?"),
            unknown.problems[0].message.replace("0000-0000", "?"),
        )
        self.assertEqual((hidden.total, unknown.total), (0, 0))
        archived = ordered(f"code={self.archived.code}&code={self.one.code}")
        self.assertIn("was archived on", archived.problems[0].message)
        self.assertEqual(archived.codes, [self.one.code])

    def test_what_is_no_code_or_edition_never_asks_for_everything(self):
        for query in ("code=nonsense", "edition=nonsense", f"edition={self.one.code}.9", f"edition={self.draft.code}.1",
                      f"edition={self.one.code}.99999999999999999999", "edition=.1", f"edition={self.one.code}.-1",
                      f"edition={self.archived.code}.1", "edition=%EF%BC%91.1", f"edition={self.one.code}.²"):  # fmt: skip
            with self.subTest(query):
                order = ordered(query)
                self.assertEqual(order.total, 0)
                self.assertEqual(len(order.problems), 1)

    def test_a_misspelt_filter_is_said_and_what_others_add_is_not(self):
        for query, near in (
            ("contry=XA", "country"),
            ("colums=code", "columns"),
            ("utm_source=mail", None),
            ("page=2&in=fr&go=1", None),
        ):
            with self.subTest(query):
                found = [problem.message for problem in ordered(query).problems]
                self.assertEqual(
                    found, [] if near is None else [f"There is no “{query.partition('=')[0]}”. Is “{near}” meant?"]
                )

    def test_named_editions_have_their_permanent_addresses(self):
        workflow.load_many([{"code": self.one.code, "themes": ["beta"]}], by=None, channel=Channel.COMMAND)
        self.one.refresh_from_db()
        bring_to(self.one, "submit", "take", "publish")
        order = ordered(f"edition={self.one.code}.2&edition={self.one.code}.1&columns=code,url,edition,themes")
        found = rows(table_of(order, FRONT, "csv"))
        self.assertEqual([(row["edition"], row["themes"]) for row in found],
                         [(2, "Made-up theme beta"), (1, "Made-up theme alpha")])  # fmt: skip
        self.assertTrue(found[1]["url"].endswith(f"/en/practices/{self.one.code}/editions/1/"))
        self.assertEqual(
            found, rows(of_editions([(self.one.code, 2), (self.one.code, 1)], order.asked, "en", front=FRONT))
        )

    def test_an_order_is_read_again_from_its_query(self):
        for query in ("theme=alpha&sort=oldest&columns=code,title&layout=countries", f"code={self.one.code}&q=exchange&codes=1",
                      f"edition={self.one.code}.1&headings=labels", ""):  # fmt: skip
            with self.subTest(query):
                order = ordered(query)
                same = ordered(order.query())
                self.assertEqual((same.keys, same.total, same.asked), (order.keys, order.total, order.asked))
                self.assertEqual(same.query(), order.query())


class TableTests(RegistryTestCase):
    def test_every_language_and_layout_has_its_rows(self):
        practice = published(**example_document())
        keys = [practice.pk]
        for language in ("en", "fr", "ar"):
            table = of_listings(keys, Asked(), language, front=FRONT)
            (row,) = rows(table)
            self.assertEqual((row["code"], row["edition"], row["grade"]), (practice.code, 1, None))
            self.assertTrue(row["url"].endswith(f"/{language}/practices/{practice.code}/"))
            self.assertEqual([heading.key for heading in table.headings], list(DEFAULT))
        for layout, count in ((Layout.COUNTRIES, 3), (Layout.ORGANISATIONS, 1), (Layout.FIGURES, 1)):
            with self.subTest(layout):
                found = rows(of_listings(keys, Asked(("code",), layout), "en", front=FRONT))
                self.assertEqual(len(found), count)

    def test_headings_and_words_are_in_the_language_of_the_sheet(self):
        published(**example_document())
        for language, heading, words in (
            ("en", "Code", "edition 1"),
            ("fr", "Code", "édition 1"),
            ("pt", "Código", "edição 1"),
        ):
            table = of_listings([Practice.objects.get().pk], Asked(("code", "citation")), language, front=FRONT)
            with self.subTest(language):
                self.assertEqual(table.headings[0].label, heading)
                self.assertIn(words, next(table.rows).cells[1])
            table.rows.close()

    def test_a_grade_goes_out_until_it_lapses(self):
        practice = published()
        Standing.objects.update_or_create(practice=practice, defaults={"grade": Grade.GOOD})
        asked = Asked(("code", "grade"))
        self.assertEqual(rows(of_listings([practice.pk], asked, "en", front=FRONT))[0]["grade"], Grade.GOOD.label)
        Standing.objects.update(grade_expires=timezone.localdate() - timedelta(days=1))
        self.assertIsNone(rows(of_listings([practice.pk], asked, "en", front=FRONT))[0]["grade"])

    def test_links_name_public_practices_alone(self):
        public, hidden = published(), make_practice(self.author)
        linking = published(links=[{"practice": public.code}, {"practice": hidden.code}])
        table = of_listings([linking.pk], Asked(("code", "links")), "en", front=FRONT)
        (record,) = table.rows
        self.assertEqual([link["practice"] for link in record.values[1]], [public.code])
        self.assertNotIn(hidden.code, record.cells[1])

    def test_what_is_for_staff_goes_out_of_working_copies_and_for_staff_alone(self):
        practice = published(self.author, **example_document())
        everything = Asked(tuple(column.key for column in COLUMNS))
        for table in (
            of_listings([practice.pk], everything, "en", front=FRONT),
            of_working_copies([practice.pk], everything, "en", front=FRONT, staff=False),
        ):
            self.assertNotIn("remarks", [heading.key for heading in table.headings])
            self.assertNotIn(SECRET, str([(record.cells, record.values) for record in table.rows]))
        (row,) = rows(of_working_copies([practice.pk], everything, "en", front=FRONT, staff=True))
        self.assertEqual((row["remarks"], row["state"], row["url"]), (SECRET, "Published", None))

    def test_working_copies_come_in_the_order_asked_for(self):
        made = [make_practice() for _ in range(3)]
        keys = [made[2].pk, 987_654, made[0].pk, made[1].pk]
        found = rows(of_working_copies(keys, Asked(), "en", front=FRONT, staff=False))
        self.assertEqual([row["code"] for row in found], [made[2].code, made[0].code, made[1].code])

    def test_a_record_that_vanished_is_left_out(self):
        kept = published()
        self.assertEqual(len(rows(of_listings([kept.pk, 987_654_321], Asked(), "en", front=FRONT))), 1)

    def test_a_damaged_record_goes_out_with_its_code_and_the_others_whole(self):
        good, damaged = listed({}, {})
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # past the guard of editions
            for damage in ('{"texts": 5}', "[]", '"made up"', '{"links": {"a": 1}, "countries": null}'):
                cursor.execute(
                    "UPDATE practices_edition SET document = %s WHERE practice_id = %s", [damage, damaged.pk]
                )
                for format in formats.FORMATS:
                    asked = Asked(("code", "url", "title", "countries", "links"))
                    with self.subTest(damage=damage, format=format), self.assertLogs("practices.exchange", "ERROR"):
                        table = of_listings([damaged.pk, good.pk], asked, "en", front=FRONT, format=format)
                        first, second = table.rows
                        kept = first.cells or first.values
                        self.assertEqual(kept, [damaged.code, None, first.url, None, None])
                        self.assertIn("A made-up exchange", (second.cells or second.values)[1])
            cursor.execute("SET session_replication_role = DEFAULT")

    def test_on_a_map_each_row_of_a_country_stands_in_that_country(self):
        Country.objects.filter(code="XA").update(latitude=1, longitude=2)
        Country.objects.filter(code="XB").update(latitude=3, longitude=4)
        practice = published()
        for layout, places, points in (
            (Layout.PRACTICES, [0], [[(2, 1), (4, 3)]]),
            (Layout.COUNTRIES, [1, 2], [[(2, 1)], [(4, 3)]]),
        ):
            table = of_listings([practice.pk], Asked(("code",), layout=layout), "en", front=FRONT, format="geojson")
            found = [(record.place, list(record.points)) for record in table.rows]
            self.assertEqual(found, list(zip(places, points, strict=True)))

    def test_what_a_format_does_not_take_is_not_made(self):
        practice = published(**example_document())
        for format, cells, values in (
            ("csv", True, False),
            ("xlsx", True, False),
            ("json", False, True),
            ("", True, True),
        ):
            with self.subTest(format):
                (record,) = of_listings([practice.pk], Asked(), "en", front=FRONT, format=format).rows
                self.assertEqual((bool(record.cells), bool(record.values)), (cells, values))

    def test_two_queries_for_five_hundred_records(self):
        listed(*({} for _ in range(2 * BATCH + 1)))
        keys = list(Listing.objects.values_list("pk", flat=True))
        list(of_listings(keys[:1], Asked(), "en", front=FRONT).rows)
        for asked, count, expected in (
            (Asked(), 1, 1),
            (Asked(), 2 * BATCH, 2),
            (Asked(("links",)), 2 * BATCH, 2),
            (Asked(), None, 3),
        ):
            with CaptureQueriesContext(connection) as queries:
                table = of_listings(keys[:count], asked, "en", front=FRONT, format="csv")
                first = next(table.rows)
                self.assertLessEqual(
                    len(queries), 2
                )  # the first batch and the version of the tables: no more is waited for
                found = [first, *table.rows]
            self.assertEqual(len(found), count or len(keys))
            self.assertLessEqual(len(queries), expected + 1)


class FrontTests(RegistryTestCase):
    @override_settings(SITE_URL="https://registry.example", DATA_LICENCE="Made-up licence 1.0")
    def test_the_front_tells_what_when_how_much_on_which_terms_and_how_to_get_it_again(self):
        practice = published(themes=["alpha"])
        order = ordered("q=exchange&theme=alpha&theme=beta&from=2000&sort=title&columns=code,title")
        facts = dict(front_of(order, "csv").facts)
        self.assertEqual(
            facts["What"], "Search: “exchange”; Theme: Made-up theme alpha; Made-up theme beta; Period: from 2000"
        )
        self.assertEqual((facts["Order"], facts["Licence"]), ("Title", "Made-up licence 1.0"))
        self.assertEqual(facts["Columns"], "Code, Title")
        self.assertEqual(
            facts["The same, as it stands on the day"],
            "https://registry.example/en/practices/export.csv?q=exchange&theme=alpha&theme=beta&from=2000&sort=title"
            "&columns=code,title",
        )
        self.assertIn("1 practice", dict(front_of(ordered(f"code={practice.code}"), "csv").facts)["How many"])
        self.assertEqual(dict(front_of(ordered(), "csv").facts)["What"], "Every public practice")
        self.assertNotIn("Order", dict(front_of(ordered(f"edition={practice.code}.1"), "csv").facts))

    def test_no_licence_is_made_up(self):
        self.assertIn("None is stated", dict(front_of(ordered(), "csv").facts)["Licence"])

    def test_names_of_files_are_plain(self):
        practice, today = published(), timezone.now().strftime("%Y-%m-%d")
        for query, name in (
            ("", "practices"), ("theme=alpha", "practices-alpha"), ("q=%2F..%2Fétc%22%0D%0A", "practices-etc"), ("q=%D8%AA", "practices"),
            (f"code={practice.code}", f"practice-{practice.code}"), (f"edition={practice.code}.1", f"editions-{practice.code}"),
            ("q=" + "long" * 100, "practices-longlonglonglonglonglonglonglo"),
        ):  # fmt: skip
            with self.subTest(query):
                self.assertEqual(file_name(ordered(query), "csv"), f"{name}-{today}.csv")

    def test_the_address_that_makes_it_again_is_in_the_language_of_the_sheet(self):
        self.assertIn("/ar/practices/export.xlsx", again(ordered("", "ar"), "xlsx"))


class SnapshotTests(TransactionTestCase):
    """What is published or withdrawn while rows are taken is in none of them."""

    def test_an_export_shows_one_state_of_the_database_on_a_connection_of_its_own(self):
        make_reference()
        made = listed(*({} for _ in range(BATCH + 2)))
        keys = [practice.pk for practice in made]
        table = of_listings(keys, Asked(), "en", front=FRONT, format="csv")
        first = next(table.rows)
        Listing.objects.filter(pk__in=keys[-2:]).delete()
        found = [first, *table.rows]
        self.assertEqual(len(found), BATCH + 2)
        self.assertEqual(len(list(of_listings(keys, Asked(), "en", front=FRONT, format="csv").rows)), BATCH)

    def test_whoever_stops_taking_rows_gives_the_connection_back(self):
        make_reference()
        keys = [practice.pk for practice in listed(*({} for _ in range(BATCH + 1)))]
        self.assert_open(0)
        table = of_listings(keys, Asked(), "en", front=FRONT, format="csv")
        next(table.rows)
        self.assert_open(1)
        table.rows.close()
        self.assert_open(0)
        with closing(of_listings(keys, Asked(), "en", front=FRONT, format="csv").rows):
            pass  # closed before it began
        self.assert_open(0)

    def assert_open(self, count: int) -> None:
        """So many other transactions are open; a backend is gone a moment after its connection is closed."""
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND state LIKE 'idle in transaction%%'"
        )
        found = None
        for _attempt in range(100):
            with connection.cursor() as cursor:
                cursor.execute(query, [])
                (found,) = cursor.fetchone()
            if found == count:
                return
            time.sleep(0.02)
        self.assertEqual(found, count)

    def test_nothing_can_be_written_by_an_export(self):
        with snapshot() as own, own.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            self.assertEqual(cursor.fetchone()[0], "repeatable read")
            cursor.execute("SHOW statement_timeout")
            self.assertEqual(cursor.fetchone()[0], "1min")
            with self.assertRaisesMessage(Exception, "read-only"):
                cursor.execute("DELETE FROM practices_listing")


class MakingTests(RegistryTestCase):
    """Files in the background."""

    def setUp(self):
        super().setUp()
        self.enterContext(override_settings(MEDIA_ROOT=self.enterContext(TemporaryDirectory())))

    def made(self, query: str = "", format: str = "csv", **more) -> Export:
        export = making.ask(ordered(query), format, **more)
        jobs.make_export(pk=export.pk)
        export.refresh_from_db()
        return export

    def content(self, export: Export) -> bytes:
        with keeping.open_file(export) as file:
            return file.read()

    def test_the_file_of_a_job_has_the_same_rows_as_the_one_made_at_once(self):
        practices = [published(themes=["alpha"]), published(themes=["alpha"]), published()]
        export = self.made("theme=alpha&sort=oldest")
        self.assertEqual((export.progress, export.rows, export.total), (Progress.DONE, 2, 2))
        self.assertEqual(export.size, len(self.content(export)))
        table = table_of(ordered("theme=alpha&sort=oldest"), FRONT, "csv")
        self.assertEqual(self.content(export), b"".join(formats.stream("csv", table)))
        self.assertGreater(export.expires_at, timezone.now() + timedelta(hours=47))
        self.assertEqual({practice.code for practice in practices[:2]}, {row["code"] for row in self.read(export)})

    def read(self, export: Export) -> list[dict]:
        return list(csv.DictReader(io.StringIO(self.content(export).decode("utf-8-sig"))))

    def test_a_workbook_is_one(self):
        published()
        export = self.made(format="xlsx")
        self.assertEqual(export.progress, Progress.DONE)
        self.assertEqual(self.content(export)[:2], b"PK")

    def test_run_again_it_begins_anew_unless_it_is_there(self):
        published()
        export = making.ask(ordered(), "csv")
        Export.objects.filter(pk=export.pk).update(progress=Progress.RUNNING, rows=1)  # killed under way
        default_storage.save(keeping.place(export), ContentFile(b"a half of it"))
        jobs.make_export(pk=export.pk)
        export.refresh_from_db()
        self.assertEqual((export.progress, export.rows), (Progress.DONE, 1))
        self.assertEqual(len(self.read(export)), 1)
        finished = export.finished_at
        jobs.make_export(pk=export.pk)
        export.refresh_from_db()
        self.assertEqual(export.finished_at, finished)
        self.assertEqual(len(default_storage.listdir("exports")[1]), 1)

    @override_settings(EXPORT_MAX_MIB=0)
    def test_what_is_too_large_fails_with_a_sentence_and_leaves_no_file(self):
        published()
        export = self.made()
        self.assertEqual(export.progress, Progress.FAILED)
        self.assertIn("Narrow the search", export.error)
        self.assertFalse(default_storage.exists(keeping.place(export)))

    def test_what_goes_wrong_is_logged_and_told_without_details(self):
        export = making.ask(ordered(), "csv")
        Export.objects.filter(pk=export.pk).update(format="nonsense")
        with self.assertLogs("practices.exchange", "ERROR"):
            jobs.make_export(pk=export.pk)
        export.refresh_from_db()
        self.assertEqual(export.progress, Progress.FAILED)
        self.assertNotIn("nonsense", export.error)

    def test_one_that_is_deleted_stops_and_leaves_no_file(self):
        export = making.ask(ordered(), "csv")
        self.enterContext(patch.object(making, "SECONDS_BETWEEN", -1))
        note = making.noting(export)
        note(1)
        self.assertEqual(Export.objects.get().rows, 1)
        keeping.delete(Export.objects.get())
        with self.assertRaises(making.Abandoned):
            note(2)
        jobs.make_export(pk=export.pk)
        self.assertFalse(default_storage.exists(keeping.place(export)))

    def test_a_person_waits_for_three_at_most_and_all_together_for_so_many(self):
        person = UserFactory()
        for _ in range(3):
            making.ask(ordered(), "csv", person=person)
        with self.assertRaisesMessage(making.Refused, "3 exports of yours"):
            making.ask(ordered(), "csv", person=person)
        making.ask(ordered(), "csv", person=UserFactory())
        with override_settings(EXPORT_MOST_WAITING=4), self.assertRaisesMessage(making.Refused, "Many exports"):
            making.ask(ordered(), "csv")

    def test_working_copies_are_asked_for_again_as_the_person_who_may_see_them(self):
        own, other = make_practice(self.author), make_practice(self.stranger)
        export = making.ask_for_working_copies(
            [own.pk, other.pk], "csv", "en", "columns=code,state", "practices.csv", person=self.author, staff=False
        )
        jobs.make_export(pk=export.pk)
        export.refresh_from_db()
        self.assertEqual([row["code"] for row in self.read(export)], [own.code])

    def test_columns_for_staff_are_left_out_when_the_role_has_ended(self):
        practice = make_practice(staff={"remarks": SECRET})
        for person, is_there in ((self.editor, True), (self.author, False)):
            export = making.ask_for_working_copies(
                [practice.pk], "csv", "en", "columns=code,remarks", "practices.csv", person=person, staff=True
            )
            jobs.make_export(pk=export.pk)
            self.assertEqual(SECRET.encode() in self.content(export), is_there)

    def test_what_has_expired_is_forgotten_and_so_are_files_nobody_knows(self):
        published()
        kept, gone = self.made(), self.made()
        orphan, fresh = self.made(), self.made()
        places = {one: keeping.place(one) for one in (kept, gone, orphan, fresh)}
        Export.objects.filter(pk=gone.pk).update(expires_at=timezone.now())
        Export.objects.filter(pk__in=[orphan.pk, fresh.pk]).delete()
        self.age(places[orphan])
        jobs.purge_exports(timestamp=0)
        self.assertEqual({one for one, place in places.items() if default_storage.exists(place)}, {kept, fresh})
        self.assertEqual(list(Export.objects.all()), [kept])

    def test_what_a_killed_process_left_is_removed_after_a_day(self):
        self.enterContext(patch.object(tempfile, "tempdir", self.enterContext(TemporaryDirectory())))
        old, fresh, other = (
            tempfile.mkdtemp(prefix=prefix) for prefix in (keeping.BEING_MADE, keeping.BEING_MADE, "other-")
        )
        for path in (old, other):
            os.utime(path, (1_000_000_000, 1_000_000_000))
        jobs.purge_exports(timestamp=0)
        self.assertEqual([os.path.exists(path) for path in (old, fresh, other)], [False, True, True])

    def age(self, place: str) -> None:
        os.utime(default_storage.path(place), (1_000_000_000, 1_000_000_000))

    def test_the_name_of_a_file_does_not_tell_its_address(self):
        export = self.made()
        self.assertNotIn(export.token, keeping.place(export))
