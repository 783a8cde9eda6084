"""Requests to the whole site within this process, as its web server makes them, and the queries they cost."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory

from accounts.models import User

Query = tuple[str, object]  # statement and parameters


@dataclass(frozen=True, slots=True)
class Answer:
    """Headers and body."""

    headers: dict[str, str]
    body: bytes


class Site:
    """The handler with all its middleware, addresses and templates; for a visitor, or for one who has signed in."""

    def __init__(self, user: User | None = None) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # whitenoise misses the folder of collectstatic, which nothing here needs
            self.handler = WSGIHandler()
        self.requests = RequestFactory(headers={"host": "localhost"})
        if user is not None:
            self.requests.cookies[settings.SESSION_COOKIE_NAME] = _session_of(user)

    def get(self, address: str) -> bytes:
        """The body of the page at this address; anything but a 200 is an error."""
        return self.answer(self.asked(address)).body

    def asked(self, address: str, **headers: str) -> dict:
        """A request as the web server hands it over, for `answer`."""
        return self.requests.get(address, headers=headers).environ

    def answer(self, asked: dict, status: int = 200) -> "Answer":
        """What is answered; anything but this status is an error."""
        said: list[tuple[str, list]] = []
        response = self.handler(dict(asked), lambda *words: said.append(words))
        body = b"".join(response)
        response.close()
        if not said[0][0].startswith(f"{status} "):
            raise AssertionError(f"{asked['PATH_INFO']}?{asked['QUERY_STRING']} answers {said[0][0]}")
        return Answer(dict(said[0][1]), body)


def _session_of(user: User) -> str:
    """Sign in; the key of the session."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


@contextmanager
def queries() -> Iterator[list[Query]]:
    """Every statement sent inside."""
    found: list[Query] = []

    def note(execute: Callable, sql: str, parameters, many: bool, context: dict):
        found.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield found


def repeat(statements: list[Query]) -> None:
    """Send the same statements again and fetch what they find, as plain values."""
    with connection.cursor() as cursor:
        for sql, parameters in statements:
            cursor.execute(sql, parameters)
            cursor.fetchall()
