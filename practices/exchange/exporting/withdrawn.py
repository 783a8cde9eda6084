"""Whether a file made before may still be given out: what it shows may have left the public since, or a person's sight.

What is needed to tell is kept in `Export.asked` when the file is made.
"""

from practices.exchange.access import sees_staff_columns
from practices.exchange.exporting.orders import Order
from practices.models import Event, Export, Listing, Practice, SearchVersion, Tombstone

# An event has its number before its transaction ends, and a load of ten thousand rows takes as many numbers at once.
LATE_EVENTS = 20_000
REDACTED = "redacted"


def marks() -> dict:
    """How far the public record is. To be taken before the records of a file are read: what comes later differs."""
    event = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return {
        "version": search_version(),
        "event": event,
        "redactions": list(_redactions(event).values_list("pk", flat=True)),
    }


def search_version() -> int:
    """The number of the last change to the listings."""
    return SearchVersion.objects.values_list("n", flat=True).first() or 0


def keys_of(order: Order) -> list[int]:
    """Keys of the practices in the file of an order."""
    if not order.editions:
        return order.keys
    codes = {code for code, _number in order.editions}
    return list(Listing.objects.filter(code__in=codes).values_list("pk", flat=True))


def is_withdrawn(export: Export, person) -> bool:
    """Whether a finished file shows what is public no more, was redacted, or may be seen by this person no more."""
    known = export.asked
    if export.is_of_working_copies:
        seen = set(Practice.objects.visible_to(person).values_list("pk", flat=True))
        return not seen.issuperset(known["keys"]) or (known["staff"] and not sees_staff_columns(person))
    return is_any_withdrawn(known)


def is_any_withdrawn(known: dict) -> bool:
    """Whether, since these marks were made, one of the practices with their keys left the public or was redacted."""
    if "version" not in known:
        return True  # nobody can tell
    redacted = _redactions(known["event"]).exclude(pk__in=known["redactions"])
    gone = Tombstone.objects.filter(version__gt=known["version"], practice__listing__isnull=True)
    changed = {*redacted.values_list("practice_id", flat=True), *gone.values_list("practice_id", flat=True)}
    return not changed.isdisjoint(known["keys"])


def _redactions(event: int):
    return Event.objects.filter(pk__gt=event - LATE_EVENTS, name=REDACTED)
