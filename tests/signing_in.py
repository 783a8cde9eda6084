"""Signing in as a person does: by the form, by a code, by an app's code."""

import re
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.db import connection, connections

from tests.factories import UserFactory
from tests.staff import confirmed

PASSWORD = "a made-up passphrase"
LOGIN = "/account/login/"
CODE = re.compile(r"^[A-Z0-9]{3,}(?:-[A-Z0-9]{3,})+$|^[A-Z0-9]{6,}$", re.MULTILINE)


def account(name: str, **fields):
    """Somebody with a confirmed address and no role."""
    return confirmed(UserFactory(email=f"{name}@test.example", first_name=name.capitalize(), **fields))


def sign_in(client, user, password: str = PASSWORD, address: str = LOGIN):
    """Send the form of the login page."""
    return client.post(address, {"login": user.email, "password": password})


def show_again(client, password: str = PASSWORD, to: str = "/account/"):
    """Type the password once more, as sensitive changes ask."""
    return client.post(f"/account/reauthenticate/?next={to}", {"password": password})


def with_app(user) -> str:
    """Give the person an authenticator app; its key is returned."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_of(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def enter(client, user, secret: str):
    """Sign in with the password and the code of the app."""
    sign_in(client, user)
    return client.post("/account/2fa/authenticate/", {"code": code_of(secret)})


def mailed_code() -> str:
    """The code in the last mail."""
    return CODE.search(mail.outbox[-1].body).group()


def in_thread(work):
    """The answer, and no connection left behind."""
    try:
        return work()
    finally:
        connections.close_all()


def wait_until_blocked() -> None:
    """Until another connection waits for what this transaction holds. From within the transaction."""
    for _number in range(400):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits.")


def without_tokens(response) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
