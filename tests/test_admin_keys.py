"""Numbers out of requests."""

from django.test import SimpleTestCase

from practices.admin.keys import MOST_KEY, MOST_NUMBER, key_of, number_of


class KeyTests(SimpleTestCase):
    def test_what_can_be_a_key(self):
        for text, key in (("1", 1), ("007", 7), (str(MOST_KEY), MOST_KEY)):
            with self.subTest(text):
                self.assertEqual(key_of(text), key)

    def test_what_can_be_none(self):
        for text in ("", "0", "-1", "+1", "1.0", " 1", "²", "١", "\x00", "x", "9" * 19, "9" * 5_000):
            with self.subTest(text[:20]):
                self.assertIsNone(key_of(text))

    def test_a_number_fits_into_an_integer_and_may_be_nothing(self):
        self.assertEqual([number_of(text) for text in ("0", "12", str(MOST_NUMBER))], [0, 12, MOST_NUMBER])
        self.assertEqual([number_of(text) for text in ("", "-1", str(MOST_NUMBER + 1), "9" * 5_000)], [None] * 4)
