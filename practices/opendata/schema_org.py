"""A published practice as schema.org JSON-LD, with terms of Dublin Core where schema.org has none.

Its context is written out: reading it needs no network. docs/interoperability.md says why each property is what it is.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from practices import licence as licences
from practices.opendata import addresses
from practices.vocabulary import LinkKind, OrganisationRole, TermKind, TextOrigin

SCHEMA = "https://schema.org/"
CONTEXT = {
    "@vocab": SCHEMA,
    "dct": "http://purl.org/dc/terms/",
    **{key: {"@id": SCHEMA + key, "@type": "@id"} for key in ("url", "inDefinedTermSet")},
}
# Lists of a presented practice that say what it is about, and the vocabulary of each.
SUBJECTS = {
    "themes": TermKind.THEME, "gcm_objectives": TermKind.GCM_OBJECTIVE, "gcm_principles": TermKind.GCM_PRINCIPLE,
    "sdgs": TermKind.SDG, "sdg_targets": TermKind.SDG_TARGET, "beneficiary_groups": TermKind.BENEFICIARY_GROUP,
    "sectors": TermKind.SECTOR, "instruments": TermKind.INSTRUMENT, "mechanisms": "mechanism",
}  # fmt: skip
KEYWORDS = {"modality": TermKind.MODALITY, "scope": TermKind.SCOPE}
LINKS = {LinkKind.ADAPTS: "isBasedOn", LinkKind.PART_OF: "isPartOf", LinkKind.REPLACES: "dct:replaces"}
OTHER_LINK = "dct:relation"


def as_json_ld(
    presented: dict,
    *,
    code: str,
    number: int,
    published_at: date | str,
    first_published_at: date | str,
    licence: str,
) -> dict:
    """What `document.present.present` made of an edition, as one node. It says nothing that the page does not."""
    found = {
        "@context": CONTEXT,
        "@id": addresses.practice(code),
        "@type": "CreativeWork",
        "identifier": code,
        "name": _text(presented["title"]),
        "abstract": _text(presented["summary"]),
        "url": addresses.page(code, presented["language"]),
        "inLanguage": [language["code"] for language in presented["languages"]],
        "version": str(number),
        "dct:provenance": _origin(presented["text_origin"]),
        "dct:hasVersion": {"@id": addresses.edition(code, number)},
        "datePublished": _moment(first_published_at),
        "dateModified": _moment(published_at),
        **_contents(presented),
        "license": _licence(licence),
        **_links(presented["links"]),
    }
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def _contents(presented: dict) -> dict:
    """What it is about: its place in our vocabularies, where and when, who took part, what it rests on."""
    return {
        "dct:type": _concept(TermKind.TYPE, presented["type"]),
        "comment": _caution(presented["caution"]),
        "about": [_concept(kind, label) for key, kind in SUBJECTS.items() for label in presented[key]],
        "keywords": [*_keywords(presented)],
        "spatialCoverage": [*_places(presented)],
        "temporalCoverage": _period(presented["period"]),
        **_organisations(presented["organisations"]),
        "citation": [_source(source) for source in presented["citations"]],
    }


def _text(text: dict | None) -> dict | None:
    return {"@value": text["text"], "@language": text["language"]} if text else None


def _origin(origin: dict | None) -> dict | None:
    """That a text is a translation, and whose: nobody shall take a machine's for the original."""
    if origin is None or origin["code"] == TextOrigin.ORIGINAL:
        return None
    return {"@type": "dct:ProvenanceStatement", "name": str(origin["label"])}


def _caution(caution: dict | None) -> dict | None:
    """Where sources disagree, whoever takes the record takes the warning with it."""
    return {"@type": "Comment", "name": str(_("Caution")), "text": _text(caution)} if caution else None


def _label(label: dict) -> dict | str:
    """A label with its language; what nobody knows any more is known by its code alone."""
    return {"@value": label["label"], "@language": label["language"]} if label["language"] else label["label"]


def _moment(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _concept(name: str, label: dict | None) -> dict | None:
    """A term of one of our vocabularies, under its stable address."""
    if label is None:
        return None
    return {
        "@id": addresses.concept(name, label["code"]),
        "@type": "DefinedTerm",
        "name": _label(label),
        "termCode": label["code"],
        "inDefinedTermSet": addresses.scheme(name),
    }


def _keywords(presented: dict) -> Iterator[dict]:
    """What it is filed under without being about it, and free tags."""
    for key, kind in KEYWORDS.items():
        if presented[key]:
            yield _concept(kind, presented[key])
    yield from (_concept(TermKind.TAG, label) for label in presented["tags"])


def _places(presented: dict) -> Iterator[dict]:
    """Countries and cities. Their roles, which schema.org has no word for, are in the registry's own JSON."""
    for row in presented["countries"]:
        yield _place("Country", "country", row["country"])
    for row in presented["cities"]:
        yield _place("City", "city", row["city"])


def _place(type: str, name: str, label: dict) -> dict:
    # A country is no term of a list: the address of the term describes it, and is not its name.
    return {
        "@type": type,
        "name": _label(label),
        "identifier": label["code"],
        "url": addresses.concept(name, label["code"]),
    }


def _period(period: dict) -> str | None:
    """Years as an interval of ISO 8601, open where an end is not known."""
    start, end = period["start"], period["end"]
    return f"{start or '..'}/{end or '..'}" if start or end else None


def _organisations(rows: Iterable[dict]) -> dict[str, list[dict]]:
    """Who pays is a funder, whoever else takes part a contributor, each in the role it has."""
    found: dict[str, list[dict]] = {}
    for row in rows:
        label = row["organisation"]
        body = {
            "@id": addresses.organisation(label["code"]),
            "@type": "Organization",
            "name": _label(label),
            **({"alternateName": label["acronym"]} if label["acronym"] else {}),
        }
        for role in row["roles"]:
            key = "funder" if role["code"] == OrganisationRole.FUNDER else "contributor"
            found.setdefault(key, []).append({"@type": "Role", "roleName": _label(role), key: body})
    return found


def _source(source: dict) -> dict:
    found = {
        "@type": "CreativeWork",
        "name": source["title"],
        "url": source["url"],
        "dct:publisher": source["publisher"],
    }
    return {key: value for key, value in found.items() if value}


def _licence(licence: str) -> dict | None:
    """As the operators state it: the address of what is known under that name, or else the name."""
    known = licences.read(licence)
    if known is None:
        return None
    return {"@id": known.address} if known.address else {"@type": "CreativeWork", "name": licence}


def _links(links: Iterable[dict]) -> dict[str, list[dict]]:
    """Other public practices, and the registry it is part of."""
    found = {"isPartOf": [{"@type": "Collection", "name": str(settings.SITE_NAME), "url": addresses.root()}]}
    for link in links:
        key = LINKS.get(link["kind"]["code"], OTHER_LINK)
        found.setdefault(key, []).append({"@id": addresses.practice(link["card"]["code"])})
    return found
