"""Which encoding a text file is written in: a proposal, by what its letters would look like."""

import codecs
import unicodedata

from .limits import Refusal

SAMPLE = 256 * 1024
# What may be chosen, the likelier first where the letters do not tell.
CODECS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "cp1252": "cp1252",
    "cp1256": "cp1256",
    "cp1250": "cp1250",
    "iso-8859-15": "iso-8859-15",
    "mac-roman": "mac-roman",
}
EIGHT_BITS = ["cp1252", "cp1256", "cp1250", "iso-8859-15", "mac-roman"]
WESTERN = set("éèêëàâäçñãõáíóúôöûüùîïìòßÉÈÊÀÂÇÑÃÕÁÍÓÚÔÖÛÜÎÅåæøÆØ")
CENTRAL = set("łśżźćńęąőűăşţšžčřěůďťľĺŁŚŻŹĆŃŠŽČŘ")
PUNCTUATION = set("\u00a0«»“”‘’„–—…°€·•¿¡")


def proposals(content: bytes) -> list[str]:
    """Encodings that can read all of this, the most plausible first."""
    marked = "utf-8" if content.startswith(codecs.BOM_UTF8) else ""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        marked = "utf-16"
    if marked:  # a mark at the start that the rest belies is no guess to build on
        return [marked] if can_read(content, marked) else []
    if b"\x00" in content:
        raise Refusal("nul")
    possible = [name for name in ("utf-8", *EIGHT_BITS) if can_read(content, name)]
    if possible[:1] == ["utf-8"]:
        return possible
    return sorted(possible, key=lambda name: -_plausibility(content[:SAMPLE], name))


def can_read(content: bytes, name: str) -> bool:
    """Whether every byte means something in this encoding."""
    decoder = codecs.getincrementaldecoder(CODECS[name])()
    try:
        for start in range(0, len(content), SAMPLE):
            decoder.decode(content[start : start + SAMPLE])
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _plausibility(sample: bytes, name: str) -> float:
    """Points for letters people write, a malus for signs within words and capitals after small letters."""
    text = sample.decode(CODECS[name], "replace")
    points = 0.0
    for place, letter in enumerate(text):
        if letter < "\x80":
            continue
        before = text[place - 1] if place else " "
        after = text[place + 1] if place + 1 < len(text) else " "
        points += _points(before, letter, after)
    return points


def _points(before: str, letter: str, after: str) -> float:
    if "\u0600" <= letter <= "\u06ff":
        # Arabic stands beside Arabic; within a Latin word it is a mistaken byte.
        return -3 if _is_latin(before) or _is_latin(after) else 1
    if letter in PUNCTUATION:
        return -1 if before.isalpha() and after.isalpha() and letter not in "’·" else 0.3
    if unicodedata.category(letter) == "Cc":
        return -4
    if not letter.isalpha():
        return -2
    if letter.isupper() and before.islower():
        return -2
    if letter in WESTERN:
        return 1
    return 0.8 if letter in CENTRAL else -0.5


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and letter < "\u0250"
