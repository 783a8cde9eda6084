"""When another transaction is in the way: a sentence for the person, never a failure."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError
from django.utils.translation import gettext as _

LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"  # SQLSTATEs


@contextmanager
def busy_as(refusal: type[Exception]) -> Iterator[None]:
    """Raise this refusal where a lock was not given in time or two transactions waited for each other."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") in (LOCK_NOT_AVAILABLE, DEADLOCK):
            raise refusal(_("Somebody is saving this right now. Try again in a moment.")) from None
        raise
