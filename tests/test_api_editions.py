"""Editions of a practice: the list, each as it was published, and never who did it."""

import json

from practices import workflow
from practices.models import Edition
from practices.vocabulary import Channel
from tests.api import ApiTestCase
from tests.cast import bring_to, published
from tests.example import example_document


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
