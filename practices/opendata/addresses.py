"""Absolute addresses that stay: what data of the registry is named by elsewhere."""

from functools import cache
from urllib.parse import quote

from django.urls import reverse
from django.utils import translation

from practices.site import absolute

API = "/api/v1/"
DATA = "/data/"
OAI = "/oai/"
PRACTICES = "/practices/"
VOCABULARIES = "/vocabularies/"
DOCUMENT_SCHEMA = "/schema/practice-1.json"


def practice(code: str) -> str:
    """What a practice is called in linked data, the same in every language; it leads to its page or its data."""
    return absolute(f"{PRACTICES}{quote(code)}")


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
    return vocabularies(quote(name))


def concept(name: str, code: str) -> str:
    """What one term of a vocabulary is called."""
    return f"{scheme(name)}/{quote(code)}"


def organisation(code: str) -> str:
    """What an organisation is called: its address in the API."""
    return api(f"organisations/{quote(code)}/")


def api(path: str = "") -> str:
    """An address of the API, `path` being what comes after its version."""
    return absolute(f"{API}{path}")


def data(path: str = "") -> str:
    """The place of open data, or a file of the newest full dump."""
    return absolute(f"{DATA}{path}")


def harvesting() -> str:
    """The base address of the OAI-PMH repository."""
    return absolute(OAI)


def vocabularies(path: str = "") -> str:
    """The list of all vocabularies, or one of them."""
    return absolute(f"{VOCABULARIES}{path}")


def document_schema() -> str:
    """The shape of a document as a JSON Schema."""
    return absolute(DOCUMENT_SCHEMA)


def root() -> str:
    """The site as a whole."""
    return absolute("/")
