"""The forms in which a partner's words are compared: folded, word by word, and with the order and small words gone."""

import re
from functools import lru_cache

from practices.analysis import surface, tokens
from practices.text import clean, fold


def listed(text: str) -> list[str]:
    """The words of a list in the code."""
    return text.split()


LONGEST_KEPT = 300  # of a remembered word; the column of the table is as long
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
ARTICLE = "ال"
# Joined names differ by these only: "Trinidad & Tobago", "Trinité-et-Tobago".
SMALL_WORDS = frozenset(
    listed("""
    and et y e ed the of for de du des d la le les l el los las del da do das dos di a al au aux o os as i en in
""")
)
SHORTENED = {
    "dem": "democratic", "rep": "republic", "st": "saint", "ste": "sainte", "isl": "islands", "is": "islands",
    "fed": "federated", "utd": "united", "min": "ministry", "dept": "department", "univ": "university",
    "intl": "international", "int": "international", "natl": "national", "govt": "government", "gov": "government",
    "org": "organization", "organisation": "organization", "labor": "labour", "program": "programme",
    "center": "centre", "cttee": "committee", "assoc": "association", "dev": "development",
}  # fmt: skip
LEGAL_FORMS = frozenset(
    listed("""
    ltd inc llc plc gmbh ag ev asbl aisbl sa sarl srl ngo ong osc cso ltda eirl npo pty
""")
)
_SPACES = re.compile(r"\s+")
_RUNS = re.compile(r"[^\S\n]{4,}")  # of white space, which the patterns below would try again and again
_BULLET = re.compile(r"^\s*(?:[•·▪▫*‣◦●○■□➢►–—-]\s*|\(?\d{1,2}[.)]\s+)")
_MARKS = re.compile(
    r"(?:\s{0,3}(?:[*†‡§¹²³⁰⁴-⁹]{1,6}|\[\d{1,3}\]|\(\d{1,2}\)|(?<=\s)\d{1,2}\)|(?<=[^\W\d_])\d{1,2}\))){1,4}$"
)
_ACRONYM = re.compile(r"(?<!\w)(?:[^\W\d_]\.)+[^\W\d_]$")
_ENDING = " \t\n\u00a0.,;:،؛"
TAIL = 30  # characters in which marks are looked for


def folded(text: str) -> str:
    """The form under which headings and decisions are remembered."""
    return _SPACES.sub(" ", fold(text)).strip()[:LONGEST_KEPT]


@lru_cache(maxsize=50_000)
def key(text: str) -> str:
    """The folded words of a text in order; dots of acronyms, hyphens and apostrophes are gone."""
    return " ".join(surface(token) for token in tokens(text))


@lru_cache(maxsize=50_000)
def loose(text: str) -> str:
    """The telling words of a text in one order for all: "Korea, Republic of" and "Republic of Korea" are the same."""
    # A list, not a set: "Sudan, South Sudan" is not South Sudan.
    telling = (_plain(word) for word in key(text).split())
    return " ".join(sorted(word for word in telling if word not in SMALL_WORDS and word not in LEGAL_FORMS))


def _plain(word: str) -> str:
    if word.startswith("وال") and len(word) > 5:
        word = word[1:]  # "and" is written as part of the word after it
    word = word.removeprefix(ARTICLE) if len(word) > 4 else word
    return SHORTENED.get(word, word)


def narrow(text: str) -> str:
    """A text without wide gaps within its lines."""
    return _RUNS.sub(" ", text)


def tidy(text: str) -> str:
    """A value without what surrounds it in sheets: bullets, marks of footnotes, dots at its end.

    The bracket of "Korea (Republic of)" and the dot of "U.S." stay: they are asked about as they stand first.
    """
    text = _without_ending(_BULLET.sub("", narrow(clean(text))))
    return _without_ending(text[:-TAIL] + _MARKS.sub("", text[-TAIL:]))


def _without_ending(text: str) -> str:
    bare = text.rstrip(_ENDING)
    # The last dot of an acronym is part of it.
    return f"{bare}." if text[len(bare) :].startswith(".") and _ACRONYM.search(bare[-TAIL:]) else bare


def numerals(text: str) -> str:
    """Arabic-Indic digits as the others."""
    return text.translate(DIGITS)
