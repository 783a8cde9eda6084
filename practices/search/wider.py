"""From a search that finds nothing to the nearest ones that do."""

from collections.abc import Iterator
from dataclasses import dataclass

from practices.search import panels
from practices.search.asked import Asked
from practices.search.facets import BY_KEY, Facet
from practices.search.leaves import look_up
from practices.search.query import SHORTEST_PREFIX, parse
from practices.search.results import Results, answer
from practices.search.values import M49, entry_of, lineage
from practices.vocabulary import GroupKind

MOST = 6
NARROWEST = (GroupKind.INTERMEDIATE, GroupKind.SUBREGION, GroupKind.REGION)


@dataclass(frozen=True, slots=True)
class Wider:
    """A search near to one that finds nothing (or little), and how many practices it finds."""

    asked: Asked
    total: int
    facet: Facet | None = None
    value: dict | None = None  # what is left out
    becomes: dict | None = None  # the broader value in its place
    words: str = ""  # the words that are kept


def wider(results: Results) -> list[Wider]:
    """Searches that find more than this one: the smallest step first, at most six."""
    found: dict[tuple, Wider] = {}
    for one in (*_by_facet(results), *_by_words(results)):
        if one.total > results.total and one.asked.key not in found:
            found[one.asked.key] = one
    steps = sorted(found.values(), key=lambda one: (one.facet is None, one.becomes is None, one.total))
    return steps[:MOST]


def _by_facet(results: Results) -> Iterator[Wider]:
    asked = results.asked
    for key, codes in asked.chosen.items():
        facet = BY_KEY[key]
        for code in codes:
            value = panels.label(facet, code, results)
            yield _with(asked.without(key, code), results, facet=facet, value=value)
            for other, broader in _broader(facet, code, results):
                step = asked.without(key, code).with_value(other.key, broader)
                yield _with(step, results, facet=facet, value=value, becomes=panels.label(other, broader, results))
    if asked.since or asked.until:
        value = {"code": "", "label": panels.years(asked.since, asked.until), "language": "", "direction": "ltr"}
        yield _with(asked.without_years(), results, facet=BY_KEY["period"], value=value)


def _broader(facet: Facet, code: str, results: Results) -> Iterator[tuple[Facet, str]]:
    """The next broader value: a theme's or region's own, a country's narrowest region."""
    snapshot = results.snapshot
    if facet.key == "country":
        groups = [snapshot.find("group", group) for group in snapshot.groups_of.get(code, ())]
        regions = [group for group in groups if group is not None and group.facts["kind"] in M49]
        for region in sorted(regions, key=lambda group: NARROWEST.index(group.facts["kind"]))[:2]:
            yield BY_KEY["region"], region.code
    elif facet.is_tree and (entry := entry_of(facet, code, snapshot)):
        for step in list(lineage(entry, snapshot))[1:2]:
            yield facet, step.code


def _by_words(results: Results) -> Iterator[Wider]:
    """Without the filters; without the text; without what is strict about the text; each word by itself."""
    asked = results.asked
    if not asked.text:
        return
    if asked.chosen or asked.since or asked.until:
        yield _with(Asked(asked.text, sort=asked.sort), results, words=asked.text)
        yield _with(asked.with_text(""), results)
    texts = _texts(results)
    look_up((leaf for text in texts for leaf in parse(text).leaves), results.index)  # one query for all of them
    for text in texts:
        yield _with(asked.with_text(text), results, words=text)


def _texts(results: Results) -> list[str]:
    """Easier texts: the words without quotes, minus and OR; each term alone. Words nobody has written are left out."""
    reading = results.reading
    query = reading.query
    known = [term for term in query.terms if not reading.is_silent(term) and term.text not in reading.unknown]
    texts = [term.text for term in known] if len(query.terms) > 1 else []
    # A word that was not written to its end: *philip* begins Philippines.
    begun = [f"{word}*" for word in reading.unknown if len(word) > SHORTEST_PREFIX]
    texts += begun
    if query.excluded or any(term.is_strict for term in query.terms):
        texts.insert(0, " ".join(token for term in known for leaf in term.leaves for token in leaf.tokens))
    return [text for text in dict.fromkeys(texts) if text]


def _with(asked: Asked, results: Results, **named) -> Wider:
    return Wider(asked, answer(asked, results).total, **named)
