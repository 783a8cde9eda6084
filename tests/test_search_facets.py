"""Counts, totals and choices of practices.search against plain SQL, for thousands of random searches."""

import random

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices import merging, publishing, search
from practices.models import Term
from practices.search.asked import Asked
from practices.search.facets import BY_KEY
from practices.vocabulary import Acceptance, Channel, CountryRole, Language, Modality, TermKind
from tests import oracle
from tests.listed import SearchTestCase, is_public, listed, publish_anew, text
from tests.trees import COUNTRIES, ORGANISATIONS, THEMES, make_trees

EXAMPLES = 1_600
EXAMPLES_WITH_TEXT = 700
RECORDS = 220
ORDINARY = settings(derandomize=True, suppress_health_check=list(HealthCheck))


CODES = {
    "type": ("exchange_visit", "school", "treaty", "twinning", "other"),
    "theme": THEMES[:-1],
    "country": COUNTRIES,
    "role": tuple(CountryRole.values),
    "region": ("r-one", "r-two", "s-one", "s-two", "i-one"),
    "group": ("union", "least"),
    "modality": tuple(Modality.values),
    "beneficiary": ("officials", "workers"),
    "gcm": ("1", "23"),
    "sdg": ("8", "10", "8.7", "8.8", "10.7", "10.c"),
    "organisation": ORGANISATIONS[:3],
    "mechanism": ("process_one", "process_two"),
    "instrument": ("C0", "C00"),
    "scope": ("regional", "bilateral"),
    "period": tuple(str(year) for year in range(1990, timezone.localdate().year + 1, 5)),
    "evidence": ("E0", "E1", "E2"),
    "language": tuple(Language.values),
}
WORDS = "exchange training remittances housing recruitment return skills border health school visit city".split()  # noqa: SIM905


class Skewed:
    """Draws as records are: a few values in most of them, most values in a few."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def one(self, values: tuple[str, ...]) -> str:
        """The first ones most often."""
        return values[min(int(self.random.expovariate(3 / len(values))), len(values) - 1)]

    def some(self, values: tuple[str, ...], most: int) -> list[str]:
        """None to so many different ones."""
        return list(dict.fromkeys(self.one(values) for _ in range(self.random.randint(0, most))))

    def period(self) -> dict:
        """Years of all sorts: neither, either, both."""
        start = self.random.choice([None, self.random.randint(1990, 2026)])
        end = self.random.choice([None, None, (start or 1995) + self.random.randint(0, 12)])
        return {"start": start, "end": end}

    def document(self) -> dict:
        """One made-up record."""
        roles = tuple(CountryRole.values)
        words = " ".join(self.one(tuple(WORDS)) for _ in range(8))
        languages = ["en", *self.some(tuple(Language.values), 2)]
        return {
            "texts": {
                language: {
                    "title": f"A made-up {words[:40]}", "summary": f"{self.one(tuple(WORDS))} {words}",
                    "origin": "original" if language == "en" else "human",
                }
                for language in languages
            },
            "type": self.one(CODES["type"]),
            "modality": self.one(CODES["modality"]),
            "scope": self.random.choice(["", *CODES["scope"]]),
            "evidence_level": self.random.choice(["", *CODES["evidence"]]),
            "themes": self.some(THEMES, 4),
            "gcm_objectives": self.some(CODES["gcm"], 2),
            "sdgs": self.some(("8", "10"), 1),
            "sdg_targets": self.some(("8.7", "8.8", "10.7", "10.c"), 2),
            "beneficiary_groups": self.some(CODES["beneficiary"], 2),
            "instruments": self.some(CODES["instrument"], 2),
            "mechanisms": self.some(CODES["mechanism"], 1),
            "countries": [
                {"country": country, "role": role}
                for country in self.some(COUNTRIES, 5)
                for role in {self.one(roles), self.one(roles)}
            ],
            "organisations": [{"organisation": code, "role": "lead"} for code in self.some(ORGANISATIONS, 3)],
            "period": self.period(),
        }  # fmt: skip


chosen_values = st.lists(st.sampled_from(sorted(CODES)), max_size=6, unique=True).flatmap(
    lambda facets: st.fixed_dictionaries(
        {
            facet: st.lists(st.sampled_from(CODES[facet]), min_size=1, max_size=4, unique=True).map(tuple)
            for facet in facets
        }
    )
)
years = st.none() | st.integers(1985, 2035)
texts = st.lists(st.sampled_from([*WORDS, "OR", "-housing", '"made up"', "trai*", "remitances", "Country XC", "alpha"]),
                 min_size=1, max_size=4).map(" ".join)  # fmt: skip


class OracleTests(SearchTestCase):
    """Two hundred records, any search."""

    @classmethod
    def setUpTestData(cls):
        make_trees()
        drawn = Skewed(20)
        cls.practices = listed(*(drawn.document() for _ in range(RECORDS)))

    def setUp(self):
        oracle.prepare()

    def compare(self, asked: Asked, hits: list[int] | None = None) -> None:
        """Total, records and every count of one search are those of the oracle."""
        results = search.run(asked, "en")
        found, counts = oracle.answer(asked.chosen, asked.since, asked.until, hits)
        keys = results.keys(0, results.total + 1)
        self.assertEqual((results.total, len(keys), set(keys)), (len(found), len(found), found), asked)
        for facet in BY_KEY:
            self.assertEqual(results.counts(facet), counts.get(facet, {}), (asked, facet))

    def test_the_records_have_every_value_and_none_has_all(self):
        results = search.run(Asked(), "en")
        for facet, codes in CODES.items():
            counts = results.counts(facet)
            with self.subTest(facet):
                self.assertEqual(set(codes) - set(counts), set())
                self.assertLess(min(counts.values()), RECORDS)
                self.assertGreater(max(counts.values()), min(counts.values()))

    def test_without_a_choice_everything_is_counted(self):
        self.compare(Asked())

    @given(chosen=chosen_values, since=years, until=years)
    @settings(ORDINARY, max_examples=EXAMPLES)
    def test_any_choice_counts_as_plain_sql_does(self, chosen, since, until):
        self.compare(Asked("", chosen, since, until))

    @given(words=texts, chosen=chosen_values, since=years, until=years)
    @settings(ORDINARY, max_examples=EXAMPLES_WITH_TEXT)
    def test_any_choice_among_what_a_text_finds_counts_as_plain_sql_does(self, words, chosen, since, until):
        alone = search.run(Asked(words), "en")
        self.compare(Asked(words, chosen, since, until), alone.keys(0, RECORDS))

    def test_counts_follow_changes_and_removals(self):
        drawn = Skewed(21)
        for _round in range(6):
            public = [practice for practice in self.practices if is_public(practice)]
            publishing.archive(public[0], "Made up.")
            publish_anew(public[1], **drawn.document())
            listed(*(drawn.document() for _ in range(3)))
            oracle.prepare()
            for chosen in ({}, {"theme": ("alpha",)}, {"country": ("XA", "XB"), "role": ("origin", "provider")}):
                self.compare(Asked("", chosen))

    def test_counts_follow_a_merge_and_a_new_broader_term_at_once(self):
        gamma, beta = (Term.objects.get(kind=TermKind.THEME, code=code) for code in ("gamma", "beta"))
        merging.merge(gamma, beta, by=None, channel=Channel.COMMAND)
        Term.objects.filter(code="beta").update(parent=Term.objects.get(code="alpha"))
        oracle.prepare()
        self.compare(Asked())
        self.compare(Asked("", {"theme": ("beta",)}))
        self.assertNotIn("gamma", search.run(Asked(), "en").counts("theme"))

    def test_a_broader_term_that_is_only_proposed_counts_for_nobody(self):
        Term.objects.filter(kind=TermKind.THEME, code="alpha_one").update(acceptance=Acceptance.PROPOSED)
        oracle.prepare()
        self.compare(Asked())
        self.compare(Asked("", {"theme": ("alpha",)}))

    def test_a_merged_theme_counts_as_the_new_one_before_its_listings_are_made_again(self):
        gamma = Term.objects.get(kind=TermKind.THEME, code="gamma")
        gamma.replaced_by, gamma.acceptance = (
            Term.objects.get(kind=TermKind.THEME, code="alpha_two"),
            Acceptance.RETIRED,
        )
        gamma.save()
        oracle.prepare()
        for chosen in ({}, {"theme": ("alpha",)}, {"theme": ("alpha_two",), "country": ("XA",)}):
            self.compare(Asked("", chosen))


class MeaningOfChoicesTests(SearchTestCase):
    """What choosing a value means, one sentence at a time."""

    @classmethod
    def setUpTestData(cls):
        make_trees()
        cls.have(
            gave=record(
                [("XA", "provider"), ("XB", "beneficiary")], themes=["alpha"], period={"start": 2010, "end": 2014}
            ),
            took=record([("XA", "beneficiary"), ("XC", "provider")], themes=["beta"], period={"start": 2013}),
            deep=record([("XB", "provider")], themes=["alpha_one_deep"], sdg_targets=["10.c"], period={"end": 2001}),
            none=record([], themes=[]),
        )

    def choice(self, **chosen) -> set[str]:
        """The names of the records that these choices find."""
        return set(self.found(chosen={facet: tuple(codes.split()) for facet, codes in chosen.items()}))

    def test_any_value_of_a_facet_will_do(self):
        self.assertEqual(self.choice(theme="alpha beta"), {"gave", "took", "deep"})

    def test_all_facets_must_hold(self):
        self.assertEqual(self.choice(theme="alpha", country="XA"), {"gave"})

    def test_country_and_role_hold_for_the_same_row(self):
        self.assertEqual(self.choice(country="XA"), {"gave", "took"})
        self.assertEqual(self.choice(country="XA", role="provider"), {"gave"})
        self.assertEqual(self.choice(country="XA XB", role="provider"), {"gave", "deep"})
        self.assertEqual(self.choice(role="provider"), {"gave", "took", "deep"})

    def test_countries_are_counted_in_the_chosen_roles_and_roles_for_the_chosen_countries(self):
        results = self.run_search(chosen={"role": ("provider",)})
        self.assertEqual(results.counts("country"), {"XA": 1, "XC": 1, "XB": 1})
        results = self.run_search(chosen={"country": ("XA",)})
        self.assertEqual(results.counts("role"), {"provider": 1, "beneficiary": 1})
        results = self.run_search(chosen={"country": ("XA",), "role": ("provider",)})
        self.assertEqual(results.counts("role"), {"provider": 1, "beneficiary": 1})
        self.assertEqual(results.counts("country"), {"XA": 1, "XC": 1, "XB": 1})

    def test_broader_values_include_narrower_ones(self):
        self.assertEqual(self.choice(theme="alpha"), {"gave", "deep"})
        self.assertEqual(self.choice(theme="alpha_one"), {"deep"})
        self.assertEqual(self.choice(sdg="10"), {"deep"})
        self.assertEqual(self.choice(region="r-one"), {"gave", "took", "deep"})

    def test_a_practice_belongs_to_every_span_in_which_it_ran(self):
        for span, names in (
            ("2010", {"gave", "took"}),
            ("2015", {"took"}),
            ("2020", {"took"}),
            ("2000", {"deep"}),
            ("1995", set()),
        ):
            with self.subTest(span):
                self.assertEqual(self.choice(period=span), names)

    def test_years_are_those_in_which_a_practice_ran(self):
        for since, until, names in (
            (None, 2009, {"deep"}), (2014, 2014, {"gave", "took"}), (2015, None, {"took"}), (2001, 2001, {"deep"}),
            (2002, 2009, set()), (None, 2200, {"gave", "took", "deep"}), (1800, None, {"gave", "took", "deep"}),
        ):  # fmt: skip
            with self.subTest(since=since, until=until):
                self.assertEqual(set(self.found(since=since, until=until)), names)

    def test_years_and_spans_must_both_hold_and_spans_count_within_the_years(self):
        results = self.run_search(chosen={"period": ("2010",)}, since=2015)
        self.assertEqual(self.names_of(results.keys(0, 9)), ["took"])
        self.assertNotIn("2000", results.counts("period"))
        self.assertEqual(self.run_search(chosen={"period": ("2010",)}).counts("period")["2000"], 1)

    def test_a_value_that_nobody_has_finds_nothing_and_a_broken_choice_fails_nothing(self):
        self.assertEqual(self.choice(theme="gamma"), set())
        self.assertEqual(self.choice(theme="no_such_theme", country="ZZ"), set())


class PanelTests(SearchTestCase):
    """How counts are shown: labelled, sorted, nested."""

    @classmethod
    def setUpTestData(cls):
        make_trees()
        Term.objects.filter(kind=TermKind.THEME, code="alpha").update(label_fr="Alpha inventé")
        cls.have(
            one=record(
                [("XA", "provider"), ("XB", "provider")], themes=["alpha_one_deep", "beta"], period={"start": 2011}
            ),
            two=record([("XB", "provider")], themes=["alpha"], period={"start": 2011, "end": 2012}),
        )

    def panel(self, facet: str, language: str = "en", **chosen) -> dict:
        results = self.run_search(language=language, chosen=chosen)
        return next(panel for panel in results.panels() if panel["facet"].key == facet)

    def codes(self, rows: list[dict]) -> list:
        return [(row["code"], row["count"], self.codes(row["children"])) for row in rows]

    def test_narrower_values_stand_below_broader_ones(self):
        rows = self.panel("theme")["values"]
        self.assertEqual(
            self.codes(rows), [("alpha", 2, [("alpha_one", 1, [("alpha_one_deep", 1, [])])]), ("beta", 1, [])]
        )
        regions = self.panel("region")["values"]
        self.assertEqual(self.codes(regions), [("r-one", 2, [("s-one", 2, [("i-one", 2, [])])])])

    def test_what_is_only_proposed_has_nothing_below_it(self):
        Term.objects.filter(kind=TermKind.THEME, code="alpha_one").update(acceptance=Acceptance.PROPOSED)
        rows = self.codes(self.panel("theme")["values"])
        self.assertEqual(rows, [("alpha", 1, []), ("alpha_one_deep", 1, []), ("beta", 1, [])])

    def test_branches_with_a_chosen_value_are_open(self):
        rows = self.panel("theme", theme=("alpha_one_deep",))["values"]
        alpha = next(row for row in rows if row["code"] == "alpha")
        self.assertTrue(alpha["is_open"])
        self.assertTrue(alpha["children"][0]["is_open"])
        self.assertTrue(alpha["children"][0]["children"][0]["is_chosen"])
        self.assertFalse(next(row for row in rows if row["code"] == "beta")["is_open"])

    def test_frequent_values_come_first_and_spans_run_backwards(self):
        self.assertEqual([row["code"] for row in self.panel("country")["values"]], ["XB", "XA"])
        spans = [int(row["code"]) for row in self.panel("period")["values"]]
        self.assertEqual(spans, sorted(spans, reverse=True))

    def test_labels_are_in_the_readers_language_and_say_which(self):
        row = self.panel("theme", "fr")["values"][0]
        self.assertEqual((row["label"], row["language"]), ("Alpha inventé", "fr"))
        row = self.panel("theme", "es")["values"][0]
        self.assertEqual(row["language"], "en")

    def test_the_panels_that_are_wanted_are_as_among_all(self):
        results = self.run_search()
        wanted = [panel for panel in results.panels() if panel["facet"].key in ("theme", "region")]
        self.assertEqual(results.panels(("region", "theme")), wanted)
        self.assertEqual([panel["facet"].key for panel in wanted], ["theme", "region"])

    def test_what_was_looked_up_of_a_value_is_as_it_was_when_it_is_shown_again(self):
        results = self.run_search(chosen={"theme": ("alpha_one_deep",)})
        first = results.panels()
        first[0]["values"][0]["count"] = 99  # a page may do with its rows what it likes
        self.assertEqual(self.run_search(chosen={"theme": ("beta",)}).values, results.values)
        self.assertEqual(results.panels()[1:], first[1:])
        self.assertNotEqual(results.panels()[0]["values"][0]["count"], 99)

    def test_a_chosen_value_that_finds_nothing_is_still_shown(self):
        row = next(row for row in self.panel("theme", theme=("gamma",))["values"] if row["code"] == "gamma")
        self.assertEqual((row["count"], row["is_chosen"]), (0, True))

    def test_each_chip_is_the_search_without_its_value(self):
        results = self.run_search(chosen={"theme": ("alpha", "beta"), "country": ("XA",)}, since=2000)
        chips = {(chip["facet"].key, chip["value"]["code"]): chip["without"] for chip in results.chips()}
        self.assertEqual(chips["theme", "alpha"].chosen, {"theme": ("beta",), "country": ("XA",)})
        self.assertEqual(chips["country", "XA"].chosen, {"theme": ("alpha", "beta")})
        self.assertEqual((chips["period", ""].since, chips["period", ""].chosen), (None, results.asked.chosen))


def record(countries: list[tuple[str, str]], **changes) -> dict:
    """A record with these rows of countries."""
    rows = [{"country": country, "role": role} for country, role in countries]
    return {**text("A made-up record", "Nothing much."), "countries": rows, **changes}
