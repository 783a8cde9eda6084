"""Absolute addresses of records and editions, and how to cite them, as the pages of records have both."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from practices.document.present import chosen_language
from practices.site import absolute

_CODE, _NUMBER = "0000-0000", 987_654_321  # stand for any


class Addresses:
    """The addresses of the rows of one sheet, made of two patterns that are asked for once."""

    def __init__(self, language: str, are_editions: bool = False) -> None:
        self.language, self.are_editions = language, are_editions
        with translation.override(language):
            self._page = absolute(reverse("practices:record", args=[_CODE]))
            self._edition = absolute(reverse("practices:edition", args=[_CODE, _NUMBER]))

    def page(self, code: str, number: int) -> str:
        """Where a record is read: as it stands, or under the permanent address where rows are editions."""
        return self.edition(code, number) if self.are_editions else self._page.replace(_CODE, code)

    def edition(self, code: str, number: int) -> str:
        """The permanent address of an edition."""
        return self._edition.replace(_CODE, code).replace(str(_NUMBER), str(number))

    def citation(self, document: dict, number: int, published_at: datetime) -> str:
        """A reference to an edition, in the active language, with the title a reader of the sheet gets."""
        texts, code = document["texts"], document["code"]
        chosen = chosen_language(texts, self.language, document["original_language"])
        title = texts[chosen]["title"] if chosen else code
        edition = _("edition %(number)s, %(date)s") % {"number": number, "date": date_format(published_at)}
        return f"{title}. {settings.SITE_NAME}, {code}, {edition}. {self.edition(code, number)}"
