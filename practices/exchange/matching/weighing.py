"""Guesses of what a column means, weighed by its cells: those they speak against lose, those they suggest come in."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from practices.exchange.columns import BY_KEY, Kind

LEAST = 60  # of 100; a guess below this is left to the person
CERTAIN = 97
SOME = 0.3
ENOUGH = 0.6  # of the cells, for a guess by them alone
# Kinds of cell that a meaning needs to see, and how sure cells alone make us.
NEEDS = {
    "source_addresses": ("address", 82), "focal_point_email": ("email", 84), "focal_point": ("person", 66),
    "period": ("period", 72), "countries": ("countries", 80), "cities": ("cities", 70), "organisations": ("organisations", 72),
    "mechanisms": ("mechanisms", 70), "type": ("type", 70), "modality": ("modality", 72), "scope": ("scope", 66),
    "status": ("status", 70), "themes": ("themes", 74), "beneficiary_groups": ("beneficiary_groups", 70),
    "instruments": ("instruments", 70), "sectors": ("sectors", 62), "text_language": ("text_language", 76),
}  # fmt: skip
# What a meaning can hardly do without: kind of cell, the least share, what the guess loses without it.
LACKING = {
    "source_addresses": ("address", 0.1, 12), "focal_point_email": ("email", SOME, 30), "countries": ("countries", 0.15, 28),
    "cities": ("cities", 0.15, 28), "sdgs": ("numbers", 0.2, 20), "sdg_targets": ("numbers", 0.2, 20),
    "gcm_objectives": ("numbers", 0.2, 20), "cost_band": ("numbers", 0.2, 20),
}  # fmt: skip
# Short closed lists: where hardly a cell names one of their values, the heading means something else.
CLOSED = {"modality": ("modality", 0.2, 45), "scope": ("scope", 0.2, 45)}


@dataclass(frozen=True, slots=True)
class Guess:
    """One meaning that one column may have."""

    score: float
    why: str


def better(found: dict[str, Guess], target: str, guess: Guess) -> None:
    if target not in found or found[target].score < guess.score:
        found[target] = guess


def with_cells(found: dict[str, Guess], shares: dict[str, float]) -> dict[str, Guess]:
    """Guesses after a look at the cells: those that cells speak against lose, those that cells alone suggest come in."""
    if not shares:
        return found
    weighed = {target: Guess(_weighed(target, guess.score, shares), guess.why) for target, guess in found.items()}
    best = max((guess.score for guess in weighed.values()), default=0)
    for target, (kind, sure) in NEEDS.items():
        share = shares[kind]
        if share >= ENOUGH and not (target == "focal_point" and shares["email"] >= ENOUGH):
            score = sure * (0.75 + 0.25 * share) - (15 if best >= LEAST else 0)
            better(
                weighed, target, Guess(score, _("%(share)s of 100 cells look like it.") % {"share": round(share * 100)})
            )
    return weighed


def _weighed(target: str, score: float, shares: dict[str, float]) -> float:
    """A guess by the heading after a look at the cells."""
    base = target.partition(":")[0]
    column = BY_KEY.get(base)
    if base == "focal_point_name" and shares["person"] >= SOME:
        return score - 20  # there is more than a name
    if base in CLOSED:
        kind, least, loss = CLOSED[base]
        return score - _loss(loss, shares[kind] < least)
    if score >= CERTAIN:
        return score
    if base in NEEDS and shares[NEEDS[base][0]] >= ENOUGH:
        score += 3
    if base in ("start_year", "end_year", "period") or (column and column.kind is Kind.DATE):
        return score - _loss(45, shares["period"] < 0.2)
    if base == "organisations":
        return score - _loss(30, shares["countries"] >= ENOUGH and shares["organisations"] < SOME)
    if base in LACKING:
        kind, least, loss = LACKING[base]
        score -= _loss(loss, shares[kind] < least)
    if column and column.kind in (Kind.TERM, Kind.TERMS, Kind.ENTRIES):
        return score - _loss(36, shares["long"] > 0.5)
    if column and column.kind in (Kind.TEXT, Kind.LONG):
        return score - _loss(40, shares["words"] < 0.5) - _loss(25, shares["countries"] >= 0.9)
    return score


def _loss(loss: float, is_so: bool) -> float:
    return loss if is_so else 0
