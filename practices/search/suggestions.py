"""Suggestions while typing: names of what can be filtered by, and titles of practices."""

import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from practices.analysis import quoted, surface, tokens
from practices.search import names, panels
from practices.search.facets import BY_KEY, Facet
from practices.search.names import ARTICLE
from practices.search.query import LONGEST_TEXT, SHORTEST_PREFIX
from practices.search.results import FACET_OF_KIND, Results
from practices.text import clean
from practices.vocabulary import Language

MOST = 8
MOST_TITLES = 4
MOST_LOOKED_AT = 5_000  # names that begin as typed, before the best are chosen
_TITLES = """
    SELECT listing.code, listing.cards->'texts', listing.cards->>'original_language'
    FROM practices_listingwords AS words JOIN practices_listing AS listing ON listing.practice_id = words.listing_id
    WHERE words.title @@ %s::tsquery ORDER BY listing.published_at DESC, listing.practice_id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A practice, or a value of a facet with its number of practices."""

    kind: str  # "practice" or "value"
    code: str
    label: dict
    facet: Facet | None = None
    total: int | None = None


def suggest(text: str, results: Results) -> list[Suggestion]:
    """At most eight suggestions for what has been typed so far; `results` are those of the whole registry."""
    typed = [surface(token) for token in tokens(clean(text[:LONGEST_TEXT]))]
    if not typed or len(" ".join(typed)) < SHORTEST_PREFIX:
        return []
    titles = _titles(typed, results.language)
    values = _values(" ".join(typed), results)
    return [*values[: MOST - len(titles)], *titles]


def _values(typed: str, results: Results) -> list[Suggestion]:
    """Values with a name, or a word of one, that begins as typed: the most frequent first."""
    known = names.current(results.snapshot)
    found: dict[tuple[str, str], tuple] = {}
    totals: dict[tuple[str, str], int] = {}
    for beginning, number in _beginning(typed, known):
        name = known.names[number]
        key = FACET_OF_KIND.get(name.value[0])
        facet = BY_KEY["region"] if name.value[0] == "group" else BY_KEY.get(key or "")
        total = totals.get(name.value)
        if total is None:
            total = totals[name.value] = (results.values.of_name(name.value) & results.index.alive).bit_count()
        if facet is None or not total:
            continue
        is_start = " ".join(name.surfaces).startswith(typed)
        rank = (name.surfaces != tuple(typed.split()), name.factor < 1, not is_start, -total, beginning)
        if name.value not in found or rank < found[name.value][0]:
            found[name.value] = (rank, facet, name.value[1], total)
    ordered = sorted(found.values(), key=lambda entry: entry[0])
    return [suggestion for row in ordered[: 2 * MOST] if (suggestion := _suggested(*row[1:], results))]


def _suggested(facet: Facet, code: str, total: int, results: Results) -> Suggestion | None:
    if facet.key == "region" and code not in results.values.bits["region"]:
        facet = BY_KEY["group"]
    if code not in results.values.bits[facet.key]:
        return None
    return Suggestion("value", code, panels.label(facet, code, results), facet, total)


def _beginning(typed: str, known: names.Names) -> Iterator[tuple[str, int]]:
    """(words of a name from some word on, number of the name) for those that begin as typed."""
    rows = known.beginnings
    place = bisect_left(rows, (typed, -1))
    for row in rows[place : place + MOST_LOOKED_AT]:
        if not row[0].startswith(typed):
            return
        yield row


def _titles(typed: list[str], language: str) -> list[Suggestion]:
    """Practices with all these words in their title, the last of them begun."""
    endings = [*[""] * (len(typed) - 1), ":*"]
    lexemes = [
        " | ".join(quoted(f"={form}") + ending for form in (word, ARTICLE + word))
        for word, ending in zip(typed, endings, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TITLES, [" & ".join(f"({either})" for either in lexemes), MOST_TITLES])
        rows = cursor.fetchall()
    return [
        Suggestion("practice", code, _title(code, json.loads(texts), original, language))
        for code, texts, original in rows
    ]


def _title(code: str, texts: dict, original: str, language: str) -> dict:
    chosen = next(one for one in (language, original, *texts) if one in texts)
    return {
        "code": code, "label": texts[chosen]["title"], "language": chosen,
        "direction": Language(chosen).direction,
    }  # fmt: skip
