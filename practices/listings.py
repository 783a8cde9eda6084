"""What a listing keeps of a document: the words of its card in each language, its facet values, its prose as vectors."""

from collections.abc import Iterable, Iterator

from practices import analysis
from practices.document import parts
from practices.models import PracticeText
from practices.reference import Snapshot
from practices.vocabulary import TermKind

SUMMARY_ON_CARD = 600
HEADINGS = ("title", "summary")
# Keys of details and lists under which people write; what stands under any other is a code, a date or an address.
PROSE = frozenset((
    "subject", "follow_up", "participants", "topics", "host_bodies", "agenda", "funding", "action", "host_body",
    "legal_basis", "curriculum", "accreditation", "fees", "renewal", "predecessor", "successor", "note", "form",
    "network", "instrument", "outputs", "tools", "migrant_participation", "national_role", "label", "value",
))  # fmt: skip
WITH_PROSE = ("exchanges", "particulars", *(part.key for part in parts.DETAILS))


def columns(document: dict, snapshot: Snapshot) -> dict:
    """The columns of Listing that come from its document."""
    return {"cards": card(document), "facets": sorted(facets(document, snapshot))}


def card(document: dict) -> dict:
    """Codes and texts that a card shows; labels are added when it is shown, so a renamed term needs no new listing."""
    texts = {
        language: {
            "title": text["title"],
            "summary": text["summary"][:SUMMARY_ON_CARD],
            "origin": text["origin"],
            "is_outdated": text["is_outdated"],
        }
        for language, text in document["texts"].items()
    }
    return {
        "original_language": document["original_language"],
        "texts": texts,
        "type": document["type"],
        "modality": document["modality"],
        "evidence_level": document["evidence_level"],
        "countries": list(dict.fromkeys(entry["country"] for entry in document["countries"])),
        "period": document["period"],
    }


def facets(document: dict, snapshot: Snapshot) -> set[str]:
    """Facet values as kind:code, of today's codes. A country stands with each of its roles, regions and groups."""
    found = {_value(kind, code, snapshot) for key, kind in parts.TERMS.items() for code in document[key]}
    for kind in (TermKind.TYPE, TermKind.SCOPE, TermKind.STATUS, TermKind.EVIDENCE_LEVEL, TermKind.MODALITY):
        if document[kind.value]:
            found.add(_value(kind, document[kind.value], snapshot))
    for entry in document["countries"]:
        country = entry["country"]
        found |= {f"country:{country}", f"country_role:{country}.{entry['role']}"}
        found |= {f"group:{group}" for group in snapshot.groups_of.get(country, ())}
    for entry in document["organisations"]:
        found.add(_value("organisation", entry["organisation"], snapshot))
    found |= {f"mechanism:{code}" for code in document["mechanisms"]}
    found |= {f"city:{entry['city']}" for entry in document["cities"]}
    found |= {f"language:{language}" for language in document["texts"]}
    return found | _years(document["period"])


def _years(period: dict) -> set[str]:
    """Year of start and of end. Where only one is known it is the start, too; no end means it still runs."""
    start, end = period["start"] or period["end"], period["end"]
    return {f"{name}:{year}" for name, year in (("start", start), ("end", end)) if year}


def words(document: dict) -> dict[str, str]:
    """The vectors of title, summary and body, all languages in each."""
    return {
        "title": analysis.vector(_of_field(document, "title")),
        "summary": analysis.vector(_of_field(document, "summary")),
        "body": analysis.vector(body(document)),
    }


def surfaces(document: dict) -> set[str]:
    """The folded words of all prose: what a misspelt word may have meant."""
    headings = (pair for name in HEADINGS for pair in _of_field(document, name))
    return {*analysis.surfaces(headings), *analysis.surfaces(body(document))}


def body(document: dict) -> Iterator[tuple[str, str]]:
    """(language, text) of everything people wrote but titles and summaries; sources are not ours and stay out."""
    for name in PracticeText.FIELDS:
        if name not in HEADINGS:
            yield from _of_field(document, name)
    for figure in document["figures"]:
        yield from figure["label"].items()
    original = document["original_language"]
    for key in WITH_PROSE:
        for text in _prose(document[key], is_prose=False):
            yield original, text


def _of_field(document: dict, name: str) -> Iterable[tuple[str, str]]:
    return [(language, text[name]) for language, text in document["texts"].items() if text[name]]


def _prose(value, *, is_prose: bool) -> Iterator[str]:
    """Texts below the keys under which people write."""
    if isinstance(value, str):
        if is_prose:
            yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _prose(entry, is_prose=is_prose)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _prose(entry, is_prose=key in PROSE)


def _value(kind: str, code: str, snapshot: Snapshot) -> str:
    entry = snapshot.resolve(kind, code)
    return f"{kind}:{entry.code if entry else code}"
