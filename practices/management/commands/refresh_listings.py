"""Make the listings of all public practices again from their editions."""

from django.core.management.base import BaseCommand

from practices import publishing


class Command(BaseCommand):
    """`manage.py refresh_listings`: changes no edition; safe to run at any time, on any number of machines."""

    help = "Make the listings of all public practices again from their editions."

    def handle(self, *args, **options):
        count = publishing.refresh_all()
        self.stdout.write(f"{count} public practices listed.")
