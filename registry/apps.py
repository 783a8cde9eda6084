"""The project's own app (commands, health, checks) and its admin site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles import apps as staticfiles_apps


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


class RegistryStaticFilesConfig(staticfiles_apps.StaticFilesConfig):
    """The stock static files without Redoc, which comes along with Swagger UI and is on none of our pages."""

    ignore_patterns = [*staticfiles_apps.StaticFilesConfig.ignore_patterns, "redoc"]
    default = False
