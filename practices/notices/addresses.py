"""Where a mail leads: under the configured name of the site and no other, to pages its reader can open."""

from django.urls import reverse
from django.utils import translation

from practices.models import Practice
from practices.site import absolute

OPENS_ADMIN = ("view", "add", "change", "review")


def of_practice(practice: Practice, person, language: str, *, is_public: bool, belongs_to_review: bool) -> str:
    """The page of a practice for this person: where they act on it, else where they read it; empty where neither is.

    `language` is the one a public page is to be in.
    """
    if person.is_staff and any(person.has_perm(f"practices.{name}_practice") for name in OPENS_ADMIN):
        page = "review" if belongs_to_review else "change"
        return absolute(reverse(f"admin:practices_practice_{page}", args=[practice.pk]))
    if is_public:
        with translation.override(language):
            return absolute(practice.get_absolute_url())
    return ""
