"""Accounts in the admin: people, the roles they hold, and invitations."""

from accounts.admin import groups, invitations, people  # noqa: F401  (registers them)
