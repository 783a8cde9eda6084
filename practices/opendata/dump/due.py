"""When a dump is made anew: at once where something was withdrawn or lost, else when the changes have come to rest."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.utils import timezone

from practices.models import Dump
from practices.opendata.dump import making, state, store

# Asked every minute. A change alone is in the files two minutes later; of changes without end, so long after the first.
LONGEST_WAIT = timedelta(minutes=5)


def make_if_due() -> Dump | None:
    """Make the dump anew where it is time to; returns the new one. To be called every minute."""
    newest = store.latest()
    is_lost = newest is None or not store.is_whole(newest)
    if is_lost or state.is_withdrawn(newest) or _is_at_rest(newest, state.now()):
        try:
            return making.make()
        except making.BeingMade:
            return None
    return None


def _is_at_rest(dump: Dump, found: state.State) -> bool:
    """Whether something has changed, and nothing since the last look; what was seen is noted in the row."""
    if state.of(dump) == found:
        return False
    noticed = dump.marks.get("noticed")
    if noticed is not None:
        since = datetime.fromisoformat(noticed["since"])
        if noticed["state"] == asdict(found) or timezone.now() - since >= LONGEST_WAIT:
            return True
    since = noticed["since"] if noticed else timezone.now().isoformat()
    dump.marks["noticed"] = {"since": since, "state": asdict(found)}
    Dump.objects.filter(pk=dump.pk).update(marks=dump.marks)
    return False
