"""The embedded PostgreSQL server by hand."""

import os
import shutil
import subprocess

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry import embedded_postgres


class Command(BaseCommand):
    help = "Start, stop or ask after the embedded PostgreSQL server, or write the whole database as SQL."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status", "dump"])
        parser.add_argument("--force", action="store_true", help="Stop it even while other commands use it.")

    def handle(self, *args: object, action: str, force: bool, **options: object) -> None:
        if action == "dump":
            return self.dump()
        if os.environ.get("DATABASE_URL"):
            raise CommandError("DATABASE_URL is set: that server is not ours to start or stop.")
        try:
            self.stdout.write(getattr(self, action)(force))
        except embedded_postgres.CannotStart as error:
            raise CommandError(str(error)) from error

    def start(self, force: bool) -> str:
        embedded_postgres.ensure_running()
        return embedded_postgres.status()

    def stop(self, force: bool) -> str:
        if embedded_postgres.stop(force):
            return "Stopped."
        if "not running" in embedded_postgres.status():
            return "It was not running."
        raise CommandError("Other commands are using it; --force stops it all the same.")

    def status(self, force: bool) -> str:
        return embedded_postgres.status()

    def dump(self) -> None:
        """To standard output, which the shell sends to a file."""
        database = settings.DATABASES["default"]
        if os.environ.get("DATABASE_URL"):
            program = shutil.which("pg_dump") or embedded_postgres.program("pg_dump")
        else:
            embedded_postgres.ensure_running()
            program = embedded_postgres.program("pg_dump")
        names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
        reach = {variable: str(database[key]) for variable, key in names.items() if database.get(key)}
        done = subprocess.run([str(program), "--no-owner"], env=os.environ | reach, check=False)  # noqa: S603
        if done.returncode:
            raise CommandError("The database was not written out: see the line above.")
