"""practices.api.writing: one working copy by a program: drafts made, changed in part, deleted; the list of them."""

import json
from io import BytesIO

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices import document, workflow
from practices.models import Country, Event, Practice
from practices.vocabulary import Channel, State
from tests.cast import bring_to
from tests.example import SECRET, example_document, kept_file
from tests.factories import UserFactory, make_practice, snapshot_document
from tests.programs import UNLIMITED, Program, key_of, problem
from tests.staff import member
from tests.world import WorldTestCase

ODD = ("id", "state", "owner", "version", "published_at", "reviewer", "is_staff", "roles", "author", "revision", "due")


def draft(**changes) -> dict:
    """A document as a program sends it: without a code."""
    return snapshot_document(**changes)


@UNLIMITED
class WriteTestCase(WorldTestCase):
    """The people of the world, each with a program that holds a key for all that they may do."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.keys = {who: key_of(person) for who, person in cls.people.items() if who not in ("anonymous", "left")}

    def program(self, who: str) -> Program:
        return Program(self.client, self.keys.get(who, ""))

    def setUp(self):
        self.own, self.editor, self.reviewer = (self.program(who) for who in ("own", "editor", "reviewer"))

    def mine(self, **changes) -> Practice:
        """A draft of `own`'s, apart from the world."""
        practice = make_practice(self.people["own"], **changes)
        practice.refresh_from_db()
        return practice


class CreateTests(WriteTestCase):
    def test_a_contributor_makes_a_draft(self):
        response = self.own.create(draft())
        found = response.json()
        practice = Practice.objects.get(code=found["code"])
        self.assertEqual((response.status_code, found["state"], found["revision"]), (201, "draft", 1))
        self.assertEqual((practice.author, practice.state), (self.people["own"], State.DRAFT))
        self.assertTrue(response["Location"].endswith(f"/api/v1/working-copies/{practice.code}/"))
        self.assertTrue(response["ETag"].startswith('"1-'))
        self.assertEqual(found["document"], document.build(practice))
        self.assertEqual(response["Cache-Control"], "no-store")
        event = practice.events.get()
        self.assertEqual((event.name, event.channel, event.actor), ("created", Channel.API, self.people["own"]))

    def test_who_may_not_add_makes_none(self):
        before = Practice.objects.count()
        for who in ("anonymous", "left", "account"):
            response = self.program(who).create(draft())
            with self.subTest(who):
                self.assertEqual(response.status_code, 403 if who == "account" else 401)
        self.assertEqual(Practice.objects.count(), before)

    def test_every_role_that_adds_in_the_admin_adds_here(self):
        for who in ("other", "own", "editor", "scoped", "administrator"):
            with self.subTest(who):
                self.assertEqual(self.program(who).create(draft()).status_code, 201)
                self.assertTrue(self.people[who].has_perm("practices.add_practice"))

    def test_all_faults_are_told_at_once_each_with_its_path(self):
        faulty = draft(
            type="no_such", modality="odd", period={"start": 2021, "end": 2019}, made_up=1,
            countries=[{"country": "XA", "role": "provider"}, {"country": "XA"}],
        )  # fmt: skip
        response = self.own.create(faulty)
        self.assertEqual(problem(response), "400 bad-document countries.1.role made_up modality period")
        codes = {one["field"]: one["code"] for one in response.json()["errors"]}
        self.assertEqual(codes["made_up"], "extra_forbidden")
        self.assertEqual(codes["countries.1.role"], "missing")
        self.assertEqual(problem(self.own.create(draft(type="no_such", themes=["alpha", "none"]))),
                         "400 bad-document themes.1 type")  # fmt: skip

    def test_what_is_never_taken_from_a_body_is_refused_by_name(self):
        for name in ODD:
            for value in ("published", 1, None, [1], True):
                response = self.own.create(draft(**{name: value}))
                with self.subTest(name, value=value):
                    self.assertEqual(problem(response), f"400 bad-document {name}")
        before = Practice.objects.count()
        for name in ODD:
            self.own.create(draft(texts={"en": {"title": "Made up", name: 1}}))
        self.assertEqual(Practice.objects.count(), before)

    def test_a_code_of_ones_own_and_another_schema_are_refused(self):
        self.assertEqual(problem(self.own.create(draft(code=self.practices["draft"].code))), "400 bad-document code")
        self.assertEqual(problem(self.own.create(draft(code="0000-0000"))), "400 bad-document code")
        for schema in (0, 2, "1", [], {}, -1, 1.5):
            with self.subTest(schema=schema):
                self.assertEqual(problem(self.own.create(draft(schema=schema))), "400 bad-document schema")

    def test_what_is_for_staff_only_staff_write_and_read(self):
        staff = {"remarks": "A made-up remark."}
        self.assertEqual(problem(self.own.create(draft(staff=staff))), "400 bad-document staff")
        found = self.editor.create(draft(staff=staff)).json()
        self.assertEqual(found["document"]["staff"]["remarks"], "A made-up remark.")

    def test_a_body_goes_in_whole_and_comes_out_the_same(self):
        whole = example_document()
        found = self.editor.create(whole).json()["document"]
        again = self.editor.create({key: value for key, value in found.items() if key != "code"}).json()["document"]
        self.assertEqual({**found, "code": ""}, {**again, "code": ""})


class HiddenThingsTests(WriteTestCase):
    """What a document names must not tell what its writer cannot see."""

    def test_links_to_hidden_practices_are_refused_word_for_word_as_to_unknown_ones(self):
        hidden, unknown = self.practices["draft"].code, "0000-0000"
        for more in ({}, {"modality": "odd"}, {"type": "no_such"}):
            told = []
            for code in (hidden, unknown):
                response = self.program("other").create(draft(links=[{"practice": code}], **more))
                told.append({key: value for key, value in response.json().items() if key != "request_id"})
            with self.subTest(more=more):
                self.assertEqual(told[0], told[1])
                self.assertIn("links.0.practice", [one["field"] for one in told[0]["errors"]])

    def test_links_to_what_one_sees_or_what_is_public_are_taken(self):
        for who, state in (("own", "draft"), ("other", "published"), ("other", "edited"), ("editor", "draft")):
            with self.subTest(f"{who} {state}"):
                given = draft(links=[{"practice": self.practices[state].code}])
                self.assertEqual(self.program(who).create(given).status_code, 201)

    def test_a_file_is_not_taken_by_its_digest_alone(self):
        given = {"attachments": [self.file]}
        practice = self.mine()
        self.assertEqual(problem(self.own.change(practice, given)), "400 bad-document attachments.0.sha256")
        other = kept_file("Another made-up file.pdf") | {"sha256": "0" * 64}
        self.assertEqual(
            problem(self.own.change(practice, {"attachments": [other]})), "400 bad-document attachments.0.sha256"
        )
        self.assertEqual(self.editor.change(practice, given).status_code, 200)
        practice.refresh_from_db()
        renamed = {"attachments": [self.file | {"title": "Another title"}]}
        self.assertEqual(self.own.change(practice, renamed).status_code, 200)


class ReadTests(WriteTestCase):
    def test_a_working_copy_says_what_is_missing_and_what_may_be_done(self):
        practice = self.mine(citations=[], texts={"en": {"title": "Made up"}})
        found = self.own.get(f"{practice.code}/").json()
        self.assertEqual([one["field"] for one in found["missing"]], ["texts.en.summary", "citations"])
        self.assertEqual([one["name"] for one in found["transitions"]], ["submit"])
        self.assertEqual((found["may_change"], found["is_mine"]), (True, True))
        self.assertNotIn("staff", found["document"])

    def test_staff_columns_are_for_who_sees_them_in_the_admin(self):
        practice = self.practices["submitted"]
        for who, sees in (("own", False), ("reviewer", False), ("editor", True), ("administrator", True)):
            text = self.program(who).get(f"{practice.code}/").content.decode()
            with self.subTest(who):
                self.assertEqual(SECRET in text, sees)

    def test_codes_are_read_in_any_spelling(self):
        code = self.practices["draft"].code
        self.assertEqual(self.own.get(f"{code.upper().replace('-', '')}/").json()["code"], code)
        self.assertEqual(self.own.get(f"{code}/").json(), self.own.get(f"/api/v1/working-copies/{code}.json").json())

    def test_whoever_has_it_gets_304_until_it_changes_or_moves(self):
        practice = self.mine()
        tag = self.own.get(f"{practice.code}/")["ETag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            response = self.own.get(f"{practice.code}/", if_none_match=known)
            self.assertEqual((response.status_code, response.content, response["ETag"]), (304, b"", tag))
        self.assertEqual(self.own.get(f"{practice.code}/", if_none_match='"1"').status_code, 200)
        self.own.move(practice, "submit")  # the revision stays, the state does not
        self.assertEqual(self.own.get(f"{practice.code}/", if_none_match=tag).status_code, 200)

    def test_the_methods_there_are_not_are_named(self):
        practice = self.mine()
        for method in ("PUT", "POST"):
            response = self.own.send(method, f"{practice.code}/", draft(), match=1)
            self.assertEqual((response.status_code, response["Allow"]), (405, "GET, HEAD, PATCH, DELETE, OPTIONS"))
        self.assertEqual(self.own.send("DELETE").status_code, 405)
        self.assertEqual(self.own.get("bulk/").status_code, 405)


class ChangeTests(WriteTestCase):
    def test_parts_that_are_given_replace_what_was_there_and_the_others_stay(self):
        practice = self.mine(themes=["alpha"], tags=["tag_one"])
        response = self.own.change(practice, {"themes": ["beta", "gamma"], "period": {"start": 2020}})
        found = response.json()
        self.assertEqual((response.status_code, found["revision"]), (200, 2))
        self.assertEqual(found["document"]["themes"], ["beta", "gamma"])
        self.assertEqual(found["document"]["tags"], ["tag_one"])
        self.assertEqual(practice.events.first().channel, Channel.API)

    def test_texts_change_by_language(self):
        practice = self.mine()
        title = {"texts": {"fr": {"origin": "human", "title": "Un échange inventé"}}}
        self.assertEqual(set(self.own.change(practice, title).json()["document"]["texts"]), {"en", "fr"})
        self.assertEqual(set(self.own.change(practice, {"texts": {"fr": None}}, 2).json()["document"]["texts"]), {"en"})

    def test_what_differs_in_nothing_writes_nothing(self):
        practice = self.mine()
        before = Event.objects.count()
        found = self.own.change(practice, {"type": "other"}).json()
        self.assertEqual((found["revision"], Event.objects.count()), (1, before))
        self.assertEqual(self.own.change(practice, {}).status_code, 200)

    def test_a_merge_patch_merges(self):
        practice = self.mine(period={"start": 2019, "end": 2021}, themes=["alpha"])
        patch = {"period": {"end": None}, "themes": None, "texts": {"en": {"why": "Because it is made up."}}}
        response = self.own.change(practice, patch, content_type="application/merge-patch+json")
        found = response.json()["document"]
        self.assertEqual((found["period"], found["themes"]), ({"start": 2019, "end": None}, []))
        text = found["texts"]["en"]
        self.assertEqual((text["why"], text["title"]), ("Because it is made up.", "A made-up exchange"))
        for odd in ({"state": None}, {"texts": 1}, {"texts": {"en": 1}}, {"period": 5}, {"texts": {"xx": {}}}):
            response = self.own.change(practice, odd, 2, content_type="application/merge-patch+json")
            self.assertEqual(response.status_code, 400, odd)

    def test_a_change_of_what_is_published_begins_an_edit(self):
        practice = self.practices["published"]
        found = self.own.change(practice, {"themes": ["gamma"]}).json()
        self.assertEqual(found["state"], "draft")
        self.assertEqual(self.client.get(f"/api/v1/practices/{practice.code}/?fields=code").status_code, 200)
        self.assertEqual([one.name for one in practice.events.all()[:2]], ["edited", "edit"])

    def test_authors_are_told_of_what_others_change(self):
        practice = self.mine()
        self.editor.change(practice, {"themes": ["gamma"]})
        self.assertEqual(practice.notices.get().recipient, self.people["own"])

    def test_a_body_cannot_name_another_practice(self):
        practice, other = self.mine(), self.practices["draft"]
        self.assertEqual(
            problem(self.own.change(practice, {"code": other.code, "themes": []})), "400 bad-document code"
        )
        self.assertEqual(self.own.change(practice, {"code": practice.code.upper(), "themes": []}).status_code, 200)
        other.refresh_from_db()
        self.assertEqual(other.revision, self.practices["draft"].revision)

    def test_what_is_never_taken_from_a_body_changes_nothing(self):
        practice = self.mine()
        for name in ODD:
            with self.subTest(name):
                self.assertEqual(problem(self.own.change(practice, {name: 1})), f"400 bad-document {name}")
        found = Practice.objects.get(pk=practice.pk)
        self.assertEqual((found.state, found.revision, found.author), (State.DRAFT, 1, self.people["own"]))

    def test_a_term_that_is_gone_is_a_fault_not_a_failure(self):
        practice = self.mine()
        Country.objects.create(code="XD", iso3="XDX", label_en="Country XD")
        self.assertEqual(self.own.change(practice, {"countries": [{"country": "XD", "role": "host"}]}).status_code, 200)
        self.assertEqual(
            problem(self.own.change(practice, {"countries": [{"country": "ZZ", "role": "host"}]}, 2)),
            "400 bad-document countries.0.country",
        )


class PreconditionTests(WriteTestCase):
    def test_the_second_of_two_is_refused_and_told_what_has_changed(self):
        practice = self.mine()
        first = self.editor.change(practice, {"themes": ["gamma"], "staff": {"remarks": "Made up."}})
        second = self.own.change(practice, {"themes": ["alpha"]})
        self.assertEqual(first.status_code, 200)
        self.assertEqual(problem(second), "412 changed")
        found = second.json()
        self.assertEqual((found["revision"], found["changed_fields"]), (2, ["themes"]))
        self.assertEqual([one["by"] for one in found["events"]], ["A reviewer"])
        self.assertEqual(document.build(practice)["themes"], ["gamma"])
        seen = self.editor.change(practice, {"themes": []}).json()["changed_fields"]
        self.assertEqual(seen, ["staff.remarks", "themes"])

    def test_every_way_to_say_the_revision(self):
        practice = self.mine()
        tag = self.own.get(f"{practice.code}/")["ETag"]
        for match in ('"1"', 'W/"1"', tag, f"W/{tag}", '"7", "1"', ' "1" '):
            with self.subTest(match):
                self.assertEqual(self.own.change(practice, {}, match).status_code, 200)
        for match, status in (("*", 428), ("", 428), ("1", 400), ('"1', 400), ("W/1", 400), ('"1" "2"', 400), ('"x"', 412),
                              ('""', 412), ('"0"', 412), ('"2"', 412), ('"-1"', 412), ('"1-zz"', 412), ('"99999999999"', 412),
                              ('"' + "1" * 2_000 + '"', 400), ('"é"', 400), (",", 400)):  # fmt: skip
            with self.subTest(match[:20]):
                self.assertEqual(self.own.change(practice, {"themes": ["beta"]}, match).status_code, status)
                self.assertEqual(self.own.delete(practice, match).status_code, status)
                self.assertEqual(self.own.move(practice, "submit", match).status_code, status)

    def test_without_a_revision_nothing_is_written(self):
        practice = self.mine()
        for method, path, body in (("PATCH", "", {"themes": []}), ("DELETE", "", None),
                                   ("POST", "transitions/", {"name": "submit"})):  # fmt: skip
            response = self.own.send(method, f"{practice.code}/{path}", body)
            self.assertEqual(problem(response), "428 revision-missing")
        practice.refresh_from_db()
        self.assertEqual((practice.state, practice.revision), (State.DRAFT, 1))


class DeleteTests(WriteTestCase):
    def test_a_draft_is_deleted_by_its_author(self):
        practice = self.mine()
        response = self.own.delete(practice)
        self.assertEqual((response.status_code, response.content), (204, b""))
        self.assertFalse(Practice.objects.filter(pk=practice.pk).exists())
        self.assertEqual(Event.objects.filter(code=practice.code, name="deleted").get().channel, Channel.API)
        self.assertEqual(self.own.delete(practice).status_code, 404)

    def test_what_was_published_or_is_linked_is_not(self):
        self.assertEqual(problem(self.own.delete(self.practices["published"])), "400 refused")
        practice = self.mine()
        self.mine(links=[{"practice": practice.code}])
        self.assertEqual(problem(self.own.delete(practice)), "400 refused")
        self.assertTrue(Practice.objects.filter(pk=practice.pk).exists())


class BodyTests(WriteTestCase):
    def post(self, body: bytes, **headers):
        return self.own.create(body, **headers)

    def test_json_that_cannot_be_read_is_refused(self):
        for body in (b"  ", b"{", b"{]", b"nonsense", b'{"a":1,}', b"\xff\xfe", b'{"a": "\xe9"}', b'{"a":1} {}', b"\x00",
                     b'\xef\xbb\xbf{"type": ""}', b'{"type": ' + b"9" * 5_000 + b"}", b'{"type": "\x01"}', b"{'a': 1}"):  # fmt: skip
            with self.subTest(body[:20]):
                self.assertEqual(problem(self.post(body)), "400 bad-request body")

    def test_what_is_no_object_is_refused(self):
        for body in (b"[]", b"1", b'"text"', b"null", b"true", b"[{}]"):
            self.assertEqual(problem(self.post(body)), "400 bad-document body", body)

    def test_deep_nesting_is_told_and_never_followed(self):
        for body in (b"[" * 500_000, b'{"a":' * 100_000, b'{"type":' + b"[" * 40 + b"]" * 40 + b"}"):
            self.assertEqual(problem(self.post(body)), "400 bad-request body")
        words = {"texts": {"en": {"title": '[[[[[[[[[[[[[[[[[[[[[[[[[ \\" {{{{{{'}}}
        self.assertEqual(self.own.create(words).status_code, 201)

    def test_text_that_never_ends_is_refused(self):
        for body in (b'"' + b'\\"' * 500_000, b'"\\' * 500_000, b'"' * 1_000_000, b'{"a":"' + b"\\" * 999_999):
            self.assertEqual(problem(self.post(body)), "400 bad-request body")

    def test_names_that_come_twice_and_numbers_that_are_none_are_named(self):
        twice = b'{"type": "other", "type": "", "period": {"start": 1, "start": 2}, "themes": [{"a": 1, "a": 2}]}'
        self.assertEqual(problem(self.post(twice)), "400 bad-document period.start themes.0.a type")
        numbers = b'{"figures": [{"value": NaN}, {"value": Infinity}, {"value": -1e999}], "type": "\\u0000"}'
        fields = "figures.0.value figures.1.value figures.2.value type"
        self.assertEqual(problem(self.post(numbers)), f"400 bad-document {fields}")

    def test_half_characters_and_nul_are_refused_where_they_stand(self):
        body = b'{"texts": {"en": {"title": "\\ud800 made up", "why": "a\\u0000b"}}, "\\udfff": 1}'
        response = self.post(body)
        self.assertEqual(response.status_code, 400)
        fields = {one["field"] for one in response.json()["errors"]}
        self.assertLess({"texts.en.title", "texts.en.why"}, fields)
        whole = b'{"texts": {"en": {"title": "A made-up \\ud83d\\ude00 face"}}}'
        self.assertEqual(self.post(whole).status_code, 201)

    def test_other_control_characters_are_cleaned_as_everywhere(self):
        found = self.own.create({"texts": {"en": {"title": "A made-up\x07 title\u2028 "}}}).json()
        self.assertEqual(found["document"]["texts"]["en"]["title"], "A made-up title")

    def test_a_body_that_is_too_large_is_refused_before_it_is_parsed(self):
        with self.settings(API_BODY_MAX_BYTES=1_000):
            self.assertEqual(problem(self.post(b"{" + b" " * 1_000)), "413 too-large")
            self.assertEqual(problem(self.post(b"{" + b" " * 900)), "400 bad-request body")
        self.assertEqual(problem(self.post(b" " * (1024 * 1024 + 1))), "413 too-large")

    def test_a_body_that_comes_in_pieces_is_read_to_the_same_limit(self):
        for size, expected in ((10, 201), (2_000, 413)):
            body = json.dumps(draft()).encode() + b" " * size
            pieces = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True, "wsgi.input": BytesIO(body)}
            with self.settings(API_BODY_MAX_BYTES=1_000):
                response = self.client.generic(
                    "POST", "/api/v1/working-copies/", body, "application/json",
                    headers={"authorization": f"Bearer {self.keys['own']}"}, **pieces,
                )  # fmt: skip
            self.assertEqual(response.status_code, expected)

    def test_other_media_types_are_refused(self):
        body = json.dumps(draft()).encode()
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense",
                     "application/json; charset=latin-1", "application/merge-patch+json", "application/jsonl"):  # fmt: skip
            with self.subTest(kind):
                self.assertEqual(problem(self.post(body, content_type=kind)), "415 unsupported-media-type")
        self.assertEqual(problem(self.post(b"")), "415 unsupported-media-type")  # then nothing says what it is
        self.assertEqual(problem(self.post(body, content_encoding="gzip")), "415 unsupported-media-type")
        for kind in ("application/json", "application/json; charset=UTF-8", "Application/JSON"):
            self.assertEqual(self.post(body, content_type=kind).status_code, 201)

    def test_an_answer_in_another_format_is_refused_before_anything_is_done(self):
        before = Practice.objects.count()
        self.assertEqual(problem(self.own.create(draft(), accept="text/html")), "406 not-acceptable")
        self.assertEqual(problem(self.own.send("POST", "?made_up=1", draft())), "400 bad-parameter made_up")
        self.assertEqual(Practice.objects.count(), before)


class ListTests(WriteTestCase):
    def codes(self, who: str, query: str = "") -> list[str]:
        return [one["code"] for one in self.program(who).get(f"?page_size=100&{query}").json()["results"]]

    def test_filters(self):
        draft_code, edited = self.practices["draft"].code, self.practices["edited"].code
        self.assertEqual(set(self.codes("own", "state=draft")), {draft_code, edited})
        self.assertEqual(set(self.codes("own", "state=draft,submitted&state=declined")),
                         {draft_code, edited, self.practices["submitted"].code, self.practices["declined"].code})  # fmt: skip
        self.assertEqual(self.codes("editor", "mine=1"), [])
        self.assertEqual(len(self.codes("own", "mine=1")), 8)
        before, practice = timezone.now(), self.practices["submitted"]
        self.assertEqual(self.codes("own", f"changed_since={before.isoformat()}"), [])
        bring_to(practice, "take")
        for since in (
            before.isoformat(),
            before.strftime("%Y-%m-%dT%H:%M:%SZ"),
            before.isoformat().replace("+", "%2B"),
        ):
            self.assertIn(practice.code, self.codes("own", f"changed_since={since}"))

    def test_odd_parameters_are_named(self):
        for query in ("state=odd", "mine=0", "mine=", "changed_since=x", "changed_since=", "changed_since=2026-13-01T00:00",
                      "changed_since=0001-01-01T00:00:00%2B14:00", "changed_since=9999-12-31T23:59:59-12:00", "page=0",
                      "page_size=101", "cursor=*", "made_up=1", "state="):  # fmt: skip
            response = self.own.get(f"?{query}")
            with self.subTest(query):
                self.assertEqual(problem(response), f"400 bad-parameter {query.partition('=')[0]}")
        self.assertEqual(self.own.get("?page=2").status_code, 404)

    def test_a_row_names_nobody_a_reader_may_not_know(self):
        rows = {one["code"]: one for one in self.program("reviewer").get("?page_size=100").json()["results"]}
        row = rows[self.practices["submitted"].code]
        self.assertEqual(row["author"], str(self.people["own"]))
        self.assertEqual((row["state"], row["revision"], row["is_mine"]), ("submitted", 1, False))
        self.assertNotIn("admin_url", row)  # a practice is known by its code alone
        practice = make_practice(member("reviewer", "second"))
        workflow.perform("submit", practice, by=self.people["administrator"])
        self.assertNotIn("@", json.dumps(self.program("own").get().json()).replace(str(self.people["own"]), ""))

    def test_pages_hold_every_practice_once_for_as_many_queries(self):
        seen, costs = [], set()
        for count in (0, 30):
            for number in range(count):
                make_practice(UserFactory(email=f"someone{number}@test.example"))
            address = "/api/v1/working-copies/?page_size=5"
            while address:
                with CaptureQueriesContext(connection) as queries:
                    found = self.editor.get(address).json()
                costs.add(len(queries))
                seen += [one["code"] for one in found["results"]] if count else []
                address = (found["next"] or "").replace("http://localhost:8000", "")
        self.assertEqual((len(seen), len(set(seen))), (38, 38))
        self.assertEqual(found["count"], 38)
        self.assertLessEqual(max(costs - {max(costs)} or costs), 6)
        self.assertLessEqual(len(costs), 2)  # the first request of a minute notes that the key was used

    def test_no_cache_keeps_it(self):
        for path in (
            "",
            f"{self.practices['draft'].code}/",
            f"{self.practices['draft'].code}/transitions/",
            "0000-0000/",
        ):
            self.assertEqual(self.own.get(path)["Cache-Control"], "no-store")
