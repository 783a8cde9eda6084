"""Where a mail leads: under the configured name of the site and no other, to pages its reader can open."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from practices.models import Practice

OPENS_ADMIN = ("view", "add", "change", "review")


def of_practice(practice: Practice, person, language: str, *, is_public: bool, belongs_to_review: bool) -> str:
    """The page of a practice for this person: where they act on it, else where they read it; empty where neither is.

    `language` is the one a public page is to be in.
    """
    if not settings.SITE_URL:
        return ""
    if person.is_staff and any(person.has_perm(f"practices.{name}_practice") for name in OPENS_ADMIN):
        page = "review" if belongs_to_review else "change"
        return settings.SITE_URL + reverse(f"admin:practices_practice_{page}", args=[practice.pk])
    if is_public:
        with translation.override(language):
            return settings.SITE_URL + practice.get_absolute_url()
    return ""


def domain() -> str:
    """The host that identifies our mails, the same on every machine that sends them."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"
