"""Pages by number and by cursor: what they hold, where they end, and what happens meanwhile."""

import re
from urllib.parse import parse_qs, urlsplit

from django.test import TestCase

from practices import publishing, workflow
from practices.api import paging
from practices.models import Listing, Practice
from tests.api import API, ApiTestCase
from tests.cast import bring_to, published
from tests.factories import make_practice, snapshot_document
from tests.listed import listed


class PageTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.made = [practice.code for practice in listed(*[{} for _ in range(23)])]

    def walk(self, path: str, name: str) -> list[list[str]]:
        """The codes of every page, from the first, by the addresses the answers give."""
        pages = []
        while path:
            answer = self.answer(path)
            pages.append([one["code"] for one in answer["results"]])
            following = answer["next"]
            path = following.partition(API)[2] if following else ""
            self.assertLess(len(pages), 50)
            if following:
                self.assertIn(name, parse_qs(urlsplit(following).query))
        return pages

    def test_pages_by_number_hold_all_once_in_order(self):
        whole = self.codes("practices/?page_size=100")
        self.assertEqual(sorted(whole), sorted(self.made))
        pages = self.walk("practices/?page_size=5&sort=updated&lang=fr", "page")
        self.assertEqual([len(page) for page in pages], [5, 5, 5, 5, 3])
        self.assertEqual([code for page in pages for code in page], self.codes("practices/?page_size=100&sort=updated"))

    def test_the_page_before_is_known_as_well(self):
        answer = self.answer("practices/?page=2&page_size=20")
        self.assertIsNone(answer["next"])
        before = self.answer(answer["previous"].partition(API)[2])
        self.assertEqual((before["previous"], len(before["results"])), (None, 20))

    def test_twenty_stand_on_a_page_unless_told_otherwise(self):
        self.assertEqual(len(self.codes("practices/")), 20)

    def test_a_page_beyond_the_last_is_unknown(self):
        body = self.problem("practices/?page=3", 404)
        self.assertIn("2", body["detail"])
        self.problem("practices/?page=10000", 404)
        self.assertEqual(self.answer("practices/?q=nothinglikeit")["results"], [])
        self.problem("practices/?q=nothinglikeit&page=2", 404)

    def test_numbers_out_of_range_are_refused(self):
        for name, most in (("page", 10_000), ("page_size", 100)):
            for value in ("0", "-1", str(most + 1), "1.5", "", "x", "٣", "1" * 400, "1e2", " 1"):
                with self.subTest(name=name, value=value):
                    body = self.problem(f"practices/?{name}={value}", 400)
                    code = "out_of_range" if re.fullmatch("-?[0-9]+", value) else "not_a_number"
                    self.assertEqual([(one["field"], one["code"]) for one in body["errors"]], [(name, code)])
        self.assertEqual(len(self.codes("practices/?page_size=100")), 23)

    def test_a_walk_by_cursor_meets_all_once(self):
        pages = self.walk("practices/?page_size=5&cursor=*", "cursor")
        self.assertEqual([len(page) for page in pages], [5, 5, 5, 5, 3])
        self.assertEqual(sorted(code for page in pages for code in page), sorted(self.made))

    def test_a_cursor_keeps_the_filters(self):
        listed({"type": "school"})
        self.assertEqual(len([*self.walk("practices/?type=other&page_size=10&cursor=*", "cursor")][-1]), 3)

    def test_a_cursor_goes_with_no_page_and_no_order(self):
        for other in ("page=2", "sort=title"):
            body = self.problem(f"practices/?cursor=*&{other}", 400)
            self.assertEqual([(one["field"], one["code"]) for one in body["errors"]],
                             [(other.partition("=")[0], "not_together")])  # fmt: skip

    def test_a_cursor_that_cannot_be_read_is_unknown(self):
        good = parse_qs(urlsplit(self.answer("practices/?cursor=*&page_size=5")["next"]).query)["cursor"][0]
        for cursor in ("", "x", "**", good[:-2], good + "A", good[::-1], "é", "A" * 5000, "'%20OR%201", "%F0%9F%8C%8D"):
            with self.subTest(cursor=cursor[:20]):
                self.problem(f"practices/?cursor={cursor}", 404)

    def test_nothing_is_missed_while_records_come_go_and_change(self):
        by_code = {practice.code: practice for practice in Practice.objects.all()}
        # The oldest key of all, which is public last.
        waiting = make_practice(self.author, **snapshot_document())
        path, met, archived, late, changed = "practices/?page_size=4&cursor=*", [], set(), [], ""
        while path:
            answer = self.answer(path)
            met += [one["code"] for one in answer["results"]]
            path = answer["next"].partition(API)[2] if answer["next"] else ""
            if len(late) < 4:
                late.append(published(self.author).code)
            if len(archived) < 3:
                code = next(code for code in self.made if code not in {*met, *archived})
                workflow.perform("archive", by_code[code], by=self.editor, note="A made-up reason.")
                archived.add(code)
            if not changed:
                changed = met[0]
                Listing.objects.filter(code=changed).update(cards={})
                publishing.refresh([by_code[changed]])
                late.append(bring_to(waiting, "submit", "take", "publish").code)
        self.assertLessEqual(({*self.made} - archived) | {*late}, set(met))
        self.assertFalse(archived & set(met))
        self.assertEqual([code for code in set(met) if met.count(code) > 1], [changed])

    def test_all_lists_have_pages(self):
        for path in ("countries/", "terms/", "organisations/", "mechanisms/"):
            with self.subTest(path):
                total = self.answer(path)["count"]
                codes = [one for page in self.walk(f"{path}?page_size=2", "page") for one in page]
                self.assertEqual(len(codes), total)
                self.problem(f"{path}?page_size=101", 400)
                self.problem(f"{path}?page=9999", 404)
                self.problem(f"{path}?cursor=*", 400)


class CursorTests(TestCase):
    def test_a_cursor_says_nothing_of_keys_that_can_be_made_up(self):
        written = paging._written((12, 7))
        self.assertEqual(paging._read(written), (12, 7))
        self.assertEqual(paging._read("*"), (-1, -1))
