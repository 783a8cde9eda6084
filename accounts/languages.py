"""Which language the pages and mails of an account are in."""

from functools import cache

from django.conf import settings

CODES = frozenset(code for code, _name in settings.LANGUAGES)


@cache
def interface_language(chosen: str) -> str:
    """The language our words are in for a reader of this one: theirs where a catalogue exists, else English.

    The practices app has the same rule; accounts may not know it. Without it allauth's Arabic would stand between our
    English.
    """
    has_catalogue = any((path / chosen / "LC_MESSAGES" / "django.mo").exists() for path in settings.LOCALE_PATHS)
    return chosen if has_catalogue else settings.LANGUAGE_CODE


def direction(language: str) -> str:
    """Which way a language runs."""
    return "rtl" if language in settings.LANGUAGES_BIDI else "ltr"


def known(language: str) -> str:
    """This language if the site has it, else nothing."""
    return language if language in CODES else ""
