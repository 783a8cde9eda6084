"""What must be true of the database before the site is served, in one process: starting Django costs the most."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from practices import publishing
from practices.models import Practice

LOCK = 6_238_001  # any number, the same for all: two machines that start together take turns


class Command(BaseCommand):
    help = "Apply migrations, bring listings up to date and make the cache table; if asked, load the first practices and an administrator."
    requires_system_checks = []  # migrate runs those of the database; `check` is for the rest

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fixtures", action="store_true", help="Load the fixtures if there is no practice yet.")
        parser.add_argument("--administrator", action="store_true", help="Create one for this machine if none is.")

    def handle(self, *args: object, fixtures: bool, administrator: bool, **options: object) -> None:
        with connection.cursor() as cursor:
            # A migration may take longer than a page is allowed to.
            cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        publishing.refresh_outdated()
        if fixtures and not Practice.objects.exists():
            self.stdout.write("Loading the practices that come with the registry.")
            self.stdout.flush()
            call_command("load_fixtures", stdout=self.stdout)
        if administrator:
            call_command("create_local_administrator", stdout=self.stdout)
        connection.close()  # which gives the lock back
