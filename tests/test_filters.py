"""practices.filters: every parameter of the search is checked; what is wrong is named and left out, the rest is used."""

from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices.filters import MOST_CHOSEN, MOST_NAMED, PracticeFilterSet, parameters
from practices.models import Listing, Organisation, Term
from practices.models.fields import FIRST_YEAR, LAST_YEAR
from practices.search.asked import Asked, Sort
from practices.search.facets import BY_KEY
from practices.search.query import LONGEST_TEXT
from practices.text import clean
from practices.vocabulary import Acceptance, CountryRole, Language, Modality, TermKind
from tests.listed import SearchTestCase, listed, text
from tests.trees import COUNTRIES, make_trees

CODES = {
    "type": ("other", "school"), "theme": ("alpha", "alpha_one", "beta"), "country": COUNTRIES, "role": tuple(CountryRole.values),
    "region": ("r-one", "s-one"), "group": ("union", "least"), "modality": tuple(Modality.values),
    "beneficiary": ("officials", "workers"), "gcm": ("1", "23"), "sdg": ("8", "10", "10.7", "10.c"),
    "organisation": ("0000-0012", "0000-0025"), "mechanism": ("process_one",), "instrument": ("C0",), "scope": ("regional",),
    "period": ("1990", "2015"), "evidence": ("E0", "E1"), "language": tuple(Language.values),
}  # fmt: skip
years = st.none() | st.integers(FIRST_YEAR, LAST_YEAR)
asked_searches = st.builds(
    lambda words, chosen, pair, sort: Asked(words, chosen, *pair, sort),
    st.text(max_size=60).map(clean),
    st.fixed_dictionaries(
        {}, optional={key: st.lists(st.sampled_from(codes), min_size=1, max_size=4, unique=True).map(tuple)
                      for key, codes in CODES.items()}
    ),
    st.tuples(years, years).map(lambda pair: pair if None in pair else tuple(sorted(pair))),
    st.sampled_from([None, Sort.OLDEST, Sort.TITLE, Sort.UPDATED]),
)  # fmt: skip


def filter_set(address: str) -> PracticeFilterSet:
    """The filter set of an address's parameters."""
    return PracticeFilterSet(QueryDict(address))


class FilterTestCase(SearchTestCase):
    @classmethod
    def setUpTestData(cls):
        make_trees()
        cls.have(
            one=text("Housing of newcomers", "In a city.")
            | {"themes": ["alpha"], "period": {"start": 2010, "end": 2012}},
            two=text("Work of newcomers", "In a village.") | {"themes": ["beta"], "period": {"start": 2015}},
        )

    def asked(self, address: str) -> Asked:
        return filter_set(address).asked()

    def problems(self, address: str) -> list[tuple[str, str]]:
        return [(problem["name"], problem["message"]) for problem in asked_and_problems(address)[1]]


def asked_and_problems(address: str) -> tuple[Asked, list[dict]]:
    given = filter_set(address)
    return given.asked(), given.problems


class ReadingTests(FilterTestCase):
    def test_every_facet_is_a_parameter_that_takes_many_values(self):
        for key, codes in CODES.items():
            with self.subTest(key):
                given = filter_set(urlencode([(key, code) for code in codes]))
                self.assertEqual((given.asked().chosen, given.problems), ({key: codes}, []))
        self.assertEqual(set(CODES), set(BY_KEY))

    def test_text_years_and_order_are_read(self):
        asked = self.asked("q=made+up&from=2010&to=2012&sort=oldest&theme=alpha")
        self.assertEqual(asked, Asked("made up", {"theme": ("alpha",)}, 2010, 2012, Sort.OLDEST))

    def test_nothing_given_asks_for_nothing(self):
        for address in ("", "q=&theme=&country=&from=&to=&sort=", "q=%20%20", "theme=%20", "page=3&nonsense=1"):
            with self.subTest(address):
                asked, problems = asked_and_problems(address)
                self.assertEqual((asked, problems), (Asked(), []))

    def test_the_same_value_twice_is_one(self):
        self.assertEqual(self.asked("theme=alpha&theme=alpha").chosen, {"theme": ("alpha",)})

    def test_a_merged_code_is_read_as_what_it_was_merged_into(self):
        self.assertEqual(self.asked("theme=old_theme").chosen, {"theme": ("alpha_two",)})
        self.assertEqual(self.asked("theme=old_theme&theme=alpha_two").chosen, {"theme": ("alpha_two",)})
        self.assertEqual(self.asked("organisation=0000-004b").chosen, {"organisation": ("0000-0012",)})

    def test_a_retired_code_can_still_be_asked_for(self):
        self.assertEqual(self.asked("instrument=C00").chosen, {"instrument": ("C00",)})

    def test_text_is_made_clean_and_long_text_is_left_to_the_search_to_cut(self):
        self.assertEqual(self.asked("q=" + "%00made%20%20up%0d%0a").text, "made  up")
        self.assertGreaterEqual(len(self.asked("q=" + "m" * 100_000).text), LONGEST_TEXT + 1)
        self.assertLessEqual(len(self.asked("q=" + "m" * 100_000).text), 10 * LONGEST_TEXT)


class RefusalTests(FilterTestCase):
    def test_unknown_values_are_named_and_left_out_and_the_rest_is_used(self):
        asked, problems = asked_and_problems("theme=alpha&theme=no_such&country=ZZ&q=made")
        self.assertEqual(asked, Asked("made", {"theme": ("alpha",)}))
        self.assertEqual([problem["name"] for problem in problems], ["theme", "country"])
        self.assertIn("no_such", problems[0]["message"])
        self.assertNotIn("alpha", problems[0]["message"])
        self.assertIn("ZZ", problems[1]["message"])
        self.assertEqual(problems[0]["label"], BY_KEY["theme"].label)

    def test_what_belongs_to_another_facet_is_unknown(self):
        for address in ("theme=XA", "country=alpha", "region=union", "group=r-one", "type=alpha", "sdg=1", "gcm=10", "role=XA",
                        "evidence=1", "language=xx", "language=English"):  # fmt: skip
            with self.subTest(address):
                asked, problems = asked_and_problems(address)
                self.assertEqual((asked.chosen, len(problems)), ({}, 1))

    def test_a_span_begins_with_a_year_that_five_divides(self):
        for code in ("2011", "20", "02015", "two", "-2010", "2015.0", "٢٠١٥", "²⁰¹⁵"):
            with self.subTest(code):
                asked, problems = asked_and_problems(urlencode({"period": code}))
                self.assertEqual((asked.chosen, len(problems)), ({}, 1))
        self.assertEqual(self.asked("period=2015").chosen, {"period": ("2015",)})

    def test_years_that_are_none_are_left_out(self):
        for address, name in (
            ("from=abc", "from"), ("to=12", "to"), (f"from={FIRST_YEAR - 1}", "from"), (f"to={LAST_YEAR + 1}", "to"),
            ("from=2010.5", "from"), ("to=99999999999999999999", "to"), ("from=1e3", "from"), ("to=2010-05", "to"),
        ):  # fmt: skip
            with self.subTest(address):
                asked, problems = asked_and_problems(f"{address}&theme=alpha")
                self.assertEqual(asked, Asked("", {"theme": ("alpha",)}))
                self.assertEqual([problem["name"] for problem in problems], [name])

    def test_a_first_year_after_the_last_leaves_both_out(self):
        asked, problems = asked_and_problems("from=2012&to=2010&theme=alpha")
        self.assertEqual(asked, Asked("", {"theme": ("alpha",)}))
        self.assertEqual([problem["name"] for problem in problems], ["from"])
        self.assertEqual(self.asked("from=2010&to=2010").since, 2010)

    def test_an_unknown_order_is_left_out(self):
        asked, problems = asked_and_problems("sort=best&q=made")
        self.assertEqual((asked, [problem["name"] for problem in problems]), (Asked("made"), ["sort"]))

    def test_a_hundred_values_are_used_and_more_are_told(self):
        many = [("country", f"{first}{second}") for first in "XYZ" for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"]
        asked, problems = asked_and_problems(urlencode([*many[: MOST_CHOSEN + 1]]))
        self.assertEqual([problem["name"] for problem in problems], ["country"])
        self.assertEqual(set(asked.chosen["country"]), set(COUNTRIES))
        self.assertIn(str(MOST_CHOSEN), problems[0]["message"])

    def test_not_more_than_a_few_unknown_values_are_named_and_long_ones_are_cut(self):
        (problem,) = asked_and_problems(urlencode([("theme", f"unknown{number}") for number in range(20)]))[1]
        self.assertEqual(problem["message"].count("unknown"), MOST_NAMED)
        (problem,) = asked_and_problems(urlencode({"theme": "m" * 5_000}))[1]
        self.assertLess(len(problem["message"]), 300)

    def test_messages_are_in_the_language_of_the_page(self):
        for language in Language.values:
            with self.subTest(language), override(language):
                self.assertTrue(asked_and_problems("theme=no_such&from=2&sort=x")[1])

    def test_a_proposed_value_is_like_one_that_does_not_exist(self):
        Term.objects.filter(kind=TermKind.THEME, code="gamma").update(acceptance=Acceptance.PROPOSED)
        Organisation.objects.filter(code="0000-0025").update(acceptance=Acceptance.PROPOSED)
        for key, code, other in (("theme", "gamma", "no_such"), ("organisation", "0000-0025", "0000-0099")):
            with self.subTest(key):
                hidden, unknown = (asked_and_problems(urlencode({key: value})) for value in (code, other))
                self.assertEqual(hidden[0], unknown[0])
                self.assertEqual(hidden[1][0]["message"].replace(code, other), unknown[1][0]["message"])

    def test_checking_many_values_costs_one_query(self):
        self.asked("theme=alpha")
        address = urlencode([(key, code) for key, codes in CODES.items() for code in codes])
        with CaptureQueriesContext(connection) as queries:
            self.asked(address)
        self.assertLessEqual(len(queries), 1)

    @given(st.lists(st.tuples(st.sampled_from([*BY_KEY, "q", "from", "to", "sort", "page", "nonsense"]), st.text(max_size=40)),
                    max_size=12))  # fmt: skip
    @settings(max_examples=600, derandomize=True, suppress_health_check=list(HealthCheck))
    def test_whatever_stands_in_an_address_is_read(self, pairs):
        data = QueryDict(mutable=True)
        for name, value in pairs:
            data.appendlist(name, value)
        given_set = PracticeFilterSet(data)
        asked = given_set.asked()
        for key, codes in asked.chosen.items():
            self.assertTrue(codes, key)
        self.assertTrue(all(str(problem["message"]) for problem in given_set.problems))


class AddressTests(FilterTestCase):
    @given(asked_searches)
    @settings(max_examples=500, derandomize=True, suppress_health_check=list(HealthCheck))
    def test_the_parameters_of_a_search_give_the_search_again(self, asked):
        given_set = filter_set(urlencode(parameters(asked)))
        self.assertEqual(given_set.asked(), asked)
        self.assertEqual(given_set.problems, [])
        self.assertEqual(parameters(given_set.asked()), parameters(asked))

    def test_the_same_search_has_one_address_whatever_the_order_of_its_parameters(self):
        one = parameters(self.asked("theme=alpha&country=XA&from=2000&q=made&sort=title"))
        other = parameters(self.asked("sort=title&q=made&from=2000&country=XA&theme=alpha"))
        self.assertEqual(one, other)
        self.assertEqual(
            one, [("q", "made"), ("theme", "alpha"), ("country", "XA"), ("from", "2000"), ("sort", "title")]
        )

    def test_the_usual_order_needs_no_parameter(self):
        for address, expected in (
            ("sort=newest", []), ("q=made&sort=relevance", [("q", "made")]), ("sort=relevance", [("sort", "relevance")]),
            ("q=made&sort=newest", [("q", "made"), ("sort", "newest")]),
        ):  # fmt: skip
            with self.subTest(address):
                self.assertEqual(parameters(self.asked(address)), expected)

    def test_more_parameters_stand_last_and_empty_ones_are_left_out(self):
        self.assertEqual(parameters(Asked("made"), page=2, view=""), [("q", "made"), ("page", "2")])


class QuerysetTests(FilterTestCase):
    def test_the_listings_of_a_search_are_a_queryset(self):
        for address, names in (("", {"one", "two"}), ("theme=alpha", {"one"}), ("q=work", {"two"}), ("from=2013", {"two"}),
                               ("theme=no_such", {"one", "two"}), ("q=zzyzx", set())):  # fmt: skip
            with self.subTest(address):
                found = PracticeFilterSet(QueryDict(address), Listing.objects.all()).qs
                self.assertEqual(set(self.names_of(found.values_list("pk", flat=True))), names)

    def test_the_queryset_given_is_narrowed_and_keeps_its_order(self):
        listed(*([text("Work of others", "")] * 3))
        mine = Listing.objects.filter(pk__in=[practice.pk for practice in self.records.values()]).order_by("-pk")
        found = PracticeFilterSet(QueryDict("q=work+newcomers"), mine).qs
        self.assertEqual(self.names_of(found.values_list("pk", flat=True)), ["two", "one"])
