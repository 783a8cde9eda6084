"""Where a list goes on: all of it in a signed token, nothing kept here, so that it never expires and no restart ends a harvest.

The place is a key (time of change, practice), not a count: a record that changes meanwhile moves to the end of the list, where
it comes again with what is new, and no other one is passed over.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

from practices.api.oai.asking import LONGEST, Refusal

_SALT = "oai.resumption"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """What was asked for, and how far it was answered."""

    verb: str
    prefix: str
    begin: str  # the argument `from`
    until: str
    set_spec: str
    changed_at: int  # of the last record passed, in microseconds since 1970
    practice: int  # its key
    shown: int  # the key of the last one that could be written out
    given: int  # records so far
    total: int  # when the list was begun

    @property
    def after(self) -> tuple[datetime, int]:
        """The key of the last record passed."""
        return _EPOCH + self.changed_at * _MICROSECOND, self.practice


def microseconds(moment: datetime) -> int:
    """Exactly, which a floating-point number would not be."""
    return (moment - _EPOCH) // _MICROSECOND


def written(place: Place) -> str:
    """The token of a place."""
    return signing.dumps(list(asdict(place).values()), salt=_SALT, compress=True)


def read(token: str, verb: str) -> Place:
    """The place a token names. Raises Refusal where it is none of ours, or of another verb."""
    try:
        if not token.isascii() or len(token) > LONGEST:
            raise signing.BadSignature
        place = Place(*signing.loads(token, salt=_SALT))
    except (signing.BadSignature, TypeError, ValueError):
        place = None
    if place is None or place.verb != verb:
        raise refusal()
    return place


def refusal() -> Refusal:
    """What is told of a token that leads nowhere."""
    return Refusal("badResumptionToken", "This is no token that this list was given.")
