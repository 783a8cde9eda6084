"""Dates as harvesters write them: whole days or seconds, in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """One date of a request: the day or the second it names."""

    start: datetime
    is_day: bool

    @property
    def end(self) -> datetime | None:
        """The first instant after it; None after the last one there is."""
        try:
            return self.start + (_DAY if self.is_day else _SECOND)
        except OverflowError:
            return None


def read(written: str) -> Moment | None:
    """The moment written so, or None where it is none: no such day, another form, another zone."""
    if not _WRITTEN.fullmatch(written):
        return None
    try:
        return Moment(datetime.fromisoformat(written.removesuffix("Z")).replace(tzinfo=UTC), is_day="T" not in written)
    except ValueError:
        return None


def stamp(moment: datetime) -> str:
    """As answers write it: cut to its second, never rounded up, so that `from` that second finds it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
