"""Throw-away databases beside the registry's own: made for one run of the benchmarks, dropped at its end."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from registry import embedded_postgres

NAME = "bench_registry"
# Suffixes of the others: a hundred practices, a thousand, a hundred thousand, and the real data of fixtures/.
FEW, SMALL, LARGE, REAL = "few", "small", "large", "real"


@contextmanager
def alone() -> Iterator[None]:
    """Two runs at once would drop each other's databases and spoil each other's figures."""
    settings.LOCAL_DIR.mkdir(mode=0o700, exist_ok=True)
    with (settings.LOCAL_DIR / "benchmarks.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("The benchmarks are being run in this checkout already.")
        yield


@contextmanager
def created() -> Iterator[None]:
    """An empty database with every migration, in use inside. What a killed run has left is dropped first."""
    own = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = NAME
    # Of this process, which only fills: on a busy disk dropping a database may take longer than a page is allowed to.
    connection.settings_dict["OPTIONS"] |= {"options": "-c statement_timeout=0 -c lock_timeout=0"}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        without_limits()
        yield
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


@contextmanager
def copied(suffix: str) -> Iterator[None]:
    """Another database: a copy of the first as it is now."""
    connection.close()  # the server copies only what nobody is using
    connection.creation.clone_test_db(suffix, verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(suffix=suffix, verbosity=0)


def name_of(suffix: str = "") -> str:
    """The database with this suffix; the first one without."""
    return f"{NAME}_{suffix}" if suffix else NAME


def use(suffix: str = "") -> None:
    """In a process of its own: work in this database."""
    connection.close()
    connection.settings_dict["NAME"] = name_of(suffix)


def url() -> str:
    """The first database for a process that is told by DATABASE_URL."""
    place, mark, options = (os.environ.get("DATABASE_URL") or embedded_postgres.database_url()).partition("?")
    return f"{place.rpartition('/')[0]}/{NAME}{mark}{options}"


def connect(suffix: str) -> BaseDatabaseWrapper:
    """A connection to another of these databases, to be used in the place of the default one."""
    wrapper = connections.create_connection("default")
    wrapper.settings_dict = connection.settings_dict | {"NAME": name_of(suffix)}
    return wrapper


@contextmanager
def using(wrapper: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside, every query goes through this connection."""
    default = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        connections["default"] = default


def without_limits() -> None:
    """Filling tables may take longer than a page is allowed to."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")


def tidy(suffix: str = "") -> None:
    """Fresh statistics, no dead rows and no connection, so that no benchmark pays for the one before it."""
    wrapper = connect(suffix) if suffix else connections["default"]
    with using(wrapper):
        without_limits()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    wrapper.close()
