"""What lists show: cards of listings, and how many practices there are of each type."""

from collections import Counter

from django.db import connection
from django.db.models import QuerySet

from practices.document.present import Presenter, card
from practices.models import Listing
from practices.reference import Snapshot
from practices.vocabulary import TermKind

_TYPES = """
    SELECT facet, count(*) FROM practices_listing, unnest(facets) AS facet
    WHERE facet LIKE 'type:%' GROUP BY facet
"""


def cards(listings: QuerySet[Listing] | list[Listing], language: str, snapshot: Snapshot) -> list[dict]:
    """One card for each listing, labelled for readers of a language."""
    return [card(listing.code, listing.cards, language, snapshot) for listing in listings]


def types(language: str, snapshot: Snapshot) -> list[dict]:
    """The types that have public practices, in the order of the vocabulary, each with its number."""
    with connection.cursor() as cursor:
        cursor.execute(_TYPES)
        counts = Counter({facet.removeprefix("type:"): count for facet, count in cursor.fetchall()})
    presenter = Presenter({}, language, snapshot)
    known = [entry for entry in snapshot.of_kind(TermKind.TYPE) if counts[entry.code]]
    return [
        presenter.label(entry, entry.code) | {"count": counts[entry.code], "definition": entry.facts["definition"]}
        for entry in known
    ]
