"""Text from any source: made clean once, folded for comparison, cut into words."""

import re
import unicodedata

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")  # short vowels and tatweel
_ARABIC_FOLDS = str.maketrans("أإآٱىة", "ااااي" + "ه")  # alef forms, final ya, ta marbuta
_OTHER_FOLDS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "'": "", "’": "", "ʼ": ""})
_WORDS = re.compile(r"\w+", re.UNICODE)


def clean(value: str) -> str:
    """Valid NFC text without control characters (tab and newline stay), surrogates or outer white space."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _SURROGATES.sub("\ufffd", value)
    value = _UNWANTED.sub("", value)
    return unicodedata.normalize("NFC", value).strip()


def fold(value: str) -> str:
    """What two spellings share: no accents, capitals, apostrophes or Arabic vowel marks."""
    value = unicodedata.normalize("NFKC", value).casefold().translate(_OTHER_FOLDS)
    value = unicodedata.normalize("NFKD", value)
    value = "".join(c for c in value if not unicodedata.combining(c) or "\u0600" <= c <= "\u06ff")
    value = unicodedata.normalize("NFKC", value)
    return _ARABIC_MARKS.sub("", value).translate(_ARABIC_FOLDS)


def words(value: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORDS.findall(fold(value))
