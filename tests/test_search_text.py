"""Searching by words: forms and languages, what comes first, what is cut, orders and pages."""

from practices import publishing, search
from practices.analysis import STOP_WORDS, surface, tokens
from practices.search.asked import Asked, Sort
from practices.vocabulary import Language
from tests.listed import SearchTestCase, listed, publish_anew, text

FILLER = 30  # records about something else, so that a word can be rare


def filler(count: int = FILLER) -> list[dict]:
    """Records on nothing that is asked for."""
    return [
        text("Another quiet record", f"It speaks of nothing in particular, {chr(97 + number % 26) * 5}.")
        for number in range(count)
    ]


class FormTests(SearchTestCase):
    """A word is found in every form of its language, with and without accents, and in no other language."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.have(
            en=text("Study tours on migration", "Women migrants and their children. City-to-city, central to it all.", "en",
                    why="It began in the U.A.E. under target 8.7, goals 10.c and 64/222 in 2019."),
            fr=text("Études sur les migrations", "L’emploi à l'étranger : l'œuvre d'une équipe.", "fr", why="Les municipalités."),
            es=text("Capacitación en el centro", "Niños, jóvenes y mujeres del Sur en las ciudades.", "es"),
            pt=text("Formações para a migração", "Cooperação entre regiões irmãs: jovens e trabalhadores.", "pt"),
            ar=text("زيارات دراسية", "التدريب في المنظّمة الإقليمية للهجرة، الهدف ١٠٫٧ مدينة إلى مدينة.", "ar"),
        )  # fmt: skip
        listed(*filler())

    def test_words_are_found_in_every_form(self):
        for typed, names in (
            ("tour", "en"), ("migrants", "en"), ("woman", "en"), ("child", "en"), ("cities", "en"),
            ("étude", "fr"), ("etudes", "fr"), ("ETUDE", "fr"), ("emploi", "fr"), ("l'emploi", "fr"), ("emplois", "fr"),
            ("etranger", "fr"), ("oeuvre", "fr"), ("œuvres", "fr"), ("équipes", "fr"), ("municipalite", "fr"), ("municipalité", "fr"),
            ("capacitaciones", "es"), ("capacitacion", "es"), ("nino", "es"), ("niña", "es"), ("joven", "es"), ("jovem", "pt"),
            ("mujer", "es"), ("ciudad", "es"), ("centros", "es"),
            ("formação", "pt"), ("formacao", "pt"), ("formacoes", "pt"), ("migrações", "pt"), ("migracoes", "pt"),
            ("região", "pt"), ("irmã", "pt"), ("trabalhador", "pt"), ("cooperacao", "pt"),
            ("زيارة", "ar"), ("الزيارات", "ar"), ("زياره", "ar"), ("تدريب", "ar"), ("بالتدريب", "ar"), ("للتدريب", "ar"),
            ("منظمة", "ar"), ("المنظمه", "ar"), ("اقليمية", "ar"), ("هجرة", "ar"), ("الهجره", "ar"), ("والهجرة", "ar"),
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertLessEqual(set(names.split()), set(self.found(typed)))

    def test_words_of_one_language_do_not_find_those_of_another(self):
        for typed, wrong in (("centro", "en"), ("central", "es"), ("sur", "fr"), ("pour", "en"), ("tour", "fr")):
            with self.subTest(typed):
                self.assertNotIn(wrong, self.found(typed))

    def test_spanish_south_is_found_though_the_french_word_means_nothing(self):
        self.assertEqual(self.found("sur", "es"), ["es"])

    def test_abbreviations_numbers_and_hyphens_are_found_as_people_type_them(self):
        for typed, names in (
            ("UAE", ["en"]), ("U.A.E.", ["en"]), ("u.a.e", ["en"]), ("8.7", ["en"]), ("10.c", ["en"]), ("10.C", ["en"]),
            ("64/222", ["en"]), ("2019", ["en"]), ("٢٠١٩", ["en"]), ("10.7", ["ar"]), ("١٠٫٧", ["ar"]), ("١٠.٧", ["ar"]),
            ("8", []), ("10", []), ("64", []), ('"city to city"', ["en"]), ('"city-to-city"', ["en"]), ("city-to-city", ["en"]),
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(self.found(typed), names)

    def test_whoever_types_no_accents_finds_all_that_somebody_with_accents_finds(self):
        for name, practice in self.records.items():
            document = practice.editions.get().document
            for fields in document["texts"].values():
                for word in tokens(f"{fields['title']} {fields['summary']} {fields['why']}"):
                    plain = surface(word)
                    if not any(plain in words for words in STOP_WORDS.values()):
                        with self.subTest(word):
                            found = set(self.found(word))
                            self.assertIn(name, found)
                            self.assertLessEqual(found, set(self.found(plain)))

    def test_the_language_of_the_page_changes_nothing_about_words_with_a_meaning(self):
        for language in Language.values:
            with self.subTest(language):
                self.assertEqual(
                    self.found("études capacitacion تدريب", language), self.found("études capacitacion تدريب")
                )

    def test_words_of_a_question_in_another_language_than_the_page_ask_for_nothing(self):
        self.assertEqual(self.found("quelles sont les études sur la migration", "en")[0], "fr")


class OrderTests(SearchTestCase):
    """What comes first, what is left out, and what the page says of it."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.have(
            body=text("A made-up record", "About something.", why="Somewhere it mentions quuxery."),
            summary=text("A made-up record", "Quuxery is what it is about."),
            title=text("Quuxery", "About something."),
            half=text("Frobnication", "Frobnication and nothing else."),
            both=text("A made-up record", "About something.", why="Frobnication after quuxification."),
            old=text("Twins", "Identical."),
            new=text("Twins", "Identical."),
        )
        listed(*filler())

    def test_a_title_counts_more_than_a_summary_and_that_more_than_the_rest(self):
        self.assertEqual(self.found("quuxery"), ["title", "summary", "body"])

    def test_who_covers_more_of_the_question_comes_first(self):
        self.assertEqual(self.found("frobnication quuxification")[0], "both")

    def test_of_equal_ones_the_newest_comes_first(self):
        self.assertEqual(self.found("twins"), ["new", "old"])
        publish_anew(self.records["old"], **text("Twins", "Identical."))
        self.assertEqual(self.found("twins"), ["old", "new"])

    def test_the_page_learns_when_words_are_missing(self):
        for typed, is_widened in (
            ("quuxery", False), ("quuxery record", True), ("twins identical", False), ("the twins", False),
            ("frobnication quuxification", True),
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(self.run_search(typed).reading.is_widened, is_widened)

    def test_who_covers_too_little_is_left_out(self):
        results = self.run_search("quuxification twins identical frobnication")
        self.assertNotIn("summary", self.names_of(results.keys(0, results.total)))
        self.assertEqual(self.found("twins identical record"), ["new", "old"])

    def test_what_the_registry_does_not_hold_finds_nothing(self):
        for typed in (
            "xylophonic zzyzx",
            "zzyzx",
            '"quuxery twins"',
            "zzyzx quuxery abracadabra hocuspocus simsalabim",
        ):
            with self.subTest(typed):
                self.assertEqual(self.run_search(typed).total, 0)

    def test_words_that_nobody_wrote_are_told(self):
        self.assertEqual(self.run_search("quuxery xylophonic").reading.unknown, ("xylophonic",))

    def test_a_text_over_the_limits_is_cut_and_the_page_learns_it(self):
        self.assertTrue(self.run_search("twins " * 40).reading.is_cut)
        self.assertFalse(self.run_search("twins").reading.is_cut)

    def test_the_same_word_twice_asks_for_no_more(self):
        self.assertEqual(self.found("twins twins"), self.found("twins"))

    def test_an_archived_record_is_found_no_more_and_a_changed_one_by_its_new_words(self):
        publishing.archive(self.records["title"], "Made up.")
        publish_anew(self.records["summary"], **text("A made-up record", "Blorbing is what it is about now."))
        self.assertEqual(self.found("quuxery"), ["body"])
        self.assertEqual(self.found("blorbing"), ["summary"])


class SortTests(SearchTestCase):
    """The orders a reader may choose, and paging through them."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.have(
            undated=text("Zebra", "quux", "en") | {"period": {}},
            early=text("Éclair", "quux", "en") | {"period": {"start": 1995, "end": 2020}},
            late=text("apple", "quux", "en") | {"period": {"start": 2015}},
            ended=text("«Banana»", "quux", "en") | {"period": {"end": 2005}},
            late_too=text("Zèbre", "quux quux", "fr") | {"period": {"start": 2015}},
            arabic=text("بلد", "quux", "ar") | {"period": {}},
            arabic_alef=text("أرض", "quux", "ar") | {"period": {}},
        )

    def test_each_order_is_as_it_says(self):
        for sort, names in (
            (Sort.NEWEST, ["late_too", "late", "ended", "early", "arabic_alef", "arabic", "undated"]),
            (Sort.OLDEST, ["early", "ended", "late", "late_too", "arabic_alef", "arabic", "undated"]),
            (Sort.UPDATED, ["arabic_alef", "arabic", "late_too", "ended", "late", "early", "undated"]),
            (Sort.TITLE, ["late", "ended", "early", "undated", "late_too", "arabic_alef", "arabic"]),
        ):
            with self.subTest(sort):
                self.assertEqual(self.found(sort=sort), names)
                self.assertEqual(self.found("quux", sort=sort), names)

    def test_without_a_text_the_newest_come_first_and_with_one_the_best(self):
        for typed, sort, effective in (
            ("", None, Sort.NEWEST), ("", Sort.RELEVANCE, Sort.NEWEST), ("!?", None, Sort.NEWEST), ("quux", None, Sort.RELEVANCE),
            ("quux", Sort.OLDEST, Sort.OLDEST),
        ):  # fmt: skip
            with self.subTest(typed, sort=sort):
                self.assertEqual(self.run_search(typed, sort=sort).sort, effective)

    def test_titles_are_sorted_as_the_reader_sees_them(self):
        texts = {
            "en": {"title": "Aardvark", "origin": "original"},
            "fr": {"title": "Zzz", "origin": "human"},
        }
        publish_anew(self.records["undated"], texts=texts, original_language="en")
        self.assertEqual(self.found(sort=Sort.TITLE)[0], "undated")
        self.assertEqual(self.found(language="fr", sort=Sort.TITLE)[4], "undated")

    def test_a_new_title_takes_its_place_at_once(self):
        self.found(sort=Sort.TITLE)
        publish_anew(self.records["late"], **text("Zzz", ""))
        self.assertEqual(self.found(sort=Sort.TITLE)[:1], ["ended"])

    def test_pages_hold_every_record_once_in_every_order(self):
        listed(*filler(40))
        for typed in ("", "quux", "record", "quiet OR quux"):
            for sort in (None, *Sort):
                for size in (1, 7, 20):
                    with self.subTest(typed, sort=sort, size=size):
                        results = search.run(Asked(typed, sort=sort), "en")
                        pages = [results.keys(start, start + size) for start in range(0, results.total + size, size)]
                        keys = [key for page in pages for key in page]
                        self.assertEqual(keys, results.keys(0, results.total))
                        self.assertEqual((len(keys), len(set(keys))), (results.total, results.total))
                        self.assertTrue(all(len(page) == size for page in pages[:-2]))
