"""Mail about accounts: one text in the reader's language, as plain text and as HTML, with links of the site's own name."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.languages import direction, interface_language, known

logger = logging.getLogger(__name__)


def compose(template: str, email: str, language: str, context: dict) -> EmailMultiAlternatives:
    """The mail made of `<template>_subject.txt` and `<template>_message.txt`."""
    shown = interface_language(known(language) or settings.LANGUAGE_CODE)
    with translation.override(shown):
        context = frame(shown) | context | {"email": email}
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        body = render_to_string(f"{template}_message.txt", context).strip()
        context |= {"body": body, "paragraphs": [part.strip() for part in body.split("\n\n") if part.strip()]}
        mail = EmailMultiAlternatives(
            f"{settings.SITE_NAME}: {subject}",
            render_to_string("accounts/mail.txt", context).strip() + "\n",
            to=[email],
        )
        mail.attach_alternative(render_to_string("accounts/mail.html", context), "text/html")
    return mail


def frame(language: str) -> dict:
    """What every mail has around its text."""
    return {
        "language": language,
        "direction": direction(language),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "account_url": link("account"),
    }


def link(name: str, *args: object) -> str:
    """The full address of a page, under the configured name of the site and no other."""
    return settings.SITE_URL + reverse(name, args=args)


def send(mail: EmailMultiAlternatives) -> bool:
    """Whether the mail server took it. A server that is down is told in the log and on the page, not by a 500."""
    try:
        mail.send()
    except (OSError, SMTPException, ValueError) as error:  # a ValueError: an address no mail can be sent to
        # Neither the words nor the traceback: servers repeat the address they refuse.
        logger.error("A mail about an account could not be sent: %s.", _failure(error))
        return False
    return True


def _failure(error: Exception) -> str:
    """The class of the failure, and the server's code where it gave one."""
    refused = [code for code, _words in getattr(error, "recipients", {}).values()]
    code = getattr(error, "smtp_code", None) or next(iter(refused), None)
    return f"{type(error).__name__} {code}" if isinstance(code, int) else type(error).__name__
