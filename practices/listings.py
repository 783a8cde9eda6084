"""What a listing keeps of a document: the words of its card in each language, and its facet values."""

from practices.document import parts
from practices.reference import Snapshot
from practices.vocabulary import TermKind

SUMMARY_ON_CARD = 600


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
    return found


def _value(kind: str, code: str, snapshot: Snapshot) -> str:
    entry = snapshot.resolve(kind, code)
    return f"{kind}:{entry.code if entry else code}"
