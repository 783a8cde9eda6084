"""Suggestions, statistics and flows: the same numbers as the search gives, out of the same index."""

from datetime import timedelta

from django.utils import timezone

from practices.models import Country, Standing
from tests.api import ApiTestCase
from tests.cast import published
from tests.listed import listed, publish_anew, text


def by_code(rows: list[dict]) -> dict:
    return {row["code"]: row["practices"] for row in rows}


def rows(*pairs: str) -> dict:
    """The countries of a practice: "XA provider"."""
    return {"countries": [dict(zip(("country", "role"), pair.split(), strict=True)) for pair in pairs]}


class SuggestionTests(ApiTestCase):
    def test_values_and_titles_that_begin_so(self):
        one = published(self.author, texts={"en": {"title": "Agency of nurses", "summary": "Made up."}})
        published(self.author, organisations=[{"organisation": "0000-0012", "role": "lead"}])
        answer = self.answer("suggestions/?q=agenc")
        kinds = {(found["kind"], found["facet"]) for found in answer["results"]}
        self.assertEqual(kinds, {("value", "organisation"), ("practice", None)})
        self.assertEqual(answer["count"], 2)
        for found in answer["results"]:
            path = found["api_url"].partition("/api/v1/")[2]
            self.assertEqual(self.ask(path).status_code, 200)
            if found["kind"] == "value":
                self.assertEqual(self.answer(path)["count"], found["practices"])
            else:
                self.assertEqual(found["code"], one.code)

    def test_what_is_too_short_or_unknown_gives_none(self):
        for typed in ("", "a", "zzzz", "%20", "((("):
            self.assertEqual(self.answer(f"suggestions/?q={typed}")["results"], [])

    def test_bad_ones_are_refused(self):
        self.assertEqual(self.problem("suggestions/", 400)["errors"][0]["code"], "required")
        self.assertEqual(self.problem("suggestions/?q=" + "a" * 201, 400)["errors"][0]["code"], "too_long")
        self.assertEqual(self.problem("suggestions/?q=a&q=b", 400)["errors"][0]["code"], "repeated_parameter")
        self.problem("suggestions/?q=a&theme=alpha", 400)

    def test_the_queries_are_few(self):
        published(self.author)
        self.assertLessEqual(self.cost("suggestions/?q=made"), 6)


class StatisticsTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.made = listed(
            {"type": "school", "themes": ["alpha"], "period": {"start": 2015, "end": None}},
            {"type": "school", "themes": ["alpha", "beta"], **rows("XA provider", "XC beneficiary")},
            {"type": "other", "period": {"start": 2015, "end": 2019}, **text("Un échange", language="fr")},
        )
        publish_anew(cls.made[0], type="school", themes=["alpha"], period={"start": 2015, "end": None})

    def test_the_whole_registry_in_numbers(self):
        answer = self.answer("statistics/")
        self.assertEqual(answer["totals"], {"practices": 3, "editions": 4, "countries": 3, "organisations": 0})
        self.assertEqual(by_code(answer["by"]["type"]), {"school": 2, "other": 1})
        self.assertEqual(by_code(answer["by"]["theme"]), {"alpha": 2, "beta": 1})
        self.assertEqual(by_code(answer["by"]["country"]), {"XA": 3, "XB": 2, "XC": 1})
        self.assertEqual(by_code(answer["by"]["language"]), {"en": 2, "fr": 1})
        self.assertEqual(
            [(one["year"], one["practices"]) for one in answer["by"]["start_year"]], [(2015, 2), (None, 1)]
        )
        self.assertEqual(answer["by"]["grade"], [{"code": None, "label": None, "practices": 3}])
        newest = max(edition.published_at for practice in self.made for edition in practice.editions.all())
        self.assertEqual(answer["updated"], newest.isoformat().replace("+00:00", "Z"))

    def test_what_a_search_finds_in_numbers(self):
        answer = self.answer("statistics/?type=school&theme=beta")
        self.assertEqual((answer["count"], answer["totals"]["editions"]), (1, 1))
        self.assertEqual(by_code(answer["by"]["type"]), {"school": 1})
        self.assertEqual(by_code(answer["by"]["country"]), {"XA": 1, "XC": 1})
        nothing = self.answer("statistics/?q=nothinglikeit")
        self.assertEqual((nothing["count"], nothing["updated"], nothing["by"]["type"]), (0, None, []))

    def test_grades_are_counted_and_follow_at_once(self):
        self.answer("statistics/")
        Standing.objects.filter(practice=self.made[0]).update(grade="good")
        self.assertEqual([(one["code"], one["practices"]) for one in self.answer("statistics/")["by"]["grade"]],
                         [("good", 1), (None, 2)])  # fmt: skip

    def test_a_grade_that_has_lapsed_is_none(self):
        today = timezone.localdate()
        for practice, expires in zip(self.made, (today - timedelta(days=1), today, None), strict=True):
            Standing.objects.filter(practice=practice).update(grade="good", grade_expires=expires)
        self.assertEqual([(one["code"], one["practices"]) for one in self.answer("statistics/")["by"]["grade"]],
                         [("good", 2), (None, 1)])  # fmt: skip

    def test_counts_are_those_of_the_facets_where_nothing_is_chosen(self):
        facets = {one["key"]: one["values"] for one in self.answer("facets/")["facets"]}
        numbers = self.answer("statistics/")["by"]
        for key in ("type", "country", "modality", "language"):
            self.assertEqual(by_code(numbers[key]), {one["code"]: one["count"] for one in facets[key]}, key)

    def test_the_queries_are_few_and_the_order_is_no_parameter(self):
        self.assertLessEqual(self.cost("statistics/?q=exchange"), 6)
        self.problem("statistics/?sort=title", 400)


class FlowTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        Country.objects.filter(code="XA").update(latitude="12.5", longitude="-3.25")
        cls.codes_made = [
            practice.code
            for practice in listed(
                rows("XA provider", "XB beneficiary"),
                rows("XA provider", "XA beneficiary", "XB provider", "XC beneficiary") | {"type": "school"},
                rows("XA provider", "XB donor", "XC origin", "XA destination"),
                rows("XB provider"),
            )
        ]

    def pairs(self, path: str) -> dict:
        return {(one["from"], one["to"]): one["practices"] for one in self.answer(path)["results"]}

    def test_who_shares_with_whom(self):
        answer = self.answer("flows/")
        found = {(one["from"], one["to"]): one["practices"] for one in answer["results"]}
        self.assertEqual(found, {("XA", "XB"): 1, ("XA", "XC"): 1, ("XB", "XA"): 1, ("XB", "XC"): 1})
        self.assertEqual(
            (answer["kind"], answer["count"], answer["practices"], answer["is_complete"]), ("learning", 4, 2, True)
        )
        countries = {one["code"]: (one["gives"], one["takes"], one["latitude"]) for one in answer["countries"]}
        self.assertEqual(countries, {"XA": (2, 1, 12.5), "XB": (2, 1, None), "XC": (0, 2, None)})
        (codes,) = [one["codes"] for one in answer["results"] if (one["from"], one["to"]) == ("XA", "XB")]
        self.assertEqual(codes, [self.codes_made[0]])

    def test_where_people_move(self):
        self.assertEqual(self.pairs("flows/?kind=movement"), {("XC", "XA"): 1})

    def test_pairs_are_those_of_the_practices_found(self):
        self.assertEqual(self.pairs("flows/?type=school"), {("XA", "XC"): 1, ("XB", "XA"): 1, ("XB", "XC"): 1})
        # A filter of country chooses practices, not rows.
        self.assertEqual(self.pairs("flows/?country=XC&role=beneficiary"), self.pairs("flows/?type=school"))
        self.assertEqual(self.answer("flows/?q=nothinglikeit")["results"], [])

    def test_the_most_frequent_come_first_with_at_most_twenty_codes(self):
        listed(*[rows("XC provider", "XB beneficiary") for _ in range(25)])
        first = self.answer("flows/")["results"][0]
        self.assertEqual((first["from"], first["to"], first["practices"]), ("XC", "XB", 25))
        self.assertEqual(len(set(first["codes"])), 20)

    def test_plain_counting_gives_the_same(self):
        expected: dict = {}
        for one in self.answer("practices/?fields=code,document&page_size=100")["results"]:
            roles = {(row["country"], row["role"]) for row in one["document"]["countries"]}
            for giver in {country for country, role in roles if role == "provider"}:
                for taker in {country for country, role in roles if role == "beneficiary"} - {giver}:
                    expected[giver, taker] = expected.get((giver, taker), 0) + 1
        self.assertEqual(self.pairs("flows/"), expected)

    def test_bad_ones_are_refused_and_the_queries_are_few(self):
        self.problem("flows/?kind=made_up", 400)
        self.problem("flows/?sort=title", 400)
        self.assertLessEqual(self.cost("flows/"), 6)
