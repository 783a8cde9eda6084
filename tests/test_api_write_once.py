"""practices.api.writing.idempotency: a request sent twice takes effect once, whatever happens between."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections, transaction
from django.test import Client, TransactionTestCase
from django.utils import timezone

from practices import jobs, workflow
from practices.api.writing import idempotency
from practices.models import Event, KeptAnswer, Practice, RequestCount
from tests.cast import bring_to
from tests.factories import UserFactory, make_practice, make_reference
from tests.programs import UNLIMITED, Program, key_of, problem
from tests.staff import member
from tests.test_api_write import WriteTestCase, draft


def same(response) -> tuple:
    """All that a repeated request gets again."""
    kept = [response.headers.get(name) for name in idempotency.KEPT_HEADERS]
    return response.status_code, response.content, kept


class RepeatedTests(WriteTestCase):
    def test_the_same_again_is_answered_again_without_effect(self):
        first = self.own.create(draft(), once="made-up-1")
        before = (Practice.objects.count(), Event.objects.count())
        again = self.own.create(draft(), once="made-up-1")
        self.assertEqual(same(again), same(first))
        self.assertEqual((again.status_code, again["Idempotency-Replayed"]), (201, "true"))
        self.assertNotIn("Idempotency-Replayed", first.headers)
        self.assertEqual((Practice.objects.count(), Event.objects.count()), before)

    def test_changes_transitions_deletions_and_many_at_once_are_repeated_so_too(self):
        practice = self.mine()
        item = {"document": {"code": practice.code, "themes": ["gamma"]}, "revision": 2}
        for number, act in enumerate((
            lambda: self.own.change(practice, {"themes": ["beta"]}, 1, once="1"), lambda: self.own.bulk([item], once="2"),
            lambda: self.own.move(practice, "submit", 3, once="3"), lambda: self.own.move(practice, "withdraw", 3, once="4"),
            lambda: self.own.delete(practice, 3, once="5"),
        )):  # fmt: skip
            first, count = act(), Event.objects.count()
            again = act()
            with self.subTest(number):
                self.assertLess(first.status_code, 300)
                self.assertEqual((same(again), Event.objects.count()), (same(first), count))
        self.assertEqual(Event.objects.filter(code=practice.code, name="deleted").count(), 1)

    def test_another_request_under_the_same_key_is_refused(self):
        practice = self.mine()
        self.own.change(practice, {"themes": ["beta"]}, once="made-up")
        for other in (
            lambda: self.own.change(practice, {"themes": ["gamma"]}, once="made-up"),
            lambda: self.own.change(practice, {"themes": ["beta"]}, 2, once="made-up"),
            lambda: self.own.create(draft(), once="made-up"), lambda: self.own.delete(practice, once="made-up"),
            lambda: self.own.move(practice, "submit", 2, once="made-up"), lambda: self.own.bulk([], once="made-up"),
        ):  # fmt: skip
            self.assertEqual(problem(other()), "422 key-reused")
        self.assertEqual(Practice.objects.get(pk=practice.pk).revision, 2)

    def test_a_key_belongs_to_a_person(self):
        self.own.create(draft(), once="made-up")
        found = self.editor.create(draft(), once="made-up")
        self.assertEqual(found.status_code, 201)
        self.assertNotIn("Idempotency-Replayed", found.headers)
        self.assertEqual(KeptAnswer.objects.filter(key="made-up").count(), 2)

    def test_a_refusal_is_an_answer_too_and_has_no_effect(self):
        before = (Practice.objects.count(), Event.objects.count())
        first = self.own.create(draft(odd=1), once="made-up")
        again = self.own.create(draft(odd=1), once="made-up")
        self.assertEqual(problem(first), "400 bad-document odd")
        self.assertEqual(same(again), same(first))
        practice = self.mine()
        stale = self.own.change(practice, {"themes": []}, 7, once="stale")
        self.assertEqual((problem(stale), same(self.own.change(practice, {"themes": []}, 7, once="stale"))),
                         ("412 changed", same(stale)))  # fmt: skip
        self.assertEqual((Practice.objects.count() - 1, Event.objects.count() - 1), before)

    def lose_rights(self, who: str) -> None:
        """Take a person's roles away, but for that of somebody who writes records of their own."""
        self.people[who].groups.set([Group.objects.get(name="contributor")])

    def test_whoever_sees_a_practice_no_more_does_not_see_it_by_an_old_request(self):
        practice = self.mine()
        item = {"document": {"code": practice.code, "themes": ["gamma"]}, "revision": 2}
        own = {"document": draft()}
        acts = (
            lambda: self.editor.change(practice, {"themes": ["beta"]}, 1, once="1"),
            lambda: self.editor.change(practice, {"odd": "x"}, 2, once="2"),
            lambda: self.editor.change(practice, {"themes": []}, 1, once="3"),  # stale: tells what has changed
            lambda: self.editor.move(practice, "submit", 3, once="4"),
        )
        bulk = [lambda: self.editor.bulk([item, own], once="5")]
        first = [acts[0](), acts[1](), acts[2](), bulk[0](), acts[3]()]
        self.assertEqual([one.status_code for one in first], [200, 400, 412, 200, 200])
        self.lose_rights("editor")
        for number, act in enumerate(acts):
            with self.subTest(number):
                self.assertEqual(problem(act()), "404 not-found")
        again = bulk[0]()
        self.assertEqual([one["status"] for one in again.json()["results"]], [404, 201])
        self.assertEqual(again.json()["results"][1], first[3].json()["results"][1])
        self.assertIsNone(again.json()["results"][0]["state"])

    def test_a_key_that_opens_less_gets_no_answer_to_what_another_did(self):
        practice = bring_to(self.mine(), "submit")
        self.assertEqual(self.reviewer.move(practice, "take", once="made-up").status_code, 200)
        lesser = Program(self.client, key_of(self.people["reviewer"], "write"))
        self.assertEqual(problem(lesser.move(practice, "take", once="made-up")), "403 forbidden")
        item = {"document": {"code": practice.code}, "revision": practice.revision, "transition": "release"}
        done = self.reviewer.bulk([item], once="many").json()["results"]
        self.assertEqual(done[0]["status"], 200, done)
        self.assertEqual(lesser.bulk([item], once="many").json()["results"][0]["status"], 403)

    def test_what_was_taken_out_since_does_not_come_back(self):
        practice = self.mine()
        text = {"title": "Made up", "summary": "Call Jane Roe-Example."}
        first = self.own.change(practice, {"texts": {"en": text}}, once="made-up")
        self.assertContains(first, "Roe-Example")
        self.assertNotIn("Roe-Example", json.dumps(KeptAnswer.objects.get().body))
        practice.refresh_from_db()
        self.own.change(practice, {"texts": {"en": text | {"summary": "Call us."}}})
        again = self.own.change(practice, {"texts": {"en": text}}, 1, once="made-up")
        self.assertEqual(again["Idempotency-Replayed"], "true")
        self.assertNotContains(again, "Roe-Example")
        self.assertEqual(again["ETag"], self.own.get(f"{practice.code}/")["ETag"])

    def test_keys_that_are_none_are_refused(self):
        for key in ("", " ", "x" * 256, "a b", "é", "a\x01"):
            with self.subTest(key):
                self.assertEqual(problem(self.own.create(draft(), once=key)), "400 bad-request Idempotency-Key")
        for key in ("x", "x" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!~"):
            self.assertEqual(self.own.create(draft(), once=key).status_code, 201)

    def test_what_stands_in_no_key_is_done_twice(self):
        self.assertNotEqual(self.own.create(draft()).json()["code"], self.own.create(draft()).json()["code"])

    def test_answers_are_forgotten_in_time(self):
        self.own.create(draft(), once="made-up")
        KeptAnswer.objects.update(created_at=timezone.now() - timedelta(hours=23))
        self.assertIn("Idempotency-Replayed", self.own.create(draft(), once="made-up").headers)
        KeptAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
        self.assertNotIn("Idempotency-Replayed", self.own.create(draft(), once="made-up").headers)
        self.assertEqual(KeptAnswer.objects.count(), 1)

    def test_a_limit_that_was_reached_is_no_answer_to_keep(self):
        with self.settings(API_ACCOUNT_PER_MINUTE=0):
            self.assertEqual(self.own.create(draft(), once="made-up").status_code, 429)
        self.assertEqual(self.own.create(draft(), once="made-up").status_code, 201)


def failing(table: str):
    """Has every row that is to go into this table fail."""

    def execute(go_on, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise RuntimeError("made up")
        return go_on(sql, params, many, context)

    return execute


@pytest.mark.django_db
def test_the_daily_job_forgets_answers_and_counts_of_long_ago():
    person = UserFactory()
    for key, hours in (("old", 25), ("new", 23)):
        KeptAnswer.objects.create(person=person, key=key, request="", status=200)
        KeptAnswer.objects.filter(key=key).update(created_at=timezone.now() - timedelta(hours=hours))
    minute = int(timezone.now().timestamp() // 60)
    for asker, ago in (("long ago", 120), ("now", 0)):
        RequestCount.objects.create(asker=asker, minute=minute - ago, count=1)
    jobs.purge_api(timestamp=0)
    assert [one.key for one in KeptAnswer.objects.all()] == ["new"]
    assert [one.asker for one in RequestCount.objects.all()] == ["now"]


@UNLIMITED
class TogetherTests(TransactionTestCase):
    """Real transactions: the effect and the answer stand or fall together, and of many at once one takes effect."""

    def setUp(self):
        make_reference()
        self.person = member("contributor")
        self.key = key_of(self.person)
        self.program = Program(self.client, self.key)

    def at_once(self, count: int, act) -> list:
        barrier = Barrier(count)

        def one(number: int):
            try:
                barrier.wait(timeout=30)
                return act(Program(Client(), self.key), number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(one, range(count)))

    def test_of_the_same_request_many_times_at_once_one_takes_effect(self):
        for number in range(10):
            responses = self.at_once(
                4, lambda program, _place, key=f"round-{number}": program.create(draft(), once=key)
            )
            with self.subTest(number):
                self.assertEqual(Practice.objects.count(), number + 1)
                made = {response.json()["code"] for response in responses if response.status_code == 201}
                self.assertEqual(len(made), 1)
                for response in responses:
                    self.assertIn(response.status_code, (201, 409))
                    if response.status_code == 409:
                        self.assertEqual(response["Retry-After"], "1")
            self.assertEqual(self.program.create(draft(), once=f"round-{number}").json()["code"], made.pop())

    def test_while_a_request_is_answered_the_same_again_is_asked_to_wait(self):
        with transaction.atomic():
            idempotency._hold(self.person, "made-up")
            response = self.at_once(1, lambda program, _place: program.create(draft(), once="made-up"))[0]
            self.assertEqual((problem(response), response["Retry-After"]), ("409 conflict", "1"))
            other = self.at_once(1, lambda program, _place: program.create(draft(), once="other"))[0]
            self.assertEqual(other.status_code, 201)
        self.assertEqual(self.program.create(draft(), once="made-up").status_code, 201)

    def test_what_fails_leaves_neither_effect_nor_answer_and_may_be_tried_again(self):
        for table in ("practices_keptanswer", "practices_event"):
            with connection.execute_wrapper(failing(table)):
                self.assertEqual(problem(self.program.create(draft(), once=table)), "500 failure")
            self.assertEqual((Practice.objects.count(), KeptAnswer.objects.count(), Event.objects.count()), (0, 0, 0))
        self.assertEqual(self.program.create(draft(), once=table).status_code, 201)

    def test_a_practice_that_is_held_is_a_conflict_that_passes_and_is_not_kept(self):
        practice = make_practice(self.person)

        def impatient(program, _place):
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
            return program.change(practice, {"themes": ["beta"]}, 1, once="made-up")

        with transaction.atomic():
            workflow.lock(practice)
            response = self.at_once(1, impatient)[0]
        self.assertEqual((problem(response), response["Retry-After"]), ("409 conflict", "1"))
        self.assertEqual(self.program.change(practice, {"themes": ["beta"]}, 1, once="made-up").status_code, 200)

    def test_of_two_writers_at_once_one_is_told_to_read_again(self):
        practice = make_practice(self.person)
        for revision in range(1, 11):
            responses = self.at_once(
                2, lambda program, place, seen=revision: program.change(
                    practice, {"texts": {"en": {"title": f"Made up {seen} {place}"}}}, seen)
            )  # fmt: skip
            statuses = sorted(response.status_code for response in responses)
            self.assertEqual(statuses, [200, 412])
            won = next(json.loads(response.content) for response in responses if response.status_code == 200)
            practice.refresh_from_db()
            self.assertEqual(
                (practice.revision, practice.title), (revision + 1, won["document"]["texts"]["en"]["title"])
            )

    def test_of_two_transitions_at_once_one_is_made(self):
        for _number in range(5):
            practice = make_practice(self.person)
            responses = self.at_once(
                2, lambda program, _place, one=practice: program.move(one, "submit", 1)
            )  # fmt: skip
            self.assertEqual(sorted(response.status_code for response in responses), [200, 409])
            self.assertEqual(practice.events.filter(name="submit").count(), 1)
