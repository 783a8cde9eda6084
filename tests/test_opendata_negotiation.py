"""What a header Accept prefers among several media types."""

from django.test import SimpleTestCase

from practices.opendata.negotiation import preferred

OFFERED = ("application/json", "application/ld+json", "text/csv")


class PreferredTests(SimpleTestCase):
    def test_the_greatest_weight_is_taken(self):
        for accept, expected in (
            ("*/*", "application/json"), ("application/*", "application/json"), ("text/*", "text/csv"),
            ("application/ld+json, application/json;q=0.1", "application/ld+json"),
            ("text/csv;q=0.9,application/json;q=0.1", "text/csv"), ("text/csv;q=0.1,*/*;q=0.2", "application/json"),
            ("application/json ; q=0.5 , text/csv ; q=0.6", "text/csv"), ("image/png, */*;q=0.01", "application/json"),
        ):  # fmt: skip
            with self.subTest(accept):
                self.assertEqual(preferred(accept, OFFERED), expected)

    def test_of_equals_the_more_exact_one_then_the_first_is_taken(self):
        for accept, expected in (
            ("*/*, text/csv", "text/csv"), ("application/*, text/csv", "text/csv"),
            ("text/csv, application/json", "text/csv"), ("application/json, text/csv", "application/json"),
        ):  # fmt: skip
            with self.subTest(accept):
                self.assertEqual(preferred(accept, OFFERED), expected)

    def test_what_is_refused_is_never_given(self):
        for accept, expected in (
            ("application/json;q=0, */*", "application/ld+json"), ("*/*, application/json;q=0.0", "application/ld+json"),
            ("application/*;q=0, */*", "text/csv"), ("application/*;q=0, application/ld+json, */*", "application/ld+json"),
            ("application/json;q=0", None), ("*/*;q=0", None), ("*/*;q=0, text/csv", "text/csv"),
        ):  # fmt: skip
            with self.subTest(accept):
                self.assertEqual(preferred(accept, OFFERED), expected)

    def test_parameters_of_a_type_make_no_other_type_of_it(self):
        profile = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"'
        self.assertEqual(preferred(profile, OFFERED), "application/ld+json")
        self.assertEqual(preferred(f"{profile};q=0.1, application/json;q=0.2", OFFERED), "application/json")
        # What names the type alone says more of it than what names a profile.
        self.assertIsNone(preferred(f"{profile}, application/ld+json;q=0", OFFERED))

    def test_what_is_no_type_is_nothing(self):
        odd = ("", ",", "nonsense", "/", "text/", "/csv", ";q=1", "*", "image/*", "a" * 50_000, ",".join(["é"] * 500))
        for accept in odd:
            with self.subTest(accept[:20]):
                self.assertIsNone(preferred(accept, OFFERED))
        self.assertIsNone(preferred("*/*", ()))

    def test_a_weight_that_is_none_counts_as_one(self):
        for weight in ("x", "", "2", "-1", "inf", "1e999"):
            with self.subTest(weight):
                self.assertEqual(preferred(f"text/csv;q={weight}, */*;q=0.9", OFFERED), "text/csv")
        self.assertIn(preferred("text/csv;q=nan, application/json", OFFERED), OFFERED)
