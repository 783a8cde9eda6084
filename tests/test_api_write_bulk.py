"""practices.api.writing.bulk: many documents in one request, each with a result of its own, or all or none."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.models import Event, Practice
from tests.example import example_document
from tests.programs import problem
from tests.test_api_write import ODD, WriteTestCase, draft
from tests.test_authorisation import fingerprint

MEMBERS = ["index", "status", "code", "revision", "state", "edition", "type", "detail", "errors"]


class BulkTests(WriteTestCase):
    def results(self, items, query: str = "", who: str = "own", **options) -> list[dict]:
        response = self.program(who).bulk(items, query, **options)
        self.assertEqual(response.status_code, 200, response.content[:500])
        return response.json()["results"]

    def test_each_item_has_a_result_in_its_place(self):
        practice, hidden = self.mine(), self.program("other").create(draft()).json()["code"]
        found = self.results([
            {"document": draft()},
            {"document": draft(), "transition": "submit", "note": "A made-up note."},
            {"document": {"code": practice.code, "themes": ["gamma"]}, "revision": 1},
            {"document": {"code": hidden, "themes": ["gamma"]}, "revision": 1},
            {"document": {"code": "0000-0000"}, "revision": 1},
            {"document": {"code": self.practices["draft"].code, "themes": []}, "revision": 7},
            {"document": {"code": self.practices["draft"].code, "themes": []}},
            {"document": draft(themes=["none"])},
            {"document": draft(citations=[]), "transition": "submit"},
            {"document": {"code": self.practices["submitted"].code}, "revision": 1, "transition": "take"},
            {"document": {"code": self.practices["archived"].code}, "revision": 1, "transition": "submit"},
        ])  # fmt: skip
        self.assertEqual([one["status"] for one in found], [201, 201, 200, 404, 404, 412, 428, 400, 400, 403, 409])
        self.assertEqual([one["index"] for one in found], list(range(11)))
        self.assertTrue(all(list(one) == MEMBERS for one in found))
        self.assertEqual([one["state"] for one in found[:3]], ["draft", "submitted", "draft"])
        self.assertEqual((found[2]["code"], found[2]["revision"]), (practice.code, 2))
        self.assertEqual([one["field"] for one in found[7]["errors"]], ["document.themes.0"])
        self.assertEqual([one["field"] for one in found[8]["errors"]], ["document.citations"])
        self.assertTrue(found[5]["type"].endswith("/problems/changed/"))
        self.assertEqual(
            [{**one, "index": 0, "code": ""} for one in found[3:4]],
            [{**one, "index": 0, "code": ""} for one in found[4:5]],
        )

    def test_an_item_that_is_refused_in_its_second_half_is_undone_in_its_first(self):
        before = fingerprint()
        found = self.results([{"document": draft(citations=[]), "transition": "submit"}])
        self.assertEqual((found[0]["status"], fingerprint()), (400, before))

    def test_all_or_none(self):
        good, bad = {"document": draft()}, {"document": draft(odd=1)}
        before = fingerprint()
        response = self.own.bulk([good, bad, good], "?atomic=1")
        self.assertEqual((problem(response), fingerprint()), ("400 refused items.1.document.odd", before))
        self.assertEqual([one["status"] for one in response.json()["results"]], [424, 400, 424])
        self.assertEqual([one["code"] for one in response.json()["results"]], [None, None, None])
        found = self.results([good, good], "?atomic=1")
        self.assertEqual([one["status"] for one in found], [201, 201])
        self.assertEqual(Practice.objects.filter(code__in=[one["code"] for one in found]).count(), 2)

    def test_the_same_practice_twice_is_stale_the_second_time(self):
        practice = self.mine()
        items = [{"document": {"code": practice.code, "themes": [theme]}, "revision": 1} for theme in ("beta", "gamma")]
        self.assertEqual([one["status"] for one in self.results(items)], [200, 412])

    def test_what_is_never_taken_from_a_body_is_refused_in_items_too(self):
        for name in ODD:
            if name == "revision":
                continue
            found = self.results([{"document": draft(), name: 1}, {"document": draft(**{name: 1})}])
            with self.subTest(name):
                self.assertEqual([one["status"] for one in found], [400, 400])
                self.assertEqual([one["errors"][0]["field"] for one in found], [name, f"document.{name}"])

    def test_items_that_are_none_are_refused_one_by_one(self):
        odd = [None, 1, "x", [], {}, {"document": None}, {"document": []}, {"document": {"code": 1}}, {"document": {"code": []}},
               {"document": {"code": ""}}, {"document": draft(), "revision": "1"}, {"document": draft(), "revision": True},
               {"document": draft(), "revision": 1.5}, {"document": draft(), "transition": 1},
               {"document": draft(), "transition": "edit"}, {"document": draft(), "transition": "odd"},
               {"document": draft(), "note": {}}, {"document": draft(), "note": "x" * 1_001},
               {"document": {"code": self.practices["draft"].code}, "revision": 10**30}]  # fmt: skip
        before = fingerprint()
        for one in self.results(odd):
            with self.subTest(str(odd[one["index"]])[:60]):
                self.assertIn(one["status"], (400, 404, 412))
        self.assertEqual(fingerprint(), before)

    def test_the_list_itself_is_checked(self):
        for body in ({}, {"items": None}, {"items": {}}, {"items": []}, {"items": "x"}):
            self.assertEqual(problem(self.own.send("POST", "bulk/", body)), "400 bad-document items")
        self.assertEqual(problem(self.own.send("POST", "bulk/", {"items": [{}], "odd": 1})), "400 bad-document odd")
        self.assertEqual(problem(self.own.bulk([{}] * 101)), "413 too-large items")
        self.assertEqual(problem(self.own.bulk([{}], "?atomic=yes")), "400 bad-parameter atomic")

    def test_many_transitions_at_once_publish_what_another_wrote(self):
        practices = [self.practices["in_review"], self.mine()]
        items = [
            {"document": {"code": one.code}, "revision": one.revision, "transition": "publish", "note": "Made up."}
            for one in practices
        ]
        found = self.results(items, who="reviewer")
        self.assertEqual([(one["status"], one["edition"]) for one in found], [(200, 1), (404, None)])

    def test_a_hundred_at_once_ask_the_database_few_times_each(self):
        items = [{"document": example_document(staff=None), "transition": "submit"} for _number in range(100)]
        for bad, most in ((0, 1_000), (1, 2_000)):
            sent = items[bad:] + [{"document": draft(citations=[]), "transition": "submit"}] * bad
            before = Event.objects.count()
            with CaptureQueriesContext(connection) as queries:
                found = self.results(sent)
            self.assertEqual([one["status"] for one in found], [201] * (100 - bad) + [400] * bad)
            self.assertEqual(Event.objects.count(), before + 2 * (100 - bad))
            self.assertLess(len(queries), most)

    def test_good_items_are_the_same_in_one_go_and_one_by_one(self):
        def told(more: list) -> list[dict]:
            practice, waiting = self.mine(), self.mine()
            items = [
                {"document": draft(), "transition": "submit"}, {"document": draft()},
                {"document": {"code": practice.code.upper(), "themes": ["gamma"]}, "revision": 1, "transition": "submit"},
                {"document": {"code": waiting.code}, "revision": 1},
            ]  # fmt: skip
            return [one | {"code": None} for one in self.results(items + more)][:4]

        self.assertEqual(told([]), told([{"document": {}, "odd": 1}]))
