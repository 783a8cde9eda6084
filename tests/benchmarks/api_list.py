"""Lists of the API: against the bare query for the same listings, and 304 against 200 of the same request.

The whole handler with its middleware, within this process. Requests are counted as in service; only the limit itself is out
of reach.
"""

import json
import random
from collections.abc import Callable, Iterator
from time import sleep
from urllib.parse import urlencode

from django.test import override_settings

from practices import search
from practices.api import records
from practices.models import Listing
from tests.benchmarks import searches
from tests.benchmarks.measure import Figure, Scale, medians
from tests.benchmarks.searches import Search
from tests.benchmarks.site import Site

LIST_LIMIT = 4
KNOWN_LIMIT = 0.2
ADDRESS = "/api/v1/practices/"
SIZE, SHORT_SIZE = 100, 20
LANGUAGES, SORTS = ("en", "fr", "es", "pt", "ar"), ("newest", "oldest", "updated", "title")
WARMING = 5
PACKED = {"accept-encoding": "gzip"}
REST_SECONDS = 0.005
NEW, AGAIN = "not shown before", "asked for again"
Times = dict[str, float]


def figures(scale: Scale) -> list[Figure]:
    """Every round is another list; beside lists of a hundred, for 304 also lists of twenty and single records.

    The limit of 304 is for answers as clients ask for them, compressed, and for any whose records were not shown before.
    """
    with override_settings(API_ANONYMOUS_PER_MINUTE=10**9):
        site, count = Site(), scale.pages + WARMING
        codes = Listing.objects.order_by("code").values_list("code", flat=True)[:count]
        times = _measured(site, lists(count, SIZE))
        short = _known(site, lists(count, SHORT_SIZE))
        single = _known(site, [f"{ADDRESS}{code}/" for code in codes])
    return [*_against_query(times), *_against_known(times, short, single)]


def lists(count: int, size: int) -> list[str]:
    """So many different full lists: of everything, of one value and of a common word in turns; any page, order, language."""
    chance, found = random.Random(f"lists of {size}"), {}
    totals: dict[str, int] = {}
    for sought in _sought(chance):
        if sought.address not in totals:
            totals[sought.address] = search.run(sought.asked, "en").total
        if totals[sought.address] >= size:
            page = chance.randint(1, totals[sought.address] // size)
            query = ({"q": sought.text} if sought.text else {}) | dict(sought.chosen)
            query |= {"page": page, "sort": chance.choice(SORTS), "lang": chance.choice(LANGUAGES), "page_size": size}
            found[f"{ADDRESS}?{urlencode(query)}"] = None
        if len(found) == count:
            return list(found)
    raise AssertionError("There are too few lists of this size.")


def _sought(chance: random.Random) -> Iterator[Search]:
    words = searches.words().common
    for _ in range(100_000):
        facet = chance.choice(list(searches.FREQUENT))
        yield Search("everything")
        yield Search("value", chosen={facet: chance.choice(searches.FREQUENT[facet])})
        yield Search("word", chance.choice(words))


def _measured(site: Site, addresses: list[str]) -> Times:
    """Each list as if none of its records had been shown before, again, by the bare query, and known to the reader."""
    plain, packed, known, known_packed = _requests(site, addresses)
    keys = [_keys(site.answer(asked).body) for asked in plain]

    def forget(_place: int) -> None:
        records._kept.clear()

    return _awake(
        len(addresses),
        lambda: site.answer(known[0], 304),
        forget_first=forget,
        new=lambda place: site.answer(plain[place]),
        forget_second=forget,
        new_packed=lambda place: site.answer(packed[place]),
        query=lambda place: query(keys[place]),
        again=lambda place: site.answer(plain[place]),
        known=lambda place: site.answer(known[place], 304),
        again_packed=lambda place: site.answer(packed[place]),
        known_packed=lambda place: site.answer(known_packed[place], 304),
    )


def _known(site: Site, addresses: list[str]) -> Times:
    """Answers that were given before, compressed as clients ask for them, and the same known to the reader."""
    _plain, packed, _known, known_packed = _requests(site, addresses)
    return _awake(
        len(addresses),
        lambda: site.answer(known_packed[0], 304),
        again=lambda place: site.answer(packed[place]),
        known=lambda place: site.answer(known_packed[place], 304),
    )


def _awake(rounds: int, wake: Callable[[], object], **acts: Callable[[int], object]) -> Times:
    """As `medians`, each act after a moment of rest and one short request: as in a process that waits, and is in use.

    On a busy machine whoever comes from long work waits longer for its next turn, so that what is short pays for what is
    long; and who has slept has to find its code in memory again.
    """

    def begin(_place: int) -> None:
        sleep(REST_SECONDS)
        wake()

    every = {}
    for name, act in acts.items():
        every |= {f"before {name}": begin, name: act}
    return medians(rounds, **every)


def _requests(site: Site, addresses: list[str]) -> tuple[list[dict], list[dict], list[dict], list[dict]]:
    """Each address plain and compressed, then both by a reader who has the answer."""
    plain = [site.asked(address) for address in addresses]
    tags = [{"if-none-match": site.answer(asked).headers["ETag"]} for asked in plain]
    packed = [site.asked(address, **PACKED) for address in addresses]
    known, known_packed = (
        [site.asked(address, **tag, **more) for address, tag in zip(addresses, tags, strict=True)]
        for more in ({}, PACKED)
    )
    return plain, packed, known, known_packed


def _keys(body: bytes) -> list[int]:
    """The keys of the records in an answer, which must be a full list."""
    codes = [item["code"] for item in json.loads(body)["results"]]
    if len(codes) != SIZE:
        raise AssertionError(f"A list has {len(codes)} records.")
    return list(Listing.objects.filter(code__in=codes).values_list("pk", flat=True))


def query(keys: list[int]) -> list[Listing]:
    """The bare query: the ORM's objects of these listings with their cards, as the project's own lists fetch them."""
    return list(Listing.objects.for_list().filter(pk__in=keys))


def _against_query(times: Times) -> list[Figure]:
    name = f"API, list of {SIZE}"
    return [
        _figure(f"{name}, the bare query for its listings", times["query"], "ms"),
        _figure(f"{name}, {NEW}", times["new"], "ms"),
        _figure(f"{name}, {AGAIN}", times["again"], "ms"),
        _figure(f"{name}, {NEW}, against the bare query", times["new"] / times["query"], "×", LIST_LIMIT),
        _figure(f"{name}, {AGAIN}, against the bare query", times["again"] / times["query"], "×", LIST_LIMIT),
    ]


def _against_known(times: Times, short: Times, single: Times) -> list[Figure]:
    name, known = f"API, list of {SIZE}", "API, 304 against 200"
    return [
        _figure(f"{name}, compressed, {NEW}", times["new_packed"], "ms"),
        _figure(f"{name}, compressed, {AGAIN}", times["again_packed"], "ms"),
        _figure(f"{name}, known to the reader: 304", times["known_packed"], "ms"),
    ] + [
        _figure(f"{known}, {what}", value, "×", limit)
        for what, value, limit in (
            (f"list of {SIZE}, compressed, {NEW}", times["known_packed"] / times["new_packed"], KNOWN_LIMIT),
            (f"list of {SIZE}, compressed, {AGAIN}", times["known_packed"] / times["again_packed"], KNOWN_LIMIT),
            (f"list of {SIZE}, not compressed, {NEW}", times["known"] / times["new"], KNOWN_LIMIT),
            (f"list of {SIZE}, not compressed, {AGAIN}", times["known"] / times["again"], None),
            (f"list of {SHORT_SIZE}, compressed, {AGAIN}", short["known"] / short["again"], None),
            ("one record, compressed", single["known"] / single["again"], None),
        )
    ]


def _figure(what: str, value: float, unit: str, limit: float | None = None) -> Figure:
    return Figure("api", what, value, unit, limit)
