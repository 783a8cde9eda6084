"""Practices that a title resembles: titles in all languages, weighed by the countries and years they share."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import QuerySet
from rapidfuzz import fuzz, process

from practices.kept import Kept
from practices.models import Listing, Practice, PracticeCountry, PracticeText, SearchVersion
from practices.models.practice import LONGEST_TITLE
from practices.stopwords import STOP_WORDS
from practices.text import words

LEAST_CHARACTERS = 8  # fewer resemble everything
LEAST_WORDS = 3
MOST_SHOWN = 5
MOST_WEIGHED = 60
ENOUGH = 72  # of 100, found by looking at the pairs it tells apart in the real records
CUTOFF = ENOUGH - 12  # what countries and years can still lift
BEGINNING = 4  # letters that inflections and neighbouring languages share
SHARE = 0.45  # of a title, in words that begin alike, before it is compared letter by letter
PART_ONLY = 0.9  # all words of one within the other: a title still being typed, or a shorter one
SAME_COUNTRIES, OTHER_COUNTRIES, SAME_YEARS, OTHER_YEARS = 8, -8, 4, -4
FOLDED_KEPT = 65_536
STOP = frozenset(word for found in STOP_WORDS.values() for word in found)

_listed = Kept(1)  # public titles, by the number of the search's version


@dataclass(frozen=True)
class Similar:
    """A practice that may be the same, as this person may see it."""

    practice: Practice
    title: str
    countries: tuple[str, ...]
    start_year: int | None
    score: int
    is_visible: bool  # whether this person may open the working copy
    is_public: bool


class Titles:
    """The titles of practices, read once for many questions: of these working copies, and what the public reads of all."""

    def __init__(self, visible: QuerySet) -> None:
        self._visible = visible
        self._own: Known | None = None
        self._public: Known | None = None

    def similar(
        self, title: str, *, countries: Collection[str] = (), years: tuple[int | None, int | None] = (None, None),
        apart_from: int | None = None,
    ) -> list[Similar]:  # fmt: skip
        """Practices whose title in some language is like this one, the most alike first. `countries` are codes."""
        typed = _folded(title[:LONGEST_TITLE])
        if len(typed) < LEAST_CHARACTERS:
            return []
        if self._own is None:
            seen = set(self._visible.values_list("pk", flat=True))
            self._own = Known(_titles_of(self._visible))
            self._public = Known(row for row in _public_titles() if row[0] not in seen)
        own, public = self._own.alike(typed, apart_from), self._public.alike(typed, apart_from)
        found = [
            *_weighed(own, countries, years, is_visible=True),
            *_weighed(public, countries, years, is_visible=False),
        ]
        return sorted(found, key=lambda one: (-one.score, one.practice.pk))[:MOST_SHOWN]


def similar(
    title: str, *, user, countries: Collection[str] = (), years: tuple[int | None, int | None] = (None, None),
    apart_from: int | None = None,
) -> list[Similar]:  # fmt: skip
    """Practices whose title in some language is like this one, the most alike first.

    Of working copies those this person may see; of all others what the public reads. `countries` are codes.
    """
    titles = Titles(Practice.objects.visible_to(user))
    return titles.similar(title, countries=countries, years=years, apart_from=apart_from)


@lru_cache(maxsize=FOLDED_KEPT)
def _folded(title: str) -> str:
    """The words that tell, in one order: folded, without those that every title has."""
    return " ".join(sorted(word for word in words(title) if word not in STOP))


def _titles_of(practices: QuerySet) -> Iterable[tuple[int, str]]:
    return PracticeText.objects.filter(practice__in=practices).values_list("practice_id", "title").order_by()


def _public_titles() -> list[tuple[int, str]]:
    """(practice, title) as published; a title that is still being edited is not among them."""
    version = SearchVersion.objects.values_list("n", flat=True).first()

    def read() -> list[tuple[int, str]]:
        cards = Listing.objects.values_list("practice_id", "cards__texts").order_by()
        return [(pk, text["title"]) for pk, texts in cards for text in (texts or {}).values()]

    return _listed.get(version, read)


class Known:
    """Titles to be compared with others: at once with the first, with more of them by an index of their words."""

    def __init__(self, titles: Iterable[tuple[int, str]]) -> None:
        self._titles = list(titles)
        self._folded = [_folded(title) for _pk, title in self._titles]
        self._is_asked_again = False

    def alike(self, typed: str, apart_from: int | None) -> list[tuple[int, str, float]]:
        """(practice, title, likeness) of those that may be shown, each practice once, with the title most alike."""
        best: dict[int, tuple[str, float]] = {}
        for score, place in self._scored(typed):
            pk, title = self._titles[place]
            if pk != apart_from and score > best.get(pk, ("", 0.0))[1]:
                best[pk] = title, score
        self._is_asked_again = True
        return [(pk, title, score) for pk, (title, score) in best.items()]

    def _scored(self, typed: str) -> Iterator[tuple[float, int]]:
        """(likeness, place): of all words in their one order, and of those that both have."""
        choices = self._choices(typed)
        scorers = [(fuzz.ratio, 1.0)]
        if len(typed.split()) >= LEAST_WORDS:  # a word or two stand in many titles
            scorers.append((fuzz.token_set_ratio, PART_ONLY))
        for scorer, weight in scorers:
            found = process.extract(typed, choices, scorer=scorer, processor=None, limit=MOST_WEIGHED,
                                    score_cutoff=CUTOFF / weight)  # fmt: skip
            yield from ((score * weight, place) for _text, score, place in found)

    def _choices(self, typed: str) -> dict[int, str]:
        """Titles by place: all for one question; to make an index for it would take longer."""
        places = self._sharing(typed) if self._is_asked_again else range(len(self._folded))
        return {place: self._folded[place] for place in places}

    def _sharing(self, typed: str) -> set[int]:
        """Places of the titles that share enough of their own words, or of the typed ones, as far as these begin alike."""
        asked = _beginnings(typed)
        found = {place for word in asked for place in self._telling.get(word, ())}
        return found.union(*(self._holding.get(word, ()) for word in self._rarest(asked)))

    def _rarest(self, asked: dict[str, int]) -> list[str]:
        """The rarest of some words, as many as it takes for the others to be too few to tell."""
        by_count = sorted(asked, key=lambda word: -len(self._holding.get(word, ())))
        rest = sum(asked.values())
        least, found = rest * SHARE, []
        while by_count and rest >= least:
            found.append(by_count.pop())
            rest -= asked[found[-1]]
        return found

    @cached_property
    def _holding(self) -> dict[str, list[int]]:
        """Places by word."""
        found: dict[str, list[int]] = {}
        for place, text in enumerate(self._folded):
            for word in _beginnings(text):
                found.setdefault(word, []).append(place)
        return found

    @cached_property
    def _telling(self) -> dict[str, list[int]]:
        """Places by each of the rarest words of a title."""
        found: dict[str, list[int]] = {}
        for place, text in enumerate(self._folded):
            for word in self._rarest(_beginnings(text)):
                found.setdefault(word, []).append(place)
        return found


def _beginnings(text: str) -> dict[str, int]:
    """The first letters of each word, which inflections and neighbouring languages share, with the length of the word."""
    return {word[:BEGINNING]: len(word) + 1 for word in text.split()}


def _weighed(rows: list, countries: Collection[str], years: tuple, *, is_visible: bool) -> list[Similar]:
    if not rows:
        return []
    keys = [pk for pk, _title, _score in rows]
    practices = Practice.objects.only("code", "state", "start_year", "end_year").in_bulk(keys)
    cards = {} if is_visible else dict(Listing.objects.filter(practice__in=keys).values_list("practice_id", "cards"))
    public = set(Listing.objects.filter(practice__in=keys).values_list("practice_id", flat=True))
    named = _countries_of(keys) if is_visible else {pk: tuple(card["countries"]) for pk, card in cards.items()}
    found = []
    for pk, title, score in rows:
        if pk not in practices or (not is_visible and pk not in cards):
            continue  # gone since
        practice = practices[pk]
        period = cards[pk]["period"] if cards else {"start": practice.start_year, "end": practice.end_year}
        theirs = named.get(pk, ())
        total = min(100, round(score + _by_countries(set(countries), set(theirs)) + _by_years(years, period)))
        if total >= ENOUGH:
            found.append(Similar(practice, title, theirs, period["start"], total, is_visible, pk in public))
    return found


def _countries_of(keys: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, dict[str, None]] = {}
    rows = PracticeCountry.objects.filter(practice__in=keys).values_list("practice_id", "country__code")
    for pk, code in rows.order_by("position", "pk"):
        found.setdefault(pk, {})[code] = None
    return {pk: tuple(codes) for pk, codes in found.items()}


def _by_countries(ours: set[str], theirs: set[str]) -> int:
    if not ours or not theirs:
        return 0
    return SAME_COUNTRIES if ours & theirs else OTHER_COUNTRIES


def _by_years(ours: tuple[int | None, int | None], period: dict) -> int:
    """Years that overlap speak for it; an end nobody knows is open."""
    if not any(ours) or not (period["start"] or period["end"]):
        return 0
    (first, last), (start, end) = ours, (period["start"], period["end"])
    apart = (last and start and last < start) or (end and first and end < first)
    return OTHER_YEARS if apart else SAME_YEARS
