"""practices.api.writing: every person × every state × every address that writes; scopes; keys that open nothing any more."""

from functools import partial

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import api_keys
from practices import reviewing, workflow
from practices.models import Country, CountryClassification, CountryGroup, Event, Practice
from practices.vocabulary import Channel, State
from tests.cast import bring_to
from tests.factories import make_practice
from tests.programs import Program, key_of, problem
from tests.test_api_write import WriteTestCase, draft
from tests.test_authorisation import REVIEWS, SEES, WRITES, deleting, fingerprint
from tests.test_workflow import EXPECTED
from tests.world import PEOPLE, STATES, working_title

NOTED = {"note": "A made-up note.", "reason": "A made-up reason."}


class MatrixTests(WriteTestCase):
    """Who is refused leaves everything as it was; who may is let through."""

    def refused(self, who: str, state: str, allowed: bool) -> int | None:
        """The status of the refusal, or None where the person may."""
        if who in ("anonymous", "left"):
            return 401
        if who == "account":
            return 403
        if who not in SEES[state]:
            return 410 if state == "archived" else 404
        return None if allowed else 403

    def attempt(self, act, refusal: int | None, what: str):
        """Do it; undo everything afterwards."""
        with transaction.atomic():
            before = fingerprint()
            response = act()
            changed = fingerprint() != before
            transaction.set_rollback(True)
        with self.subTest(what):
            if refusal is not None:
                self.assertEqual((response.status_code, changed), (refusal, False))
            else:
                self.assertLess(response.status_code, 500)
                self.assertNotIn(response.status_code, (401, 403, 404, 410))
        return response, changed

    def each(self):
        for who in PEOPLE:
            for state, practice in self.practices.items():
                yield who, state, practice, self.program(who)

    def test_reading(self):
        for who, state, practice, program in self.each():
            for path in ("", "transitions/"):
                self.attempt(partial(program.get, f"{practice.code}/{path}"), self.refused(who, state, True),
                             f"{path} {state} {who}")  # fmt: skip

    def test_the_list_shows_what_each_may_open(self):
        for who in PEOPLE:
            response = self.program(who).get("?page_size=100")
            text = response.content.decode()
            with self.subTest(who):
                if who in ("anonymous", "left", "account"):
                    self.assertEqual(response.status_code, 403 if who == "account" else 401)
                else:
                    shown = {state for state in STATES if working_title(state) in text}
                    self.assertEqual(shown, {state for state in STATES if who in SEES[state]})

    def test_changing_and_deleting(self):
        for who, state, practice, program in self.each():
            change = {"themes": ["gamma"]}
            refusal = self.refused(who, state, who in WRITES)
            _response, changed = self.attempt(
                partial(program.change, practice, change), refusal, f"PATCH {state} {who}"
            )
            self.assertEqual(changed, refusal is None)
            refusal = self.refused(who, state, deleting(who, state) == 200 or who in ("own", "administrator"))
            _response, changed = self.attempt(partial(program.delete, practice), refusal, f"DELETE {state} {who}")
            self.assertEqual(changed, deleting(who, state) == 200)

    def test_transitions(self):
        for who, state, practice, program in self.each():
            for name, (sources, _target, allowed) in EXPECTED.items():
                if name == "edit":
                    continue
                refusal = self.refused(who, state, self.may(who, name, practice, allowed))
                _response, changed = self.attempt(
                    partial(program.move, practice, name, **NOTED), refusal, f"{name} {state} {who}"
                )
                if refusal is None:
                    is_open = practice.state in sources if name != "archive" else state in ("published", "edited")
                    self.assertEqual(changed, is_open, f"{name} {state} {who}")

    def may(self, who: str, name: str, practice: Practice, allowed: set) -> bool:
        return ("author" if who == "own" else who) in allowed and not (
            name == "publish" and practice.state == State.IN_REVIEW and who == "own"
        )

    def test_many_at_once(self):
        for who, state, practice, program in self.each():
            for document_, transition, allowed in (({"themes": ["gamma"]}, None, WRITES), ({}, "take", REVIEWS)):
                item = {"document": document_ | {"code": practice.code}, "revision": practice.revision}
                with transaction.atomic():
                    before = fingerprint()
                    response = program.bulk([item | ({"transition": transition} if transition else {})])
                    changed = fingerprint() != before
                    transaction.set_rollback(True)
                refusal = self.refused(who, state, who in allowed)
                with self.subTest(f"{transition} {state} {who}"):
                    if who in ("anonymous", "left", "account"):
                        self.assertEqual(response.status_code, refusal)
                        continue
                    self.assertEqual(response.status_code, 200)
                    found = response.json()["results"][0]["status"]
                    if refusal is not None:
                        self.assertEqual((found, changed), (refusal, False))
                    else:
                        self.assertNotIn(found, (401, 403, 404, 410))
                        self.assertEqual(changed, transition is None or state == "submitted")

    def test_hidden_is_answered_word_for_word_as_unknown_for_as_many_queries(self):
        unknown = make_practice()
        code = unknown.code
        unknown.delete()
        self.program("other").get()  # the use of the key is noted once a minute
        for method, path, body in (("GET", "", None), ("PATCH", "", {}), ("DELETE", "", None), ("GET", "transitions/", None),
                                   ("POST", "transitions/", {"name": "submit"})):  # fmt: skip
            for state in ("draft", "submitted", "in_review", "published"):
                told = []
                for one in (code, self.practices[state].code):
                    with CaptureQueriesContext(connection) as queries:
                        response = self.program("other").send(method, f"{one}/{path}", body, match=1)
                    found = {key: value for key, value in response.json().items() if key != "request_id"}
                    told.append((response.status_code, found, len(queries), sorted(response.headers)))
                with self.subTest(f"{method} {path} {state}"):
                    self.assertEqual(told[0], told[1])
                    self.assertEqual(told[0][0], 404)

    def test_a_code_that_cannot_be_one_is_unknown_too(self):
        for code in ("x", "0" * 300, "%E2%80%AE", "..", "bulk.json", "a%2Fb", "draft", "1"):
            self.assertEqual(self.own.get(f"{code}/").status_code, 404, code)


class OwnPublicationTests(WriteTestCase):
    def waiting(self, who: str) -> Practice:
        return bring_to(make_practice(self.people[who]), "submit", "take")

    def test_nobody_publishes_what_they_wrote_and_another_does(self):
        practice = self.waiting("editor")
        self.assertEqual(problem(self.editor.move(practice, "publish", **NOTED)), "403 forbidden")
        response = self.reviewer.move(practice, "publish", note="A made-up change.")
        self.assertEqual((response.status_code, response.json()["edition"]), (200, 1))
        self.assertEqual(self.client.get(f"/api/v1/practices/{practice.code}/?fields=code").status_code, 200)

    def test_nobody_publishes_what_they_edited_through_the_api(self):
        practice = self.waiting("own")
        self.editor.change(practice, {"themes": ["gamma"]})
        practice.refresh_from_db()
        self.assertEqual(problem(self.editor.move(practice, "publish", **NOTED)), "403 forbidden")

    def test_an_administrator_may_with_a_reason_that_is_recorded(self):
        practice, program = self.waiting("administrator"), self.program("administrator")
        self.assertEqual(problem(program.move(practice, "publish")), "400 refused reason")
        response = program.move(practice, "publish", reason="A made-up reason.")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(practice.events.first().reason, "A made-up reason.")

    def test_who_declared_a_conflict_of_interest_decides_nothing(self):
        practice = self.waiting("own")
        reviewing.declare_conflict(practice, by=self.people["reviewer"], note="A made-up tie.", channel=Channel.ADMIN)
        for name in ("publish", "decline", "request_changes"):
            self.assertEqual(problem(self.reviewer.move(practice, name, **NOTED)), "403 forbidden")

    def test_a_revision_that_was_not_reviewed_is_not_published(self):
        practice = self.waiting("own")
        self.own.change(practice, {"themes": ["gamma"]})
        self.assertEqual(problem(self.reviewer.move(practice, "publish")), "412 changed")


class TransitionTests(WriteTestCase):
    def test_what_is_missing_is_told_field_by_field(self):
        practice = self.mine(citations=[], modality="", figures=[])
        self.assertEqual(problem(self.own.move(practice, "submit")), "400 refused citations modality")
        reviewed = bring_to(self.mine(), "submit", "take")
        self.assertEqual(problem(self.reviewer.move(reviewed, "decline")), "400 refused note")

    def test_an_answer_says_what_has_happened(self):
        practice = self.mine()
        found = self.own.move(practice, "submit", note="A made-up note.").json()
        event = found.pop("event")
        self.assertEqual(found, {"code": practice.code, "state": "submitted", "revision": 1, "edition": None})
        self.assertEqual((event["name"], event["from"], event["to"]), ("submit", "draft", "submitted"))
        self.assertEqual(practice.events.first().channel, Channel.API)

    def test_the_same_again_has_no_second_effect(self):
        practice = self.mine()
        self.own.move(practice, "submit")
        before = Event.objects.count()
        again = self.own.move(practice, "submit")
        self.assertEqual((problem(again), again.json()["state"]), ("409 conflict", "submitted"))
        self.assertEqual(Event.objects.count(), before)

    def test_what_is_asked_for_is_checked(self):
        practice = self.mine()
        for body, expected in (
            ({}, "name"), ({"name": ""}, "name"), ({"name": " "}, "name"), ({"name": None}, "name"), ({"name": 1}, "name"),
            ({"name": ["submit"]}, "name"), ({"name": "edit"}, "name"), ({"name": "odd"}, "name"),
            ({"name": "x" * 5_000}, "name"), ({"name": "submit", "note": 1}, "note"), ({"name": "submit", "by": 1}, "by"),
            ({"name": "submit", "note": "x" * 1_001}, "note"), ({"name": "submit", "reason": []}, "reason"),
            ({"name": "submit", "state": "published", "note": {}}, "note state"),
        ):  # fmt: skip
            response = self.own.send("POST", f"{practice.code}/transitions/", body, match=1)
            with self.subTest(str(body)[:60]):
                self.assertEqual(problem(response), f"400 bad-document {expected}")
        for name in ("__class__", "load_many", "publish_practice"):
            self.assertEqual(self.own.move(practice, name).status_code, 400)

    def test_what_is_listed_is_what_may_be_done(self):
        for state, practice in self.practices.items():
            for who in SEES[state]:
                found = self.program(who).get(f"{practice.code}/transitions/").json()["transitions"]
                names = [one.name for one in workflow.available(practice, self.people[who])]
                with self.subTest(f"{state} {who}"):
                    self.assertEqual([one["name"] for one in found], names)


class ScopeTests(WriteTestCase):
    def test_reading_alone_opens_no_working_copy(self):
        program = Program(self.client, key_of(self.people["editor"], "read"))
        practice = self.practices["submitted"]
        for response in (program.get(), program.get(f"{practice.code}/"), program.create(draft()), program.delete(practice),
                         program.change(practice, {}), program.move(practice, "take"), program.bulk([])):  # fmt: skip
            self.assertEqual(problem(response), "403 forbidden")
        self.assertEqual(self.client.get("/api/v1/practices/").status_code, 200)

    def test_writing_does_not_moderate(self):
        program = Program(self.client, key_of(self.people["editor"], "write"))
        self.assertEqual(program.change(self.practices["draft"], {"themes": ["gamma"]}).status_code, 200)
        for state, name in (("submitted", "take"), ("in_review", "publish"), ("in_review", "decline"),
                            ("in_review", "release"), ("published", "archive"), ("declined", "reopen")):  # fmt: skip
            practice = self.practices[state]
            with self.subTest(name):
                self.assertEqual(problem(program.move(practice, name, **NOTED)), "403 forbidden")
                item = {"document": {"code": practice.code}, "revision": 1, "transition": name, **NOTED}
                self.assertEqual(program.bulk([item]).json()["results"][0]["status"], 403)
                self.assertEqual(Practice.objects.get(pk=practice.pk).state, practice.state)

    def test_authors_submit_withdraw_and_reopen_their_own_with_what_writes(self):
        program = Program(self.client, key_of(self.people["own"], "write"))
        for state, name in (("draft", "submit"), ("submitted", "withdraw"), ("declined", "reopen")):
            self.assertEqual(program.move(self.practices[state], name).status_code, 200, name)
        listed = program.get(f"{self.practices['changes_requested'].code}/").json()["transitions"]
        self.assertEqual({one["name"]: one["scope"] for one in listed}, {"submit": "write"})


class EndedKeyTests(WriteTestCase):
    """From the same set-up: the key opens; then it does not."""

    def ends(self, end, status: int):
        practice = self.mine()
        self.assertEqual(self.own.change(practice, {"themes": ["alpha"]}).status_code, 200)
        end(self.people["own"])
        before = fingerprint()
        for response in (self.own.get(), self.own.change(practice, {"themes": ["beta"]}, 2), self.own.create(draft()),
                         self.own.move(practice, "submit", 2), self.own.delete(practice, 2), self.own.bulk([])):  # fmt: skip
            self.assertEqual(response.status_code, status)
        self.assertEqual(fingerprint(), before)

    def test_a_deactivated_account(self):
        self.ends(lambda person: type(person).objects.filter(pk=person.pk).update(is_active=False), 401)

    def test_an_expired_key(self):
        self.ends(lambda person: person.api_keys.update(expires_at=timezone.now()), 401)

    def test_a_withdrawn_key(self):
        self.ends(lambda person: api_keys.revoke_all(person, person), 401)

    def test_somebody_who_may_not_enter_the_workplace_any_more(self):
        self.ends(lambda person: type(person).objects.filter(pk=person.pk).update(is_staff=False), 403)

    def test_a_session_of_the_site_opens_nothing(self):
        self.client.force_login(self.people["administrator"])
        program = Program(self.client)
        practice = self.practices["draft"]
        for response in (program.get(), program.change(practice, {}), program.create(draft()), program.bulk([])):
            self.assertEqual(problem(response), "401 unauthenticated")


class MandateTests(WriteTestCase):
    def setUp(self):
        super().setUp()
        self.scoped = self.program("scoped")
        self.country = CountryGroup.objects.get(code="far")

    def reach(self, code: str = "XA"):
        CountryClassification.objects.create(country=Country.objects.get(code=code), group=self.country)

    def test_rights_reach_as_far_as_the_mandate(self):
        practice = self.mine()
        self.assertEqual(self.scoped.change(practice, {"themes": ["gamma"]}).status_code, 404)
        self.reach()
        self.assertEqual(self.scoped.change(practice, {"themes": ["gamma"]}).status_code, 200)
        outside = self.mine(countries=[{"country": "XC", "role": "host"}])
        self.assertEqual(self.scoped.move(outside, "submit").status_code, 404)

    def test_links_reach_no_further(self):
        self.assertEqual(problem(self.scoped.create(draft(links=[{"practice": self.practices["draft"].code}]))),
                         "400 bad-document links.0.practice")  # fmt: skip


class LogTests(WriteTestCase):
    def test_every_attempt_is_one_line_without_anything_that_was_typed(self):
        practice = self.mine()
        with self.assertLogs("registry.audit", "INFO") as logs:
            self.own.change(practice, {"texts": {"en": {"title": "Veiled words"}}})
            self.own.change(practice, {"nonsense": 1}, 2)
            self.own.get(f"{practice.code}/")
        lines = [line for line in logs.output if "api_write" in line]
        self.assertEqual(len(lines), 2)
        self.assertRegex(lines[0], rf"by={self.people['own'].pk} key=\d+ method=PATCH status=200 code={practice.code}")
        self.assertRegex(lines[1], "status=400$")
        self.assertNotIn("Veiled", " ".join(lines))

    def test_no_page_of_another_site_writes(self):
        headers = {"origin": "https://elsewhere.example", "access_control_request_method": "PATCH",
                   "access_control_request_headers": "authorization, if-match"}  # fmt: skip
        response = self.client.options("/api/v1/working-copies/", headers={
            name.replace("_", "-"): value for name, value in headers.items()})  # fmt: skip
        self.assertNotIn("PATCH", response.headers.get("Access-Control-Allow-Methods", ""))
        self.assertNotIn("authorization", response.headers.get("Access-Control-Allow-Headers", "").lower())

    def test_the_limit_of_the_account_holds(self):
        with self.settings(API_ACCOUNT_PER_MINUTE=1):
            statuses = [self.own.create(draft()).status_code for _number in range(3)]
        self.assertEqual(statuses[-1], 429)
