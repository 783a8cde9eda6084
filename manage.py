#!/usr/bin/env python3
"""Django's command line, for a clone with no variable set as well as for a service."""

import os
import sys

# Commands that touch no database must also work where none can run: in an image's build, in an editor, in CI.
WITHOUT_DATABASE = {
    "build_data_dictionary",
    "build_fixtures",
    "check",
    "collectstatic",
    "compilemessages",
    "database",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "version",
}


def main() -> None:
    """Run a management command; where no service is configured, on this machine's own database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    if "SECRET_KEY" not in os.environ:
        # A service always has a secret key; a fresh clone has none and is for this machine only.
        os.environ.setdefault("REGISTRY_LOCAL", "1")
    if sys.argv[1:2] != ["runserver"]:
        # The limit is for requests; an index built by a migration takes as long as it takes.
        os.environ.setdefault("DATABASE_STATEMENT_MILLISECONDS", "0")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from registry import embedded_postgres

    try:
        if wants_embedded_database(sys.argv[1:]):
            embedded_postgres.join()  # until this process ends
        execute_from_command_line(sys.argv)
    except (embedded_postgres.CannotStart, ImproperlyConfigured) as error:
        sys.exit(str(error))


def wants_embedded_database(arguments: list[str]) -> bool:
    """Whether this command needs the server that settings name when no DATABASE_URL does."""
    local = os.environ.get("REGISTRY_LOCAL") or os.environ.get("DEBUG", "")
    if os.environ.get("DATABASE_URL") or local.strip().lower() not in ("1", "true", "yes", "on"):
        return False
    asks_for_help = {"-h", "--help", "--version"} & set(arguments)
    return bool(arguments) and not asks_for_help and arguments[0] not in WITHOUT_DATABASE


if __name__ == "__main__":
    main()
