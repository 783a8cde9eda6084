"""Cells that hold several things together: sources with their addresses, and a person with mail and telephone."""

import re

from practices.exchange.columns import BY_KEY, Names, entry_of
from practices.exchange.matching.forms import narrow, numerals
from practices.models.fields import is_web_address

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”«»،؛]+", re.IGNORECASE)
_APART = re.compile(r"\n|;(?=\s|$)|؛|\s\|\s")
_AROUND = " \t\r\n.,;:–—-<>()[]|•*'\"“”«»،؛"
_MAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(
    r"(?:(?:tel|tél|phone|telephone|téléphone|teléfono|telefone|mobile|cell|هاتف)[.:\s]*)?(\+?\(?\d[\d\s().\-/]{5,}\d)",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"\b(?:e-?mail|mail|courriel|correo(?: electrónico)?|tel|tél|phone|name|nom|nombre|nome|contact)\b\.?\s*:",
    re.IGNORECASE,
)


def address_of(text: str) -> str:
    """A web address as it can be kept; empty where the text is none. What begins with www. is given its scheme."""
    text = text.strip().strip("<>").strip()
    if text.casefold().startswith("www."):
        text = f"https://{text}"
    return text if is_web_address(text) else ""


def sources(cell: str, names: Names) -> list[dict]:
    """The sources of a cell as entries, with the keys s1, s2, …"""
    found: list[tuple[str, str]] = []
    for part in _APART.split(cell):
        place = 0
        for match in _ADDRESS.finditer(part):
            written = match[0].rstrip(".,;:!?'\"»”")
            if written.endswith(")") and "(" not in written:
                written = written.rstrip(")")
            found.append((_title(part[place : match.start()]), written))
            place = match.start() + len(written)
        rest = _title(part[place:])
        if rest and found and place and not found[-1][0]:
            found[-1] = (rest, found[-1][1])  # the title stands behind its address
        elif rest:
            found.append((rest, ""))
    entries = []
    for title, written in dict.fromkeys(found):
        url = address_of(written) if written else ""
        title = title if url or not written else f"{title} {written}".strip()
        given = {"key": f"s{len(entries) + 1}", "title": title, "url": url}
        entries.append(entry_of(BY_KEY["citations"], given, names))
    return entries


def _title(text: str) -> str:
    text = " ".join(text.split())
    return text.strip(_AROUND) if any(character.isalnum() for character in text) else ""


def person(cell: str) -> dict[str, str]:
    """Name, e-mail address and telephone of a cell, by the ends of the columns' keys; those that are there."""
    found = {}
    rest = narrow(numerals(cell))
    if mail := _MAIL.search(rest):
        found["email"] = mail[0].strip(".'")
        rest = rest.replace(mail[0], "\n", 1)
    if phone := _PHONE.search(rest):
        found["phone"] = " ".join(phone[1].split())
        rest = rest.replace(phone[0], "\n", 1)
    rest = _LABELS.sub(" ", rest)
    parts = [part.strip(_AROUND) for part in re.split(r"[\n;|]", rest)]
    if name := ", ".join(part for part in parts if any(character.isalpha() for character in part)):
        found["name"] = name
    return found
