"""What the words of a question name: values whose labels, aliases or codes it has whole or for the greater part."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from practices.analysis import all_stems, is_stop_word, place_forms
from practices.search.names import LONGEST_RUN, Name, Names
from practices.search.query import Kind, Leaf, Query, Term, language_of

LEAST_SHARE = 0.55  # of a name, by what its words tell; less is chance
PLACES = ("country", "city", "group")  # whose names of several words are met only whole
Value = tuple[str, str]  # kind and code


@dataclass(frozen=True, slots=True)
class Whole:
    """A run of words that is a whole name."""

    first: int  # place of its first term in the query
    last: int
    value: Value
    factor: float

    @property
    def places(self) -> set[int]:
        """Of the terms it is made of."""
        return set(range(self.first, self.last + 1))


@dataclass(slots=True)
class Meaning:
    """What a query names, and which of its words ask for nothing."""

    language: str  # the question's own
    query: Query  # with the names of places in it each made one term
    silent: set[int] = field(default_factory=set)  # places of terms without meaning
    wholes: list[Whole] = field(default_factory=list)
    # Place of a term → value → how much of a name of the value the question has, times what that name tells.
    shares: dict[int, dict[Value, float]] = field(default_factory=lambda: defaultdict(dict))

    def note(self, place: int, value: Value, share: float) -> None:
        """Keep the best share of a value for a term."""
        if share > self.shares[place].get(value, 0.0):
            self.shares[place][value] = share


def read(query: Query, names: Names, page_language: str) -> Meaning:
    """Names met by a query, longest whole names first, then word by word."""
    meaning = _in(language_of(query, page_language), query, names)
    query = meaning.query
    if meaning.language != page_language and len(meaning.silent) == len(query.terms):
        # *Sur* alone: whoever reads Spanish means South.
        meaning = _in(page_language, query, names)
        query = meaning.query
    for whole in meaning.wholes:
        for place in whole.places - meaning.silent:
            meaning.note(place, whole.value, whole.factor)
    _word_by_word(query, names, meaning)
    return meaning


def _in(language: str, query: Query, names: Names) -> Meaning:
    """The whole names of a query taken to be in this language, and its words without meaning."""
    wholes = list(_longest(_wholes(query, names, language)))
    if places := [whole for whole in wholes if whole.value[0] in PLACES and whole.last > whole.first]:
        query = _with_places(query, places)
        wholes = list(_longest(_wholes(query, names, language)))
    meaning = Meaning(language, query, wholes=wholes)
    words = [place for place, term in enumerate(query.terms) if term.is_word]
    silent = {place for place in words if is_stop_word(query.terms[place].leaves[0].tokens[0], language)}
    # *Sur sur* is made of nothing else, and yet a name; the *de* of "migrants de retour" still asks for nothing.
    meaning.silent = silent - {place for whole in meaning.wholes if whole.places <= silent for place in whole.places}
    return meaning


def _with_places(query: Query, places: list[Whole]) -> Query:
    """The query with each of these names made one term: West Africa is neither the west nor all of Africa."""
    terms: list[Term | None] = list(query.terms)
    for whole in places:
        run = terms[whole.first : whole.last + 1]
        if all(term is not None and term.is_word for term in run):
            tokens = tuple(term.leaves[0].tokens[0] for term in run if term)
            terms[whole.first : whole.last + 1] = [Term((Leaf(Kind.NAME, tokens),)), *[None] * (len(run) - 1)]
    return Query(tuple(term for term in terms if term), query.excluded, query.is_cut)


def _runs(query: Query) -> Iterator[list[int]]:
    """Places of unmarked words that stand side by side."""
    run: list[int] = []
    for place, term in enumerate(query.terms):
        if term.is_word:
            run.append(place)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _wholes(query: Query, names: Names, language: str) -> Iterator[Whole]:
    """Every run of words that is a whole name; whole names of a single word that means nothing are chance."""
    for place, term in enumerate(query.terms):
        if term.leaves[0].kind is Kind.NAME:
            for value in named_whole(term.leaves[0], names):
                yield Whole(place, place, *value)
    for run in _runs(query):
        written = [query.terms[place].leaves[0].tokens[0] for place in run]
        surfaces = [query.terms[place].leaves[0].surfaces[0] for place in run]
        for first in range(len(run)):
            for last in range(first, min(len(run), first + LONGEST_RUN)):
                for number in names.runs.get(tuple(surfaces[first : last + 1]), ()):
                    name = names.names[number]
                    is_chance = first == last and not name.is_as_written and is_stop_word(written[first], language)
                    if not is_chance and _fits(name, tuple(written[first : last + 1])):
                        yield Whole(run[first], run[last], name.value, name.factor)


def _fits(name: Name, written: tuple[str, ...]) -> bool:
    """Whether words typed so may be this name: some only with their capitals."""
    return not name.is_as_written or name.written == written


def _longest(wholes: Iterator[Whole]) -> Iterator[Whole]:
    """Those that do not lie within a longer one: South Sudan is not Sudan."""
    taken: list[Whole] = []
    for whole in sorted(wholes, key=lambda whole: whole.first - whole.last):
        length = whole.last - whole.first
        inside = any(
            other.first <= whole.first and whole.last <= other.last and other.last - other.first > length
            for other in taken
        )
        if not inside:
            taken.append(whole)
            yield whole


def _word_by_word(query: Query, names: Names, meaning: Meaning) -> None:
    """Note every name of which the query has the greater part, in whatever order."""
    covered: defaultdict[int, dict[int, int]] = defaultdict(dict)  # name → place in it → place in the query
    for place, term in enumerate(query.terms):
        if place in meaning.silent:
            continue
        for leaf in term.leaves:
            for number, own in _met(leaf, names):
                covered[number].setdefault(own, place)
    for number, places in covered.items():
        name, weights = names.names[number], names.weights[number]
        total = sum(weights)
        share = sum(weights[own] for own in places) / total if total else 0.0
        if share < LEAST_SHARE or _lacks_a_number(name, places) or _is_inside(name, places, meaning):
            continue
        for place in places.values():
            meaning.note(place, name.value, share**1.5 * name.factor)


def _met(leaf: Leaf, names: Names) -> Iterator[tuple[int, int]]:
    """(name, place in it) of every word of a name that a leaf meets."""
    if leaf.kind is Kind.WORD:
        for stem in (*all_stems(leaf.tokens[0]), *place_forms(leaf.tokens[0])):
            yield from names.by_stem.get(stem, ())
    elif leaf.kind is Kind.PREFIX:
        for word in names.starting_with(leaf.surfaces[0]):
            yield from names.by_surface[word]
    else:
        run = leaf.surfaces
        for number, place in names.by_surface.get(run[0], ()):
            if names.names[number].surfaces[place : place + len(run)] == run:
                yield from ((number, place + step) for step in range(len(run)))


def _lacks_a_number(name: Name, places: dict[int, int]) -> bool:
    """Objective 6 is not objective 7, however much of the name is there."""
    return any(token[0].isdigit() and place not in places for place, token in enumerate(name.surfaces))


def _is_inside(name: Name, places: dict[int, int], meaning: Meaning) -> bool:
    """Whether all of the question that meets a name belongs to a longer whole name of something else."""
    asked = places.values()
    return any(
        whole.first <= min(asked) and max(asked) <= whole.last and whole.last - whole.first >= len(places)
        and whole.value != name.value and whole.last > whole.first
        for whole in meaning.wholes
    )  # fmt: skip


def named_whole(leaf: Leaf, names: Names) -> set[tuple[Value, float]]:
    """What a leaf is the whole name of, and how much each of the names tells."""
    known = (names.names[number] for number in names.runs.get(leaf.surfaces, ()))
    return {(name.value, name.factor) for name in known if _fits(name, leaf.tokens)}


def is_known(leaf: Leaf, names: Names) -> bool:
    """Whether any name has this word, or is it."""
    return leaf.surfaces in names.runs or any(True for _met_name in _met(leaf, names))


def named_by(leaf: Leaf, names: Names) -> set[Value]:
    """The values of which a name has this word, or is it."""
    numbers = {number for number, _place in _met(leaf, names)} | set(names.runs.get(leaf.surfaces, ()))
    return {names.names[number].value for number in numbers}
