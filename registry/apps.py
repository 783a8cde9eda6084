"""The project's own app (commands, health, checks) and its admin site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class RegistryConfig(AppConfig):
    """Commands, system checks and pages that belong to no domain app."""

    name = "registry"
    default = True

    def ready(self) -> None:
        from registry import checks  # noqa: F401  (registers the system checks)


class RegistryAdminConfig(admin_apps.AdminConfig):
    """The stock admin under our name."""

    default_site = "registry.admin_site.RegistryAdminSite"
    default = False
