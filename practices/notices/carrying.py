"""Handing mail to the mail server: one connection for many mails, made anew when the server has ended it."""

import contextlib
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from practices.text import clean

LONGEST_ERROR = 300
CLOSING = 421  # what a server answers to any command when it ends the connection
_SERVER_AWAY = (SMTPAuthenticationError, SMTPConnectError, SMTPHeloError, SMTPServerDisconnected)


class ServerAway(Exception):
    """There is no talking to the mail server now; its cause says why."""


class Carrier:
    """The connection of one run."""

    def __init__(self) -> None:
        self.connection = None

    def carry(self, mail: EmailMessage) -> None:
        """Hand over one mail. Raises ServerAway, or what the server answers to this mail (OSError, ValueError)."""
        was_open = self.connection is not None
        try:
            self._carry(mail)
        except ServerAway:
            if not was_open:
                raise
            # Servers end a connection after so many mails or minutes; only a new one tells whether they are away.
            self._carry(mail)

    def _carry(self, mail: EmailMessage) -> None:
        self._open()
        mail.connection = self.connection
        try:
            if not mail.send():
                raise ValueError("The mail has no address.")
        except Exception as error:
            self.close()
            if is_away(error):
                raise ServerAway from error
            raise

    def _open(self) -> None:
        if self.connection is not None:
            return
        connection = get_connection()
        try:
            connection.open()
        except OSError as error:
            with contextlib.suppress(OSError):
                connection.close()  # one that is open and not signed in would be used as it is
            raise ServerAway from error
        self.connection = connection

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        connection, self.connection = self.connection, None
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()


def is_away(error: Exception) -> bool:
    """Whether a failure is that of the server and not of one mail."""
    if isinstance(error, SMTPException):
        return isinstance(error, _SERVER_AWAY) or getattr(error, "smtp_code", 0) == CLOSING
    return isinstance(error, OSError)


def in_short(error: BaseException) -> str:
    """What went wrong in one bounded line without secrets, for administrators to read."""
    if isinstance(error, ServerAway) and error.__cause__:
        error = error.__cause__
    if isinstance(error, SMTPRecipientsRefused) and error.recipients:
        said = _reply(*next(iter(error.recipients.values())))
    elif isinstance(error, SMTPResponseException):
        said = _reply(error.smtp_code, error.smtp_error)
    elif isinstance(error, OSError | ValueError):
        said = str(error)
    else:
        said = ""  # a fault of ours: the log has it, with what it was about
    line = " ".join(clean(f"{type(error).__name__}: {said}" if said else type(error).__name__).split())
    for secret in (settings.EMAIL_HOST_PASSWORD, settings.EMAIL_HOST_USER):
        if secret:
            line = line.replace(secret, "…")
    return line[:LONGEST_ERROR]


def _reply(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
