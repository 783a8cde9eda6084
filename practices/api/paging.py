"""Pages: by number, as the page of the search has them, or by cursor, for whoever takes everything while it changes."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.api.parameters import Given, Parameter
from practices.api.problems import Problem
from practices.models import Listing
from practices.opendata import addresses
from practices.search import Results

PAGE_SIZE, LARGEST_PAGE, LAST_PAGE = 20, 100, 10_000
LONGEST_CURSOR = 300
FIRST = "*"  # the cursor to begin with

PAGE = Parameter("page", gettext_lazy("Number of the page, from 1."),
                 {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}, example=1)  # fmt: skip
SIZE = Parameter("page_size", gettext_lazy("Records a page."),
                 {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}, example=20)  # fmt: skip
CURSOR = Parameter(
    "cursor",
    gettext_lazy(
        "“*” for the first page, then what “next” holds. For taking everything: nothing is missed, and what changes"
        " meanwhile comes once more at the end."
    ),
    {"type": "string", "maxLength": LONGEST_CURSOR},
    example="*",
)
PARAMETERS = (PAGE, SIZE, CURSOR)
_signer = Signer(salt="api.cursor.2")


@dataclass(frozen=True, slots=True)
class Page:
    """The keys of one page and the addresses of those around it."""

    keys: list
    total: int
    next: str | None
    previous: str | None

    def around(self, results: list) -> dict:
        """The answer around these results."""
        return {"count": self.total, "next": self.next, "previous": self.previous, "results": results}

    @property
    def links(self) -> str:
        """The addresses around it as a Link header has them (RFC 8288); empty where there is no other page."""
        known = (("next", self.next), ("prev", self.previous))
        return ", ".join(f'<{address}>; rel="{name}"' for name, address in known if address)


@dataclass(frozen=True, slots=True)
class Window:
    """Which page is asked for."""

    number: int = 1
    size: int = PAGE_SIZE
    after: tuple[int, int] | None = None  # version and key of the last listing given, where a cursor is used


def window_of(given: Given) -> Window:
    """The page asked for. Raises Problem 404 for a cursor that cannot be read, as for a page that is none."""
    size = given.whole_number(SIZE.name, default=PAGE_SIZE, least=1, most=LARGEST_PAGE)
    number = given.whole_number(PAGE.name, default=1, least=1, most=LAST_PAGE)
    if CURSOR.name not in given:
        return Window(number, size)
    for name in (PAGE.name, "sort"):
        if name in given:
            given.add(name, "not_together", _("With a cursor records come in an order of their own: leave this out."))
    return Window(1, size, _read(given.text(CURSOR.name)))


def page_of(request: HttpRequest, window: Window, results: Results) -> Page:
    """The page of a search. Raises Problem for a page that is none."""
    if window.after is not None:
        return _by_cursor(request, window, results)
    return by_number(request, window, results.keys, results.total)


def by_number(request: HttpRequest, window: Window, keys: Callable[[int, int], list], total: int) -> Page:
    """The page with the number asked for, of anything. Raises Problem 404 where there is none."""
    number, size = window.number, window.size
    pages = max(-(-total // size), 1)
    if number > pages:
        raise Problem("not-found", _("The last page is number %(number)s.") % {"number": pages})
    return Page(
        keys((number - 1) * size, number * size),
        total,
        _address(request, PAGE.name, number + 1) if number < min(pages, LAST_PAGE) else None,
        _address(request, PAGE.name, number - 1) if number > 1 else None,
    )


def _by_cursor(request: HttpRequest, window: Window, results: Results) -> Page:
    """What comes after the last listing given, in the order in which listings changed last.

    Their versions rise in the order of commits: what is published, or changed, during a walk stands behind its end.
    """
    found = Listing.objects.filter(pk__in=results.keys(0, results.total)).order_by("version", "pk")
    version, key = window.after
    after = found.filter(Q(version__gt=version) | Q(version=version, pk__gt=key))
    rows = list(after.values_list("version", "pk")[: window.size + 1])
    shown = rows[: window.size]
    following = _address(request, CURSOR.name, _written(shown[-1])) if len(rows) > len(shown) else None
    return Page([key for _version, key in shown], results.total, following, None)


def _written(place: tuple[int, int]) -> str:
    text = _signer.sign(json.dumps(place))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[int, int]:
    if cursor == FIRST:
        return (-1, -1)
    try:
        if not cursor.isascii() or len(cursor) > LONGEST_CURSOR:
            raise ValueError
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        version, key = json.loads(_signer.unsign(text))
        return int(version), int(key)
    except (ValueError, TypeError, binascii.Error, BadSignature):
        # An unreadable opaque value is answered as an address that is none.
        raise Problem("not-found", _("This cursor cannot be read. Begin again with “cursor=*”.")) from None


def _address(request: HttpRequest, name: str, value: object) -> str:
    """The address of this request with another value of one parameter."""
    pairs = [(key, one) for key, values in request.GET.lists() for one in values if key != name]
    return f"{addresses.absolute(request.path_info)}?{urlencode([*pairs, (name, str(value))])}"
