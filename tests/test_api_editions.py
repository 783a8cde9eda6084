"""Editions of a practice: the list, each as it was published, and never who did it."""

import json

from django.db import connection

from practices import workflow
from practices.document import digest
from practices.models import Edition, Standing
from practices.vocabulary import Channel
from tests.api import ApiTestCase
from tests.cast import bring_to, published
from tests.example import example_document
from tests.factories import make_practice


class EditionTestCase(ApiTestCase):
    """A practice with two editions and a change that waits."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.practice = published(cls.author, **example_document())
        cls.edit(cls.practice, title="The second title")
        bring_to(cls.practice, "submit", "take")
        workflow.perform("publish", cls.practice, by=cls.editor, note="A made-up change.")
        cls.edit(cls.practice, title="Waiting title")
        cls.code = cls.practice.code

    @classmethod
    def edit(cls, practice, **texts) -> None:
        english = {**example_document()["texts"]["en"], **texts}
        workflow.load_many([{"code": practice.code, "texts": {"en": english}}], by=cls.author, channel=Channel.ADMIN)
        practice.refresh_from_db()


class EditionTests(EditionTestCase):
    def test_the_list_tells_of_each_edition_the_newest_first(self):
        answer = self.answer(f"practices/{self.code}/editions/")
        self.assertEqual(answer["count"], 2)
        second, first = answer["results"]
        self.assertEqual((second["number"], second["is_live"], first["is_live"]), (2, True, False))
        stored = Edition.objects.get(practice=self.practice, number=2)
        self.assertEqual((second["digest"], second["schema"]), (stored.digest, stored.schema))
        self.assertEqual(second["change_note"], stored.change_note)
        self.assertEqual((second["redacted"], first["compare_url"]), (None, None))
        for address in (second["api_url"], second["compare_url"]):
            self.assertEqual(self.ask(address.partition("/api/v1/")[2]).status_code, 200)
        self.assertEqual(len(self.answer(f"practices/{self.code}/editions/?page_size=1&page=2")["results"]), 1)

    def test_each_edition_stays_as_it_was_published(self):
        for number, title in ((1, "A made-up exchange of officials"), (2, "The second title")):
            answer = self.answer(f"practices/{self.code}/editions/{number}/")
            with self.subTest(number):
                self.assertEqual((answer["title"]["text"], answer["edition"]), (title, number))
                self.assertEqual(answer["document"]["texts"]["en"]["title"], title)
                self.assertEqual(answer["document"], Edition.objects.get(number=number).document)
                self.assertEqual(answer["is_live"], number == 2)

    def test_the_live_edition_is_the_record(self):
        record = self.answer(f"practices/{self.code}/")
        edition = self.answer(f"practices/{self.code}/editions/2/")
        names = set(record) - {"id", "api_url"}
        self.assertEqual({name: record[name] for name in names}, {name: edition[name] for name in names})
        self.assertEqual(
            (record["id"] + "/editions/2", record["api_url"] + "editions/2/"), (edition["id"], edition["api_url"])
        )

    def test_nobody_is_named_and_nothing_that_waits_is_shown(self):
        for path in ("editions/", "editions/1/", "editions/2/", "editions/2.jsonld", "editions.json"):
            content = json.dumps(self.answer(f"practices/{self.code}/{path}"))
            with self.subTest(path):
                self.assertNotIn("Waiting title", content)
                for person in (self.author, self.editor, self.reviewer):
                    self.assertNotIn(person.email, content)
                    self.assertNotIn(person.first_name, content)

    def test_the_digest_is_of_what_is_given_and_confirms_no_guess_at_a_hidden_link(self):
        hidden, public = make_practice(self.author), published(self.author)
        links = [{"practice": one.code, "kind": "adapts"} for one in (public, hidden)]
        code = published(self.author, **example_document(links=links)).code
        answer = self.answer(f"practices/{code}/editions/1/")
        self.assertEqual([link["practice"] for link in answer["document"]["links"]], [public.code])
        found = {
            answer["digest"],
            self.answer(f"practices/{code}/editions/")["results"][0]["digest"],
            *(self.answer(f"compare/?old={code}&new={self.code}")[side]["digest"] for side in ("old",)),
        }
        self.assertEqual(found, {digest(answer["document"])})
        guess = answer["document"] | {"links": Edition.objects.get(practice__code=code).document["links"]}
        self.assertNotIn(digest(guess), found)

    def test_an_edition_as_linked_data(self):
        answer = self.answer(f"practices/{self.code}/editions/1.jsonld")
        self.assertEqual(answer["version"], "1")
        self.assertEqual(self.ask(f"practices/{self.code}/editions/1/", accept="application/ld+json")["Content-Type"],
                         "application/ld+json")  # fmt: skip

    def test_what_is_no_edition_is_unknown(self):
        for number in ("0", "3", "01x", "-1", "2147483648", "9" * 40, "١", "1.5", "latest", "%20"):
            with self.subTest(number):
                self.problem(f"practices/{self.code}/editions/{number}/", 404)
        self.assertEqual(self.ask(f"practices/{self.code}/editions/1.csv").status_code, 404)

    def test_queries_do_not_grow_with_editions(self):
        few = [self.cost(f"practices/{self.code}/editions{path}") for path in ("/", "/1/", "/2/")]
        for number in range(5):
            self.edit(self.practice, title=f"Another title {number}")
            bring_to(self.practice, "submit", "take", "publish")
        many = [self.cost(f"practices/{self.code}/editions{path}") for path in ("/", "/1/", "/7/")]
        self.assertEqual(few, many)
        self.assertLessEqual(max(many), 6)


class DamagedTests(ApiTestCase):
    """What somebody has spoilt in the database takes no other record down, and is no fault of the request."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.good, cls.bad = published(cls.author), published(cls.author)

    def damage(self, document: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('registry.redaction', 'on', true)")
            Edition.objects.filter(practice=self.bad).update(document=document)
            cursor.execute("SELECT set_config('registry.redaction', '', true)")

    def test_a_damaged_document_leaves_what_is_known_beside_it(self):
        for document in ({"schema": 1}, {}, [], "x", 7, {"schema": 1, "texts": 7, "links": 3}):
            self.damage(document)
            with self.subTest(document), self.assertLogs("practices.api.records", "ERROR"):
                record = self.answer(f"practices/{self.bad.code}/")
                self.assertEqual((record["code"], record["sections"]), (self.bad.code, None))
                self.assertTrue(record["title"]["text"])
                edition = self.answer(f"practices/{self.bad.code}/editions/1/")
                self.assertEqual((edition["document"], edition["digest"], edition["is_live"]), (None, None, True))
                self.assertIsNone(self.answer(f"practices/{self.bad.code}/editions/")["results"][0]["digest"])
                self.assertEqual(len(self.answer("practices/?fields=document,grade")["results"]), 2)
                self.assertEqual(len(self.answer("practices.jsonld")["@graph"]), 1)

    def test_where_only_the_whole_is_an_answer_it_comes_later(self):
        self.damage({"schema": 1})
        good, bad = self.good.code, self.bad.code
        for path in (f"practices/{bad}.jsonld", f"practices/{bad}/editions/1.jsonld", f"compare/?old={bad}&new={good}"):
            with self.subTest(path), self.assertLogs("practices.api", "ERROR"):
                response = self.ask(path)
                self.whole_problem(response, 503)
                self.assertEqual(response["Retry-After"], "3600")

    def test_damaged_reasons_of_a_grade_take_nothing_down(self):
        for reasons in (
            3,
            [],
            "x",
            {"reused_by": 3},
            {"criteria": 5},
            {"reasons": 1},
            {"given": "never"},
            {"rubric": []},
        ):
            Standing.objects.filter(practice=self.bad).update(grade="good", grade_reasons=reasons)
            with self.subTest(reasons):
                for path in ("practices/?fields=grade", "practices.jsonld", f"practices/{self.bad.code}.jsonld"):
                    self.answer(path)
                self.assertEqual(self.answer(f"practices/{self.bad.code}/")["grade"]["code"], "good")
                self.assertEqual(self.client.get(f"/en/practices/{self.bad.code}/").status_code, 200)
