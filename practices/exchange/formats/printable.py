"""Characters that no file may hold or no screen shows, made visible instead of dropped."""

import re

# What XML cannot hold (control characters, lone surrogates, U+FFFE and U+FFFF), and delete.
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
PICTURES = (
    {code: 0x2400 + code for code in range(0x20)}
    | {0x7F: 0x2421, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
    | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
)
del PICTURES[0x09], PICTURES[0x0A]
PICTURES[0x0D] = 0x0A


def printable(text: str) -> str:
    """The text with line ends as newlines, control characters as their pictures, and non-characters as U+FFFD."""
    # The first question is the quicker one, and enough for most texts.
    if text.isprintable() or ODD.search(text) is None:
        return text
    return text.replace("\r\n", "\n").translate(PICTURES)
