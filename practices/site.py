"""Where the site is, as the operators say it: the same on every machine, whatever host a request names."""

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """The address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def host() -> str:
    """The name of the site's machine: part of what its mails and its records are known by."""
    return urlsplit(settings.SITE_URL).hostname
