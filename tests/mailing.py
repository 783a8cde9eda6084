"""Mail in tests: notices that have waited long enough, and what was sent."""

import struct
from contextlib import contextmanager
from datetime import timedelta
from email.message import Message
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from socket import create_server
from tempfile import TemporaryDirectory

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings
from django.utils import timezone

from accounts.languages import interface_language as accounts_language
from practices.document.words import interface_language as practices_language
from practices.models import Notice
from practices.notices import outbox

# A catalogue of no words: magic number, revision, no strings, and where the tables that are empty would begin.
EMPTY_CATALOGUE = struct.pack("<7I", 0x950412DE, 0, 0, 28, 28, 0, 28)
SITE = "https://registry.example"
LATER = timedelta(minutes=10)


class RefusingBackend(EmailBackend):
    """A mail server that knows nobody called refused; a mail to somebody called broken is a fault of ours."""

    def send_messages(self, messages):
        for message in messages:
            if "refused" in message.to[0]:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"5.1.1 No such user\r\nhere")})
            if "broken" in message.to[0]:
                raise RuntimeError("A fault of ours, with words nobody needs to read.")
        return super().send_messages(messages)


refusing = override_settings(EMAIL_BACKEND="tests.mailing.RefusingBackend")


@contextmanager
def server_away(**settings):
    """A mail server that refuses connections: a port of this machine where nobody listens."""
    with create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    away = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    with override_settings(**away, EMAIL_PORT=port, **settings):
        yield


@contextmanager
def catalogue(language: str):
    """As if our words existed in this language: an empty catalogue, in a folder of its own."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / language / "LC_MESSAGES"
        place.mkdir(parents=True)
        (place / "django.mo").write_bytes(EMPTY_CATALOGUE)
        with override_settings(LOCALE_PATHS=[Path(folder)]):
            forget_languages()
            yield
    forget_languages()


def forget_languages() -> None:
    """Which languages our words exist in is kept by the process."""
    accounts_language.cache_clear()
    practices_language.cache_clear()


def send(later: timedelta = LATER) -> outbox.Counts:
    """One run, when bursts have ended."""
    return outbox.send_due(timezone.now() + later)


def sent_to(person) -> list:
    """The mails to one person, oldest first."""
    return [message for message in mail.outbox if message.to == [person.email]]


def whole(message) -> str:
    """All a mail says, headers and both its texts, as the one who reads its source sees it."""
    parsed: Message = message.message()
    headers = "\n".join(f"{name}: {value}" for name, value in parsed.items())
    return "\n".join([headers, message.subject, message.body, html_of(message)])


def html_of(message) -> str:
    """The HTML of a mail."""
    return next(part.content for part in message.alternatives if part.mimetype == "text/html")


def waiting(person=None):
    """Notices still to be sent."""
    found = Notice.objects.filter(outbox.WAITING).order_by("pk")
    return found.filter(recipient=person) if person else found
