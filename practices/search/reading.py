"""One text read and answered: its ranking, what was made of its words, and what of it to mark."""

from array import array
from dataclasses import dataclass

from practices.reference import Snapshot
from practices.search import leaves, meaning, names, rank, spelling
from practices.search.bits import flags_of, slots_of, union
from practices.search.index import Index
from practices.search.marking import Marker
from practices.search.query import Leaf, Query, Term, parse
from practices.search.values import Values

MORE = 3  # times as many records a like word must find than the stem of the one typed
SURE = 0.9  # of a name: then its words are marked in other languages, too


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as typed, and the one looked for in its place."""

    typed: str
    used: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text finds in one version of everything."""

    query: Query
    hits: int
    order: array  # slots, best first
    corrections: tuple[Correction, ...]
    unknown: tuple[str, ...]  # words nobody has written
    is_widened: bool
    wholes: tuple[meaning.Whole, ...]
    silent: frozenset[Term]  # words without meaning: nothing was asked for by them
    marker: Marker

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning of the text was used."""
        return self.query.is_cut

    @property
    def is_empty(self) -> bool:
        """Whether the text asks for nothing: none, signs only, or words that mean nothing by themselves."""
        return not self.query.excluded and all(term in self.silent for term in self.query.terms)

    def is_silent(self, term: Term) -> bool:
        """Whether a term asks for nothing."""
        return term in self.silent


def read(text: str, language: str, values: Values) -> Reading:
    """The reading of a text asked on a page of this language; the last ones are kept."""
    key = (values.snapshot.version, text, language)
    return values.index.readings.get(key, lambda: _read(text, language, values))


def _read(text: str, language: str, values: Values) -> Reading:
    index, query = values.index, parse(text)
    known = names.current(values.snapshot)
    meant = meaning.read(query, known, language)
    query = meant.query
    hits = leaves.look_up(query.leaves, index)
    query, corrections, unknown = _corrected(query, meant, hits, values, known)
    if corrections:
        meant = meaning.read(query, known, language)
        query = meant.query
        hits = leaves.look_up(query.leaves, index)
    excluded = _excluded(query, hits, known, values)
    ranking = rank.rank(query, meant, hits, index, values.of_name, excluded)
    return Reading(
        query=query,
        hits=ranking.hits,
        order=ordered(ranking, index),
        corrections=corrections,
        unknown=unknown,
        is_widened=ranking.is_widened,
        wholes=tuple(whole for whole in meant.wholes if whole.factor >= rank.NAMED),
        silent=frozenset(query.terms[place] for place in meant.silent),
        marker=_marker(query, meant, values.snapshot),
    )


def _corrected(
    query: Query, meant: meaning.Meaning, hits: dict[Leaf, leaves.Hits], values: Values, known: names.Names
) -> tuple[Query, tuple[Correction, ...], tuple[str, ...]]:
    """The query with words nobody has written replaced by the nearest that finds something."""
    index = values.index
    near = {
        place: _near(term, hits, index, known)
        for place, term in enumerate(query.terms)
        if place not in meant.silent and place not in meant.shares
    }
    found = leaves.look_up([leaf for tried in near.values() for leaf in tried], index) if any(near.values()) else {}
    terms, corrections, unknown = list(query.terms), [], []
    for place, tried in near.items():
        term = query.terms[place]
        least = MORE * union(hits[leaf].any for leaf in term.leaves).bit_count()
        used = next(
            (
                leaf
                for leaf in tried
                if found[leaf].any.bit_count() > least or (not least and _names_any(leaf, values, known))
            ),
            None,
        )
        if used is not None:
            terms[place] = Term((used,))
            corrections.append(Correction(term.text, used.text))
        elif not least and not term.is_strict:
            unknown.append(term.text)
    return (
        Query(tuple(terms), query.excluded, query.is_cut),
        tuple(dict.fromkeys(corrections)),
        tuple(dict.fromkeys(unknown)),
    )


def _near(term: Term, hits: dict[Leaf, leaves.Hits], index: Index, known: names.Names) -> list[Leaf]:
    """Words a term may have been meant for; none where it is written so somewhere."""
    leaf = term.leaves[0]
    if not spelling.correctable(term):
        return []
    is_met = hits[leaf].any or meaning.is_known(leaf, known)
    # What was written once may be in no record any more: then it is as good as never written.
    if is_met and spelling.is_written(leaf.surfaces[0], index, known):
        return []
    # Its stem may happen to be that of another word: *remitances* stems like *remit*.
    least = spelling.SURELY_ALIKE if is_met else spelling.LEAST_ALIKE
    return spelling.nearest(leaf.surfaces[0], index, known, least)


def _names_any(leaf: Leaf, values: Values, known: names.Names) -> bool:
    """Whether a word is of the name of anything that has a record."""
    return any(values.of_name(value) & values.index.alive for value in meaning.named_by(leaf, known))


def _excluded(query: Query, hits: dict, known: names.Names, values: Values) -> int:
    """Listings with anything the query leaves out, by word or by name."""
    named = {value for leaf in query.excluded for value, _factor in meaning.named_whole(leaf, known)}
    return union(hits[leaf].any for leaf in query.excluded) | union(values.of_name(value) for value in named)


def _marker(query: Query, meant: meaning.Meaning, snapshot: Snapshot) -> Marker:
    asked = [leaf for place, term in enumerate(query.terms) if place not in meant.silent for leaf in term.leaves]
    entries = [snapshot.find(*whole.value) for whole in meant.wholes if whole.factor >= SURE]
    labels = [(language, label) for entry in entries if entry for language, label in entry.labels.items()]
    return Marker(asked, labels)


def ordered(ranking: rank.Ranking, index: Index) -> array:
    """Slots best first; those of equal score the newest first."""
    found = array("I")
    for _score, bits in ranking.classes:
        if bits.bit_count() * 4 > index.size:
            flags = flags_of(bits, index.size)
            found.extend(slot for slot in index.newest if flags[slot])
        else:
            found.extend(sorted(slots_of(bits, index.size), key=index.ages.__getitem__))
    return found
