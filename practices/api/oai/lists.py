"""ListIdentifiers and ListRecords: a page at a time, each with a token for the next one."""

from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

from practices.api.oai import markup, moments, records, tokens, writing
from practices.api.oai.asking import RESUMED, Refusal
from practices.api.oai.records import Header, Selection
from practices.api.oai.requests import Request
from practices.api.oai.tokens import Place

RECORDS, HEADERS = 100, 500  # a page

Write = Callable[[list[Header]], list[Header]]  # adds what it can of these; returns what it has added


def identifiers(request: Request, body: Element) -> None:
    """Headers alone."""
    place, selection = _asked(request)

    def write(headers: list[Header]) -> list[Header]:
        for one in headers:
            writing.header(body, one, request)
        return headers

    _fill(body, place, selection, HEADERS, write)


def records_of(request: Request, body: Element) -> None:
    """Whole records."""
    place, selection = _asked(request)
    format = request.format(place.prefix)

    def write(headers: list[Header]) -> list[Header]:
        rows = writing.documents(headers)
        return [one for one in headers if writing.record(body, one, rows.get(one.practice), format, request)]

    _fill(body, place, selection, RECORDS, write)


def _asked(request: Request) -> tuple[Place, Selection]:
    """Where the list stands and what is in it. Raises Refusal."""
    given = request.arguments
    if RESUMED in given:
        place = tokens.read(given[RESUMED], request.verb)
        try:
            return place, _selection(place, request)
        except Refusal:  # the set or the format is no more
            raise tokens.refusal() from None
    names = ("metadataPrefix", "from", "until", "set")
    place = Place(
        request.verb, *(given.get(name, "") for name in names), changed_at=0, practice=0, shown=0, given=0, total=0
    )
    return place, _selection(place, request)


def _selection(place: Place, request: Request) -> Selection:
    request.format(place.prefix)
    begin, until = moments.read(place.begin), moments.read(place.until)
    chosen = request.sets.choose(place.set_spec) if place.set_spec else None
    if place.set_spec and chosen is None:
        raise _none()
    return Selection(begin and begin.start, until and until.end, chosen)


def _fill(body: Element, place: Place, selection: Selection, most: int, write: Write) -> None:
    """One page. Where none of its records can be given it is that of those behind them: no page may be empty."""
    at, given, is_more = place, [], True
    while is_more and not given:
        after = at.after if at.given else None
        found = records.page(replace(selection, after=after), most + 1)
        headers, is_more = found[:most], len(found) > most
        given = write(headers)
        at = _behind(at, headers, given)
    if not given:
        _end(place, write)
    _go_on(body, place, at, selection, is_more)


def _behind(at: Place, headers: list[Header], given: list[Header]) -> Place:
    """Where the list stands after these records, of which some were given."""
    if not headers:
        return at
    shown = given[-1].practice if given else at.shown
    moment = tokens.microseconds(headers[-1].changed_at)
    return replace(at, changed_at=moment, practice=headers[-1].practice, shown=shown, given=at.given + len(headers))


def _end(place: Place, write: Write) -> None:
    """End a list that holds nothing, or nothing more, because what was left of it has changed meanwhile.

    The protocol knows no empty page, and clients take an error for the failure of the whole harvest. So the record
    that was given last is given once more, as it is now. Raises Refusal where there is none.
    """
    if not place.given:
        raise _none()
    if not write(records.page(Selection(practice=place.shown), 1)):
        raise tokens.refusal()


def _go_on(body: Element, place: Place, at: Place, selection: Selection, is_more: bool) -> None:
    """Add the token of the next page; an empty one ends a list that had several."""
    if not is_more and not place.given:
        return
    total = max(place.total or records.count(selection), at.given)
    token = tokens.written(replace(at, total=total)) if is_more else ""
    markup.add(body, RESUMED, token, {"completeListSize": str(total), "cursor": str(place.given)})


def _none() -> Refusal:
    return Refusal("noRecordsMatch", "There are no such records.")
