"""practices.search.query: the grammar. Any text is a question; phrases, exclusions and OR are strict."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from practices import search
from practices.analysis import STOP_WORDS, surface, tokens
from practices.search.asked import Asked
from practices.search.query import LONGEST_TEXT, MOST_TERMS, Kind, parse
from practices.text import clean
from practices.vocabulary import Language
from tests.factories import make_reference
from tests.listed import SearchTestCase, listed, text

EXAMPLES = 2_000
# Each text as the terms and the exclusions it is read as, in the words of the grammar.
READ_AS = [
    ("made up", ["made", "up"], []),
    ('"made up"', ['"made up"'], []),
    ("“made up” rest", ['"made up"', "rest"], []),
    ("« made up »", ['"made up"'], []),
    ('"made up', ['"made up"'], []),
    ('one"made up"two', ["one", '"made up"', "two"], []),
    ('""', [], []),
    ("-made", [], ["made"]),
    ("---made", [], ["made"]),
    ('-"made up"', [], ['"made up"']),
    ("-mad*", [], ["mad*"]),
    ("-south-south", [], ['"south south"']),
    ("south-south", ["south", "south"], []),
    ("made -", ["made"], []),
    ("made - up", ["made", "up"], []),
    ("one OR two", ["one OR two"], []),
    ("one OR two OR three", ["one OR two OR three"], []),
    ('one OR "two three"', ['one OR "two three"'], []),
    ("one OR tw*", ["one OR tw*"], []),
    ("one or two", ["one", "or", "two"], []),
    ("OR two", ["OR", "two"], []),
    ("one OR", ["one", "OR"], []),
    ("one OR OR two", ["one OR two"], []),
    ("one OR -two", ["one"], ["two"]),
    ("mad*", ["mad*"], []),
    ("m*", ["m"], []),
    ("*", [], []),
    ("ma*de", ["ma", "de"], []),
    ("U.A.E. 8.7 10.c ١٠٫٧", ["UAE", "8.7", "10.c", "10.7"], []),
    ("l’emploi", ["l", "emploi"], []),
    ("!?…", [], []),
    ("one\x00two", ["onetwo"], []),
]
# Texts at which parsers have stumbled.
NASTY = [
    "-" * 33 + "made", "- " * 300 + "made", "m" * 10_000, "made " * 16_000, "made\x00up", "\x00", "\ud800made\udfff",
    "\x01\x02\x1f\x7f", "🙂", "🙂 made 👩‍👩‍👧", "!?… — «»", "the of and", "de la", "في من", "' & | ! <-> : \\ ( ) :*",
    "'", "\\", "made & up", "made <-> up", "!made", "(made", "made:*", "made:A", ":*", "a'b", "it''s", "''", "' ' '",
    "\"'\"", '"', '"""', '"-"', '-""', "--", "OR", "OR OR OR", "-OR", '"OR"', "* OR *", "ـ", "ﷺ" * 200, "ß" * 200,
    "½ ⑴ ŉ ﬃ", "\u200f\u200e", "a\u0300\u0301" * 60, "ً", "x" * 199 + '"', "=made", "en:made", "%s %(a)s %", "{} {0}",
    "made-" * 60, "a " * 100, "-a " * 60, " OR ".join("abcdefghijklmnopqrstuvwxyz" * 2),
]  # fmt: skip


def as_read(typed: str) -> tuple[list[str], list[str]]:
    """Terms and exclusions as a reader would type them again."""
    query = parse(typed)
    return [term.text for term in query.terms], [leaf.text for leaf in query.excluded]


def test_words_phrases_exclusions_alternatives_and_beginnings_are_read_as_typed():
    for typed, terms, excluded in READ_AS:
        assert as_read(typed) == (terms, excluded), typed


def test_phrases_and_alternatives_are_strict_and_words_and_beginnings_are_wishes():
    for typed, is_strict in (('"made up"', True), ("made OR up", True), ("made", False), ("mad*", False)):
        (term,) = parse(typed).terms
        assert term.is_strict is is_strict, typed


def test_what_is_read_can_be_typed_again_and_is_read_alike():
    for typed, _terms, _excluded in READ_AS:
        query = parse(typed)
        again = " ".join([*(term.text for term in query.terms), *(f"-{leaf.text}" for leaf in query.excluded)])
        if not any(term.text == "OR" for term in query.terms):
            assert as_read(again) == as_read(typed), typed


def test_the_limits_are_those_of_the_quality_rules():
    assert (LONGEST_TEXT, MOST_TERMS) == (200, 20)


def test_a_text_of_200_characters_is_read_whole_and_one_more_is_cut():
    assert not parse("m" * LONGEST_TEXT).is_cut
    assert parse("m" * LONGEST_TEXT + "x").is_cut
    assert not parse("  " + "m" * LONGEST_TEXT + "  ").is_cut


def test_twenty_terms_are_read_whole_and_one_more_is_cut_however_it_is_written():
    words = [f"w{number}" for number in range(MOST_TERMS)]
    for joined in (" ".join, "-".join, " OR ".join, lambda some: " ".join(f"-{word}" for word in some)):
        whole, more = parse(joined(words)), parse(joined([*words, "more"]))
        leaves = [len(query.leaves) for query in (whole, more)]
        assert (whole.is_cut, more.is_cut) == (False, True), joined(words)
        assert max(leaves) <= MOST_TERMS
    assert not parse(" ".join(words) + " !?").is_cut  # nothing asked for was left out


def test_a_hyphenated_word_after_many_others_does_not_pass_the_limit():
    query = parse(" ".join(f"w{number}" for number in range(18)) + " a-b-c-d then")
    assert (len(query.terms), query.is_cut) == (MOST_TERMS, True)


def test_of_the_nastiest_texts_no_more_is_read_than_the_limits_allow():
    for typed in NASTY:
        query = parse(typed)
        assert sum(len(term.leaves) for term in query.terms) + len(query.excluded) <= MOST_TERMS, typed
        assert all(leaf.tokens for leaf in query.leaves), typed
        assert query.is_cut or len(clean(typed)) <= LONGEST_TEXT, typed


@given(st.text(max_size=300))
@settings(max_examples=1_000, derandomize=True)
def test_any_text_is_read(typed):
    query = parse(typed)
    assert sum(len(term.leaves) for term in query.terms) + len(query.excluded) <= MOST_TERMS
    for leaf in query.leaves:
        assert leaf.tokens and (leaf.kind is Kind.PHRASE or len(leaf.tokens) == 1)


# What people type, in pieces that meet each other in every way.
piece = st.sampled_from(
    ["made", "up", "alpha", "Beta", "fonds", "études", "etude", "fondo", "تدريب", "التدريب", "centre", "Country XA",
     "the", "de", "في", "OR", "or", "AND", "-", "--", '"', "“", "»", "*", "'", "’", ":", "&", "|", "!", "(", ")", "<->",
     "\\", "10.7", "10.c", "C0", "U.A.E.", "2019", "🙂", "\x00", "\ud800", "ـ", "ﷺ", "zzyzx", "exchnage", "\n", "\t"]
)  # fmt: skip
typed_text = st.one_of(
    st.lists(piece | st.characters(), max_size=14).map("".join),
    st.lists(piece, max_size=10).map(" ".join),
    st.text(max_size=60),
)


class AnyTextTests(TestCase):
    """A small registry, asked anything."""

    @classmethod
    def setUpTestData(cls):
        make_reference()
        cls.practices = listed(
            text("A made-up exchange of alpha centres", "Up and made: the fonds of 2019, target 10.7."),
            text("Études inventées", "Les études du centre et l’échange de fonds.", "fr", context="alpha beta made up"),
            text("Un fondo inventado", "El centro de estudios made up.", "es", approach="Fondos de C0 y 10.c."),
            text("تدريب مخترع", "التدريب في المركز والدراسات.", "ar"),
            text("Beta", "Up made beta.") | {"themes": ["beta"]},
        )
        cls.words = {practice.pk: prose_of(practice) for practice in cls.practices}

    def check(self, typed: str, language: str) -> None:
        """A search by this text answers, and keeps to what was strict."""
        results = search.run(Asked(typed), language)
        keys = results.keys(0, 100)
        self.assertEqual((len(keys), len(set(keys))), (results.total, results.total))
        query = results.reading.query
        # An article or the like leaves nothing out in the languages in which it has no meaning.
        telling = [leaf for leaf in query.excluded if leaf.kind is not Kind.WORD or not is_empty_word(leaf.surfaces[0])]
        for leaf in telling:
            for key in keys:
                self.assertFalse(self.has(leaf, key), (typed, leaf))
        for term in query.terms:
            if term.is_strict and all(leaf.kind is Kind.PHRASE for leaf in term.leaves):
                for key in keys:
                    self.assertTrue(any(self.has(leaf, key) or self.names(leaf) for leaf in term.leaves), (typed, term))
        self.assertLessEqual(set(keys), set(self.words))

    def has(self, leaf, key: int) -> bool:
        """Whether a record has a phrase, a beginning or the very form of a word."""
        run = leaf.surfaces
        for words in self.words[key]:
            if leaf.kind is Kind.PREFIX and any(word.startswith(run[0]) for word in words):
                return True
            if leaf.kind is not Kind.PREFIX and any(
                tuple(words[place : place + len(run)]) == run for place in range(len(words))
            ):
                return True
        return False

    def names(self, leaf) -> bool:
        """Whether a phrase is part of the name of anything in the made-up vocabulary."""
        known = search.names.current(search.reference.current())
        return any(
            name.surfaces[place : place + len(leaf.surfaces)] == leaf.surfaces
            for name in known.names
            for place in range(len(name.surfaces))
        )

    def test_the_nastiest_texts_are_answered(self):
        for typed in NASTY:
            for language in ("en", "ar"):
                with self.subTest(ascii(typed[:40]), language=language):
                    self.check(typed, language)

    @given(typed_text, st.sampled_from(Language.values))
    @example("-" * 33, "en")
    @settings(max_examples=EXAMPLES, derandomize=True, suppress_health_check=list(HealthCheck))
    def test_any_text_is_answered_and_what_is_strict_is_kept(self, typed, language):
        self.check(typed, language)


def is_empty_word(word: str) -> bool:
    """Whether a word has no meaning of its own in some language."""
    return any(word in words for words in STOP_WORDS.values())


def prose_of(practice) -> list[list[str]]:
    """The folded words of each text of a record."""
    document = practice.editions.get().document
    return [
        [surface(token) for token in tokens(value)]
        for fields in document["texts"].values()
        for name, value in fields.items()
        if isinstance(value, str) and name != "origin"
    ]


class StrictnessTests(SearchTestCase):
    """What the signs of the grammar do to results."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.have(
            both=text("Housing of newcomers", "The city offered housing near newcomers' work."),
            one=text("Housing in a made-up city", "Cheap rooms."),
            other=text("Newcomers and their work", "How newcomers of the city found work."),
            tagged=text("A record about nothing else", "Not a word.")
            | {"countries": [{"country": "XC", "role": "provider"}]},
        )

    def test_each_sign_of_the_grammar_does_what_it_says(self):
        for typed, names in (
            ("housing newcomers", {"both", "one", "other"}),
            ('"housing of newcomers"', {"both"}),
            ('"newcomers of housing"', set()),
            ("“made-up city”", {"one"}),
            ("housing -newcomers", {"one"}),
            ("housing -newcomer", {"one"}),
            ("city -hous*", {"other"}),
            ('city -"made-up city"', {"both", "other"}),
            ("city -made-up", {"both", "other"}),
            ("rooms OR work", {"both", "one", "other"}),
            ("rooms OR offered", {"both", "one"}),
            ("newc*", {"both", "other"}),
            ("-housing", {"other", "tagged"}),
            ("-housing -newcomers", {"tagged"}),
            ('-"Country XC"', {"both", "one", "other"}),
        ):
            with self.subTest(typed):
                self.assertEqual(set(self.found(typed)), names)

    def test_a_text_that_asks_for_nothing_finds_everything(self):
        for typed in ("", "  ", "!?…", "\x00", "-", '""', "*"):
            with self.subTest(typed):
                results = self.run_search(typed)
                self.assertEqual((results.total, results.reading.is_empty), (4, True))

    def test_words_without_meaning_ask_for_nothing(self):
        self.assertEqual(self.found("how are the newcomers and their"), self.found("newcomers"))

    def test_a_term_that_is_excluded_and_asked_for_finds_nothing(self):
        self.assertEqual(self.found("housing -housing"), [])

    def test_a_phrase_stands_in_one_text_and_does_not_reach_into_the_next(self):
        self.assertEqual(self.found('"newcomers the city"'), [])
        self.assertEqual(self.found('"in a made up city"'), ["one"])
