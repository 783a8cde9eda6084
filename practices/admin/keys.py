"""Numbers that come with a request: as keys and revisions where they can be one, None where they cannot."""

MOST_NUMBER = 2**31 - 1  # what the database holds in an integer
MOST_DIGITS = 18  # of a key; Python refuses to read thousands of them
MOST_KEY = 10**MOST_DIGITS - 1


def number_of(text: str, most: int = MOST_NUMBER) -> int | None:
    """A whole number from nothing on, as a revision or the number of an edition is."""
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        return None
    number = int(text)
    return number if number <= most else None


def key_of(text: str) -> int | None:
    """The primary key of a row there may be."""
    return number_of(text, MOST_KEY) or None
