"""Sets a harvester may ask for: types, themes, regions, languages, as the vocabularies stand today; narrower ones in wider ones.

A set is a name for facet values. Of a practice that is public no more the same is read from the last edition the public saw.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from practices.reference import Entry, Snapshot
from practices.vocabulary import Acceptance, GroupKind, Language, TermKind

M49 = (GroupKind.REGION, GroupKind.SUBREGION, GroupKind.INTERMEDIATE)


@dataclass(frozen=True, slots=True)
class Kind:
    """One tree of sets: its first name, what it is called, the facet it is made of, where a document holds its codes."""

    spec: str
    name: str
    facet: str
    path: str  # SQL/JSON


# English, not gettext: names of sets are data that catalogues keep, and must not change with the language of a request.
KINDS = (
    Kind("type", "Type of practice", TermKind.TYPE, "$.type"),
    Kind("theme", "Theme", TermKind.THEME, "$.themes[*]"),
    Kind("region", "Region", "group", "$.countries[*].country"),
    Kind("language", "Language of the text", "language", "$.texts.keyvalue().key"),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a record in a set has one of: facet values; codes in its document, under a path."""

    values: list[str]
    path: str
    codes: list[str]


class Sets:
    """All sets of one snapshot of the reference tables."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.names: dict[str, str] = {}  # setSpec → name, wider ones first
        self.spec_of: dict[str, str] = {}  # facet value → setSpec
        for kind in KINDS:
            self.names[kind.spec] = kind.name
            for steps, code, name in sorted(self._members(kind)):
                spec = ":".join((kind.spec, *steps))
                self.names[spec] = f"{kind.name}: {name}"
                self.spec_of[f"{kind.facet}:{code}"] = spec

    def _members(self, kind: Kind) -> Iterator[tuple[list[str], str, str]]:
        """(path of names, code, label) of each set in a tree."""
        if kind.facet == "language":
            yield from (([code], code, label) for code, label in Language.choices)
            return
        for entry in self.snapshot.of_kind(kind.facet):
            if _is_public(entry) and (kind.facet != "group" or entry.facts["kind"] in M49):
                yield [_spelled(step.code) for step in self._line(entry)], entry.code, entry.labels["en"]

    def _line(self, entry: Entry) -> list[Entry]:
        """From the widest to this one."""
        table, line = "group" if entry.kind == "group" else "term", [entry]
        while line[0].parent and (wider := self.snapshot.get(table, line[0].parent)) and wider not in line:
            if not _is_public(wider):
                break
            line.insert(0, wider)
        return line

    def of_facets(self, facets: Iterable[str]) -> list[str]:
        """The sets of a record with these facet values; those around them go without saying."""
        return sorted({self.spec_of[value] for value in facets if value in self.spec_of})

    def of_codes(self, codes: dict[str, list[str]]) -> list[str]:
        """The sets of a document that holds these codes, by kind."""
        found: set[str] = set()
        for kind in KINDS:
            for code in filter(_is_text, codes.get(kind.spec, ())):
                found |= {f"{kind.facet}:{one}" for one in self._today(kind, code)}
        return self.of_facets(found)

    def _today(self, kind: Kind, code: str) -> Iterable[str]:
        """Codes of facet values for a code as a document of any time holds it."""
        if kind.facet == "group":
            return self.snapshot.groups_of.get(code, ())
        entry = self.snapshot.resolve(kind.facet, code) if kind.facet != "language" else None
        return [entry.code if entry else code]

    def choose(self, spec: str) -> Chosen | None:
        """What to look for, or None where there is no such set."""
        if spec not in self.names:
            return None
        kind = next(kind for kind in KINDS if spec.split(":")[0] == kind.spec)
        values = [value for value, one in self.spec_of.items() if one == spec or one.startswith(f"{spec}:")]
        wanted = {value.partition(":")[2] for value in values}
        return Chosen(
            values, kind.path, [code for code in self._codes(kind) if wanted.intersection(self._today(kind, code))]
        )

    def _codes(self, kind: Kind) -> Iterable[str]:
        """Every code a document may hold there."""
        if kind.facet == "group":
            return self.snapshot.groups_of
        return Language.values if kind.facet == "language" else [one.code for one in self.snapshot.of_kind(kind.facet)]


def _is_public(entry: Entry) -> bool:
    """What is only proposed is nowhere public; a merged one has given way."""
    return entry.acceptance != Acceptance.PROPOSED and not entry.replaced_by


def _spelled(code: str) -> str:
    """A code in the characters of setSpec, which are ours but for one."""
    return code.replace("+", "(plus)")


def _is_text(code: object) -> bool:
    """Whether it can be a code: a damaged document may hold anything."""
    return isinstance(code, str)
