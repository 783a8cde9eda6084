"""What each facet value stands for today: its listings, those of narrower values included."""

from collections.abc import Iterator, Mapping

from practices.kept import Kept
from practices.models.fields import FIRST_YEAR, LAST_YEAR
from practices.reference import Entry, Snapshot
from practices.search.asked import Asked
from practices.search.bits import union
from practices.search.facets import BY_KEY, FACETS, Facet
from practices.search.index import Index
from practices.vocabulary import Acceptance, CountryRole, GroupKind, Language, TermKind

M49 = (GroupKind.REGION, GroupKind.SUBREGION, GroupKind.INTERMEDIATE)
SPAN = 5  # years of one value of the period facet
WRITTEN_KEPT = 300  # searches; some 50 kB each
JOINT = ("country", "role")  # chosen together, both hold for the same row


class Values:
    """The facet values of one index, read with one snapshot of the reference tables."""

    def __init__(self, index: Index, snapshot: Snapshot) -> None:
        self.index, self.snapshot = index, snapshot
        self.bits: dict[str, dict[str, int]] = {
            facet.key: dict(self._of(facet)) for facet in FACETS if facet.key != "role"
        }
        self.bits["role"] = self._roles(index.facets.get("country", {}))
        # What others have made of these values, gone with them: labels, by facet, code and language; facets as JSON.
        self.labelled: dict[tuple, object] = {}
        self.written = Kept(WRITTEN_KEPT)

    def _of(self, facet: Facet) -> Iterator[tuple[str, int]]:
        """Each code of a facet that any listing has, with its listings."""
        if facet.key == "period":
            yield from self._periods()
        elif facet.key in ("region", "group"):
            for code, bits in self.index.facets.get("group", {}).items():
                entry = self.snapshot.find("group", code)
                if bits and (entry is not None and entry.facts["kind"] in M49) == (facet.key == "region"):
                    yield code, bits
        elif facet.is_tree:
            yield from self._with_narrower(facet)
        else:
            for kind in facet.kinds:
                yield from ((code, bits) for code, bits in self.index.facets.get(kind, {}).items() if bits)

    def _with_narrower(self, facet: Facet) -> Iterator[tuple[str, int]]:
        found: dict[str, int] = {}
        for kind in facet.kinds:
            for code, bits in self.index.facets.get(kind, {}).items():
                if not bits:
                    continue
                entry = self.snapshot.resolve(kind, code)
                for step in lineage(entry, self.snapshot) if entry else ():
                    found[step.code] = found.get(step.code, 0) | bits
                if entry is None:
                    found[code] = found.get(code, 0) | bits
        return iter(found.items())

    def _periods(self) -> Iterator[tuple[str, int]]:
        years = [
            int(year) for name in ("start", "end") for year, bits in self.index.facets.get(name, {}).items() if bits
        ]
        if not years:
            return
        # What still runs has no end: no later than today is anything known of it.
        last = max(self.snapshot.day.year, *(int(year) for year in self.index.facets.get("start", {})))
        for first in range(min(years) // SPAN * SPAN, last + 1, SPAN):
            if bits := self.index.running(first, first + SPAN - 1):
                yield str(first), bits

    def _roles(self, countries: Mapping[str, int]) -> dict[str, int]:
        """Each role, of any of these countries in the same row."""
        rows = self.index.facets.get("country_role", {})
        found = {role: union(rows.get(f"{code}.{role}", 0) for code in countries) for role in CountryRole.values}
        return {role: bits for role, bits in found.items() if bits}

    def _countries(self, roles: tuple[str, ...]) -> dict[str, int]:
        """Each country, in any of these roles in the same row."""
        rows = self.index.facets.get("country_role", {})
        return {
            code: union(rows.get(f"{code}.{role}", 0) for role in roles)
            for code in self.index.facets.get("country", {})
        }

    def of_name(self, value: tuple[str, str]) -> int:
        """The listings of what a name names: a kind and a code. A theme or goal has those of its narrower ones."""
        kind, code = value
        tree = {TermKind.THEME: "theme", TermKind.SDG: "sdg"}.get(kind)
        return self.bits[tree].get(code, 0) if tree else self.index.bits(kind, code)

    def counted(self, facet: str, asked: Asked) -> Mapping[str, int]:
        """The values of a facet as they are counted: roles for the chosen countries, countries in the chosen roles."""
        if facet == "role" and (countries := asked.chosen.get("country")):
            return self._roles(dict.fromkeys(countries, 0))
        if facet == "country" and (roles := asked.chosen.get("role")):
            return self._countries(roles)
        return self.bits[facet]

    def chosen(self, asked: Asked) -> dict[str, int]:
        """For each facet in use the listings it lets through. Country and role are one, under "country"."""
        found = {}
        for key, codes in asked.chosen.items():
            if key == "role" and "country" in asked.chosen:
                continue
            known = self.counted(key, asked)
            found["country" if key == "role" else key] = union(known.get(code, 0) for code in codes)
        if asked.since or asked.until:  # apart from the facet: a period counts within the years
            found["years"] = self.index.running(asked.since, asked.until)
        return found

    def base(self, facet: str, chosen: Mapping[str, int], hits: int) -> int:
        """The listings among which a facet counts: all facets but itself let them through."""
        own = "country" if facet in JOINT else facet
        for key, bits in chosen.items():
            if key != own:
                hits &= bits
        return hits


def lineage(entry: Entry, snapshot: Snapshot) -> Iterator[Entry]:
    """A term or group and everything broader, each once; targets belong to their goal. What is proposed is not public yet."""
    table = "group" if entry.kind == "group" else "term"
    seen = set()
    step: Entry | None = entry
    while step is not None and step.pk not in seen:
        seen.add(step.pk)
        yield step
        step = snapshot.get(table, step.parent) if step.parent else None
        if step is not None and step.acceptance == Acceptance.PROPOSED:
            return


def entry_of(facet: Facet, code: str, snapshot: Snapshot) -> Entry | None:
    """What is known of a facet value; None for periods and languages, which are not in the reference tables."""
    kinds = ("group",) if facet.key in ("region", "group") else facet.kinds
    found = (snapshot.resolve(kind, code) for kind in kinds)
    entry = next((entry for entry in found if entry is not None), None)
    if entry is not None and entry.kind == "group" and (entry.facts["kind"] in M49) != (facet.key == "region"):
        return None
    return entry


def exists(facet_key: str, code: str, snapshot: Snapshot) -> bool:
    """Whether a code may be chosen: known to the vocabulary and not only proposed, whether or not a listing has it."""
    facet = BY_KEY[facet_key]
    if facet_key == "language":
        return code in Language.values
    if facet_key == "period":
        is_year = code.isascii() and code.isdecimal() and len(code) == 4
        return is_year and FIRST_YEAR <= int(code) <= LAST_YEAR and int(code) % SPAN == 0
    if facet_key == "role":
        return code in CountryRole.values
    entry = entry_of(facet, code, snapshot)
    return entry is not None and entry.acceptance != Acceptance.PROPOSED
