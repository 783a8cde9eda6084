"""From step to step: only for who saw the import as it still stands, so that a late request takes nothing back."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from practices.exchange.importing.kinds import ImportRefused
from practices.models import Import


def move(one: Import, steps: Iterable[str], **changes: Any) -> None:
    """Save these changes, where the import is at one of these steps and has not moved since `one` was read.

    Raises ImportRefused; then nothing is saved and `one` is as it was.
    """
    seen = Import.objects.filter(pk=one.pk, step__in=steps, started_at=one.started_at)
    if not seen.update(**changes):
        raise ImportRefused(_("Somebody has gone on with this import meanwhile. Look at it again."))
    for name, value in changes.items():
        setattr(one, name, value)
