"""Formula safety of CSV: nothing runs, and everything can be put back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from practices.exchange.formats.formula import ACTIVE, guard, unguard
from practices.exchange.formats.printable import printable

ODD_TEXTS = st.text(st.one_of(st.sampled_from("'=+-@\t\r\n＝＋－＠ a"), st.characters()), max_size=12)


@given(ODD_TEXTS)
@example("'")
@example("''=1")
@example("")
def test_what_was_guarded_comes_back(text):
    assert unguard(guard(text)) == text


@given(ODD_TEXTS)
def test_no_guarded_text_starts_a_formula(text):
    assert guard(text)[:1] not in ACTIVE


@pytest.mark.parametrize("text", ["plain", "'tis a text", "2019-05", "", "d'accord", " =1"])
def test_text_that_is_no_formula_is_left_alone(text):
    assert unguard(text) == text
    assert guard(text) in (text, "'" + text)


def test_harmless_text_is_not_marked():
    assert guard("Fair recruitment - a made-up title") == "Fair recruitment - a made-up title"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1b", "a␀b␛"),
        ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te"),
        ("half \ud83d pair \udc00", "half \ufffd pair \ufffd"),
        ("\ufffe\uffff\x7f", "\ufffd\ufffd␡"),
        ("whole 😀 عربي", "whole 😀 عربي"),
    ],
)
def test_odd_characters_are_shown_and_not_dropped(text, shown):
    assert printable(text) == shown


@given(st.text(st.characters(), max_size=30))
def test_printable_text_can_be_encoded_and_stays_printable(text):
    once = printable(text)
    once.encode()
    assert printable(once) == once
