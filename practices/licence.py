"""The licence that operators have given: for people in words, for programs by a name they know and an address."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_CC = "https://creativecommons.org/licenses/"
# How people write them (without signs, in small letters) → identifier of SPDX and Open Definition, address.
KNOWN = {
    "cc0": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "cc01.0": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ccby4.0": ("CC-BY-4.0", f"{_CC}by/4.0/"),
    "ccbysa4.0": ("CC-BY-SA-4.0", f"{_CC}by-sa/4.0/"),
    "ccbync4.0": ("CC-BY-NC-4.0", f"{_CC}by-nc/4.0/"),
    "ccbyncsa4.0": ("CC-BY-NC-SA-4.0", f"{_CC}by-nc-sa/4.0/"),
    "ccbynd4.0": ("CC-BY-ND-4.0", f"{_CC}by-nd/4.0/"),
    "ccbyncnd4.0": ("CC-BY-NC-ND-4.0", f"{_CC}by-nc-nd/4.0/"),
    "ccby3.0igo": ("CC-BY-3.0-IGO", f"{_CC}by/3.0/igo/"),
    "odbl1.0": ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "odcby1.0": ("ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "pddl1.0": ("PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
}


@dataclass(frozen=True)
class Licence:
    """What the operators wrote, the identifier it has, and where it can be read; the last two where they are known."""

    title: str
    name: str
    address: str

    def words(self) -> str:
        """What they wrote, with the address after it where they left it out."""
        is_written = not self.address or self.address.rstrip("/") in self.title
        return self.title if is_written else f"{self.title} ({self.address})"


def given() -> Licence | None:
    """The licence of the data, or None."""
    return read(settings.DATA_LICENCE)


def in_words() -> str:
    """On which terms the data may be used, for people, in the active language."""
    licence = given()
    if licence is None:
        return _("None is stated. Ask the operators of the registry before you republish whole records.")
    return licence.words()


def read(title: str) -> Licence | None:
    """What a licence is that is written so; None where nothing is written."""
    if not title:
        return None
    found = _ADDRESS.search(title)
    words = _ADDRESS.sub("", title).strip(" ,;:()")
    name, address = KNOWN.get(re.sub(r"[^a-z0-9.]", "", words.lower()), ("", ""))
    if found:
        address = found[0].rstrip(".,;)")
        name = name or next((known for known, where in KNOWN.values() if where.rstrip("/") == address.rstrip("/")), "")
    return Licence(title, name, address)


def of_package() -> list[dict]:
    """The same as a Data Package has it."""
    licence = given()
    if licence is None:
        return []
    found = {"name": licence.name or slugify(licence.title)[:60] or "other", "title": licence.title}
    return [found | ({"path": licence.address} if licence.address else {})]
