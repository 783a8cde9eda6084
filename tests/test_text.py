"""practices.text: cleaning loses nothing meant, folding joins spellings."""

from hypothesis import given
from hypothesis import strategies as st

from practices.text import clean, fold, words

SPELLINGS = [
    ("São Paulo", "sao paulo"),
    ("main-d'œuvre", "main-d’oeuvre"),
    ("L'Algérie", "l’algerie"),
    ("أفريقيا", "افريقيا"),
    ("مَدرسة", "مدرسه"),
    ("ISTANBUL", "istanbul"),
    ("Łódź", "lodz"),
]


def test_spellings_that_readers_take_for_the_same_fold_to_the_same():
    for one, other in SPELLINGS:
        assert fold(one) == fold(other), (one, other)


def test_different_words_stay_different():
    assert fold("Niger") != fold("Nigeria")
    assert fold("عمان") != fold("عمّانا")


def test_clean_drops_what_no_writer_means():
    assert clean("  a\x00b\x07\ud800c\ufeff \r\n d\t") == "ab\ufffdc \n d"


def test_clean_composes_letters():
    assert clean("e\u0301") == "é"


@given(st.text())
def test_clean_is_stable_and_fit_for_the_database(value):
    once = clean(value)
    assert clean(once) == once
    assert "\x00" not in once
    once.encode("utf-8")


@given(st.text(max_size=200))
def test_fold_is_stable(value):
    assert fold(fold(clean(value))) == fold(clean(value))


def test_words_are_folded_and_in_order():
    assert words("Coopération Sud-Sud, 2017–2019") == ["cooperation", "sud", "sud", "2017", "2019"]
