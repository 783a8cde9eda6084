"""Accounts: who may sign in, and as what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users who sign in by e-mail address, and the roles they hold."""

    name = "accounts"
    verbose_name = _("Accounts")
