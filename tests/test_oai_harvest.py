"""Whole harvests: by an existing client over a real server, while records change, and while others commit late."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from unittest.mock import patch

from django.core import signing
from django.db import connection, connections, transaction
from django.test import LiveServerTestCase, TransactionTestCase, override_settings
from sickle import Sickle

from practices import search, workflow
from practices.api.oai import lists, tokens
from practices.models import Listing, Practice, Tombstone
from practices.vocabulary import Channel
from tests.cast import RegistryTestCase, bring_to, published
from tests.factories import UserFactory, make_reference
from tests.harvesting import OAI, SITE, ask, codes, error, publish_many, schema, texts, valid

MANY = 2 * lists.RECORDS + 30
REMOVED = 7
WRITERS, ACTS, LONGEST_HOLD = 3, 6, 0.4
LONGEST_SECONDS = 60


def perform(name: str, practice: Practice) -> Practice:
    """One transition by the registry itself."""
    workflow.perform(name, practice, by=None, channel=Channel.COMMAND, note="A made-up note.")
    practice.refresh_from_db()
    return practice


def state_now() -> dict[str, bool]:
    """Whether each practice that ever was public is now, by code."""
    public = dict.fromkeys(Listing.objects.values_list("code", flat=True), True)
    return dict.fromkeys(Tombstone.objects.values_list("practice__code", flat=True), False) | public


@override_settings(**SITE)
class SickleTests(LiveServerTestCase):
    """The client our users have: no line of it is ours."""

    def setUp(self):
        make_reference()
        self.practices = publish_many(MANY, UserFactory())
        for practice in self.practices[:REMOVED]:
            perform("archive", practice)
        other = published(type="treaty", themes=["alpha"])
        self.removed, self.other = {one.code for one in self.practices[:REMOVED]}, other.code
        self.public = {one.code for one in self.practices[REMOVED:]} | {other.code}
        self.sickle = Sickle(f"{self.live_server_url}/oai/", timeout=30)
        search.forget()

    def harvest(self, verb: str = "ListRecords", **arguments) -> tuple[list[str], list[str]]:
        """Codes of public and of removed practices, in their order."""
        found: tuple[list[str], list[str]] = [], []
        for one in getattr(self.sickle, verb)(metadataPrefix="oai_dc", **arguments):
            header = getattr(one, "header", one)
            found[header.deleted].append(header.identifier.rpartition(":")[2])
        return found

    def test_everything_is_harvested_once_and_in_both_formats(self):
        for prefix in ("oai_dc", "registry"):
            found = {False: [], True: []}
            for record in self.sickle.ListRecords(metadataPrefix=prefix):
                found[record.deleted].append(record.header.identifier.rpartition(":")[2])
                if not record.deleted:
                    self.assertTrue(record.metadata["title"][0].startswith("A made-up exchange"))
            self.assertEqual((sorted(found[False]), sorted(found[True])), (sorted(self.public), sorted(self.removed)))
        self.assertEqual([set(one) for one in self.harvest("ListIdentifiers")], [self.public, self.removed])

    def test_every_page_is_valid_and_tells_how_far_it_is(self):
        pages = []
        root = valid(self.sickle.harvest(verb="ListRecords", metadataPrefix="oai_dc").raw.encode())
        while True:
            token = root.find(f".//{OAI}resumptionToken")
            pages.append((len(texts(root, "header")), token.get("cursor"), token.get("completeListSize")))
            if not token.text:
                break
            root = valid(self.sickle.harvest(verb="ListRecords", resumptionToken=token.text).raw.encode())
        self.assertEqual(pages, [(100, "0", str(MANY + 1)), (100, "100", str(MANY + 1)), (31, "200", str(MANY + 1))])

    def test_the_other_verbs_are_understood(self):
        self.assertEqual(self.sickle.Identify().deletedRecord, "persistent")
        self.assertEqual([one.metadataPrefix for one in self.sickle.ListMetadataFormats()], ["oai_dc", "registry"])
        self.assertIn("theme:alpha", [one.setSpec for one in self.sickle.ListSets()])
        identifier = f"oai:registry.example:{self.other}"
        record = self.sickle.GetRecord(identifier=identifier, metadataPrefix="oai_dc")
        self.assertIn("theme:alpha", record.header.setSpecs)
        self.assertEqual(record.metadata["identifier"][0], f"https://registry.example/practices/{self.other}")

    def test_a_harvest_survives_that_its_rest_changes(self):
        found = self.sickle.ListRecords(metadataPrefix="oai_dc", until="2090-01-01")
        first = [next(found).header.identifier for _number in range(lists.RECORDS)]
        given = {identifier.rpartition(":")[2] for identifier in first}
        for model, code in ((Listing, "code"), (Tombstone, "practice__code")):
            model.objects.exclude(**{f"{code}__in": given}).update(changed_at=datetime(2091, 1, 1, tzinfo=UTC))
        self.assertEqual([record.header.identifier for record in found], first[-1:])

    def test_sets_and_dates_narrow_a_harvest(self):
        self.assertEqual(self.harvest(set="theme"), ([self.other], []))
        self.assertEqual(
            [set(one) for one in self.harvest(set="type:other")], [self.public - {self.other}, self.removed]
        )
        Listing.objects.filter(code=self.other).update(changed_at=datetime(2031, 5, 6, tzinfo=UTC))
        self.assertEqual(self.harvest(**{"from": "2031-05-06", "until": "2031-05-06"}), ([self.other], []))
        self.assertEqual(
            [len(one) for one in self.harvest(until="2031-05-05T23:59:59Z")], [len(self.public) - 1, REMOVED]
        )


@override_settings(**SITE)
class ChangingTests(RegistryTestCase):
    """Records that change while somebody is in the middle of a harvest."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.practices = publish_many(MANY, cls.author)

    def pages(self, meanwhile):
        """Each page of a harvest; `meanwhile` is done after each."""
        arguments, number = {"metadataPrefix": "oai_dc"}, 0
        while arguments:
            root = ask(self.client, "ListRecords", **arguments)
            yield root
            token = texts(root, "resumptionToken")
            arguments = {"resumptionToken": token[0]} if token and token[0] else {}
            meanwhile(number)
            number += 1

    def test_what_changes_meanwhile_comes_again_and_nothing_is_passed_over(self):
        def meanwhile(number: int) -> None:
            perform("archive", self.practices[number])  # given already
            perform("archive", self.practices[-1 - number])  # still to come
            if number:
                perform("unarchive", self.practices[number - 1])

        known: dict[str, bool] = {}
        for root in self.pages(meanwhile):
            known |= dict.fromkeys(codes(root), True) | dict.fromkeys(codes(root, deleted=True), False)
        # What was changed after the last page is for the next harvest.
        last = {self.practices[place].code for place in (1, 2, -3)}
        self.assertEqual(
            {code for code, is_public in state_now().items() if known.get(code) != is_public} - last, set()
        )
        self.assertEqual(set(known), {practice.code for practice in self.practices})

    def test_a_harvest_ends_though_something_changes_with_every_page(self):
        def meanwhile(number: int) -> None:
            perform("unarchive" if number % 2 else "archive", self.practices[0])

        self.assertEqual(len(list(self.pages(meanwhile))), 3)

    def test_a_list_whose_rest_has_gone_on_ends_with_the_last_record_once_more(self):
        for verb in ("ListRecords", "ListIdentifiers"):
            with self.subTest(verb), patch.multiple(lists, RECORDS=2, HEADERS=2):
                Listing.objects.update(changed_at=datetime(2021, 1, 1, tzinfo=UTC))
                first = ask(self.client, verb, metadataPrefix="oai_dc", until="2090-01-01", set="type")
                last = codes(first)[-1]
                Listing.objects.exclude(code__in=codes(first)).update(changed_at=datetime(2091, 1, 1, tzinfo=UTC))
                root = ask(self.client, verb, resumptionToken=texts(first, "resumptionToken")[0])
                self.assertEqual((codes(root), texts(root, "resumptionToken")), ([last], [""]))

    def test_it_ends_so_though_that_record_was_removed_meanwhile(self):
        with patch.object(lists, "RECORDS", 2):
            first = ask(self.client, "ListRecords", metadataPrefix="oai_dc", until="2090-01-01")
            Listing.objects.exclude(code__in=codes(first)).update(changed_at=datetime(2091, 1, 1, tzinfo=UTC))
            perform("archive", Practice.objects.get(code=codes(first)[-1]))
            Tombstone.objects.update(changed_at=datetime(2091, 1, 1, tzinfo=UTC))
            root = ask(self.client, "ListRecords", resumptionToken=texts(first, "resumptionToken")[0])
        self.assertEqual((codes(root), codes(root, deleted=True)), ([], codes(first)[-1:]))


@override_settings(**SITE)
class TokenTests(RegistryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        publish_many(lists.RECORDS + 1, cls.author)

    def token(self, **arguments) -> str:
        return texts(ask(self.client, "ListRecords", metadataPrefix="oai_dc", **arguments), "resumptionToken")[0]

    def go_on(self, token: str, verb: str = "ListRecords"):
        return ask(self.client, verb, resumptionToken=token)

    def test_a_token_leads_on_as_often_as_it_is_used(self):
        token = self.token()
        first, again = (codes(self.go_on(token)) for _ in range(2))
        self.assertEqual((len(first), first), (1, again))

    def test_a_token_keeps_what_was_asked_for(self):
        token = self.token(set="type:other", until="9999-12-31", begin="0001-01-01")
        place = tokens.read(token, "ListRecords")
        asked = (place.prefix, place.begin, place.until, place.set_spec)
        self.assertEqual(asked, ("oai_dc", "0001-01-01", "9999-12-31", "type:other"))
        self.assertEqual(len(codes(self.go_on(token))), 1)

    def test_a_token_is_of_one_verb(self):
        self.assertEqual(error(self.go_on(self.token(), "ListIdentifiers")), "badResumptionToken")
        self.assertEqual(error(self.go_on(self.token(), "ListSets")), "badResumptionToken")

    def test_no_changed_token_is_read(self):
        token = self.token()
        for place in range(len(token)):
            other = "A" if token[place] != "A" else "B"
            with self.subTest(place):
                self.assertEqual(error(self.go_on(token[:place] + other + token[place + 1 :])), "badResumptionToken")
        for changed in (token[:-1], token + "x", token.upper(), f" {token}", token * 2, token.replace(":", "")):
            self.assertEqual(error(self.go_on(changed)), "badResumptionToken")

    def test_what_we_have_signed_for_something_else_is_no_token(self):
        for value in ([], {}, "x", 1, None, ["ListRecords"], ["ListRecords"] * 9):
            for salt in ("oai.resumption", "other"):
                token = signing.dumps(value, salt=salt)
                if salt == "other" or value != ["ListRecords"] * 9:
                    with self.subTest(f"{value} {salt}"):
                        self.assertEqual(error(self.go_on(token)), "badResumptionToken")

    def test_a_token_of_a_set_that_is_no_more_is_none(self):
        place = tokens.Place("ListRecords", "oai_dc", "", "", "theme:nope", 0, 0, 0, 100, 101)
        self.assertEqual(error(self.go_on(tokens.written(place))), "badResumptionToken")


@override_settings(**SITE)
class LateCommitTests(TransactionTestCase):
    """A change has its time before it can be read. Whoever goes on from the date of an answer gets it all the same."""

    def setUp(self):
        make_reference()
        schema()
        self.practices = publish_many(2 * WRITERS, UserFactory())
        self.port = connection.settings_dict["PORT"]
        search.forget()

    def changes(self, begin: str) -> tuple[str, dict[str, bool]]:
        """The date of the answer, and which practices have come or gone since."""
        root = ask(self.client, "ListIdentifiers", metadataPrefix="oai_dc", begin=begin)
        found = dict.fromkeys(codes(root), True) | dict.fromkeys(codes(root, deleted=True), False)
        return texts(root, "responseDate")[0], found

    def test_a_change_that_is_committed_after_an_answer_is_in_the_next_one(self):
        stamped, answered, practice = Event(), Event(), self.practices[0]

        def archive() -> None:
            try:
                with transaction.atomic():
                    perform("archive", practice)
                    stamped.set()
                    answered.wait(LONGEST_SECONDS)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as writer:
            late = writer.submit(archive)
            self.assertTrue(stamped.wait(LONGEST_SECONDS))
            time.sleep(1.1)  # the next second has begun: a date of now would be later than the change
            date, found = self.changes("2001-01-01T00:00:00Z")
            self.assertFalse(late.done())  # nobody waits for the writer, who waits for this answer
            answered.set()
            late.result()
        self.assertTrue(found[practice.code])
        changed_at = Tombstone.objects.get(pk=practice.pk).changed_at
        self.assertLess(datetime.fromisoformat(date), changed_at)
        self.assertIs(self.changes(date)[1][practice.code], False)

    def test_a_database_that_does_not_answer_in_time_is_told_with_when_to_ask_again(self):
        other = connection.copy()
        try:
            with other.cursor() as holding, connection.cursor() as cursor:
                holding.execute("BEGIN; LOCK TABLE practices_listing IN ACCESS EXCLUSIVE MODE")
                cursor.execute("SET lock_timeout = 100")
                response = self.client.get("/oai/?verb=ListRecords&metadataPrefix=oai_dc")
        finally:
            other.close()
            connection.close()
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "30"))
        self.assertEqual(len(self.changes("2001-01-01T00:00:00Z")[1]), len(self.practices))

    def test_a_database_that_is_away_is_told_with_when_to_ask_again(self):
        for name in ("ended", "closed", "unreachable"):
            with self.subTest(name):
                try:
                    getattr(self, f"be_{name}")()
                    response = self.client.get("/oai/?verb=ListRecords&metadataPrefix=oai_dc")
                finally:
                    connection.settings_dict["PORT"] = self.port
                    connection.close()
                self.assertEqual((response.status_code, response["Retry-After"]), (503, "30"))
                self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
                self.assertEqual(len(self.changes("2001-01-01T00:00:00Z")[1]), len(self.practices))

    def be_ended(self) -> None:
        """As a server that shuts down does it."""
        connection.ensure_connection()
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
        finally:
            other.close()

    def be_closed(self) -> None:
        connection.ensure_connection()
        connection.connection.close()

    def be_unreachable(self) -> None:
        connection.close()
        connection.settings_dict["PORT"] = "1"

    def test_where_nobody_writes_the_date_is_now(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (before,) = cursor.fetchone()
        time.sleep(1)
        date, _found = self.changes("2001-01-01T00:00:00Z")
        self.assertGreaterEqual(datetime.fromisoformat(date) + timedelta(seconds=1), before + timedelta(seconds=1))

    def test_a_record_of_the_same_second_comes_with_from_that_second(self):
        date, _found = self.changes("2001-01-01T00:00:00Z")
        perform("archive", self.practices[0])
        self.assertIs(self.changes(date)[1][self.practices[0].code], False)

    def test_no_change_of_several_writers_is_missed(self):
        def write(number: int) -> None:
            chance, own = random.Random(number), self.practices[number::WRITERS]
            try:
                for act in range(ACTS):
                    with transaction.atomic():
                        perform("archive" if act // len(own) % 2 == 0 else "unarchive", own[act % len(own)])
                        time.sleep(chance.uniform(0, LONGEST_HOLD))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(WRITERS) as writers:
            working = [writers.submit(write, number) for number in range(WRITERS)]
            date, known = self.changes("2001-01-01T00:00:00Z")
            while not all(one.done() for one in working):
                date, found = self.changes(date)
                known |= found
                time.sleep(0.02)
        for one in working:
            one.result()
        known |= self.changes(date)[1]
        self.assertEqual(known, state_now())
        self.assertIn(False, known.values())

    def test_a_second_edition_moves_a_record_to_the_end(self):
        practice = self.practices[0]
        change = {"code": practice.code, "texts": {"en": {"title": "Another made-up title", "summary": "New."}}}
        workflow.load_many([change], by=None, channel=Channel.COMMAND)
        practice.refresh_from_db()
        bring_to(practice, "submit", "take", "publish")
        root = ask(self.client, "ListRecords", metadataPrefix="oai_dc")
        self.assertEqual(codes(root)[-1], practice.code)
