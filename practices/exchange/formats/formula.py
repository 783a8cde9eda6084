"""Text that a spreadsheet would run as a formula, made harmless so that it can be put back exactly."""

# The full-width forms are turned into the plain ones by East Asian input.
ACTIVE = frozenset("=+-@\t\r\n＝＋－＠")
# The mark itself is marked too, or it could not be told from a text that starts with one.
GUARDED = ACTIVE | {"'"}


def guard(text: str) -> str:
    """The text as a CSV file may hold it."""
    return "'" + text if text[:1] in GUARDED else text


def unguard(text: str) -> str:
    """The text `guard` was given; text that no guard has touched stays as it is."""
    return text[1:] if text[:1] == "'" and text[1:2] in GUARDED else text
