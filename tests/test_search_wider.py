"""practices.search.wider: from a search that finds nothing to the nearest ones that find something."""

from practices import search
from tests.listed import SearchTestCase, text
from tests.trees import make_trees


class WiderTests(SearchTestCase):
    """From nothing to something."""

    @classmethod
    def setUpTestData(cls):
        make_trees()
        cls.have(
            alpha=text("Housing of newcomers", "In a city.") | {
                "themes": ["alpha_one"], "countries": [{"country": "XA", "role": "provider"}], "period": {"start": 2010, "end": 2012},
            },
            beta=text("Work of newcomers", "In a village.") | {
                "themes": ["beta"], "countries": [{"country": "XB", "role": "donor"}], "period": {"start": 2015, "end": 2016},
            },
        )  # fmt: skip

    def steps(self, typed: str = "", **asked) -> list[search.Wider]:
        results = self.run_search(typed, **asked)
        self.assertEqual(results.total, 0)
        return search.wider(results)

    def test_every_way_on_finds_more_and_just_as_many_as_it_says(self):
        for typed, asked in (
            ("", {"chosen": {"theme": ("alpha_two",), "country": ("XA",)}}),
            ("", {"chosen": {"theme": ("alpha_one",), "country": ("XC",)}, "since": 2000, "until": 2001}),
            ("", {"chosen": {"country": ("XA",), "role": ("donor",)}}),
            ("", {"chosen": {"period": ("1990",)}}),
            ("", {"chosen": {"region": ("s-two",)}}),
            ("", {"since": 1990, "until": 1991}),
            ("housing", {"chosen": {"theme": ("beta",)}}),
            ("housing work", {"chosen": {"theme": ("gamma",)}}),
            ('"housing newcomers" -city', {}),
            ("newcomers -newcomers", {}),
            ("zzyzx", {"chosen": {"theme": ("beta",)}}),
            ("zzyzx", {}),
            ("", {"chosen": {"theme": ("no_such",)}}),
        ):
            with self.subTest(typed, **asked):
                steps = self.steps(typed, **asked)
                self.assertLessEqual(len(steps), 6)
                for step in steps:
                    self.assertGreater(step.total, 0)
                    self.assertEqual(search.run(step.asked, "en").total, step.total)
                self.assertEqual(len({step.asked.key for step in steps}), len(steps))

    def test_there_is_a_way_on_from_every_choice_that_finds_nothing(self):
        for asked in (
            {"chosen": {"theme": ("alpha_two",)}},
            {"chosen": {"region": ("s-two",)}},
            {"since": 1990, "until": 1991},
        ):
            with self.subTest(**asked):
                self.assertTrue(self.steps(**asked))

    def test_a_broader_theme_or_region_is_offered_in_the_place_of_a_narrow_one(self):
        becomes = {(step.value["code"], step.becomes["code"]) for step in
                   self.steps(chosen={"theme": ("alpha_two",), "region": ("s-two",)}) if step.becomes}  # fmt: skip
        self.assertEqual(becomes, set())  # neither alone is enough: both are too narrow
        becomes = {step.becomes["code"] for step in self.steps(chosen={"theme": ("alpha_two",)}) if step.becomes}
        self.assertEqual(becomes, {"alpha"})
        becomes = {step.becomes["code"] for step in self.steps(chosen={"country": ("XC",)}) if step.becomes}
        self.assertEqual(becomes, {"s-one", "r-one"})

    def test_strict_signs_are_given_up_and_words_tried_by_themselves(self):
        words = {step.words for step in self.steps('"housing newcomers" zzyzx')}
        self.assertIn("housing newcomers", words)  # without the word nobody has written
        words = {step.words for step in self.steps("zzyzx xylophonic housing abracadabra simsalabim")}
        self.assertIn("housing", words)

    def test_from_a_text_within_a_choice_the_text_is_asked_everywhere(self):
        steps = self.steps("housing", chosen={"theme": ("beta",)})
        self.assertIn(("housing", {}), [(step.asked.text, step.asked.chosen) for step in steps])

    def test_from_a_text_that_nobody_wrote_there_is_no_way_on(self):
        self.assertEqual(self.steps("zzyzx"), [])
