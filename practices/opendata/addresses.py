"""Absolute addresses that stay: what data of the registry is named by elsewhere."""

from functools import cache
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import translation

API = "/api/v1/"


def absolute(path: str) -> str:
    """The address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def practice(code: str) -> str:
    """What a practice is called in linked data, the same in every language; it leads to its page or its data."""
    return absolute(f"/practices/{quote(code)}")


def edition(code: str, number: int) -> str:
    """What one edition of a practice is called."""
    return f"{practice(code)}/editions/{number}"


def page(code: str, language: str) -> str:
    """The page of a practice in a language."""
    before, after = _around_code(language)
    return absolute(f"{before}{quote(code)}{after}")


@cache
def _around_code(language: str) -> tuple[str, str]:
    """The path of such a page before and after its code: lists and dumps name thousands."""
    with translation.override(language):
        before, _code, after = reverse("practices:record", args=["CODE"]).partition("CODE")
    return before, after


def scheme(name: str) -> str:
    """What a vocabulary is called: a kind of term, or "country", "group", "mechanism"."""
    return absolute(f"/vocabularies/{quote(name)}")


def concept(name: str, code: str) -> str:
    """What one term of a vocabulary is called."""
    return f"{scheme(name)}/{quote(code)}"


def organisation(code: str) -> str:
    """What an organisation is called: its address in the API."""
    return api(f"organisations/{quote(code)}/")


def api(path: str = "") -> str:
    """An address of the API, `path` being what comes after its version."""
    return absolute(f"{API}{path}")
