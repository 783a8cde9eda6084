"""What people have typed into the form of a practice and not saved: kept for them, and forgotten in time."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from practices.models import Practice, UnsavedEntry


class SavedElsewhere(Exception):
    """The same person has saved the practice since this form was opened: what it holds is older than that."""


def keep(person, practice: Practice | None, revision: int, entries: dict[str, list[str]]) -> UnsavedEntry:
    """Keep what this person has typed for this practice, or for a new one, in place of what was kept before."""
    if practice is not None and revision < practice.revision and practice.last_editor_id == person.pk:
        raise SavedElsewhere
    # The database keeps no NUL in JSON.
    clean = {_plain(name): [_plain(value) for value in values] for name, values in entries.items()}
    entry, _is_new = UnsavedEntry.objects.update_or_create(
        person=person, practice=practice, defaults={"revision": revision, "entries": clean}
    )
    return entry


def find(person, practice: Practice | None) -> UnsavedEntry | None:
    """What was kept, if anything."""
    return UnsavedEntry.objects.filter(person=person, practice=practice).first()


def forget(person, practice: Practice | None) -> None:
    """After a save, or because the person wants it no more."""
    UnsavedEntry.objects.filter(person=person, practice=practice).delete()


def purge(days: int | None = None) -> int:
    """Forget what nobody has come back to for so many days; returns how many entries went."""
    days = days or settings.UNSAVED_DAYS
    gone = UnsavedEntry.objects.filter(saved_at__lt=timezone.now() - timedelta(days=days)).delete()
    return gone[0]


def _plain(text: str) -> str:
    return text.replace("\x00", "")
