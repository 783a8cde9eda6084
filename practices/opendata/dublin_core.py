"""A practice in the fifteen elements of Dublin Core, unqualified: what every catalogue understands.

Texts are given in every language the record has; labels of terms and countries in those of its languages that have one.
docs/interoperability.md says why each element is what it is.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from practices import licence as licences
from practices.document import parts
from practices.models.fields import is_web_address
from practices.opendata import addresses
from practices.reference import Snapshot
from practices.vocabulary import OrganisationRole, TermKind

Element = tuple[str, str, str]  # its name, the language of its text or none, the text

CREATORS = (OrganisationRole.LEAD, OrganisationRole.IMPLEMENTER)
SUBJECTS = (
    "themes", "gcm_objectives", "gcm_principles", "sdgs", "sdg_targets", "beneficiary_groups", "instruments", "sectors",
    "tags",
)  # fmt: skip
DCMI_TYPE = "Text"  # of the DCMI Type Vocabulary


def elements(document: dict, snapshot: Snapshot, published_at: datetime | None = None) -> list[Element]:
    """Name, language and text of each element, in the order of the standard; nothing twice, nothing empty.

    The document must be in the shape of today and name no practices but public ones.
    """
    record = _Record(document, snapshot)
    found = [
        *record.texts("title", "title"),
        *record.organisations("creator"),
        *record.subjects(),
        *record.texts("description", "summary"),
        *record.texts("description", "caution"),  # where sources disagree, a catalogue's readers must learn of it
        ("publisher", "", str(settings.SITE_NAME)),
        *record.organisations("contributor"),
        *([("date", "", published_at.date().isoformat())] if published_at else []),
        ("type", "", DCMI_TYPE),
        *record.labels("type", TermKind.TYPE, [document["type"]]),
        ("format", "", "text/html"),
        *record.identifiers(),
        *record.sources(),
        *(("language", "", language) for language in record.languages),
        *record.relations(),
        *record.coverage(),
        *_rights(),
    ]
    return [element for element in dict.fromkeys(found) if element[2]]


def _rights() -> Iterator[Element]:
    """The licence as it was stated, and where it can be read; nothing where none was."""
    licence = licences.given()
    if licence is not None:
        yield "rights", "", licence.title
        yield "rights", "", licence.address


class _Record:
    """One document with the labels of one snapshot."""

    def __init__(self, document: dict, snapshot: Snapshot) -> None:
        self.document, self.snapshot = document, snapshot
        original = document["original_language"]
        # The original first: who reads one title takes the first.
        self.languages = sorted(
            (one for one, text in document["texts"].items() if text), key=lambda one: (one != original, one)
        )

    def texts(self, element: str, field: str) -> Iterator[Element]:
        """One field in every language."""
        for language in self.languages:
            yield element, language, self.document["texts"][language].get(field, "")

    def labels(self, element: str, kind: str, codes: list[str]) -> Iterator[Element]:
        """What these are called, in the languages of the record; in English where none of them has a word."""
        for code in codes:
            entry = self.snapshot.resolve(kind, code)
            if entry is not None:
                known = [language for language in self.languages if language in entry.labels] or ["en"]
                yield from ((element, language, entry.labels[language]) for language in known)

    def subjects(self) -> Iterator[Element]:
        """All it is filed under."""
        for key in SUBJECTS:
            yield from self.labels("subject", parts.TERMS[key], self.document[key])
        yield from self.labels("subject", "mechanism", self.document["mechanisms"])

    def organisations(self, element: str) -> Iterator[Element]:
        """Who leads or implements has created; whoever else takes part contributes. One name each, of the first language."""
        roles: dict[str, set[str]] = {}
        for row in self.document["organisations"]:
            roles.setdefault(row["organisation"], set()).add(row["role"])
        for code, its in roles.items():
            entry = self.snapshot.resolve("organisation", code)
            if entry is not None and (element == "creator") == bool(its.intersection(CREATORS)):
                words, language = entry.label(self.document["original_language"])
                yield element, language, words

    def identifiers(self) -> Iterator[Element]:
        """The address that stays, and that of the page."""
        code = self.document["code"]
        yield "identifier", "", addresses.practice(code)
        yield "identifier", "", addresses.page(code, self.document["original_language"])

    def sources(self) -> Iterator[Element]:
        """What the record rests on, as one line each."""
        for citation in self.document["citations"]:
            about = ", ".join(citation[key] for key in ("title", "publisher", "date") if citation[key])
            url = citation["url"] if is_web_address(citation["url"]) else ""
            yield "source", citation["language"] if about else "", ". ".join(part for part in (about, url) if part)

    def relations(self) -> Iterator[Element]:
        """Other practices by the address that stays; the text of an agreement, the report of a tour."""
        for link in self.document["links"]:
            yield "relation", "", addresses.practice(link["practice"])
        for detail, key in (("labour_agreement", "text_url"), ("study_tour", "report_url")):
            url = (self.document[detail] or {}).get(key, "")
            if is_web_address(url):
                yield "relation", "", url

    def coverage(self) -> Iterator[Element]:
        """Countries, cities and years; 2019/ has begun then, and no end is known."""
        countries = list(dict.fromkeys(row["country"] for row in self.document["countries"]))
        yield from self.labels("coverage", "country", countries)
        yield from self.labels("coverage", "city", [row["city"] for row in self.document["cities"]])
        start, end = self.document["period"]["start"], self.document["period"]["end"]
        if start or end:
            yield "coverage", "", f"{start or ''}/{end or ''}" if start != end else str(start)
