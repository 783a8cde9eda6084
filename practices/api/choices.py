"""All codes of a facet or a table with the names they go by: for whoever wrote one that there is not."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language

from practices.api import nearest
from practices.kept import Kept
from practices.models import Country
from practices.reference import Entry, Snapshot
from practices.search import Values
from practices.search.facets import BY_KEY
from practices.search.values import M49
from practices.vocabulary import Acceptance, CountryRole, Language

_codes = Kept(2)  # an old and a new version of the tables, while threads change over


def codes_of(snapshot: Snapshot) -> dict[int, dict]:
    """The other codes of every country by its key: one query for each state of the tables."""
    return _codes.get(
        snapshot.version,
        lambda: {row.pop("pk"): row for row in Country.objects.values("pk", "iso3", "m49")},
    )


def of_facet(key: str, given: str, values: Values) -> str:
    """A sentence on a value that a facet has not."""
    if key in ("language", "role"):
        return nearest.value(given, Language.values if key == "language" else CountryRole.values)
    if key == "period":
        return nearest.value(given, sorted(values.bits["period"]))
    entries = [entry for kind in BY_KEY[key].kinds for entry in of_kind(kind, values.snapshot)]
    return of_entries(entries, given, values.snapshot)


def of_kind(kind: str, snapshot: Snapshot) -> Iterable[Entry]:
    """All entries of a kind of facet values; regions of the UN and other groups stand in one table."""
    if kind not in ("region", "group"):
        return snapshot.of_kind(kind)
    groups = snapshot.of_kind("group")
    return [group for group in groups if (group.facts["kind"] in M49) == (kind == "region")]


def of_entries(entries: Iterable[Entry], given: str, snapshot: Snapshot) -> str:
    """A sentence on a code that none of these has. What is only proposed is not named."""
    entries = [entry for entry in entries if entry.acceptance == Acceptance.ACCEPTED]
    others = {label: entry.code for entry in entries for label in entry.labels.values()}
    for entry in entries:
        if entry.kind == "country":
            others |= {other: entry.code for other in codes_of(snapshot).get(entry.pk, {}).values() if other}
        elif entry.kind == "group":
            others[entry.code.removeprefix("m49-")] = entry.code  # as the UN writes it
        elif acronym := entry.facts.get("acronym"):
            others[acronym] = entry.code
    language = get_language() or settings.LANGUAGE_CODE
    labels = {entry.code: entry.label(language)[0] for entry in entries if entry.kind in ("organisation", "group")}
    return nearest.value(given, [entry.code for entry in entries], others, labels)
