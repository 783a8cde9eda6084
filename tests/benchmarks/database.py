"""Throw-away databases beside the registry's own: made for one run of the benchmarks, dropped at its end."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "bench_registry"
SMALL = "small"  # suffix of the second one, with a hundred practices


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
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        without_limits()
        yield
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


@contextmanager
def copied() -> Iterator[None]:
    """The second database: a copy of the first as it is now."""
    connection.close()  # the server copies only what nobody is using
    connection.creation.clone_test_db(SMALL, verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(suffix=SMALL, verbosity=0)


def use_first() -> None:
    """In a process of its own: work in the first database."""
    connection.settings_dict["NAME"] = NAME


def second() -> BaseDatabaseWrapper:
    """A connection to the second database, to be used in the place of the default one."""
    wrapper = connections.create_connection("default")
    wrapper.settings_dict = connection.settings_dict | {"NAME": f"{NAME}_{SMALL}"}
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


def tidy() -> None:
    """Fresh statistics, no dead rows and no connection, so that no benchmark pays for the one before it."""
    without_limits()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()
