"""System checks for mistakes of deployment that would otherwise show only in service."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def check_service(app_configs, **kwargs) -> list:
    """What a public service must have that a clone on one machine need not."""
    found = []
    if settings.LOCAL:
        found.append(
            Error(
                "The registry is set up for this machine only.",
                hint="Unset REGISTRY_LOCAL; set SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL and SITE_URL.",
                id="registry.E001",
            )
        )
    if not settings.EMAIL_URL:
        found.append(
            Warning(
                "EMAIL_URL is not set, so no mail goes out: nobody can sign up, be invited or reset a password.",
                hint="Set EMAIL_URL, as in smtp+tls://user:password@mail.example.org:587.",
                id="registry.W002",
            )
        )
    return found
