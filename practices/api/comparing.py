"""Two editions side by side, of one practice or of two: field by field, in words."""

import logging

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api import records
from practices.api.editions import COLUMNS, described, edition_of, number_of
from practices.api.parameters import Given, Parameter
from practices.api.practices import public_practice
from practices.api.problems import Problem
from practices.api.views import PublicView
from practices.document import upgrade
from practices.document.compare import compare
from practices.models import Edition, Listing
from practices.text import clean

logger = logging.getLogger(__name__)
LONGEST_SIDE = 60
_SCHEMA = {"type": "string", "maxLength": LONGEST_SIDE, "pattern": r"^[^.]+(\.[1-9][0-9]*)?$"}
OLD = Parameter(
    "old", gettext_lazy("Code of a practice, and after a dot the number of an edition; without one the live edition."),
    _SCHEMA, example="k7m2-p9qr.1",
)  # fmt: skip
NEW = Parameter("new", gettext_lazy("What it is compared with, written likewise."), _SCHEMA, example="k7m2-p9qr.2")
SIDES = (OLD, NEW)


class CompareView(PublicView):
    """What differs between two editions of public practices."""

    parameters = SIDES

    def facts(self, **kwargs) -> tuple:
        """The editions, which a redaction changes."""
        self.sides = [_side(self.given, one.name) for one in SIDES]
        return tuple((side[1].pk, side[1].redacted_at) for side in self.sides if side)

    def read(self, given: Given) -> None:
        """Nothing but the two, which are read already."""

    def answer(self, request: Request) -> dict:
        """The differences, in the order of the record."""
        (old_listing, old), (new_listing, new) = self.sides
        stored = [edition.document for edition in (old, new)]
        public = records.public_links(stored)
        try:
            changes = compare(*map(upgrade, stored), self.language, public)
        except (AttributeError, LookupError, TypeError, ValueError):
            logger.exception("%s and %s cannot be compared", old, new)
            raise records.damaged() from None
        return {"old": _named(old_listing, old, public), "new": _named(new_listing, new, public), "changes": changes}


def _side(given: Given, name: str) -> tuple[Listing, Edition] | None:
    """The practice and edition a parameter names; a fault is noted. Raises Problem for what is not public."""
    text = given.text(name)
    if not text:
        given.add(name, "required", _("Say what is compared: the code of a practice, as k7m2-p9qr or k7m2-p9qr.2."))
        return None
    code, _dot, number = text.partition(".")
    if len(text) > LONGEST_SIDE or ("." in text and number_of(number) is None):
        words = _("“%(value)s” names no edition: write the code of a practice, a dot and a number.")
        given.add(name, "bad_value", words % {"value": clean(text)[:LONGEST_SIDE]})
        return None
    listing = public_practice(code)
    try:
        return listing, edition_of(listing, number_of(number) if number else listing.edition.number)
    except Problem:
        words = _("This practice has no edition %(number)s.")
        raise Problem("not-found", words % {"number": number}) from None


def _named(listing: Listing, edition: Edition, public: set[str]) -> dict:
    columns = {name: getattr(edition, name) for name in COLUMNS}
    return {"code": listing.code, **described(listing, columns, records.digest_of(edition.document, public))}
