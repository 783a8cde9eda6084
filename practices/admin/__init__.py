"""The admin of the practices app, by noun."""

from practices.admin import edition, event, places, practice, reference

__all__ = ["edition", "event", "places", "practice", "reference"]
