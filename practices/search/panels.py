"""Facets and choices as pages show them: labelled in the reader's language, sorted, nested."""

from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from practices.document.labels import Labels
from practices.search.facets import BY_KEY, FACETS, Facet, Order
from practices.search.values import SPAN, entry_of, lineage
from practices.text import fold
from practices.vocabulary import NUMBERED_KINDS, Language

if TYPE_CHECKING:
    from practices.search.results import Results


def label(facet: Facet, code: str, results: "Results") -> dict:
    """The label of a facet value: code, label, language, direction."""
    if facet.key == "period":
        first = int(code)
        return {"code": code, "label": f"{first}–{first + SPAN - 1}", "language": "", "direction": "ltr"}
    if facet.key == "language":
        language = Language(code)
        return {"code": code, "label": language.label, "language": code, "direction": language.direction}
    entry = entry_of(facet, code, results.snapshot)
    found = Labels({}, results.language, results.snapshot).label(entry, code)
    # Objectives, goals and targets are known by their numbers.
    return found | {"label": f"{code} {found['label']}"} if entry and entry.kind in NUMBERED_KINDS else found


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the reference tables and the language say of a facet value, whatever is searched for."""

    label: dict
    folded: str
    position: tuple
    broader: tuple[str, ...]  # codes, the nearest first


def labelled(facet: Facet, code: str, results: "Results") -> Labelled:
    """Of one value; looked up once a state of everything and language, since every answer shows hundreds."""
    known, key = results.values.labelled, (facet.key, code, results.language)
    found = known.get(key)
    if found is None:
        found = known[key] = _labelled(facet, code, results)
    return found


def _labelled(facet: Facet, code: str, results: "Results") -> Labelled:
    entry = entry_of(facet, code, results.snapshot) if facet.is_tree else None
    broader = [step.code for step in lineage(entry, results.snapshot)][1:] if entry else []
    own = label(facet, code, results)
    return Labelled(own, fold(str(own["label"])), _position(facet, code, results), tuple(broader))


def panels(results: "Results", keys: Container[str] = BY_KEY) -> list[dict]:
    """Every facet, or those with these keys, that has values among the results, or chosen ones."""
    found = []
    for facet in FACETS:
        if facet.key not in keys:
            continue
        chosen = results.asked.chosen.get(facet.key, ())
        counts = results.counts(facet.key)
        values = {
            code: _value(facet, code, counts.get(code, 0), code in chosen, results) for code in (*counts, *chosen)
        }
        if values or (facet.key == "period" and (results.asked.since or results.asked.until)):
            rows = _nested(facet, values, results) if facet.is_tree else _sorted(facet, list(values.values()), results)
            found.append({"facet": facet, "values": rows, "chosen": len(chosen), "size": len(values)})
    return found


def _value(facet: Facet, code: str, count: int, is_chosen: bool, results: "Results") -> dict:
    return labelled(facet, code, results).label | {
        "code": code, "count": count, "is_chosen": is_chosen, "children": [], "is_open": False,
    }  # fmt: skip


def _sorted(facet: Facet, rows: list[dict], results: "Results") -> list[dict]:
    """In the facet's order; equal ones by label."""
    if len(rows) < 2:
        return rows
    if facet.order is Order.COUNT:
        return sorted(rows, key=lambda row: (-row["count"], labelled(facet, row["code"], results).folded))
    if facet.order is Order.LABEL:
        return sorted(rows, key=lambda row: labelled(facet, row["code"], results).folded)
    return sorted(rows, key=lambda row: labelled(facet, row["code"], results).position)


def _position(facet: Facet, code: str, results: "Results") -> tuple:
    """Place in the vocabulary; periods run backwards, the newest first."""
    if facet.key == "period":
        return (-int(code),)
    if facet.key == "language":
        return (Language.values.index(code),)
    entry = entry_of(facet, code, results.snapshot)
    return (0, entry.facts["position"], code) if entry and facet.order is Order.POSITION else (1, 0, code)


def _nested(facet: Facet, values: dict[str, dict], results: "Results") -> list[dict]:
    """Values below the nearest broader one that is shown; each level in the facet's order."""
    roots = []
    for code, row in values.items():
        broader = labelled(facet, code, results).broader
        above = next((values[one] for one in broader if one in values), None)
        (above["children"] if above else roots).append(row)
    _open(roots)
    for row in values.values():
        row["children"] = _sorted(facet, row["children"], results)
    return _sorted(facet, roots, results)


def _open(rows: list[dict]) -> bool:
    """Mark what has a chosen value below it; returns whether any of these rows is chosen or has."""
    for row in rows:
        row["is_open"] = _open(row["children"])
    return any(row["is_chosen"] or row["is_open"] for row in rows)


def chips(results: "Results") -> list[dict]:
    """Chosen values in the order of the facets; the years are one."""
    asked = results.asked
    found = [
        {"facet": BY_KEY[key], "value": label(BY_KEY[key], code, results), "without": asked.without(key, code)}
        for key in BY_KEY
        for code in asked.chosen.get(key, ())
    ]
    if asked.since or asked.until:
        value = {"code": "", "label": years(asked.since, asked.until), "language": "", "direction": "ltr"}
        found.append({"facet": BY_KEY["period"], "value": value, "without": asked.without_years()})
    return found


def years(since: int | None, until: int | None) -> str:
    """Years in words: 2015–2020, from 2015, until 2020."""
    if since and until:
        return f"{since}–{until}"
    return _("from %(year)s") % {"year": since} if since else _("until %(year)s") % {"year": until}
