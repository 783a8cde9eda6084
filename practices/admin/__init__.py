"""The admin of the practices app, by noun."""

from practices.admin import edition, event, importing, mandates, places, practice, reference

__all__ = ["edition", "event", "importing", "mandates", "places", "practice", "reference"]
