"""Addresses under which others name the same thing; only those known to exist."""

from practices.vocabulary import TermKind

SDG = "http://metadata.un.org/sdg/"  # the United Nations' own, by number of goal and target
# Targets with a number, of each goal. How the addresses of lettered ones (10.c) are spelt is not known to us.
TARGETS = {
    1: 5, 2: 5, 3: 9, 4: 7, 5: 6, 6: 6, 7: 3, 8: 10, 9: 5, 10: 7, 11: 7, 12: 8, 13: 3, 14: 7, 15: 9, 16: 10, 17: 19,
}  # fmt: skip
GOALS = frozenset(str(goal) for goal in TARGETS)
NUMBERED_TARGETS = frozenset(f"{goal}.{number + 1}" for goal, count in TARGETS.items() for number in range(count))


def same(name: str, code: str) -> tuple[str, ...]:
    """The addresses of others for this term of a vocabulary."""
    known = {TermKind.SDG: GOALS, TermKind.SDG_TARGET: NUMBERED_TARGETS}.get(name, frozenset())
    return (SDG + code,) if code in known else ()
