"""What a reader asks: text, chosen values, years, order. Made by the filter set, read by everything here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sort(TextChoices):
    """Orders of results."""

    RELEVANCE = "relevance", _("Relevance")  # for a text; without one, the newest first
    NEWEST = "newest", _("Newest practice first")  # by the year in which it began
    OLDEST = "oldest", _("Oldest practice first")
    TITLE = "title", _("Title")
    UPDATED = "updated", _("Recently updated")  # by the day of the live edition


@dataclass(frozen=True, slots=True)
class Asked:
    """One search. Codes are checked by the filter set: what stands here exists."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # facet key → codes, never empty
    since: int | None = None  # years of the period, both included
    until: int | None = None
    sort: Sort | None = None  # None: relevance where there is a text, else the newest first

    @property
    def key(self) -> tuple:
        """What makes this another search than others, whatever the order of choices."""
        chosen = tuple(sorted((facet, tuple(sorted(codes))) for facet, codes in self.chosen.items()))
        return (self.text, chosen, self.since, self.until, self.sort)

    def without(self, facet: str, code: str | None = None) -> "Asked":
        """The same without one value of a facet, or without any of it."""
        chosen = {key: codes for key, codes in self.chosen.items() if key != facet}
        rest = tuple(kept for kept in self.chosen.get(facet, ()) if code is not None and kept != code)
        return Asked(self.text, chosen | ({facet: rest} if rest else {}), self.since, self.until, self.sort)

    def without_years(self) -> "Asked":
        """The same without the years; chosen periods stay."""
        return Asked(self.text, self.chosen, None, None, self.sort)

    def with_text(self, text: str) -> "Asked":
        """The same for another text."""
        return Asked(text, self.chosen, self.since, self.until, self.sort)

    def with_value(self, facet: str, code: str) -> "Asked":
        """The same with one more value chosen."""
        codes = dict.fromkeys((*self.chosen.get(facet, ()), code))
        return Asked(self.text, {**self.chosen, facet: tuple(codes)}, self.since, self.until, self.sort)
