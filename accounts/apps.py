"""Accounts: who may sign in, and as what."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users who sign in by e-mail address, and the roles they hold."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import signals  # noqa: F401  (connects the receivers)

        # Sent once a migration for each app; groups exist when their own has been told.
        post_migrate.connect(install_roles, dispatch_uid="accounts.roles")


def install_roles(sender, **kwargs) -> None:
    """After a migration: the groups that roles.json declares."""
    if sender.label == "auth":
        from accounts import roles

        roles.install()
