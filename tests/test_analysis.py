"""practices.analysis: one analyser cuts records and questions alike, and PostgreSQL takes whatever comes out of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from practices import analysis
from practices.analysis import all_stems, place_forms, place_stems, stems, surface, surfaces, tokens, vector
from practices.text import clean
from practices.vocabulary import Language

# Letters that fold to several, marks that stand on letters, digits of other scripts, signs with a meaning in tsquery.
DIFFICULT = "ﷺßŉ½⑴ﬃİıŁøœœ'’ʼ\\\"&|!:*()<->٠١٫ًّـأةىـ̀́\u200d\u00ad"
any_text = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(DIFFICULT)), max_size=120)
languages = st.sampled_from(Language.values)

TOKENS = [
    ("l'emploi d’abord jusquʼici", ["l", "emploi", "d", "abord", "jusqu", "ici"]),
    ("city-to-city", ["city", "to", "city"]),
    ("AU/ILO and 2017-2019", ["AU", "ILO", "and", "2017", "2019"]),
    ("the U.A.E. and U.S. rules", ["the", "UAE", "and", "US", "rules"]),
    ("target 8.7, 10.c and 10.C", ["target", "8.7", "10.c", "and", "10.C"]),
    ("A/RES/64/222", ["A", "RES", "64/222"]),
    ("It began in 2019.Then", ["It", "began", "in", "2019", "Then"]),
    ("الهدف ١٠٫٧ في ٢٠١٩", ["الهدف", "10.7", "في", "2019"]),
    ("!?… — «»", []),
    ("", []),
]
SAME_FORM = [
    ("Éducation", "education"), ("São", "sao"), ("مَدرسة", "مدرسه"), ("المنظّمة", "المنظمة"), ("مثلاً", "مثلا"),
    ("Ọ̀yọ́", "oyo"), ("Œuvre", "oeuvre"), ("أفريقيا", "افريقيا"), ("STRASSE", "straße"),
]  # fmt: skip
SAME_WORD = [
    ("en", ["remittance", "remittances"]),
    ("en", ["woman", "women"]),
    ("en", ["child", "children"]),
    ("en", ["migrate", "migrating", "migrated", "migrates"]),
    ("fr", ["étude", "études", "etudes", "ETUDES"]),
    ("fr", ["réfugié", "réfugiés", "refugies"]),
    ("fr", ["municipalité", "municipalités", "municipalite", "municipalites"]),
    ("es", ["migración", "migracion", "migraciones"]),
    ("es", ["mujer", "mujeres"]),
    ("es", ["secretaría", "secretarias", "secretaria"]),
    ("es", ["ciudad", "ciudades"]),
    ("es", ["voz", "voces"]),
    ("es", ["niño", "niños", "ninos"]),
    ("pt", ["formação", "formacao", "formações", "formacoes"]),
    ("pt", ["nacional", "nacionais"]),
    ("pt", ["delegação", "delegações", "delegacao", "delegacoes"]),
    ("pt", ["jovem", "jovens"]),
    ("pt", ["trabalhador", "trabalhadores", "trabalhadoras"]),
    ("ar", ["هجرة", "الهجرة", "هجره", "والهجرة"]),
    ("ar", ["زيارة", "زيارات", "الزيارات"]),
    ("ar", ["تحويل", "التحويلات"]),
    ("ar", ["تدريب", "التدريب", "للتدريب", "والتدريب"]),
    ("ar", ["منظّمة", "منظمة", "المنظمة"]),
]
OTHER_WORD = [
    ("es", "centro", "en", "central"),
    ("es", "sur", "fr", "sur"),
    ("fr", "pays", "en", "pays"),
    ("pt", "data", "en", "data"),
]


def test_a_text_is_cut_as_people_type_its_parts():
    for text, expected in TOKENS:
        assert tokens(text) == expected, text


def test_spellings_of_one_form_are_compared_as_one_token():
    for one, other in SAME_FORM:
        assert [surface(token) for token in tokens(one)] == [surface(token) for token in tokens(other)], (one, other)


def test_inflections_and_spellings_without_accents_share_a_stem():
    for language, forms in SAME_WORD:
        first = set(stems(forms[0], language))
        for form in forms[1:]:
            assert first & set(stems(form, language)), (language, forms[0], form)


def test_words_of_two_languages_share_no_stem():
    for language, word, other_language, other in OTHER_WORD:
        assert not set(stems(word, language)) & set(stems(other, other_language)), (word, other)


def test_a_word_of_unknown_language_is_not_looked_for_where_it_means_nothing():
    assert any(stem.startswith("es:") for stem in all_stems("sur"))
    assert not any(stem.startswith("fr:") for stem in all_stems("sur"))
    assert {stem[:2] for stem in all_stems("de")} >= {"en"}  # without meaning in some languages, and looked for


def test_a_word_without_meaning_anywhere_is_looked_for_in_every_language():
    for word in ("a",):
        meant = [language for language in Language.values if not analysis.is_stop_word(word, language)]
        assert {stem[:2] for stem in all_stems(word)} == set(meant or Language.values)


def test_numbers_have_no_inflections():
    for number in ("8.7", "10.c", "2019", "64/222"):
        assert stems(number, "en") == (f"en:{number}",)


def test_an_arabic_name_of_a_place_is_met_with_and_without_article_and_particles():
    for name, typed in (
        ("البحرين", ("البحرين", "بالبحرين", "والبحرين", "للبحرين")),
        ("المغرب", ("المغرب", "مغرب", "بالمغرب", "للمغرب")),
        ("كينيا", ("كينيا", "بكينيا", "وكينيا", "لكينيا")),
        ("مالي", ("مالي", "ومالي")),
    ):
        for form in typed:
            assert set(place_stems(name)) & set(place_forms(form)), (name, form)


def test_arabic_words_that_share_a_root_with_a_place_are_not_it():
    for name, typed in (("البحرين", "البحر"), ("مالي", "المالية"), ("عمان", "عمانيون")):
        assert not set(place_stems(name)) & set(place_forms(typed)), (name, typed)
    assert place_forms("Bahrain") == ()


def test_very_long_tokens_are_cut_alike_in_text_and_question():
    word = "m" * 500
    assert tokens(word) == ["m" * analysis.LONGEST_TOKEN]
    assert len(surface("ﷺ" * analysis.LONGEST_TOKEN)) <= analysis.LONGEST_TOKEN
    assert len(surface("ß" * analysis.LONGEST_TOKEN)) <= analysis.LONGEST_TOKEN


def test_words_for_spelling_are_long_enough_and_without_digits():
    assert set(surfaces([("fr", "Études de 2019, l'an 10.7, voie B2B")])) == {"etudes", "voie"}


@pytest.mark.parametrize("language", Language.values)
def test_stop_words_are_folded_as_tokens_are(language):
    for word in analysis.STOP_WORDS[language]:
        assert [surface(token) for token in tokens(word)] == [word], word


def test_stemming_in_many_threads_at_once_gives_what_one_gives():
    words = [
        f"{root}{end}" for root in ("migrat", "train", "étud", "formaç") for end in ("ion", "ions", "ing", "e", "es")
    ]
    forms = [
        (f"{word}{number}x", language) for number in range(50) for word in words for language in ("en", "fr", "pt")
    ]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda form: stems.__wrapped__(*form), forms))
    assert at_once == [stems.__wrapped__(*form) for form in forms]


@given(any_text)
@settings(max_examples=500)
def test_cutting_never_fails_and_tokens_hold_no_white_space(text):
    for token in tokens(text):
        assert token and len(token) <= analysis.LONGEST_TOKEN
        assert token.split() == [token]


@given(any_text, languages)
@settings(max_examples=300)
def test_what_is_typed_without_accents_meets_what_was_written_with_them(text, language):
    for token in tokens(clean(text)):
        for plain in tokens(surface(token))[:1]:
            if surface(plain) == surface(token):
                assert set(stems(plain, language)) & set(stems(token, language)), (token, plain)


class VectorTests(TestCase):
    def as_stored(self, literal: str) -> dict[str, list[int]]:
        """What PostgreSQL makes of a literal: lexemes with their positions."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT lexeme, positions FROM unnest(%s::tsvector)", [literal])
            return {lexeme: positions or [] for lexeme, positions in cursor.fetchall()}

    def matches(self, literal: str, query: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [literal, query])
            return cursor.fetchone()[0]

    def test_a_token_is_kept_by_itself_and_by_its_stems_where_it_stands(self):
        stored = self.as_stored(vector([("fr", "Les études à Lomé")]))
        self.assertEqual(stored["=etudes"], [2])
        self.assertEqual(stored["fr:etud"], [2])
        self.assertEqual(stored["=lome"], [4])

    def test_no_phrase_reaches_from_one_text_into_the_next(self):
        literal = vector([("en", "ends with remittances"), ("fr", "fonds de soutien")])
        self.assertTrue(self.matches(literal, "'=with' <-> '=remittances'"))
        self.assertFalse(self.matches(literal, "'=remittances' <-> '=fonds'"))

    def test_200_000_distinct_words_are_kept_as_far_as_they_fit(self):
        words = " ".join(f"made{number}up" for number in range(200_000))
        literal = vector([("en", words)])
        self.assertLess(len(literal.encode()), 2_000_000)
        stored = self.as_stored(literal)
        self.assertIn("=made0up", stored)
        self.assertNotIn("=made199999up", stored)
        self.assertGreater(len(stored), 10_000)

    def test_a_word_beyond_the_last_position_is_found_as_a_word_and_not_in_a_phrase(self):
        literal = vector([("en", "filler " * 17_000 + "rare ending")])
        stored = self.as_stored(literal)
        self.assertLessEqual(max(stored["=filler"]), analysis.LAST_POSITION)
        self.assertTrue(self.matches(literal, "'=rare'"))
        self.assertFalse(self.matches(literal, "'=rare' <-> '=ending'"))

    def test_a_word_that_stands_in_a_text_a_thousand_times_keeps_as_many_places_as_postgresql_does(self):
        stored = self.as_stored(vector([("en", "again " * 1_000)]))
        self.assertEqual(len(stored["=again"]), 255)

    def test_words_with_every_sign_of_postgresql_are_literal(self):
        for lexeme in ("a'b", "a\\b", "a:b", "a & b", "a*", "'", "\\", "!"):
            with self.subTest(lexeme):
                self.assertEqual(list(self.as_stored(analysis.quoted(lexeme))), [lexeme])
                self.assertTrue(self.matches(analysis.quoted(lexeme), analysis.quoted(lexeme)))

    @given(st.lists(st.tuples(languages, any_text), max_size=3))
    @settings(max_examples=400)
    def test_postgresql_takes_the_vector_of_any_text_and_finds_each_of_its_words(self, texts):
        texts = [(language, clean(text)) for language, text in texts]
        stored = self.as_stored(vector(texts))
        for language, text in texts:
            for token in tokens(text):
                self.assertIn(f"={surface(token)}", stored)
                for stem in stems(token, language):
                    self.assertIn(stem, stored)

    def test_the_longest_expanding_signs_stay_within_what_a_lexeme_may_hold(self):
        for sign in "ﷺﷻßﬃ𒐫":
            with self.subTest(sign):
                self.assertTrue(self.as_stored(vector([("ar", sign * 5_000)])))
