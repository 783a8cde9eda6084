"""What a document may name beside vocabularies: other practices and files, by whoever brings it."""

from django.utils.translation import gettext as _

from practices.exchange.importing.rights import Rights
from practices.models import Listing, Practice

Fault = tuple[str, str]


class Allowing:
    """For one person and one sheet; `coming` are the codes that the sheet makes practices of."""

    def __init__(self, rights: Rights, coming: set[str]) -> None:
        self.rights, self._coming = rights, coming
        self._known: dict[str, bool] = {}

    def faults(self, before: dict, after: dict) -> list[Fault]:
        """(path, sentence) of each practice or file that this person cannot know of. What is there already may stay."""
        return [*self._links(before, after), *self._files(before, after)]

    def _links(self, before: dict, after: dict) -> list[Fault]:
        there = {link["practice"] for link in before["links"]}
        return [
            (f"links.{place}.practice", _("There is no practice with this code."))
            for place, link in enumerate(after["links"])
            if link["practice"] not in there and not self._may_name(link["practice"])
        ]

    def _may_name(self, code: str) -> bool:
        """Whether this person, or the public, sees such a practice."""
        if code not in self._known:
            visible = self.rights.practices() if not self.rights.sees_all else Practice.objects.all()
            self._known[code] = (
                code in self._coming or visible.filter(code=code).exists() or Listing.objects.filter(code=code).exists()
            )
        return self._known[code]

    def _files(self, before: dict, after: dict) -> list[Fault]:
        """Who knows the digest of a file does not for that reason see the file."""
        if self.rights.is_staff:
            return []
        there = {file["sha256"] for file in before["attachments"]}
        return [
            (f"attachments.{place}.sha256", _("The registry does not keep this file."))
            for place, file in enumerate(after["attachments"])
            if file["sha256"] not in there
        ]
