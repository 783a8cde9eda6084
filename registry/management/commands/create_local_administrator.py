"""The first account of a registry on one's own machine."""

import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

EMAIL = "admin@localhost.localdomain"


class Command(BaseCommand):
    help = "Create an administrator with a random password and show it, unless an administrator exists already."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        if not settings.LOCAL:
            raise CommandError("Only for a registry on one's own machine; a service uses createsuperuser.")
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            confirm(users.filter(email=EMAIL).first())  # made before addresses had to be confirmed
            return
        password = secrets.token_urlsafe(12)
        confirm(users.create_superuser(email=EMAIL, password=password))
        self.stdout.write(f"Administrator of this registry: {EMAIL}, password {password} (shown only now).")


def confirm(user) -> None:
    """Nothing is mailed to this address, so no code could ever confirm it."""
    if user is not None:
        EmailAddress.objects.update_or_create(user=user, email=EMAIL, defaults={"verified": True, "primary": True})
