"""Sheets on their way in: one question a page, from the file to the practices that are written, and back again."""

from practices.admin.importing.registered import ImportAdmin

__all__ = ["ImportAdmin"]
