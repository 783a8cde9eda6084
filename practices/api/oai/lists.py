"""ListIdentifiers and ListRecords: a page at a time, each with a token for the next one."""

from dataclasses import replace
from xml.etree.ElementTree import Element

from practices.api.oai import markup, moments, records, tokens, writing
from practices.api.oai.asking import RESUMED, Refusal
from practices.api.oai.records import Header, Selection
from practices.api.oai.requests import Request
from practices.api.oai.tokens import Place

RECORDS, HEADERS = 100, 500  # a page


def identifiers(request: Request, body: Element) -> None:
    """Headers alone."""
    place, selection = _asked(request)
    headers, is_more = _page(selection, HEADERS, place)
    for one in headers:
        writing.header(body, one, request)
    _go_on(body, place, selection, headers, is_more)


def records_of(request: Request, body: Element) -> None:
    """Whole records."""
    place, selection = _asked(request)
    format = request.format(place.prefix)
    headers, is_more = _page(selection, RECORDS, place)
    rows = writing.documents(headers)
    for one in headers:
        writing.record(body, one, rows.get(one.practice), format, request)
    _go_on(body, place, selection, headers, is_more)


def _asked(request: Request) -> tuple[Place, Selection]:
    """Where the list stands and what is in it. Raises Refusal."""
    given = request.arguments
    if RESUMED in given:
        place = tokens.read(given[RESUMED], request.verb)
        try:
            return place, replace(_selection(place, request), after=place.after)
        except Refusal:  # the set or the format is no more
            raise tokens.refusal() from None
    names = ("metadataPrefix", "from", "until", "set")
    place = Place(request.verb, *(given.get(name, "") for name in names), changed_at=0, practice=0, given=0, total=0)
    return place, _selection(place, request)


def _selection(place: Place, request: Request) -> Selection:
    request.format(place.prefix)
    begin, until = moments.read(place.begin), moments.read(place.until)
    chosen = request.sets.choose(place.set_spec) if place.set_spec else None
    if place.set_spec and chosen is None:
        raise _none()
    return Selection(begin and begin.start, until and until.end, chosen)


def _page(selection: Selection, most: int, place: Place) -> tuple[list[Header], bool]:
    """The records of this page, and whether others follow."""
    found = records.page(selection, most + 1)
    if not found and not place.given:
        raise _none()
    return found[:most], len(found) > most


def _go_on(body: Element, place: Place, selection: Selection, headers: list[Header], is_more: bool) -> None:
    """Add the token of the next page; an empty one ends a list that had several."""
    if not is_more and not place.given:
        return
    given = place.given + len(headers)
    total = max(place.total or records.count(selection), given)
    token = ""
    if is_more:
        last = headers[-1]
        at = tokens.microseconds(last.changed_at)
        token = tokens.written(replace(place, changed_at=at, practice=last.practice, given=given, total=total))
    markup.add(body, RESUMED, token, {"completeListSize": str(total), "cursor": str(place.given)})


def _none() -> Refusal:
    return Refusal("noRecordsMatch", "There are no such records.")
