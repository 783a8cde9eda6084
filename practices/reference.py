"""The reference tables in the process: codes, labels and merges of all terms, countries, organisations, mechanisms.

One immutable snapshot, swapped whole when ReferenceVersion has moved; asking whether it has costs one short query.
"""

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from django.db.models import Q
from django.utils import timezone

from practices.models import (
    City,
    ConsultationMechanism,
    Country,
    CountryClassification,
    CountryGroup,
    Organisation,
    ReferenceVersion,
    Term,
)
from practices.vocabulary import Acceptance, Language

LABELS = tuple(f"label_{language}" for language in Language.values)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a reference table: what documents and pages need to know of it."""

    pk: int
    kind: str  # term kind, or "country", "organisation", "city", "mechanism", "group"
    code: str
    labels: MappingProxyType  # language → name; English is always there
    acceptance: str = Acceptance.ACCEPTED
    replaced_by: int | None = None
    parent: int | None = None
    facts: MappingProxyType = field(default_factory=lambda: MappingProxyType({}))  # what only some kinds have

    def label(self, language: str) -> tuple[str, str]:
        """The name in a language and the language it is really in: English where there is no other."""
        if language in self.labels:
            return self.labels[language], language
        return self.labels["en"], "en"


class Snapshot:
    """All reference tables as they stood at one version."""

    def __init__(self, version: int, day: date) -> None:
        self.version, self.day = version, day
        self._by_pk: dict[tuple[str, int], Entry] = {}
        self._by_code: dict[tuple[str, str], Entry] = {}
        self._of_kind: dict[str, list[Entry]] = {}
        self.groups_of: dict[str, list[str]] = {}  # country code → codes of the groups it is in today

    def add(self, table: str, entry: Entry) -> None:
        self._by_pk[table, entry.pk] = entry
        self._by_code[entry.kind, entry.code] = entry
        self._of_kind.setdefault(entry.kind, []).append(entry)

    def by_pk(self, table: str, pk: int) -> Entry:
        """The row with this key. Tables: term, country, organisation, city, mechanism, group."""
        return self._by_pk[table, pk]

    def get(self, table: str, pk: int) -> Entry | None:
        """The row with this key, or None where it came after this snapshot."""
        return self._by_pk.get((table, pk))

    def find(self, kind: str, code: str) -> Entry | None:
        """The row with this code, merged or not."""
        return self._by_code.get((kind, code))

    def of_kind(self, kind: str) -> list[Entry]:
        """All rows of a kind, in their order."""
        return self._of_kind.get(kind, [])

    def resolve(self, kind: str, code: str) -> Entry | None:
        """The row that stands for this code today: a merged one gives way to what it was merged into."""
        entry = self.find(kind, code)
        table = kind if kind == "organisation" else "term"
        seen = set()
        while entry is not None and entry.replaced_by and entry.pk not in seen:
            seen.add(entry.pk)
            entry = self._by_pk.get((table, entry.replaced_by))
        return entry


_current: Snapshot | None = None


def current(version: int | None = None) -> Snapshot:
    """The snapshot of now: one short query where nothing has changed, seven more where something has, or the day.

    Who has just read the `version` of ReferenceVersion gives it and saves that query.
    """
    global _current
    # The number first, the rows second: what is missed now differs in number next time.
    if version is None:
        version = ReferenceVersion.objects.values_list("n", flat=True).first() or 0
    today = timezone.localdate()
    snapshot = _current
    if snapshot is None or (snapshot.version, snapshot.day) != (version, today):
        snapshot = _current = _read(version, today)
    return snapshot


def forget() -> None:
    """Read the tables anew next time: after a rollback the same number may come to stand for something else."""
    global _current
    _current = None


def _read(version: int, today: date) -> Snapshot:
    snapshot = Snapshot(version, today)
    for term in Term.objects.values(
        "pk", "kind", "code", "acceptance", "replaced_by", "parent", "definition", "detail", "group", "position",
        "year", "is_binding", "url", *LABELS,
    ):  # fmt: skip
        facts = {
            name: term[name] for name in ("definition", "detail", "group", "year", "is_binding", "url", "position")
        }
        snapshot.add("term", _entry(term, term["kind"], facts))
    for table, model, names in _OTHER_TABLES:
        for row in model.objects.values("pk", "code", *names, *LABELS):
            snapshot.add(table, _entry(row, table, {name: row[name] for name in names}))
    memberships = CountryClassification.objects.filter(
        Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gt=today)
    )
    for country, group in memberships.values_list("country__code", "group__code"):
        snapshot.groups_of.setdefault(country, []).append(group)
    return snapshot


_OTHER_TABLES = (
    ("country", Country, ("latitude", "longitude")),
    ("group", CountryGroup, ("kind", "parent")),
    ("city", City, ("country",)),
    ("mechanism", ConsultationMechanism, ("acronym", "category")),
    ("organisation", Organisation, ("acronym", "type", "country", "acceptance", "replaced_by", "parent", "url")),
)


def _entry(row: dict, kind: str, facts: dict) -> Entry:
    labels = {language: row[f"label_{language}"] for language in Language.values if row[f"label_{language}"]}
    return Entry(
        pk=row["pk"],
        kind=kind,
        code=row["code"],
        labels=MappingProxyType(labels),
        acceptance=row.get("acceptance", Acceptance.ACCEPTED),
        replaced_by=row.get("replaced_by"),
        parent=row.get("parent"),
        facts=MappingProxyType(facts),
    )
