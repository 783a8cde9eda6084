"""The vocabularies as SKOS sees them: concepts with their names and relations, out of the reference tables."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practices.kept import Kept
from practices.models.fields import is_web_address
from practices.opendata.skos.described import NAMES
from practices.opendata.skos.elsewhere import same
from practices.opendata.skos.names import Name, OtherNames
from practices.reference import Entry, Snapshot
from practices.vocabulary import Acceptance, GroupKind, TermKind

M49 = (GroupKind.REGION, GroupKind.SUBREGION, GroupKind.INTERMEDIATE)
Reference = tuple[str, str]  # vocabulary, code

_vocabularies = Kept(2 * len(NAMES))  # an old and a new version, while threads change over
_relations = Kept(2)


@dataclass(frozen=True, slots=True)
class Concept:
    """One term of a vocabulary: what SKOS tells of it."""

    name: str  # of its vocabulary
    code: str
    labels: Mapping[str, str]  # language → label; English is always there
    definition: str = ""
    broader: Reference | None = None  # in the same vocabulary
    narrower: tuple[Reference, ...] = ()
    broader_elsewhere: tuple[Reference, ...] = ()  # in another vocabulary
    narrower_elsewhere: tuple[Reference, ...] = ()
    is_part_of: tuple[Reference, ...] = ()
    parts: tuple[Reference, ...] = ()
    names: tuple[Name, ...] = ()
    hidden_names: tuple[Name, ...] = ()
    notations: tuple[Name, ...] = ()  # codes in other lists, each with the name of the list
    same: tuple[str, ...] = ()  # addresses of others
    page: str = ""  # about it, elsewhere
    heading: str = ""  # under which a long list is shown
    position: int = 0
    is_retired: bool = False
    replaced_by: str = ""  # code of what it was merged into

    @property
    def is_top(self) -> bool:
        """Whether nothing in its vocabulary is broader."""
        return self.broader is None and not self.replaced_by


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One vocabulary with all its public terms, merged ones included, in their order."""

    name: str
    concepts: Mapping[str, Concept]


def is_public(entry: Entry) -> bool:
    """Whether the world may know of a term: not as long as it is only proposed."""
    return entry.acceptance != Acceptance.PROPOSED


def exists(name: str) -> bool:
    """Whether there is such a vocabulary."""
    return name in NAMES


def size(name: str, snapshot: Snapshot) -> int:
    """How many terms a vocabulary has to choose from."""
    return sum(entry.acceptance == Acceptance.ACCEPTED for entry in snapshot.of_kind(name))


def public_entry(name: str, code: str, snapshot: Snapshot) -> Entry | None:
    """The row behind a public term, merged or not."""
    entry = snapshot.find(name, code) if exists(name) else None
    return entry if entry is not None and is_public(entry) else None


def read(name: str, snapshot: Snapshot) -> Vocabulary:
    """A vocabulary; read from the tables once for each state of them."""
    stamp = (snapshot.version, snapshot.day)
    relations = _relations.get(stamp, lambda: Relations(snapshot))
    return _vocabularies.get((name, stamp), lambda: _read(name, snapshot, relations))


class Relations:
    """What is broader, narrower and part of what, at one state of the reference tables."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.broader: defaultdict[Reference, list[Reference]] = defaultdict(list)
        self.narrower: defaultdict[Reference, list[Reference]] = defaultdict(list)
        self.is_part_of: defaultdict[Reference, list[Reference]] = defaultdict(list)
        self.parts: defaultdict[Reference, list[Reference]] = defaultdict(list)
        for name in NAMES:
            for entry in snapshot.of_kind(name):
                if is_public(entry) and not entry.replaced_by:
                    self._add(entry)

    def _add(self, entry: Entry) -> None:
        wider = [parent] if (parent := self._parent(entry)) else []
        if entry.kind == "city":
            wider = [self.snapshot.by_pk("country", entry.facts["country"])]
        elif entry.kind == "country":
            wider = self._regions(entry)
        for other in wider:
            _both(self.broader, self.narrower, entry, other)

    def _parent(self, entry: Entry) -> Entry | None:
        """The broader entry; none for what is proposed, or where entries have come to be broader than themselves."""
        table = _table(entry.kind)
        parent = step = self.snapshot.get(table, entry.parent) if entry.parent else None
        seen = set()
        while step is not None and step.pk not in seen:
            if step.pk == entry.pk:
                return None
            seen.add(step.pk)
            step = self.snapshot.get(table, step.parent) if step.parent else None
        return parent if parent is not None and is_public(parent) and not parent.replaced_by else None

    def _regions(self, country: Entry) -> list[Entry]:
        """The narrowest regions of M49 a country is in today; of other groups it is noted as a part."""
        codes = self.snapshot.groups_of.get(country.code, ())
        groups = [group for code in sorted(codes) if (group := self.snapshot.find("group", code))]
        regions = [group for group in groups if group.facts["kind"] in M49]
        for group in groups:
            if group not in regions:
                _both(self.is_part_of, self.parts, country, group)
        wider = {group.parent for group in regions}
        return [group for group in regions if group.pk not in wider]


def _both(there: Mapping, back: Mapping, entry: Entry, other: Entry) -> None:
    there[entry.kind, entry.code].append((other.kind, other.code))
    back[other.kind, other.code].append((entry.kind, entry.code))


def _table(name: str) -> str:
    return "term" if name in TermKind.values else name


def _read(name: str, snapshot: Snapshot, relations: Relations) -> Vocabulary:
    names = OtherNames(name)
    entries = sorted(filter(is_public, snapshot.of_kind(name)), key=_place)
    return Vocabulary(name, {entry.code: _concept(entry, snapshot, relations, names) for entry in entries})


def _place(entry: Entry) -> tuple:
    return (entry.facts.get("position") or 0, entry.code)


def _concept(entry: Entry, snapshot: Snapshot, relations: Relations, names: OtherNames) -> Concept:
    own = (entry.kind, entry.code)
    broader, elsewhere = _split(relations.broader.get(own, ()), entry.kind)
    narrower, narrower_elsewhere = _split(relations.narrower.get(own, ()), entry.kind)
    shown, hidden = names.of(entry.pk, dict(entry.labels))
    page = entry.facts.get("url") or names.pages.get(entry.pk, "")
    replacement = snapshot.resolve(entry.kind, entry.code) if entry.replaced_by else None
    return Concept(
        name=entry.kind,
        code=entry.code,
        labels=entry.labels,
        definition=entry.facts.get("definition") or "",
        broader=broader[0] if broader else None,
        narrower=narrower,
        broader_elsewhere=elsewhere,
        narrower_elsewhere=narrower_elsewhere,
        is_part_of=tuple(relations.is_part_of.get(own, ())),
        parts=tuple(relations.parts.get(own, ())),
        names=shown,
        hidden_names=hidden,
        notations=names.notations.get(entry.pk, ()),
        same=same(entry.kind, entry.code),
        page=page if is_web_address(page) else "",
        heading=next((entry.facts[key] for key in ("group", "kind", "category") if entry.facts.get(key)), ""),
        position=entry.facts.get("position") or 0,
        is_retired=entry.acceptance == Acceptance.RETIRED,
        replaced_by=replacement.code if replacement is not None and is_public(replacement) else "",
    )


def _split(references: Iterable[Reference], name: str) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """Those of a vocabulary, and those of others."""
    references = tuple(references)
    return (
        tuple(one for one in references if one[0] == name),
        tuple(one for one in references if one[0] != name),
    )
