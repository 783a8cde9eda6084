"""A public practice as programs get it: short in lists, whole at its own address."""

import logging
from collections.abc import Container, Iterable

import orjson
from django.db import DatabaseError
from django.db.models import F
from django.utils.translation import gettext as _

from practices import search
from practices.api.problems import Problem
from practices.api.rendering import written
from practices.document import digest, reading, upgrade
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
OF_CARD = ("title", "summary", "type", "modality", "evidence_level")  # in a card as in a whole record
RETRY_SECONDS = 3600  # somebody has to mend a damaged document
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
    linked = {code for row in rows.values() for code in _linked(row.edition.document)}
    cards = _cards({row.code for row in rows.values()} | reusing | linked, language, values.snapshot)
    found = [whole(rows[key], rows[key].edition, language, values.snapshot, cards) for key in keys if key in rows]
    return found, cards


def public_links(documents: Iterable[dict]) -> set[str]:
    """Codes of the public practices that these documents name, as they are stored; a damaged one names none."""
    codes = {code for document in documents for code in _linked(document)}
    return set(Listing.objects.filter(code__in=codes).values_list("code", flat=True)) if codes else set()


def _linked(document: dict) -> set[str]:
    try:
        return {str(link["practice"]) for link in upgrade(document)["links"]}
    except (AttributeError, LookupError, TypeError):
        return set()


def digest_of(document: dict, public: Container[str]) -> str | None:
    """SHA-256 of a stored document as it is given; None where it is damaged.

    Of the whole document it would tell whoever guesses a hidden link that the guess is right.
    """
    try:
        return digest(without_hidden_links(upgrade(document), public))
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


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
    """Everything a reader of this language sees of an edition, with the standing of the practice as it is today.

    Of a damaged document, whatever is wrong with it, what the practice is called: it takes nothing down.
    """
    try:
        return _whole(listing, edition, language, snapshot, public)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The document of %s, edition %s, cannot be shown", listing.code, edition.number)
        named = _chosen(card(listing.code, listing.cards, language, snapshot), OF_CARD)
        return dict.fromkeys(FIELDS) | named | _identity(listing, edition.number, edition.published_at, language)


def refuse_damaged(item: dict) -> None:
    """Raise Problem for a record that has no document, where only the whole of it is an answer."""
    if item["document"] is None:
        raise damaged()


def damaged() -> Problem:
    """What is told where a document that is kept cannot be read."""
    words = _("The document of this practice is damaged. Its operators are told, and mend it.")
    return Problem("busy", words, headers={"Retry-After": str(RETRY_SECONDS)})


def _whole(
    listing: Listing, edition: Edition, language: str, snapshot: Snapshot, public: dict[str, dict] | None
) -> dict:
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


def without_hidden_links(document: dict, public: Container[str]) -> dict:
    """The document with links to public practices alone: a reader may know of no other."""
    return document | {"links": [link for link in document["links"] if link["practice"] in public]}


def _cards(codes: set[str], language: str, snapshot: Snapshot) -> dict[str, dict]:
    """Cards of these practices, as far as they are public."""
    found = Listing.objects.filter(code__in=codes).values_list("code", "cards")
    return {code: card(code, stored, language, snapshot) for code, stored in found}


def fields_of(item: dict, fields: tuple[str, ...]) -> dict:
    """The fields asked for, or all that come unasked."""
    return _chosen(item, fields) if fields else {name: value for name, value in item.items() if name not in OPTIONAL}
