"""The admin of the practices app, by noun."""

from practices.admin import edition, event, practice, reference

__all__ = ["edition", "event", "practice", "reference"]
