"""Addresses of pages and files, as links and redirects need them."""

import re
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation

from practices.filters import parameters
from practices.search import Asked

_ODD_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")


def in_language(language: str, name: str, *args: object) -> str:
    """The address of a page in a language, whatever language is active."""
    with translation.override(language):
        return reverse(f"practices:{name}", args=args)


def of_search(language: str, asked: Asked, number: int = 1) -> str:
    """The address of a search, the same for the same search; of its first page unless another is named."""
    return in_language(language, "list") + query_of_search(asked, number)


def query_of_search(asked: Asked, number: int = 1) -> str:
    """The query of that address with its question mark; empty where everything is asked for."""
    query = urlencode(parameters(asked, page=number) if number > 1 else parameters(asked))
    return f"?{query}" if query else ""


def of_export(language: str, query: str, format: str = "") -> str:
    """The address of a file of practices, or, where no format is named, of the page where one chooses."""
    page = in_language(language, "export", format) if format else in_language(language, "export_choice")
    return page + query


def file_name(attachment: dict) -> str:
    """A file's name as it stands in its address and on the reader's disk: letters, digits, dots and hyphens."""
    return _ODD_IN_A_FILE_NAME.sub("-", attachment["name"]).strip("-.") or "file"


def file_address(code: str, attachment: dict) -> str:
    """The address of an attached file; the same in every language."""
    return reverse("practice_file", args=[code, attachment["sha256"], file_name(attachment)])
