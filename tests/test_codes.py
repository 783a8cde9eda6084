"""practices.codes: permanent, checked, read in any spelling."""

import re

from hypothesis import given
from hypothesis import strategies as st

from practices.codes import ALPHABET, code_for, new_code, read_code


def test_a_new_code_reads_as_itself_and_looks_like_one():
    for _ in range(200):
        code = new_code()
        assert re.fullmatch(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code)
        assert read_code(code) == code


def test_any_spelling_of_a_code_is_read():
    code = code_for("practice:a-made-up-slug")
    assert code == code_for("practice:a-made-up-slug")
    plain = code.replace("-", "")
    for typed in (code.upper(), plain, f" {plain} ", plain.replace("0", "O").replace("1", "l"), "-".join(plain)):
        assert read_code(typed) == code, typed


def test_one_wrong_letter_is_noticed():
    code = code_for("practice:another").replace("-", "")
    for place in range(len(code)):
        for letter in ALPHABET:
            if letter != code[place]:
                assert read_code(code[:place] + letter + code[place + 1 :]) is None


@given(st.text(max_size=60))
def test_nonsense_is_refused_quietly(typed):
    code = read_code(typed)
    assert code is None or read_code(code) == code
