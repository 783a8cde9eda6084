"""A public practice as programs get it: short in lists, whole at its own address."""

import logging
from collections.abc import Iterable

import orjson
from django.db.models import F

from practices import search
from practices.api.rendering import written
from practices.document import reading, upgrade
from practices.document.present import card, present
from practices.kept import Kept
from practices.models import Edition, Listing
from practices.opendata import addresses
from practices.reference import Snapshot

SHORT = (
    "code", "id", "url", "api_url", "edition", "first_published", "published", "title", "summary", "type", "modality",
    "evidence_level", "countries", "period",
)  # fmt: skip
# What may be named in `fields` beside these; in lists it costs a document each.
MORE = (
    "language", "caution", "sections", "text_language", "text_origin", "text_is_outdated", "original_language", "languages",
    "scope", "status", "themes", "gcm_objectives", "gcm_principles", "sdgs", "sdg_targets", "beneficiary_groups", "sectors",
    "instruments", "tags", "mechanisms", "initiative", "cost_band", "organisations", "cities", "sharing", "learning",
    "supporting", "figures", "exchanges", "details", "particulars", "attachments", "citations", "links", "gaps", "grade",
    "contact", "document",
)  # fmt: skip
OPTIONAL = ("document",)  # only where `fields` names it: the same in codes and in all languages
OF_STANDING = ("grade", "contact")  # what changes without any listing
FIELDS = (*SHORT, *MORE)
_kept = Kept(5_000)  # some 2 kB each
logger = logging.getLogger(__name__)


def in_list(keys: list[int], fields: tuple[str, ...], language: str, values: search.Values) -> list[dict]:
    """These practices in this order, each with these fields; a practice that has left the public meanwhile is left out."""
    fields = fields or SHORT
    if set(fields) <= set(SHORT):
        found = _short(keys, language, values.snapshot)
        return [found[key] if fields == SHORT else _chosen(found[key], fields) for key in keys if key in found]
    # A field is the same in every list: `countries` and `period` do not change their form when a longer field is named.
    items, cards = _wholes(keys, language, values)
    return [_chosen(item | cards[item["code"]], fields) for item in items if item["code"] in cards]


def wholes(keys: list[int], language: str, values: search.Values) -> list[dict]:
    """These practices in this order, each as at its own address; those that cannot be read are left out."""
    return [item for item in _wholes(keys, language, values)[0] if item["document"] is not None]


def _wholes(keys: list[int], language: str, values: search.Values) -> tuple[list[dict], dict[str, dict]]:
    """The practices, and cards of them and of all public ones they name."""
    rows = {row.pk: row for row in Listing.objects.for_record().filter(pk__in=keys)}
    reusing = {code for row in rows.values() for code in reading.grade(row.practice.standing)["reused_by"]}
    linked = {code for row in rows.values() for code in _linked(row.edition)}
    cards = _cards({row.code for row in rows.values()} | reusing | linked, language, values.snapshot)
    return [_whole_or_bare(rows[key], language, values.snapshot, cards) for key in keys if key in rows], cards


def _whole_or_bare(listing: Listing, language: str, snapshot: Snapshot, cards: dict[str, dict]) -> dict:
    """Everything; of a damaged document, whatever is wrong with it, what it is called: it takes no list down."""
    edition = listing.edition
    try:
        return whole(listing, edition, language, snapshot, cards)
    except Exception:
        logger.exception("The document of %s, edition %s, cannot be shown", listing.code, edition.number)
        return dict.fromkeys(FIELDS) | _identity(listing, edition.number, edition.published_at, language)


def _linked(edition: Edition) -> set[str]:
    """Codes of the practices an edition names; none where it is damaged."""
    try:
        return {str(link["practice"]) for link in upgrade(edition.document)["links"]}
    except (AttributeError, LookupError, TypeError):
        return set()


def _chosen(item: dict, fields: Iterable[str]) -> dict:
    return {name: item[name] for name in fields}


def _short(keys: list[int], language: str, snapshot: Snapshot) -> dict[int, dict]:
    """Short records by key, their values as JSON already: made once for each state of a listing and of the labels."""
    versions = dict(Listing.objects.filter(pk__in=keys).values_list("pk", "version"))
    named = {key: (key, version, language, snapshot.version) for key, version in versions.items()}
    found = {key: kept for key, name in named.items() if (kept := _kept.find(name))}
    for listing in _rows(set(versions) - set(found)):
        made = {name: orjson.Fragment(written(value)) for name, value in short(listing, language, snapshot).items()}
        _kept.keep((listing.pk, listing.version, language, snapshot.version), made)
        found[listing.pk] = made
    return found


def _rows(keys: set[int]) -> Iterable[Listing]:
    if not keys:
        return ()
    return Listing.objects.filter(pk__in=keys).defer("facets").annotate(number=F("edition__number"))


def short(listing: Listing, language: str, snapshot: Snapshot) -> dict:
    """What a list tells of a practice, in the order of SHORT. The listing carries the `number` of its edition."""
    found = _identity(listing, listing.number, listing.published_at, language)
    return found | card(listing.code, listing.cards, language, snapshot)


def _identity(listing: Listing, number: int, published_at, language: str) -> dict:
    return {
        "code": listing.code,
        "id": addresses.practice(listing.code),
        "url": addresses.page(listing.code, language),
        "api_url": addresses.api(f"practices/{listing.code}/"),
        "edition": number,
        "first_published": listing.first_published_at,
        "published": published_at,
    }


def whole(
    listing: Listing, edition: Edition, language: str, snapshot: Snapshot, public: dict[str, dict] | None = None
) -> dict:
    """Everything a reader of this language sees of an edition, with the standing of the practice as it is today."""
    document, standing = upgrade(edition.document), listing.practice.standing
    grade = reading.grade(standing)
    if public is None:
        public = reading.linked(document, language, snapshot, grade["reused_by"])
    grade["reused_by"] = [code for code in grade["reused_by"] if code in public]
    shown = present(document, language, public, snapshot)
    del shown["text_by_key"]  # the same texts stand in `sections`
    return {
        **_identity(listing, edition.number, edition.published_at, language),
        **shown,
        "code": listing.code,
        "grade": grade if grade["code"] else None,
        "contact": reading.contact(standing),
        "document": without_hidden_links(document, public),
    }


def without_hidden_links(document: dict, public: dict[str, dict]) -> dict:
    """The document with links to public practices alone: a reader may know of no other."""
    return document | {"links": [link for link in document["links"] if link["practice"] in public]}


def _cards(codes: set[str], language: str, snapshot: Snapshot) -> dict[str, dict]:
    """Cards of these practices, as far as they are public."""
    found = Listing.objects.filter(code__in=codes).values_list("code", "cards")
    return {code: card(code, stored, language, snapshot) for code, stored in found}


def fields_of(item: dict, fields: tuple[str, ...]) -> dict:
    """The fields asked for, or all that come unasked."""
    return _chosen(item, fields) if fields else {name: value for name, value in item.items() if name not in OPTIONAL}
