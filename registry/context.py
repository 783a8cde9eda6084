"""What every template may use."""

from django.conf import settings
from django.utils import translation


def site(request) -> dict:
    """The site's name, the languages to choose from, and the language the interface is really in."""
    chosen = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "page_language": chosen,
        "page_direction": "rtl" if chosen in settings.LANGUAGES_BIDI else "ltr",
        "interface_language": interface_language(chosen),
    }


def interface_language(chosen: str) -> str:
    """The language our own words are in: the chosen one where a catalogue exists, else English."""
    if chosen == settings.LANGUAGE_CODE:
        return chosen
    has_catalogue = any((path / chosen / "LC_MESSAGES" / "django.mo").exists() for path in settings.LOCALE_PATHS)
    return chosen if has_catalogue else settings.LANGUAGE_CODE
