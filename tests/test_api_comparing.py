"""Two editions side by side: the page's comparison for programs, links hidden, and never late."""

from practices import workflow
from practices.document.compare import compare
from practices.models import Edition
from tests.api import ApiTestCase
from tests.cast import published
from tests.listed import listed, text
from tests.test_api_editions import EditionTestCase

LONGEST = 32_000  # characters of a text


class CompareTests(EditionTestCase):
    def test_two_editions_differ_as_the_page_says(self):
        answer = self.answer(f"compare/?old={self.code}.1&new={self.code}.2")
        old, new = (Edition.objects.get(number=number).document for number in (1, 2))
        self.assertEqual(answer["changes"], compare(old, new, "en", set()))
        self.assertEqual(answer["changes"][0]["path"], "texts.en.title")
        self.assertEqual((answer["old"]["number"], answer["new"]["number"]), (1, 2))
        self.assertEqual((answer["old"]["is_live"], answer["new"]["is_live"]), (False, True))

    def test_without_a_number_it_is_the_live_edition(self):
        named = self.answer(f"compare/?old={self.code}.1&new={self.code}.2")
        self.assertEqual(self.answer(f"compare/?old={self.code}.1&new={self.code.upper()}"), named)
        self.assertEqual(self.answer(f"compare/?old={self.code}&new={self.code}.2")["changes"], [])

    def test_two_practices_are_compared_as_well(self):
        other = published(self.author, texts={"en": {"title": "Another practice", "summary": "Made up."}})
        answer = self.answer(f"compare/?old={self.code}&new={other.code}&lang=fr")
        self.assertEqual((answer["old"]["code"], answer["new"]["code"]), (self.code, other.code))
        paths = {change["path"] for change in answer["changes"]}
        self.assertLessEqual({"texts.en.title", "themes", "countries"}, paths)

    def test_what_is_not_public_is_compared_with_nothing(self):
        other = published(self.author)
        for old, new, status in (
            ("0000-0000", self.code, 404), (self.code, f"{self.code}.3", 404), (f"{self.code}.9", self.code, 404),
        ):  # fmt: skip
            self.problem(f"compare/?old={old}&new={new}", status)
        workflow.perform("archive", other, by=self.editor, note="A made-up reason.")
        body = self.problem(f"compare/?old={self.code}&new={other.code}", 410)
        self.assertEqual(body["reason"], "A made-up reason.")

    def test_what_cannot_be_read_is_told_of_both_at_once(self):
        for query, expected in (
            ("", {("old", "required"), ("new", "required")}),
            ("old=&new=", {("old", "required"), ("new", "required")}),
            (f"old={self.code}.&new={self.code}.x", {("old", "bad_value"), ("new", "bad_value")}),
            (f"old={self.code}.0&new={self.code}.99999999999", {("old", "bad_value"), ("new", "bad_value")}),
            ("old=" + "x" * 61 + "&new=" + "y" * 3000, {("old", "bad_value"), ("new", "bad_value")}),
        ):
            with self.subTest(query[:40]):
                body = self.problem(f"compare/?{query}", 400)
                self.assertEqual({(one["field"], one["code"]) for one in body["errors"]}, expected)
        body = self.problem(f"compare/?old={self.code}&old={self.code}&new={self.code}", 400)
        self.assertEqual(body["errors"][0]["code"], "repeated_parameter")

    def test_links_to_what_is_hidden_are_in_no_difference(self):
        hidden = published(self.author)
        links = [{"kind": "related", "practice": hidden.code}]
        linking = published(self.author, links=links)
        path = f"compare/?old={self.code}&new={linking.code}"
        self.assertIn(hidden.code, self.ask(path).content.decode())
        workflow.perform("archive", hidden, by=self.editor, note="A made-up reason.")
        self.assertNotIn(hidden.code, self.ask(path).content.decode())

    def test_the_queries_are_few(self):
        self.assertLessEqual(self.cost(f"compare/?old={self.code}.1&new={self.code}.2"), 6)


class LateTests(ApiTestCase):
    def test_texts_too_long_to_be_set_side_by_side_are_shown_whole(self):
        words = [f"{one}{other}" for one in "abcdefghij" for other in "klmnop"]
        fields = ("why", "context", "objectives", "approach", "results", "difficulties", "lessons", "transfer")

        def record(step: int) -> dict:
            prose = " ".join(words[(number * step + number // 7) % len(words)] for number in range(LONGEST // 3))[
                :LONGEST
            ]
            return text("Long", "Made up.", **dict.fromkeys(fields, prose))

        old, new = listed(record(7), record(11))
        answer = self.answer(f"compare/?old={old.code}&new={new.code}")
        self.assertEqual(len(answer["changes"]), len(fields))
        for change in answer["changes"]:
            # What they begin and end with alike apart; word by word it would be thousands, and take seconds.
            self.assertLessEqual(len(change["pieces"]), 4)
            kept = "".join(piece["text"] for piece in change["pieces"] if piece["mark"] != "new")
            self.assertEqual(kept, record(7)["texts"]["en"]["why"])
