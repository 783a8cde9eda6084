"""Years, days, numbers and yes or no as partners write them, in five languages."""

from contextlib import suppress
from datetime import date, datetime

from django.test import SimpleTestCase
from hypothesis import example, given
from hypothesis import strategies as st

from practices.exchange.matching.dates import read_date
from practices.exchange.matching.numbers import read_cost, read_flag, read_number
from practices.exchange.matching.questions import Unclear, Unread
from practices.exchange.matching.years import Period, read_period

PERIODS = {
    # one year
    "2017": (2017, None), "In 2017": (2017, None), "2017.": (2017, None), "٢٠١٧": (2017, None), "عام 2017": (2017, None),
    "année 2017": (2017, None), "March 2016": (2016, None), "mars 2016": (2016, None), "marzo de 2016": (2016, None),
    "março de 2016": (2016, None), "مارس 2016": (2016, None), "آذار/مارس 2016": (2016, None), "03/2016": (2016, None),
    "2016-03": (2016, None), "2016-03-07": (2016, None), "7 June 2021": (2021, None), "Summer 2019": (2019, None),
    # from one to the next
    "2017-2019": (2017, 2019), "2017–19": (2017, 2019), "2017 - 2019": (2017, 2019), "2017/2019": (2017, 2019),
    "2017 to 2019": (2017, 2019), "from 2012 to 2014": (2012, 2014), "de 2012 à 2014": (2012, 2014), "2012 à 2014": (2012, 2014),
    "de 2012 a 2014": (2012, 2014), "desde 2012 hasta 2014": (2012, 2014), "de 2012 até 2014": (2012, 2014),
    "من 2012 إلى 2014": (2012, 2014), "٢٠١٢-٢٠١٤": (2012, 2014), "between 2012 and 2014": (2012, 2014),
    "FY2018/19": (2018, 2019), "2018/19": (2018, 2019), "FY 2018-19": (2018, 2019), "(2015-2018)": (2015, 2018),
    "January 2015 - December 2018": (2015, 2018), "janvier 2015 – décembre 2018": (2015, 2018),
    "01/03/2016 - 31/12/2018": (2016, 2018), "2015-01-01 - 2016-12-31": (2015, 2016), "Jan. 2015 – Dec. 2016": (2015, 2016),
    # still going on
    "since 2015": (2015, None), "Since March 2015": (2015, None), "depuis 2015": (2015, None), "desde 2015": (2015, None),
    "منذ 2015": (2015, None), "منذ عام 2015": (2015, None), "à partir de 2015": (2015, None), "2015 – present": (2015, None),
    "2015-ongoing": (2015, None), "2015 – en cours": (2015, None), "2015 - actualidad": (2015, None), "2015 à ce jour": (2015, None),
    "2015 hasta la actualidad": (2015, None), "2015 - atual": (2015, None), "2015 - حتى الآن": (2015, None), "2015-": (2015, None),
    "2015 to date": (2015, None), "2015 (ongoing)": (2015, None), "2015 - hasta la fecha": (2015, None),
    # the end alone
    "until 2019": (None, 2019), "jusqu'en 2019": (None, 2019), "hasta 2019": (None, 2019), "até 2019": (None, 2019),
    "حتى 2019": (None, 2019),
    # in words
    "two thousand seventeen": (2017, None), "two thousand and seventeen": (2017, None), "Twenty seventeen": (2017, None),
    "nineteen ninety-eight": (1998, None), "since two thousand twenty-one": (2021, None), "deux mille dix-sept": (2017, None),
    "depuis deux mille vingt et un": (2021, None), "dos mil diecisiete": (2017, None), "dos mil veintiuno": (2021, None),
    "dois mil e dezassete": (2017, None), "dois mil e dezessete": (2017, None), "dois mil e vinte e um": (2021, None),
    "ألفان وسبعة عشر": (2017, None), "منذ ألفين وسبعة عشر": (2017, None), "ألفان وواحد وعشرون": (2021, None),
    "from two thousand twelve to two thousand fourteen": (2012, 2014), "mil novecientos noventa y ocho": (1998, None),
}  # fmt: skip
UNCLEAR = {
    "2018, 2020": {"2018-2020", "2018"},
    "2018 and 2020": {"2018-2020", "2018"},
    "2018 et 2020": {"2018-2020", "2018"},
    "2015-2017, 2019-2021": {"2015-2021", "2015"},
    "about 2015": {"2015"},
    "c. 2015": {"2015"},
    "vers 2015": {"2015"},
    "حوالي 2015": {"2015"},
    "Phase 1: 2015-2017; phase 2: 2018-2020": {"2015-2020", "2015"},
    "2010-12": {"2010-2012", "2010"},
    "3 years from 2015": {"2015-", "2015"},
}
UNREAD = (
    "early 2010s", "the 1990s", "années 2010", "soon", "three years", "1440 هـ", "1440 AH", "1438-1440", "2019-2017",
    "ongoing", "12", "-", "5 months",
    "في القريب", "1445",
)  # fmt: skip


class PeriodTests(SimpleTestCase):
    """Years out of words."""

    def test_what_is_clear(self):
        for text, (start, end) in PERIODS.items():
            with self.subTest(text):
                found = read_period(text)
                self.assertEqual((found.start, found.end), (start, end))

    def test_numbers_and_dates_of_a_spreadsheet(self):
        for cell in (2017, 2017.0, date(2017, 3, 1), datetime(2017, 3, 1, 12, 0)):
            with self.subTest(cell):
                self.assertEqual(read_period(cell), Period(2017))

    def test_what_may_be_read_in_several_ways_is_asked(self):
        for text, readings in UNCLEAR.items():
            with self.subTest(text), self.assertRaises(Unclear) as unclear:
                read_period(text)
            self.assertEqual({code for code, _label in unclear.exception.readings}, readings, text)

    def test_what_names_no_year_is_refused_with_a_sentence(self):
        for text in UNREAD:
            with self.subTest(text), self.assertRaises(Unread) as refused:
                read_period(text)
            self.assertTrue(str(refused.exception).endswith("."))

    def test_a_year_of_another_calendar_is_named_as_such(self):
        for text in ("1440 هـ", "1440 AH", "1438-1440", "١٤٤٠ هـ"):
            with self.subTest(text), self.assertRaisesMessage(Unread, "another calendar"):
                read_period(text)


DATES = {
    "2021": "2021", "2021-06": "2021-06", "2021-06-07": "2021-06-07", "2021-06-07 00:00:00": "2021-06-07", "2021/6/7": "2021-06-07",
    "7 June 2021": "2021-06-07", "7th of June 2021": "2021-06-07", "June 7, 2021": "2021-06-07", "Jun 2021": "2021-06",
    "Monday, 7 June 2021": "2021-06-07", "le 7 juin 2021": "2021-06-07", "1er juin 2021": "2021-06-01", "juin 2021": "2021-06",
    "7 de junio de 2021": "2021-06-07", "junio de 2021": "2021-06", "7 de junho de 2021": "2021-06-07", "7 يونيو 2021": "2021-06-07",
    "٧ يونيو ٢٠٢١": "2021-06-07", "حزيران/يونيو 2021": "2021-06", "25/06/2021": "2021-06-25",
    "06/25/2021": "2021-06-25", "07.06.2021": "2021-06-07",
    "06/06/2021": "2021-06-06", "06/2021": "2021-06", "7-Jun-2021": "2021-06-07", "1 août 2021": "2021-08-01", "5 mars 2020": "2020-03-05",
}  # fmt: skip


class DateTests(SimpleTestCase):
    """Days and months."""

    def test_what_is_clear(self):
        for text, found in DATES.items():
            if found:
                with self.subTest(text):
                    self.assertEqual(read_date(text, "en"), found)

    def test_a_day_that_may_be_another_names_both(self):
        with self.assertRaises(Unclear) as unclear:
            read_date("07/06/2021", "en")
        self.assertEqual(
            unclear.exception.readings,
            (("2021-06-07", "7 June 2021 (2021-06-07)"), ("2021-07-06", "6 July 2021 (2021-07-06)")),
        )

    def test_where_all_write_the_day_first_it_is_the_day(self):
        for language in ("fr", "es", "pt", "ar"):
            self.assertEqual(read_date("07/06/2021", language), "2021-06-07")

    def test_spreadsheet_dates(self):
        self.assertEqual(read_date(datetime(2021, 6, 7, 9, 30), "en"), "2021-06-07")
        self.assertEqual(read_date(2021.0, "en"), "2021")

    def test_what_is_no_date_is_refused(self):
        for text in ("soon", "31/02/2021", "2021-02-31", "2021-13", "99/99/2021", "1440/01/05", "٥ محرم ١٤٤٠ هـ"):
            with self.subTest(text), self.assertRaises(Unread):
                read_date(text, "fr")


NUMBERS = {
    "500": 500, "1 234": 1234, "1\u00a0234": 1234, "1\u202f234": 1234, "1'234": 1234, "1,234.5": 1234.5,
    "1.234,5": 1234.5, "1 234,5": 1234.5,
    "1,234,567": 1234567, "1.234.567": 1234567, "12,5": 12.5, "12.5": 12.5, "0,125": 0.125, "٥٠٠": 500, "١٬٢٣٤": 1234,
    "١٢٫٥": 12.5, "-3": -3,
    "2 million": 2_000_000, "2,5 millions": 2_500_000, "1.5 million": 1_500_000, "10k": 10_000, "3 mil": 3_000, "٢ مليون": 2_000_000,
}  # fmt: skip


class NumberTests(SimpleTestCase):
    """Numbers of five languages."""

    def test_what_is_clear(self):
        for text, number in NUMBERS.items():
            with self.subTest(text):
                self.assertEqual(read_number(text, ""), number)

    def test_a_sign_before_three_digits_is_read_by_the_language(self):
        self.assertEqual(read_number("1,234", "en"), 1234)
        for text, language in (("1,234", "fr"), ("1.234", "es"), ("1.234", "en"), ("1,234", "")):
            with self.subTest(text, language=language), self.assertRaises(Unclear) as unclear:
                read_number(text, language)
            self.assertEqual({code for code, _label in unclear.exception.readings}, {"1234", "1.234"})
        self.assertEqual(read_number("1.234", "es", whole=True), 1234)

    def test_rough_numbers_and_shares_are_asked(self):
        for text, readings in {"~500": ["500"], "about 500": ["500"], "environ 500": ["500"], "500+": ["500"], "más de 500": ["500"],
                               "حوالي 500": ["500"], "12 %": ["12", "0.12"], "500 people": ["500"]}.items():  # fmt: skip
            with self.subTest(text), self.assertRaises(Unclear) as unclear:
                read_number(text, "en")
            self.assertEqual([code for code, _label in unclear.exception.readings], readings)

    def test_what_is_no_number_is_refused(self):
        for text in ("many", "12-15", "1,23,4.5.6", "", "1" * 40, "12.5.1"):
            with self.subTest(text), self.assertRaises(Unread):
                read_number(text, "en")
        for text in (float("inf"), float("nan"), True):
            with self.subTest(text), self.assertRaises(Unread):
                read_number(text, "en")
        with self.assertRaises(Unread):
            read_number("12.5", "en", whole=True)

    def test_yes_and_no(self):
        for text in ("yes", "Oui", "Sí", "si", "sim", "نعم", "x", "X", "✓", "✔", True, 1, 1.0, "1", "TRUE"):
            self.assertIs(read_flag(text), True, text)
        for text in ("no", "Non", "não", "لا", "✗", False, 0, "0", "false"):
            self.assertIs(read_flag(text), False, text)
        for text in ("partly", "2", "maybe"):
            with self.assertRaises(Unread):
                read_flag(text)

    def test_amounts_give_an_order_of_magnitude_where_they_are_in_dollars(self):
        for text, band in {
            "USD 50,000": "10k_100k",
            "US$ 2 million": "1m_10m",
            "9 500 USD": "under_10k",
            "20,000,000 US dollars": "over_10m",
            "50,000.75": "10k_100k",
        }.items():
            with self.subTest(text):
                self.assertEqual(read_cost(text, "en"), band)
        for text, band in {"50,000 €": "10k_100k", "EUR 2 million": "1m_10m"}.items():
            with self.subTest(text), self.assertRaises(Unclear) as unclear:
                read_cost(text, "en")
            self.assertEqual(unclear.exception.readings[0][0], band)


class AnyTextTests(SimpleTestCase):
    """Whatever stands in a cell, it is read, asked or refused."""

    @given(
        st.one_of(st.text(max_size=60), st.integers(), st.floats(), st.dates(), st.from_regex(r"[0-9 ./,:\-–]{0,16}"))
    )
    @example("²⁰¹⁷")
    @example("١٢٣٤٥٦٧٨٩٠" * 4)
    @example("9" * 400)
    def test_reading_never_fails(self, cell):
        for read in (
            read_period,
            lambda one: read_date(one, "en"),
            lambda one: read_number(one, "fr"),
            read_flag,
            lambda one: read_cost(one, ""),
        ):
            with suppress(Unclear, Unread):
                read(cell)
