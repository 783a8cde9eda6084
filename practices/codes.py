"""Identifiers of practices and organisations: Crockford base 32 with a check letter, read in any spelling."""

import hashlib
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford: no i, l, o, u
CHECK_ALPHABET = ALPHABET + "*~$=u"  # 37 check symbols; we draw codes until the letter is plain
LENGTH = 7  # 32 ** 7 codes: a collision in 10,000 draws is one in 700
_READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None, "\u2010": None, "\u2011": None})


def check_letter(body: str) -> str:
    """The check symbol of a code's body: its value modulo 37 (Crockford)."""
    value = 0
    for character in body:
        value = value * 32 + ALPHABET.index(character)
    return CHECK_ALPHABET[value % 37]


def new_code() -> str:
    """A random permanent code such as `k7m2-p9qr`: seven characters and a check letter."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if check_letter(body) in ALPHABET:
            return _spelled(body)


def code_for(name: str) -> str:
    """The permanent code of something known by a lasting name, as fixtures derive theirs from a slug."""
    attempt = 0
    while True:
        digest = int.from_bytes(hashlib.sha256(f"{name}{'#' * attempt}".encode()).digest()[:8])
        body = "".join(ALPHABET[digest >> 5 * place & 31] for place in range(LENGTH))
        if check_letter(body) in ALPHABET:
            return _spelled(body)
        attempt += 1


def read_code(typed: str) -> str | None:
    """The canonical form of a code in any spelling (capitals, dashes, O for 0), or None when it cannot be one."""
    if len(typed) > 40:
        return None
    plain = typed.strip().lower().translate(_READ_AS)
    if len(plain) != LENGTH + 1 or any(c not in ALPHABET for c in plain) or check_letter(plain[:-1]) != plain[-1]:
        return None
    return _spelled(plain[:-1])


def _spelled(body: str) -> str:
    plain = body + check_letter(body)
    return f"{plain[:4]}-{plain[4:]}"
